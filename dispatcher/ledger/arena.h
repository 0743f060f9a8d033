/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Arena: plain memory that is filled on one thread and freed at once on another, which talloc
 * must not be.
 */
#ifndef LEDGER_ARENA_H
#define LEDGER_ARENA_H

#include "base/slice.h"

struct arena_chunk;

/* All zero is an empty arena. */
struct arena {
	struct arena_chunk *chunks;
	size_t octets; /* handed out so far */
	bool failed;   /* memory ran out at least once */
};

/* Zeroed, aligned for any type; NULL, and `failed`, when memory runs out. */
void *arena_take(struct arena *arena, size_t size);
/* Copies; absent stays absent. A NUL follows the copy. */
struct slice arena_slice(struct arena *arena, struct slice slice);
const char *arena_text(struct arena *arena, const char *text);
void arena_free(struct arena *arena);

#endif
