/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/mqtt_receipt_json.h"

#include <talloc.h>

#define AT(type, member) .offset = offsetof(struct type, member)

static const struct {
	const char *name;
	enum receipt_outcome outcome;
} outcomes[] = {
	{ "accepted", RECEIPT_ACCEPTED }, { "on-air", RECEIPT_ON_AIR },
	{ "delivered", RECEIPT_ON_AIR },  { "partial", RECEIPT_PARTIAL },
	{ "refused", RECEIPT_REFUSED },	  { "failed", RECEIPT_FAILED },
	{ "unknown", RECEIPT_UNKNOWN },	  { "stopped", RECEIPT_STOPPED },
};

enum { OUTCOMES = sizeof(outcomes) / sizeof(outcomes[0]) };

static const char *outcome_word(unsigned int value)
{
	return value < OUTCOMES ? outcomes[value].name : NULL;
}

static const char *cell_word(unsigned int value)
{
	return receipt_cell_outcome_name((enum cell_outcome)value);
}

struct cell_row {
	struct slice cell;
	unsigned int outcome;
};

struct row {
	struct slice notice, delivery, order_no, cause;
	uint16_t serial;
	unsigned int outcome;
	const struct cell_row *cells;
	size_t cell_count;
	struct utc received_at, started, finished;
	uint64_t targeted, submitted, delivered, failed, unknown;
};

static const struct field cell_rows[] = {
	{ "cell", FIELD_TEXT, true, AT(cell_row, cell) },
	{ "outcome", FIELD_ENUM, true, AT(cell_row, outcome), .names = cell_word,
	  .values = CELL_STOPPING },
};
static const struct fields cell_fields = FIELDS_OF(cell_rows, struct cell_row);

static const struct field rows[] = {
	{ "notice", FIELD_TEXT, true, AT(row, notice) },
	{ "delivery", FIELD_TEXT, true, AT(row, delivery) },
	{ "serial", FIELD_U16, true, AT(row, serial) },
	{ "outcome", FIELD_ENUM, true, AT(row, outcome), .names = outcome_word,
	  .values = OUTCOMES },
	{ "order_no", FIELD_TEXT, AT(row, order_no) },
	{ "cells", FIELD_LIST, AT(row, cells), .count_offset = offsetof(struct row, cell_count),
	  .sub = &cell_fields },
	{ "cause", FIELD_TEXT, AT(row, cause) },
	{ "received_at", FIELD_UTC_TEXT, true, AT(row, received_at) },
	{ "started", FIELD_UTC_TEXT, AT(row, started) },
	{ "finished", FIELD_UTC_TEXT, AT(row, finished) },
	{ "targeted", FIELD_U64, AT(row, targeted) },
	{ "submitted", FIELD_U64, AT(row, submitted) },
	{ "delivered", FIELD_U64, AT(row, delivered) },
	{ "failed", FIELD_U64, AT(row, failed) },
	{ "unknown", FIELD_U64, AT(row, unknown) },
};
static const struct fields row_fields = FIELDS_OF(rows, struct row);

/* "81" and "81.3": the delivery's number begins with its notice's. */
static enum err read_numbers(struct mqtt_receipt *out, const struct row *row, struct fault *why)
{
	struct slice rest = row->delivery;
	uint64_t delivery;

	if (!slice_to_u64(row->notice, INT64_MAX, &out->notice) || out->notice == 0)
		return err_set(why, ERR_INPUT, NULL, "notice: must be a number in quotes");
	if (rest.size <= row->notice.size ||
	    memcmp(rest.at, row->notice.at, row->notice.size) != 0 ||
	    rest.at[row->notice.size] != '.')
		return err_set(why, ERR_INPUT, NULL, "delivery: is none of that notice");
	rest.at += row->notice.size + 1;
	rest.size -= row->notice.size + 1;
	if (!slice_to_u64(rest, UINT32_MAX, &delivery))
		return err_set(why, ERR_INPUT, NULL, "delivery: must be like 81.3");
	out->delivery = (uint32_t)delivery;
	return ERR_OK;
}

static enum err read_cells(void *ctx, struct mqtt_receipt *out, const struct row *row,
			   struct fault *why)
{
	struct mqtt_receipt_cell *cells;

	if (row->cell_count > MQTT_RECEIPT_CELLS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "cells: more than %d", MQTT_RECEIPT_CELLS_MAX);
	cells = talloc_zero_array(ctx, struct mqtt_receipt_cell, (unsigned int)row->cell_count + 1);
	if (!cells)
		return err_set(why, ERR_MEMORY, NULL, "no memory for %zu cells", row->cell_count);
	for (size_t i = 0; i < row->cell_count; i++) {
		if (!cell_id_parse(&cells[i].cell, row->cells[i].cell))
			return err_set(why, ERR_INPUT, NULL,
				       "cells[%zu]: must be like 460-00-2g-9548-7001", i);
		cells[i].outcome = (enum cell_outcome)row->cells[i].outcome;
	}
	out->cells = cells;
	out->cell_count = row->cell_count;
	return ERR_OK;
}

enum err mqtt_receipt_json_read(void *ctx, struct mqtt_receipt *out, struct slice json,
				struct fault *why)
{
	struct mqtt_receipt receipt = { 0 };
	struct row row;
	enum err err;

	if (json.size > MQTT_RECEIPT_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%zu octets, %d are the limit", json.size,
			       MQTT_RECEIPT_OCTETS_MAX);
	err = fields_read_text(ctx, &row, &row_fields, json, why);
	if (err == ERR_OK)
		err = read_numbers(&receipt, &row, why);
	if (err == ERR_OK && row.cause.size > MQTT_RECEIPT_CAUSE_OCTETS_MAX)
		err = err_set(why, ERR_LIMIT, NULL, "cause: more than %d octets",
			      MQTT_RECEIPT_CAUSE_OCTETS_MAX);
	if (err == ERR_OK)
		err = read_cells(ctx, &receipt, &row, why);
	if (err != ERR_OK)
		return err;
	receipt.serial = row.serial;
	receipt.order_no = row.order_no;
	receipt.outcome = outcomes[row.outcome].outcome;
	receipt.cause = row.cause;
	receipt.received_at = row.received_at;
	receipt.started = row.started;
	receipt.finished = row.finished;
	receipt.counts = (struct receipt_counts){ row.targeted, row.submitted, row.delivered,
						  row.failed, row.unknown };
	*out = receipt;
	return ERR_OK;
}
