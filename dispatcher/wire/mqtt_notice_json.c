/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/mqtt_notice_json.h"

#include <inttypes.h>
#include <stdio.h>

#include "wire/member.h"

static const char *const action_names[MQTT_NOTICE_ACTION_COUNT] = {
	[MQTT_NOTICE_NONE] = "none",
	[MQTT_NOTICE_SEND] = "send",
	[MQTT_NOTICE_UPDATE] = "update",
	[MQTT_NOTICE_STOP] = "stop",
};

const char *mqtt_notice_action_name(enum mqtt_notice_action action)
{
	return (unsigned int)action < MQTT_NOTICE_ACTION_COUNT ? action_names[action] : "invalid";
}

const char *mqtt_notice_order_no(char buf[MQTT_NOTICE_ORDER_OCTETS], uint64_t notice,
				 uint32_t delivery, enum mqtt_notice_action action)
{
	snprintf(buf, MQTT_NOTICE_ORDER_OCTETS, "%" PRIu64 ".%" PRIu32 ".%d", notice, delivery,
		 action == MQTT_NOTICE_STOP ? 2 : 1);
	return buf;
}

/* ---- areas ------------------------------------------------------------------------------ */

/* Millionths of a degree as decimals: "30.1", "-0.000001". */
static void put_degrees(struct text *out, int32_t e6)
{
	uint32_t whole = (uint32_t)(e6 < 0 ? -(int64_t)e6 : e6);
	char digits[8];
	size_t size;

	snprintf(digits, sizeof(digits), "%06" PRIu32, whole % GEO_E6);
	for (size = 6; size > 1 && digits[size - 1] == '0'; size--)
		;
	text_printf(out, "%s%" PRIu32 ".%.*s", e6 < 0 ? "-" : "", whole / GEO_E6, (int)size,
		    digits);
}

static void put_point(struct text *out, struct geo_point point)
{
	text_puts(out, "[");
	put_degrees(out, point.lat_e6);
	text_puts(out, ",");
	put_degrees(out, point.lon_e6);
	text_puts(out, "]");
}

static void put_polygon(struct text *out, const struct geo_polygon *polygon)
{
	text_puts(out, "{\"polygon\":[");
	for (size_t i = 0; i < polygon->count; i++) {
		text_puts(out, i > 0 ? "," : "");
		put_point(out, polygon->points[i]);
	}
	text_puts(out, "]}");
}

static void put_circle(struct text *out, const struct geo_circle *circle)
{
	text_puts(out, "{\"circle\":{\"at\":");
	put_point(out, circle->centre);
	text_printf(out, ",\"radius_km\":%" PRIu32 ".%03" PRIu32 "}}", circle->radius_m / 1000,
		    circle->radius_m % 1000);
}

/* A code of another name than adcode keeps its name, as CAP's geocode has it. */
static void put_code(struct text *out, const struct area_code *code)
{
	if (slice_is(code->value_name, "adcode")) {
		text_puts(out, "{\"adcode\":");
		text_put_json(out, code->value);
		text_puts(out, "}");
		return;
	}
	text_puts(out, "{\"geocode\":{\"name\":");
	text_put_json(out, code->value_name);
	text_puts(out, ",\"value\":");
	text_put_json(out, code->value);
	text_puts(out, "}}");
}

static void put_area(struct text *out, const struct area *area, const char **comma)
{
	for (size_t i = 0; i < area->polygon_count; i++, *comma = ",") {
		text_puts(out, *comma);
		put_polygon(out, &area->polygons[i]);
	}
	for (size_t i = 0; i < area->circle_count; i++, *comma = ",") {
		text_puts(out, *comma);
		put_circle(out, &area->circles[i]);
	}
	for (size_t i = 0; i < area->code_count; i++, *comma = ",") {
		text_puts(out, *comma);
		put_code(out, &area->codes[i]);
	}
}

static void put_areas(struct text *out, const struct mqtt_notice *notice)
{
	const char *comma = "";

	text_puts(out, ",\"areas\":[");
	for (size_t i = 0; i < notice->area_count; i++)
		put_area(out, &notice->areas[i], &comma);
	text_puts(out, "]");
}

/* ---- the rest --------------------------------------------------------------------------- */

static void put_cells(struct text *out, const struct mqtt_notice *notice)
{
	char cell[CELL_ID_TEXT_OCTETS];

	if (notice->cell_count == 0)
		return;
	for (size_t i = 0; i < notice->cell_count; i++)
		text_printf(out, "%s\"%s\"", i > 0 ? "," : ",\"cells\":[",
			    cell_id_format(cell, &notice->cells[i]));
	text_puts(out, "]");
}

static void put_text(struct text *out, const struct route_message *message)
{
	text_puts(out, ",\"texts\":[{\"language\":");
	text_put_json(out, message->language);
	text_puts(out, ",\"text\":");
	text_put_json(out, message->text);
	text_puts(out, "}]");
}

void mqtt_notice_json_write(struct text *out, const struct mqtt_notice *notice)
{
	const struct route_message *message = notice->message;
	char order[MQTT_NOTICE_ORDER_OCTETS], digest[DIGEST_HEX_OCTETS];

	text_printf(out,
		    "{\"action\":\"%s\",\"notice\":\"%" PRIu64 "\",\"delivery\":\"%" PRIu64
		    ".%" PRIu32 "\",\"order_no\":\"%s\",\"serial\":%u",
		    mqtt_notice_action_name(notice->action), notice->notice, notice->notice,
		    notice->delivery,
		    mqtt_notice_order_no(order, notice->notice, notice->delivery, notice->action),
		    message->serial_number);
	if (notice->action == MQTT_NOTICE_UPDATE)
		text_printf(out, ",\"replaces\":%u", message->replaced_serial);
	text_printf(out, ",\"message_identifier\":%u", message->message_identifier);
	put_text(out, message);
	put_areas(out, notice);
	put_cells(out, notice);
	member_put_time(out, "from", notice->from);
	member_put_time(out, "until", notice->until);
	text_printf(out, ",\"digest\":\"%s\",\"realm\":\"%s\"}",
		    digest_hex(digest, notice->content.octets, DIGEST_OCTETS), notice->realm);
}
