/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/arena.h"

#include <stdlib.h>

enum {
	ARENA_CHUNK_OCTETS = 8192,
	ARENA_ALIGNMENT = 16,
};

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	_Alignas(ARENA_ALIGNMENT) char octets[];
};

static struct arena_chunk *chunk_add(struct arena *arena, size_t size)
{
	size_t room = size > ARENA_CHUNK_OCTETS ? size : ARENA_CHUNK_OCTETS;
	struct arena_chunk *chunk = malloc(sizeof(*chunk) + room);

	if (!chunk)
		return NULL;
	*chunk = (struct arena_chunk){ .next = arena->chunks, .size = room };
	arena->chunks = chunk;
	return chunk;
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t rounded = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
	struct arena_chunk *chunk = arena->chunks;
	void *taken;

	if (!chunk || chunk->size - chunk->used < rounded)
		chunk = chunk_add(arena, rounded);
	if (!chunk) {
		arena->failed = true;
		return NULL;
	}
	taken = chunk->octets + chunk->used;
	chunk->used += rounded;
	arena->octets += rounded;
	return memset(taken, 0, rounded);
}

struct slice arena_slice(struct arena *arena, struct slice slice)
{
	char *copy;

	if (!slice.at)
		return slice;
	copy = arena_take(arena, slice.size + 1);
	if (!copy)
		return (struct slice){ NULL, 0 };
	memcpy(copy, slice.at, slice.size);
	return (struct slice){ copy, slice.size };
}

const char *arena_text(struct arena *arena, const char *text)
{
	return arena_slice(arena, slice_of(text)).at;
}

void arena_free(struct arena *arena)
{
	while (arena->chunks) {
		struct arena_chunk *next = arena->chunks->next;

		free(arena->chunks);
		arena->chunks = next;
	}
	*arena = (struct arena){ 0 };
}
