/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/outage_known.h"

#include <stdlib.h>
#include <string.h>
#include <talloc.h>

enum {
	IS_DOWN = 1,
	WAS_TOLD = 2, /* to be down */
	IS_SAID = 4,  /* to be down, since it was settled last */
};

static int by_octets(const void *a, const void *b)
{
	return cell_id_compare(a, b);
}

static size_t drop_doubles(struct cell_id *cells, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (kept == 0 || cell_id_compare(&cells[kept - 1], &cells[i]) != 0)
			cells[kept++] = cells[i];
	return kept;
}

/* Both are in order. */
static void mark_told(struct outage_known *known, const uint8_t *down, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		struct cell_id cell = { .rat = RAT_NONE };
		int order = -1;

		if (!cell_id_unpack(&cell, down + i * CELL_ID_OCTETS))
			continue;
		while (at < known->count && (order = cell_id_compare(&known->cells[at], &cell)) < 0)
			at++;
		if (at < known->count && order == 0)
			known->marks[at] = IS_DOWN | WAS_TOLD;
		else
			known->forgotten++;
	}
}

struct outage_known *outage_known_new(void *ctx, struct cell_id *cells, size_t count,
				      const uint8_t *down, size_t down_count)
{
	struct outage_known *known = talloc_zero(ctx, struct outage_known);

	if (count > 0)
		qsort(cells, count, sizeof(*cells), by_octets);
	known->cells = talloc_steal(known, cells);
	known->count = drop_doubles(cells, count);
	known->marks = talloc_zero_array(known, uint8_t, (unsigned int)known->count + 1);
	if (!known->marks)
		abort();
	cell_index_make(&known->index, known, known->cells, known->count);
	mark_told(known, down, down_count);
	return known;
}

struct hearing {
	uint8_t *marks;
	bool is_down, fits;
};

static void mark(void *data, size_t from, size_t to)
{
	struct hearing *hearing = data;

	hearing->fits = true;
	for (size_t i = from; i < to; i++)
		hearing->marks[i] = (uint8_t)((hearing->marks[i] & WAS_TOLD) |
					      (hearing->is_down ? IS_DOWN | IS_SAID : 0));
}

bool outage_known_hear(struct outage_known *known, const struct cell_name *name, bool is_down)
{
	struct hearing hearing = { known->marks, is_down, false };

	cell_index_find(&known->index, name, mark, &hearing);
	return hearing.fits;
}

void outage_known_settle(struct outage_change *out, void *ctx, struct outage_known *known)
{
	struct outage_change change = { .rose = known->forgotten };

	for (size_t i = 0; i < known->count; i++) {
		change.down_count += known->marks[i] & IS_DOWN;
		change.again_count += (known->marks[i] & IS_SAID) != 0;
	}
	change.down = talloc_size(ctx, change.down_count * CELL_ID_OCTETS + 1);
	change.again = talloc_array(ctx, struct cell_id, (unsigned int)change.again_count + 1);
	if (!change.down || !change.again)
		abort();
	change.down_count = change.again_count = 0;
	for (size_t i = 0; i < known->count; i++) {
		uint8_t marks = known->marks[i];

		change.fell += (marks & IS_DOWN) && !(marks & WAS_TOLD);
		change.rose += !(marks & IS_DOWN) && (marks & WAS_TOLD);
		if (marks & IS_DOWN)
			cell_id_pack(change.down + change.down_count++ * CELL_ID_OCTETS,
				     &known->cells[i]);
		if (marks & IS_SAID)
			change.again[change.again_count++] = known->cells[i];
		known->marks[i] = marks & IS_DOWN ? IS_DOWN | WAS_TOLD : 0;
	}
	known->forgotten = 0;
	*out = change;
}
