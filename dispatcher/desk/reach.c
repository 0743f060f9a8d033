/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reach.h"

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

void reach_find(struct reach *reach)
{
	reach->err = register_reach(&reach->answer, reach->cells, reach->areas.areas,
				    reach->areas.count, &reach->why);
	if (reach->err != ERR_OK)
		return;
	if (reach->set_count == 1) {
		mark_all(&reach->answer);
		return;
	}
	for (size_t i = 0; reach->err == ERR_OK && i < reach->set_count; i++)
		reach->err = find_set(reach, i);
	if (reach->err != ERR_OK)
		register_answer_free(&reach->answer);
}
