/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ranks: which cells a question has found, one bit for each cell of the register. They come in the
 * order of the map and leave in the order of the answer: nothing is sorted, and no cell is copied
 * before it is known to be wanted.
 */
#ifndef LEDGER_REGISTER_RANKS_H
#define LEDGER_REGISTER_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { REGISTER_RANKS_A_WORD = 64 };

struct register_ranks {
	uint64_t *words;
	uint64_t cells; /* ranks are below it */
	size_t count;	/* how many are in it */
};

/* ERR_MEMORY. Freed in any case. */
enum err MUST_USE register_ranks_open(struct register_ranks *out, uint64_t cells,
				      struct fault *why);
void register_ranks_free(struct register_ranks *ranks);

/* False for what is no rank. */
static inline bool register_ranks_add(struct register_ranks *ranks, uint32_t rank)
{
	uint64_t *word, bit = UINT64_C(1) << rank % REGISTER_RANKS_A_WORD;

	if (rank >= ranks->cells)
		return false;
	word = &ranks->words[rank / REGISTER_RANKS_A_WORD];
	ranks->count += !(*word & bit);
	*word |= bit;
	return true;
}

#endif
