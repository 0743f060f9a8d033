/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sort: packed cells into the order of their ranks, which import worked out once, so that an
 * answer costs two passes over small keys and not a comparison of names and identities.
 */
#ifndef LEDGER_REGISTER_SORT_H
#define LEDGER_REGISTER_SORT_H

#include <stddef.h>
#include <stdint.h>

struct register_sort_key {
	uint32_t rank, index; /* index: which of the packed cells */
};

/* `room` has 2 * count keys; the keys in order are in one half of it, which is returned. */
const struct register_sort_key *register_sort_by_rank(struct register_sort_key *room,
						      const uint8_t *packed, size_t count);

#endif
