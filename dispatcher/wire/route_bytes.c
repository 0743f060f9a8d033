/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/route_bytes.h"

#include <stdlib.h>
#include <talloc.h>

#include "base/octets.h"

#define AT(type, member) .offset = offsetof(struct type, member)

/* The stored shapes: as in notice/route.h, but pages and cells as runs of octets. */
struct message_row {
	struct slice language, text;
	struct digest area;
	struct plmn plmn;
	uint16_t message_identifier, serial_number;
	bool replaces;
	uint16_t replaced_serial;
	struct utc held_from, held_until;
	uint8_t category, dcs;
	uint32_t repetition_period_s;
	bool is_primary;
	uint16_t warning_type;
	struct slice used, pages; /* one octet, ROUTE_PAGE_OCTETS octets for each page */
	uint32_t area_from, area_count;
};

struct delivery_row {
	uint32_t message;
	struct slice carrier, link, node, cells;
	bool is_extended;
};

struct polygon_row {
	struct slice points; /* latitude and longitude, 4 octets each, for each point */
};

struct circle_row {
	struct slice centre;
	uint32_t radius_m;
};

struct code_row {
	struct slice value_name, value;
};

struct area_row {
	struct slice description;
	const struct polygon_row *polygons;
	size_t polygon_count;
	const struct circle_row *circles;
	size_t circle_count;
	const struct code_row *codes;
	size_t code_count;
};

struct route_row {
	const struct message_row *messages;
	size_t message_count;
	const struct delivery_row *deliveries;
	size_t delivery_count;
	struct utc begins, expires;
	uint64_t people;
	const struct area_row *areas;
	size_t area_count;
};

static const struct field message_rows[] = {
	{ "language", FIELD_TEXT, AT(message_row, language) },
	{ "text", FIELD_TEXT, AT(message_row, text) },
	{ "area", FIELD_DIGEST, AT(message_row, area) },
	{ "plmn", FIELD_PLMN, AT(message_row, plmn) },
	{ "message_identifier", FIELD_U16, true, AT(message_row, message_identifier) },
	{ "serial_number", FIELD_U16, true, AT(message_row, serial_number) },
	{ "replaces", FIELD_BOOL, AT(message_row, replaces) },
	{ "replaced_serial", FIELD_U16, AT(message_row, replaced_serial) },
	{ "held_from_us", FIELD_UTC_US, AT(message_row, held_from) },
	{ "held_until_us", FIELD_UTC_US, AT(message_row, held_until) },
	{ "category", FIELD_U8, true, AT(message_row, category) },
	{ "dcs", FIELD_U8, true, AT(message_row, dcs) },
	{ "repetition_period_s", FIELD_U32, AT(message_row, repetition_period_s) },
	{ "is_primary", FIELD_BOOL, AT(message_row, is_primary) },
	{ "warning_type", FIELD_U16, AT(message_row, warning_type) },
	{ "used", FIELD_OCTETS, AT(message_row, used) },
	{ "pages", FIELD_OCTETS, AT(message_row, pages) },
	{ "area_from", FIELD_U32, AT(message_row, area_from) },
	{ "area_count", FIELD_U32, AT(message_row, area_count) },
};
static const struct fields message_fields = FIELDS_OF(message_rows, struct message_row);

static const struct field delivery_rows[] = {
	{ "message", FIELD_U32, true, AT(delivery_row, message) },
	{ "carrier", FIELD_TEXT, AT(delivery_row, carrier) },
	{ "link", FIELD_TEXT, AT(delivery_row, link) },
	{ "node", FIELD_TEXT, AT(delivery_row, node) },
	{ "cells", FIELD_OCTETS, AT(delivery_row, cells) },
	{ "extended", FIELD_BOOL, AT(delivery_row, is_extended) },
};
static const struct fields delivery_fields = FIELDS_OF(delivery_rows, struct delivery_row);

static const struct field polygon_rows[] = {
	{ "points", FIELD_OCTETS, true, AT(polygon_row, points) },
};
static const struct fields polygon_fields = FIELDS_OF(polygon_rows, struct polygon_row);

static const struct field circle_rows[] = {
	{ "centre", FIELD_OCTETS, true, AT(circle_row, centre) },
	{ "radius_m", FIELD_U32, AT(circle_row, radius_m) },
};
static const struct fields circle_fields = FIELDS_OF(circle_rows, struct circle_row);

static const struct field code_rows[] = {
	{ "value_name", FIELD_TEXT, AT(code_row, value_name) },
	{ "value", FIELD_TEXT, AT(code_row, value) },
};
static const struct fields code_fields = FIELDS_OF(code_rows, struct code_row);

