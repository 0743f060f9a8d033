/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reach.h"

#include <stdlib.h>

static void mark_all(struct register_answer *all)
{
	for (size_t i = 0; i < all->cell_count; i++)
		all->cells[i].sets = 1;
}

/* Both are in the register's order, and what one set reaches all of them reach together. */
static void mark(struct register_answer *all, const struct register_answer *part, size_t set)
{
	for (size_t i = 0, k = 0; i < all->cell_count && k < part->cell_count; i++) {
		if (cells_compare(&all->cells[i], &part->cells[k]) != 0)
			continue;
		all->cells[i].sets |= 1u << set;
		k++;
	}
}

static enum err find_set(struct reach *reach, size_t set)
{
	struct register_answer part;
	enum err err = register_reach(&part, reach->cells, reach->sets[set].areas,
				      reach->sets[set].count, &reach->why);

	if (err != ERR_OK)
		return err;
	mark(&reach->answer, &part, set);
	register_answer_free(&part);
	return ERR_OK;
}

/* ---- then and now ----------------------------------------------------------------------- */

/* Cells of one answer that are not at the same place in the other: few, or on other nodes now. */
struct leftover {
	uint8_t (*octets)[CELL_ID_OCTETS];
	size_t count;
};

static void keep(struct leftover *leftover, const struct cell *cell)
{
	cell_id_pack(leftover->octets[leftover->count++], &cell->id);
}

/* Both answers are in the order of node and identity. */
static void set_apart(struct leftover *now, struct leftover *then,
		      const struct register_answer *newer, const struct register_answer *older)
{
	size_t i = 0, k = 0;

	while (i < newer->cell_count && k < older->cell_count) {
		int order = cells_compare(&newer->cells[i], &older->cells[k]);

		if (order < 0)
			keep(now, &newer->cells[i++]);
		else if (order > 0)
			keep(then, &older->cells[k++]);
		else
			i++, k++;
	}
	while (i < newer->cell_count)
		keep(now, &newer->cells[i++]);
	while (k < older->cell_count)
		keep(then, &older->cells[k++]);
}

static int by_octets(const void *a, const void *b)
{
	return memcmp(a, b, CELL_ID_OCTETS);
}

/* Those that changed their node only are in both. */
static size_t in_both(struct leftover *a, struct leftover *b)
{
	size_t both = 0;

	qsort(a->octets, a->count, CELL_ID_OCTETS, by_octets);
	qsort(b->octets, b->count, CELL_ID_OCTETS, by_octets);
	for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
		int order = by_octets(a->octets[i], b->octets[k]);

		both += order == 0;
		i += order <= 0;
		k += order >= 0;
	}
	return both;
}

static void count_changes(struct reach *reach, const struct register_answer *older)
{
	struct leftover now = { malloc((reach->answer.cell_count + 1) * CELL_ID_OCTETS), 0 };
	struct leftover then = { malloc((older->cell_count + 1) * CELL_ID_OCTETS), 0 };
	size_t both;

	if (now.octets && then.octets) {
		set_apart(&now, &then, &reach->answer, older);
		both = in_both(&now, &then);
		reach->added = now.count - both;
		reach->gone = then.count - both;
		reach->is_compared = true;
	}
	free(now.octets);
	free(then.octets);
}

/* What cannot be compared is said to be so; it keeps nothing from leaving. */
static void compare(struct reach *reach)
{
	struct register_answer older;

	if (reach->before == reach->cells) {
		reach->is_compared = true;
		return;
	}
	if (!reach->before || register_reach(&older, reach->before, reach->areas.areas,
					     reach->areas.count, NULL) != ERR_OK)
		return;
	count_changes(reach, &older);
	register_answer_free(&older);
}

/* ----------------------------------------------------------------------------------------- */

void reach_find(struct reach *reach)
{
	reach->err = register_reach(&reach->answer, reach->cells, reach->areas.areas,
				    reach->areas.count, &reach->why);
	if (reach->err != ERR_OK)
		return;
	compare(reach);
	if (reach->set_count == 1) {
		mark_all(&reach->answer);
		return;
	}
	for (size_t i = 0; reach->err == ERR_OK && i < reach->set_count; i++)
		reach->err = find_set(reach, i);
	if (reach->err != ERR_OK)
		register_answer_free(&reach->answer);
}
