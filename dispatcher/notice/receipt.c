/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/receipt.h"

static const char *const outcome_names[RECEIPT_COUNT] = {
	[RECEIPT_NONE] = "none",	 [RECEIPT_SENT] = "sent",
	[RECEIPT_ACCEPTED] = "accepted", [RECEIPT_ON_AIR] = "on-air",
	[RECEIPT_PARTIAL] = "partial",	 [RECEIPT_DELIVERED] = "delivered",
	[RECEIPT_REFUSED] = "refused",	 [RECEIPT_FAILED] = "failed",
	[RECEIPT_UNKNOWN] = "unknown",	 [RECEIPT_STOPPED] = "stopped",
	[RECEIPT_UNSENT] = "unsent",	 [RECEIPT_TAKEN_OVER] = "taken-over",
};

static const char *const cell_names[CELL_OUTCOME_COUNT] = {
	[CELL_UNKNOWN] = "unknown",   [CELL_ACCEPTED] = "accepted",
	[CELL_ON_AIR] = "on-air",     [CELL_REFUSED] = "refused",
	[CELL_DOWN] = "down",	      [CELL_STOPPED] = "stopped",
	[CELL_NO_ROOM] = "no-room",   [CELL_STOPPING] = "stopping",
	[CELL_YIELDING] = "yielding", [CELL_TAKEN_OVER] = "taken-over",
	[CELL_IN_USE] = "in-use",
};

const char *receipt_outcome_name(enum receipt_outcome outcome)
{
	return (unsigned int)outcome < RECEIPT_COUNT ? outcome_names[outcome] : "invalid";
}

const char *receipt_cell_outcome_name(enum cell_outcome outcome)
{
	return (unsigned int)outcome < CELL_OUTCOME_COUNT ? cell_names[outcome] : "invalid";
}

bool receipt_counts_equal(const struct receipt_counts *a, const struct receipt_counts *b)
{
	return a->targeted == b->targeted && a->submitted == b->submitted &&
	       a->delivered == b->delivered && a->failed == b->failed && a->unknown == b->unknown;
}