static const struct field area_rows[] = {
	{ "description", FIELD_TEXT, AT(area_row, description) },
	{ "polygons", FIELD_LIST, AT(area_row, polygons),
	  .count_offset = offsetof(struct area_row, polygon_count), .sub = &polygon_fields },
	{ "circles", FIELD_LIST, AT(area_row, circles),
	  .count_offset = offsetof(struct area_row, circle_count), .sub = &circle_fields },
	{ "codes", FIELD_LIST, AT(area_row, codes),
	  .count_offset = offsetof(struct area_row, code_count), .sub = &code_fields },
};
static const struct fields area_fields = FIELDS_OF(area_rows, struct area_row);

static const struct field route_rows[] = {
	{ "messages", FIELD_LIST, AT(route_row, messages),
	  .count_offset = offsetof(struct route_row, message_count), .sub = &message_fields },
	{ "deliveries", FIELD_LIST, AT(route_row, deliveries),
	  .count_offset = offsetof(struct route_row, delivery_count), .sub = &delivery_fields },
	{ "begins_us", FIELD_UTC_US, AT(route_row, begins) },
	{ "expires_us", FIELD_UTC_US, AT(route_row, expires) },
	{ "people", FIELD_U64, AT(route_row, people) },
	{ "areas", FIELD_LIST, AT(route_row, areas),
	  .count_offset = offsetof(struct route_row, area_count), .sub = &area_fields },
};
static const struct fields route_fields = FIELDS_OF(route_rows, struct route_row);

/* ---- writing ---------------------------------------------------------------------------- */

static void *array(void *ctx, size_t count, size_t size)
{
	void *items = talloc_zero_size(ctx, count ? count * size : 1);

	if (!items)
		abort();
	return items;
}

static struct message_row message_row(void *ctx, const struct route_message *message)
{
	uint8_t *used = array(ctx, message->page_count, 1);
	uint8_t *pages = array(ctx, message->page_count, ROUTE_PAGE_OCTETS);

	for (size_t i = 0; i < message->page_count; i++) {
		used[i] = message->pages[i].used;
		memcpy(pages + i * ROUTE_PAGE_OCTETS, message->pages[i].octets, ROUTE_PAGE_OCTETS);
	}
	return (struct message_row){
		.language = message->language,
		.text = message->text,
		.area = message->area,
		.plmn = message->plmn,
		.message_identifier = message->message_identifier,
		.serial_number = message->serial_number,
		.replaces = message->replaces,
		.replaced_serial = message->replaced_serial,
		.held_from = message->held_from,
		.held_until = message->held_until,
		.category = message->category,
		.dcs = message->dcs,
		.repetition_period_s = message->repetition_period_s,
		.is_primary = message->is_primary,
		.warning_type = message->warning_type,
		.used = { (const char *)used, message->page_count },
		.pages = { (const char *)pages, message->page_count * ROUTE_PAGE_OCTETS },
		.area_from = message->area_from,
		.area_count = message->area_count,
	};
}

static struct delivery_row delivery_row(void *ctx, const struct route_delivery *delivery)
{
	uint8_t *cells = array(ctx, delivery->cell_count, CELL_ID_OCTETS);

	for (size_t i = 0; i < delivery->cell_count; i++)
		cell_id_pack(cells + i * CELL_ID_OCTETS, &delivery->cells[i]);
	return (struct delivery_row){
		delivery->message,
		delivery->carrier,
		delivery->link,
		delivery->node,
		{ (const char *)cells, delivery->cell_count * CELL_ID_OCTETS },
		delivery->is_extended,
	};
}

enum { POINT_OCTETS = 8 };

static void put_point(uint8_t *octets, struct geo_point point)
{
	octets_put(octets, 4, (uint32_t)point.lat_e6);
	octets_put(octets + 4, 4, (uint32_t)point.lon_e6);
}

static struct slice points_of(void *ctx, const struct geo_point *points, size_t count)
{
	uint8_t *octets = array(ctx, count, POINT_OCTETS);

	for (size_t i = 0; i < count; i++)
		put_point(octets + i * POINT_OCTETS, points[i]);
	return (struct slice){ (const char *)octets, count * POINT_OCTETS };
}

static struct area_row area_row(void *ctx, const struct area *area)
{
	struct polygon_row *polygons = array(ctx, area->polygon_count, sizeof(*polygons));
	struct circle_row *circles = array(ctx, area->circle_count, sizeof(*circles));
	struct code_row *codes = array(ctx, area->code_count, sizeof(*codes));

