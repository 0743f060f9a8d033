/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_ranks.h"

#include <stdlib.h>

enum err register_ranks_open(struct register_ranks *out, uint64_t cells, struct fault *why)
{
	*out = (struct register_ranks){ .cells = cells };
	out->words = calloc(cells / REGISTER_RANKS_A_WORD + 1, sizeof(*out->words));
	return out->words ? ERR_OK
			  : err_set(why, ERR_MEMORY, NULL, "no memory for the cells of an area");
}

void register_ranks_free(struct register_ranks *ranks)
{
	free(ranks->words);
}
