/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/route_bytes.h"

#include <stdlib.h>
#include <talloc.h>

#define AT(type, member) .offset = offsetof(struct type, member)

/* The stored shapes: as in notice/route.h, but pages and cells as runs of octets. */
struct message_row {
	struct slice language, text;
	struct digest area;
	struct plmn plmn;
	uint16_t message_identifier, serial_number;
	bool replaces;
	uint16_t replaced_serial;
	uint8_t category, dcs;
	uint32_t repetition_period_s;
	struct slice used, pages; /* one octet, ROUTE_PAGE_OCTETS octets for each page */
};

struct delivery_row {
	uint32_t message;
	struct slice carrier, link, node, cells;
};

struct route_row {
	const struct message_row *messages;
	size_t message_count;
	const struct delivery_row *deliveries;
	size_t delivery_count;
	struct utc begins, expires;
	uint64_t people;
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
	{ "category", FIELD_U8, true, AT(message_row, category) },
	{ "dcs", FIELD_U8, true, AT(message_row, dcs) },
	{ "repetition_period_s", FIELD_U32, AT(message_row, repetition_period_s) },
	{ "used", FIELD_OCTETS, AT(message_row, used) },
	{ "pages", FIELD_OCTETS, AT(message_row, pages) },
};
static const struct fields message_fields = FIELDS_OF(message_rows, struct message_row);

static const struct field delivery_rows[] = {
	{ "message", FIELD_U32, true, AT(delivery_row, message) },
	{ "carrier", FIELD_TEXT, AT(delivery_row, carrier) },
	{ "link", FIELD_TEXT, AT(delivery_row, link) },
	{ "node", FIELD_TEXT, AT(delivery_row, node) },
	{ "cells", FIELD_OCTETS, AT(delivery_row, cells) },
};
static const struct fields delivery_fields = FIELDS_OF(delivery_rows, struct delivery_row);

static const struct field route_rows[] = {
	{ "messages", FIELD_LIST, AT(route_row, messages),
	  .count_offset = offsetof(struct route_row, message_count), .sub = &message_fields },
	{ "deliveries", FIELD_LIST, AT(route_row, deliveries),
	  .count_offset = offsetof(struct route_row, delivery_count), .sub = &delivery_fields },
	{ "begins_us", FIELD_UTC_US, AT(route_row, begins) },
	{ "expires_us", FIELD_UTC_US, AT(route_row, expires) },
	{ "people", FIELD_U64, AT(route_row, people) },
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
		.category = message->category,
		.dcs = message->dcs,
		.repetition_period_s = message->repetition_period_s,
		.used = { (const char *)used, message->page_count },
		.pages = { (const char *)pages, message->page_count * ROUTE_PAGE_OCTETS },
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
	};
}

void route_bytes_pack(struct text *out, const struct route *route)
{
	void *scratch = talloc_new(out->ctx);
	struct message_row *messages = array(scratch, route->message_count, sizeof(*messages));
	struct delivery_row *deliveries = array(scratch, route->delivery_count,
						sizeof(*deliveries));

	for (size_t i = 0; i < route->message_count; i++)
		messages[i] = message_row(scratch, &route->messages[i]);
	for (size_t i = 0; i < route->delivery_count; i++)
		deliveries[i] = delivery_row(scratch, &route->deliveries[i]);
	fields_write(out, &route_fields,
		     &(struct route_row){ messages, route->message_count, deliveries,
					  route->delivery_count, route->begins, route->expires,
					  route->people });
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
		.category = row->category,
		.dcs = row->dcs,
		.repetition_period_s = row->repetition_period_s,
		.pages = pages,
		.page_count = count,
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
	*out = (struct route_delivery){ row->message, row->carrier, row->link,
					row->node,    cells,	    count };
	return ERR_OK;
}

enum err route_bytes_unpack(void *ctx, struct route *out, struct slice bytes, struct fault *why)
{
	struct route_message *messages;
	struct route_delivery *deliveries;
	struct route_row row;
	enum err err = fields_read_text(ctx, &row, &route_fields, bytes, why);

	if (err != ERR_OK)
		return err_prefix(why, err, "route");
	messages = array(ctx, row.message_count, sizeof(*messages));
	deliveries = array(ctx, row.delivery_count, sizeof(*deliveries));
	for (size_t i = 0; err == ERR_OK && i < row.message_count; i++)
		err = read_message(ctx, &messages[i], &row.messages[i], why);
	for (size_t i = 0; err == ERR_OK && i < row.delivery_count; i++) {
		err = read_delivery(ctx, &deliveries[i], &row.deliveries[i], why);
		if (err == ERR_OK && deliveries[i].message >= row.message_count)
			err = err_set(why, ERR_INPUT, NULL, "delivery %zu names message %u of %zu",
				      i, deliveries[i].message, row.message_count);
	}
	if (err == ERR_OK)
		*out = (struct route){ messages,	   row.message_count, deliveries,
				       row.delivery_count, row.begins,	      row.expires,
				       row.people };
	return err;
}