	for (size_t i = 0; i < area->polygon_count; i++)
		polygons[i].points = points_of(ctx, area->polygons[i].points,
					       area->polygons[i].count);
	for (size_t i = 0; i < area->circle_count; i++)
		circles[i] = (struct circle_row){ points_of(ctx, &area->circles[i].centre, 1),
						  area->circles[i].radius_m };
	for (size_t i = 0; i < area->code_count; i++)
		codes[i] = (struct code_row){ area->codes[i].value_name, area->codes[i].value };
	return (struct area_row){ area->description,  polygons, area->polygon_count, circles,
				  area->circle_count, codes,	area->code_count };
}

void route_bytes_pack(struct text *out, const struct route *route)
{
	void *scratch = talloc_new(out->ctx);
	struct message_row *messages = array(scratch, route->message_count, sizeof(*messages));
	struct delivery_row *deliveries = array(scratch, route->delivery_count,
						sizeof(*deliveries));
	struct area_row *areas = array(scratch, route->area_count, sizeof(*areas));

	for (size_t i = 0; i < route->area_count; i++)
		areas[i] = area_row(scratch, &route->areas[i]);
	for (size_t i = 0; i < route->message_count; i++)
		messages[i] = message_row(scratch, &route->messages[i]);
	for (size_t i = 0; i < route->delivery_count; i++)
		deliveries[i] = delivery_row(scratch, &route->deliveries[i]);
	fields_write(out, &route_fields,
		     &(struct route_row){ messages, route->message_count, deliveries,
					  route->delivery_count, route->begins, route->expires,
					  route->people, areas, route->area_count });
	talloc_free(scratch);
}

/* ---- reading ---------------------------------------------------------------------------- */

static enum err read_pages(struct route_page *pages, const struct message_row *row,
			   struct fault *why)
{
	for (size_t i = 0; i < row->used.size; i++) {
		pages[i].used = (uint8_t)row->used.at[i];
		if (pages[i].used == 0 || pages[i].used > ROUTE_PAGE_OCTETS)
			return err_set(why, ERR_INPUT, "TS 23.041 9.4.1", "page %zu uses %u octets",
				       i + 1, pages[i].used);
		memcpy(pages[i].octets, row->pages.at + i * ROUTE_PAGE_OCTETS, ROUTE_PAGE_OCTETS);
	}
	return ERR_OK;
}

static enum err read_message(void *ctx, struct route_message *out, const struct message_row *row,
			     struct fault *why)
{
	size_t count = row->used.size;
	struct route_page *pages = array(ctx, count, sizeof(*pages));

	if (count > ROUTE_PAGES_MAX || row->pages.size != count * ROUTE_PAGE_OCTETS)
		return err_set(why, ERR_INPUT, "TS 23.041 9.4.1", "%zu pages of %zu octets", count,
			       row->pages.size);
	*out = (struct route_message){
		.language = row->language,
		.text = row->text,
		.area = row->area,
		.plmn = row->plmn,
		.message_identifier = row->message_identifier,
		.serial_number = row->serial_number,
		.replaces = row->replaces,
		.replaced_serial = row->replaced_serial,
		.held_from = row->held_from,
		.held_until = row->held_until,
		.category = row->category,
		.dcs = row->dcs,
		.repetition_period_s = row->repetition_period_s,
		.is_primary = row->is_primary,
		.warning_type = row->warning_type,
		.pages = pages,
		.page_count = count,
		.area_from = row->area_from,
		.area_count = row->area_count,
	};
	return read_pages(pages, row, why);
}

static enum err read_delivery(void *ctx, struct route_delivery *out, const struct delivery_row *row,
			      struct fault *why)
{
	size_t count = row->cells.size / CELL_ID_OCTETS;
	struct cell_id *cells = array(ctx, count, sizeof(*cells));

	if (row->cells.size % CELL_ID_OCTETS)
		return err_set(why, ERR_INPUT, NULL, "%zu octets of cells", row->cells.size);
	for (size_t i = 0; i < count; i++)
		if (!cell_id_unpack(&cells[i], (const uint8_t *)row->cells.at + i * CELL_ID_OCTETS))
			return err_set(why, ERR_INPUT, NULL, "cell %zu is no cell identity", i);
	*out = (struct route_delivery){ row->message, row->carrier, row->link,	     row->node,
					cells,	      count,	    row->is_extended };
	return ERR_OK;
}

