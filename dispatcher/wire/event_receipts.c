/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/event_receipts.h"

#include "notice/event.h"
#include "wire/words.h"

#define AT(type, member) .offset = offsetof(type, member)
#define LIST_AT(type, member, counted)                                                             \
	.offset = offsetof(type, member), .count_offset = offsetof(type, counted)

static const struct field receipt_cell_rows[] = {
	{ "index", FIELD_U32, true, AT(struct receipt_cell, index) },
	{ "outcome", FIELD_ENUM, AT(struct receipt_cell, outcome), .names = words_cell_outcome,
	  .values = CELL_OUTCOME_COUNT },
	{ "cause", FIELD_U16, AT(struct receipt_cell, cause) },
};

static const struct fields receipt_cell_fields = FIELDS_OF(receipt_cell_rows, struct receipt_cell);

static const struct field receipt_counts_rows[] = {
	{ "targeted", FIELD_U64, AT(struct receipt_counts, targeted) },
	{ "submitted", FIELD_U64, AT(struct receipt_counts, submitted) },
	{ "delivered", FIELD_U64, AT(struct receipt_counts, delivered) },
	{ "failed", FIELD_U64, AT(struct receipt_counts, failed) },
	{ "unknown", FIELD_U64, AT(struct receipt_counts, unknown) },
};

const struct fields event_bytes_receipt_counts = FIELDS_OF(receipt_counts_rows,
							   struct receipt_counts);

static const struct field receipt_rows[] = {
	{ "delivery", FIELD_U32, true, AT(struct receipt, delivery) },
	{ "outcome", FIELD_ENUM, AT(struct receipt, outcome), .names = words_outcome,
	  .values = RECEIPT_COUNT },
	{ "cause", FIELD_U16, AT(struct receipt, cause) },
	{ "cause_text", FIELD_TEXT, AT(struct receipt, cause_text) },
	{ "cells", FIELD_LIST, LIST_AT(struct receipt, cells, cell_count),
	  .sub = &receipt_cell_fields },
	{ "broadcasts", FIELD_U64, AT(struct receipt, broadcasts) },
	{ "at_us", FIELD_UTC_US, AT(struct receipt, at) },
	{ "counts", FIELD_STRUCT, AT(struct receipt, counts), .sub = &event_bytes_receipt_counts },
	{ "started_us", FIELD_UTC_US, AT(struct receipt, started) },
	{ "finished_us", FIELD_UTC_US, AT(struct receipt, finished) },
};

static const struct fields receipt_fields = FIELDS_OF(receipt_rows, struct receipt);

static const struct field receipts_rows[] = {
	{ "items", FIELD_LIST, LIST_AT(struct event_receipts, items, count),
	  .sub = &receipt_fields },
};

const struct fields event_receipts_fields = FIELDS_OF(receipts_rows, struct event_receipts);
