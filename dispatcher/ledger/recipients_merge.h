/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Merge: all that lines say of one number comes together, and goes on as one entry for each of its
 * groups and areas, to be sorted again by list. Import's middle.
 *
 * high	32-39 carrier, 0-31 place, both numbered in the order of names
 * low	1-63 number, 0 opted out: the entry of the file
 */
#ifndef LEDGER_RECIPIENTS_MERGE_H
#define LEDGER_RECIPIENTS_MERGE_H

#include "ledger/recipients_load.h"

struct recipients_merge {
	struct recipients_load *load;
	struct sorter *by_list;
	uint32_t *carriers, *groups; /* new numbers by old ones */
	uint64_t numbers, opted_out, repeated;
	struct recipients_count of_carrier[PORTABILITY_CARRIERS_MAX + 1]; /* new numbers */
};

/* Freed in any case. ERR_FULL, ERR_IO, ERR_MEMORY. */
enum err MUST_USE recipients_merge_lines(struct recipients_merge *out, struct recipients_load *load,
					 struct fault *why);
void recipients_merge_free(struct recipients_merge *merge);

#endif
