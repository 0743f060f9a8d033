/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/cell_name.h"

#include <stdlib.h>
#include <talloc.h>

static bool is_one_network(const struct cell_id *a, const struct cell_id *b)
{
	return a->rat == b->rat && cell_id_plmn_equal(a->plmn, b->plmn) &&
	       a->plmn.mnc_has_3_digits == b->plmn.mnc_has_3_digits;
}

static int by_area(const void *a, const void *b)
{
	const struct cell_area *x = a, *y = b;

	if (x->lac_tac != y->lac_tac)
		return x->lac_tac < y->lac_tac ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

static int by_number(const void *a, const void *b)
{
	const struct cell_number *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void *array(void *ctx, size_t size, size_t count)
{
	void *items = talloc_array_size(ctx, size, (unsigned int)count + 1);

	if (!items)
		abort();
	return items;
}

void cell_index_make(struct cell_index *out, void *ctx, const struct cell_id *cells, size_t count)
{
	struct cell_index index = { .ctx = ctx, .cells = cells, .count = count };

	index.areas = array(ctx, sizeof(*index.areas), count);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !is_one_network(&cells[i], &cells[i - 1]) ||
		    cells[i].lac_tac != cells[i - 1].lac_tac)
			index.areas[index.area_count++] = (struct cell_area){ cells[i].lac_tac,
									      (uint32_t)i,
									      (uint32_t)i };
		index.areas[index.area_count - 1].to = (uint32_t)i + 1;
	}
	qsort(index.areas, index.area_count, sizeof(*index.areas), by_area);
	*out = index;
}

static void number(struct cell_index *index)
{
	index->numbers = array(index->ctx, sizeof(*index->numbers), index->count);
	for (size_t i = 0; i < index->count; i++)
		index->numbers[i] = (struct cell_number){ index->cells[i].cell, (uint32_t)i };
	qsort(index->numbers, index->count, sizeof(*index->numbers), by_number);
}

static bool fits_network(const struct cell_name *name, const struct cell_id *cell)
{
	return name->cell.rat == cell->rat &&
	       (name->any_network || cell_id_plmn_equal(name->cell.plmn, cell->plmn));
}

/* The first area that is not before that one. */
static size_t first_area(const struct cell_index *index, uint32_t lac_tac)
{
	size_t from = 0, to = index->area_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (index->areas[middle].lac_tac < lac_tac)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static size_t first_number(const struct cell_index *index, uint64_t cell)
{
	size_t from = 0, to = index->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (index->numbers[middle].cell < cell)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Cells of one area stand in the order of their numbers, each once. */
static void find_in_area(const struct cell_index *index, const struct cell_area *area,
			 const struct cell_name *name, size_t *from, size_t *to)
{
	*from = area->from;
	*to = area->to;
	if (name->any_cell)
		return;
	while (*from < *to) {
		size_t middle = *from + (*to - *from) / 2;

		if (index->cells[middle].cell < name->cell.cell)
			*from = middle + 1;
		else
			*to = middle;
	}
	*to = *from;
	if (*from < area->to && index->cells[*from].cell == name->cell.cell)
		(*to)++;
}

static void find_by_number(struct cell_index *index, const struct cell_name *name,
			   cell_index_fn *found, void *data)
{
	if (!index->numbers)
		number(index);
	for (size_t i = first_number(index, name->cell.cell);
	     i < index->count && index->numbers[i].cell == name->cell.cell; i++) {
		size_t at = index->numbers[i].at;

		if (fits_network(name, &index->cells[at]))
			found(data, at, at + 1);
	}
}

void cell_index_find(struct cell_index *index, const struct cell_name *name, cell_index_fn *found,
		     void *data)
{
	if (name->any_area && !name->any_cell) {
		find_by_number(index, name, found, data);
		return;
	}
	for (size_t i = name->any_area ? 0 : first_area(index, name->cell.lac_tac);
	     i < index->area_count &&
	     (name->any_area || index->areas[i].lac_tac == name->cell.lac_tac);
	     i++) {
		size_t from, to;

		if (!fits_network(name, &index->cells[index->areas[i].from]))
			continue;
		find_in_area(index, &index->areas[i], name, &from, &to);
		if (from < to)
			found(data, from, to);
	}
}
