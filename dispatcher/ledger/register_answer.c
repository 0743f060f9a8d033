/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_answer.h"

#include <stdlib.h>

#include "ledger/bulk.h"

enum { AHEAD = 32 }; /* cells that are fetched before their turn */

static void count_cell(struct register_answer *answer, const struct cell *cell)
{
	answer->people += cell->people;
	answer->cells_of_rat[cell->id.rat]++;
	answer->cells_without_node += cell->node.size == 0;
}

static bool unpack(struct register_answer *answer, const struct cell_register *cells,
		   const uint8_t *octets)
{
	struct cell *cell = &answer->cells[answer->cell_count];
	struct register_file_cell in;
	const struct register_node *node;

	if (!register_file_unpack(&in, octets) || in.node > cells->summary.nodes)
		return false;
	node = &cells->nodes[in.node];
	*cell = (struct cell){
		.id = in.id,
		.coverage = in.coverage,
		.adcode = in.adcode,
		.people = in.people,
		.node = { answer->texts + (node->name.at - cells->names), node->name.size },
	};
	count_cell(answer, cell);
	answer->cell_count++;
	return true;
}

/* Slices leave with copies of what they point to: names of nodes, codes that reached nothing. */
static enum err copy_texts(struct register_answer *answer, const struct cell_register *cells,
			   struct fault *why)
{
	size_t size = cells->names_size;
	char *to;

	for (size_t i = 0; i < answer->unresolved_count; i++)
		size += answer->unresolved[i].value_name.size + answer->unresolved[i].value.size;
	to = answer->texts = malloc(size + 1);
	if (!to)
		return err_set(why, ERR_MEMORY, NULL, "no memory for an answer");
	memcpy(to, cells->names, cells->names_size);
	to += cells->names_size;
	for (size_t i = 0; i < answer->unresolved_count; i++) {
		struct slice *texts[] = { &answer->unresolved[i].value_name,
					  &answer->unresolved[i].value };

		for (size_t k = 0; k < 2; k++) {
			if (texts[k]->size > 0)
				memcpy(to, texts[k]->at, texts[k]->size);
			texts[k]->at = to;
			to += texts[k]->size;
		}
	}
	return ERR_OK;
}

static const uint8_t *packed(const struct cell_register *cells, struct register_sort_key key)
{
	return cells->found + (size_t)key.index * REGISTER_FILE_CELL_OCTETS;
}

/* In the order of ranks packed cells lie anywhere: waiting for each would be most of the work. */
static void fetch(const uint8_t *octets)
{
	__builtin_prefetch(octets);
	__builtin_prefetch(octets + REGISTER_FILE_CELL_OCTETS - 1);
}

enum err register_answer_fill(struct register_answer *answer, const struct cell_register *cells,
			      size_t found_count, struct fault *why)
{
	const struct register_sort_key *keys;
	enum err err = copy_texts(answer, cells, why);

	if (err != ERR_OK || found_count == 0)
		return err;
	answer->cells = bulk_new(found_count * sizeof(*answer->cells));
	if (!answer->cells)
		return err_set(why, ERR_MEMORY, NULL, "no memory for %zu cells", found_count);
	keys = register_sort_by_rank(cells->keys, cells->found, found_count);
	for (size_t i = 0; i < found_count; i++) {
		if (i + AHEAD < found_count)
			fetch(packed(cells, keys[i + AHEAD]));
		if (!unpack(answer, cells, packed(cells, keys[i])))
			return err_set(why, ERR_INPUT, NULL, "cell register: damaged: a cell");
	}
	return ERR_OK;
}

void register_answer_free(struct register_answer *answer)
{
	free(answer->cells);
	free(answer->unresolved);
	free(answer->texts);
	*answer = (struct register_answer){ 0 };
}