static enum err read_points(void *ctx, struct geo_point **out, size_t *count, struct slice octets,
			    struct fault *why)
{
	const uint8_t *at = (const uint8_t *)octets.at;

	if (octets.size % POINT_OCTETS)
		return err_set(why, ERR_INPUT, NULL, "%zu octets of points", octets.size);
	*count = octets.size / POINT_OCTETS;
	*out = array(ctx, *count, sizeof(**out));
	for (size_t i = 0; i < *count; i++, at += POINT_OCTETS) {
		(*out)[i] = (struct geo_point){ (int32_t)octets_get_u32(at),
						(int32_t)octets_get_u32(at + 4) };
		if (!geo_point_is_valid((*out)[i]))
			return err_set(why, ERR_INPUT, NULL, "point %zu is nowhere on earth", i);
	}
	return ERR_OK;
}

static enum err read_circle(void *ctx, struct geo_circle *out, const struct circle_row *row,
			    struct fault *why)
{
	struct geo_point *centre;
	size_t count;
	enum err err = read_points(ctx, &centre, &count, row->centre, why);

	if (err == ERR_OK && count != 1)
		err = err_set(why, ERR_INPUT, NULL, "a circle has one centre, not %zu", count);
	if (err == ERR_OK)
		*out = (struct geo_circle){ *centre, row->radius_m };
	return err;
}

static enum err read_area(void *ctx, struct area *out, const struct area_row *row,
			  struct fault *why)
{
	struct geo_polygon *polygons = array(ctx, row->polygon_count, sizeof(*polygons));
	struct geo_circle *circles = array(ctx, row->circle_count, sizeof(*circles));
	struct area_code *codes = array(ctx, row->code_count, sizeof(*codes));
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < row->polygon_count; i++) {
		struct geo_point *points;

		err = read_points(ctx, &points, &polygons[i].count, row->polygons[i].points, why);
		if (err == ERR_OK)
			polygons[i].points = points;
	}
	for (size_t i = 0; err == ERR_OK && i < row->circle_count; i++)
		err = read_circle(ctx, &circles[i], &row->circles[i], why);
	for (size_t i = 0; i < row->code_count; i++)
		codes[i] = (struct area_code){ row->codes[i].value_name, row->codes[i].value };
	*out = (struct area){ row->description,	 polygons, row->polygon_count, circles,
			      row->circle_count, codes,	   row->code_count };
	return err;
}

static enum err read_areas(void *ctx, struct route *out, const struct route_row *row,
			   struct fault *why)
{
	struct area *areas = array(ctx, row->area_count, sizeof(*areas));
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < row->area_count; i++)
		err = read_area(ctx, &areas[i], &row->areas[i], why);
	out->areas = areas;
	out->area_count = row->area_count;
	return err;
}

static enum err check_areas(const struct route_message *message, size_t area_count,
			    struct fault *why)
{
	if ((uint64_t)message->area_from + message->area_count <= area_count)
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "a message names areas %u to %llu of %zu",
		       message->area_from,
		       (unsigned long long)message->area_from + message->area_count, area_count);
}

enum err route_bytes_unpack(void *ctx, struct route *out, struct slice bytes, struct fault *why)
{
	struct route_message *messages;
	struct route_delivery *deliveries;
	struct route_row row;
	struct route areas;
	enum err err = fields_read_text(ctx, &row, &route_fields, bytes, why);

	if (err != ERR_OK)
		return err_prefix(why, err, "route");
	messages = array(ctx, row.message_count, sizeof(*messages));
	deliveries = array(ctx, row.delivery_count, sizeof(*deliveries));
	for (size_t i = 0; err == ERR_OK && i < row.message_count; i++)
		err = read_message(ctx, &messages[i], &row.messages[i], why);
	for (size_t i = 0; err == ERR_OK && i < row.message_count; i++)
		err = check_areas(&messages[i], row.area_count, why);
	for (size_t i = 0; err == ERR_OK && i < row.delivery_count; i++) {
		err = read_delivery(ctx, &deliveries[i], &row.deliveries[i], why);
		if (err == ERR_OK && deliveries[i].message >= row.message_count)
			err = err_set(why, ERR_INPUT, NULL, "delivery %zu names message %u of %zu",
				      i, deliveries[i].message, row.message_count);
	}
	if (err == ERR_OK)
		err = read_areas(ctx, &areas, &row, why);
	if (err == ERR_OK)
		*out = (struct route){ messages,	   row.message_count, deliveries,
				       row.delivery_count, row.begins,	      row.expires,
				       row.people,	   areas.areas,	      areas.area_count };
	return err;
}
