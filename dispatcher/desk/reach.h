/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reach: which cells a document's texts go to: those of all its areas, and of each cell which sets
 * of areas reach it. The register's own exact test answers both; nothing is decided here. What
 * leaves is compared with what an older register finds in the same areas.
 */
#ifndef DESK_REACH_H
#define DESK_REACH_H

#include "ledger/register.h"
#include "notice/area_set.h"

/* What the reader's thread works on; nothing of the caller's changes meanwhile. */
struct reach {
	struct cell_register *cells;
	struct area_set areas; /* of all sets together */
	const struct area_set *sets;
	size_t set_count;	      /* at most 32 */
	struct cell_register *before; /* that it was judged with; NULL: nothing to compare */
	struct register_answer answer;
	bool is_compared;
	uint64_t added, gone; /* cells that only the newer, only the older register finds there */
	enum err err;
	struct fault why;
};

/* Fills answer, or err and why. */
void reach_find(struct reach *reach);

static inline bool reach_holds(const struct cell *cell, size_t set)
{
	return cell->sets >> set & 1;
}

#endif
