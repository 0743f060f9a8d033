/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "air_json.h"

#include <jansson.h>
#include <string.h>

#include "base/digest.h"

static const char *const change_names[] = {
	[AIR_ON] = "on",
	[AIR_STOPPED] = "stopped",
	[AIR_ENDED] = "ended",
	[AIR_LOST] = "lost",
};

static json_t *pages_of(const struct air_message *message)
{
	json_t *pages = json_array();
	char hex[2 * ROUTE_PAGE_OCTETS + 1];

	for (size_t i = 0; i < message->page_count; i++)
		json_array_append_new(pages, json_string(digest_hex(hex, message->pages[i].octets,
								    message->pages[i].used)));
	return pages;
}

void air_json_write(FILE *to, const char *bsc, const struct air_change *change)
{
	const struct air_message *message = change->message;
	char at[UTC_TEXT_OCTETS], cell[CELL_ID_TEXT_OCTETS];
	json_t *line = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:o, s:i, s:i, s:i}",
				 "change", change_names[change->kind], "at",
				 utc_format(at, change->at, UTC_CHINA_OFFSET_MINUTES), "bsc", bsc,
				 "cell", cell_id_format(cell, change->cell), "message_identifier",
				 message->message_identifier, "serial_number",
				 message->serial_number, "dcs", message->dcs, "pages",
				 pages_of(message), "repetition_period", message->repetition_period,
				 "number_of_broadcasts", message->number_of_broadcasts,
				 "broadcasts", (int)change->broadcasts);

	if (message->is_primary)
		json_object_set_new(line, "warning_type", json_integer(message->warning_type));
	json_dumpf(line, to, JSON_COMPACT);
	fputc('\n', to);
	fflush(to);
	json_decref(line);
}

static bool read_pages(struct air_message *out, const json_t *pages)
{
	size_t count = json_array_size(pages);

	if ((!count && !out->is_primary) || count > ROUTE_PAGES_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *hex = json_string_value(json_array_get(pages, i));
		size_t octets = hex ? strlen(hex) / 2 : 0;

		if (!octets || octets > ROUTE_PAGE_OCTETS ||
		    !digest_from_hex(out->pages[i].octets, octets, slice_of(hex)))
			return false;
		out->pages[i].used = (uint8_t)octets;
	}
	out->page_count = count;
	return true;
}

static bool read_kind(enum air_change_kind *out, const char *name)
{
	for (size_t i = 0; i < sizeof(change_names) / sizeof(change_names[0]); i++) {
		if (strcmp(change_names[i], name) != 0)
			continue;
		*out = (enum air_change_kind)i;
		return true;
	}
	return false;
}

static bool read_line(struct air_line *out, json_t *line)
{
	const char *kind, *at, *bsc, *cell;
	int identifier, serial, dcs, period, count, done;
	json_t *pages;

	if (json_unpack(line, "{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:o, s:i, s:i, s:i}", "change",
			&kind, "at", &at, "bsc", &bsc, "cell", &cell, "message_identifier",
			&identifier, "serial_number", &serial, "dcs", &dcs, "pages", &pages,
			"repetition_period", &period, "number_of_broadcasts", &count, "broadcasts",
			&done) < 0)
		return false;
	out->message.is_primary = json_object_get(line, "warning_type") != NULL;
	out->message.warning_type = (uint16_t)json_integer_value(
		json_object_get(line, "warning_type"));
	out->message.message_identifier = (uint16_t)identifier;
	out->message.serial_number = (uint16_t)serial;
	out->message.dcs = (uint8_t)dcs;
	out->message.repetition_period = (uint16_t)period;
	out->message.number_of_broadcasts = (uint16_t)count;
	out->change.broadcasts = (uint32_t)done;
	snprintf(out->bsc, sizeof(out->bsc), "%s", bsc);
	snprintf(out->cell, sizeof(out->cell), "%s", cell);
	return read_pages(&out->message, pages) && read_kind(&out->change.kind, kind) &&
	       utc_parse(&out->change.at, NULL, slice_of(at), NULL) == ERR_OK;
}

enum err air_json_read(struct air_line *out, const char *text, struct fault *why)
{
	json_error_t error;
	json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	bool is_good;

	if (!line)
		return err_set(why, ERR_INPUT, NULL, "%s", error.text);
	*out = (struct air_line){ .bsc = "" };
	is_good = read_line(out, line);
	json_decref(line);
	out->change.message = &out->message;
	return is_good ? ERR_OK : err_set(why, ERR_INPUT, NULL, "this is no line of the air");
}
