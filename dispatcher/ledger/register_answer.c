/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_answer.h"

#include <stdlib.h>

#include "ledger/bulk.h"

enum { LEAF_WORDS = REGISTER_FILE_LEAF_CELLS / REGISTER_RANKS_A_WORD };

/* An answer on its way. */
struct filling {
	struct register_answer *answer;
	struct cell_register *cells;
	const struct register_ranks *found;
	struct cell_id before;	/* in the order of identities most are like the one before */
	uint32_t before_octets; /* its PLMN and generation */
};

static void count_cell(struct register_answer *answer, const struct cell *cell)
{
	answer->people += cell->people;
	answer->cells_of_rat[cell->id.rat]++;
	answer->cells_without_node += cell->node.size == 0;
}

static bool unpack_identity(struct cell_id *out, struct filling *filling, const uint8_t *octets)
{
	uint32_t first = octets_get_u32(octets);

	if (first != filling->before_octets) {
		if (!cell_id_unpack(&filling->before, octets))
			return false;
		filling->before_octets = first;
	}
	out->plmn = filling->before.plmn;
	out->rat = filling->before.rat;
	cell_id_unpack_numbers(out, octets);
	return true;
}

static bool unpack(struct filling *filling, const uint8_t *octets)
{
	struct register_answer *answer = filling->answer;
	const struct cell_register *cells = filling->cells;
	struct cell *cell = &answer->cells[answer->cell_count];
	const struct register_node *node;
	struct register_file_cell in;

	register_file_unpack(&in, octets);
	if (in.node > cells->summary.nodes || !unpack_identity(&cell->id, filling, octets))
		return false;
	node = &cells->nodes[in.node];
	cell->coverage = in.coverage;
	cell->adcode = in.adcode;
	cell->people = in.people;
	cell->node.at = answer->texts + (node->name.at - cells->names);
	cell->node.size = node->name.size;
	cell->sets = 0;
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

/* ---- leaves ---------------------------------------------------------------------------- */

static uint64_t word_at(const struct filling *filling, size_t leaf, size_t word)
{
	size_t at = leaf * LEAF_WORDS + word;

	return at <= filling->found->cells / REGISTER_RANKS_A_WORD ? filling->found->words[at] : 0;
}

static bool is_wanted(const struct filling *filling, size_t leaf)
{
	uint64_t any = 0;

	for (size_t w = 0; w < LEAF_WORDS; w++)
		any |= word_at(filling, leaf, w);
	return any != 0;
}

static enum err take_leaf(struct filling *filling, size_t leaf, sqlite3_stmt *row,
			  struct fault *why)
{
	size_t size = (size_t)sqlite3_column_bytes(row, 1);
	const uint8_t *octets = sqlite3_column_blob(row, 1);

	if (sqlite3_column_int64(row, 0) != (int64_t)leaf)
		return register_file_damaged(why, "a leaf is missing");
	for (size_t w = 0; w < LEAF_WORDS; w++) {
		uint64_t bits = word_at(filling, leaf, w);

		for (; bits; bits &= bits - 1) {
			size_t place = w * REGISTER_RANKS_A_WORD + (size_t)__builtin_ctzll(bits);

			if ((place + 1) * REGISTER_FILE_CELL_OCTETS > size ||
			    !unpack(filling, octets + place * REGISTER_FILE_CELL_OCTETS))
				return register_file_damaged(why, "a cell");
		}
	}
	return ERR_OK;
}

/* Leaves that follow each other are read in one go. */
static enum err take_leaves(struct filling *filling, size_t first, size_t count, struct fault *why)
{
	sqlite3_stmt *rows = filling->cells->leaves;
	enum err err = ERR_OK;

	sqlite3_bind_int64(rows, 1, (int64_t)first);
	sqlite3_bind_int64(rows, 2, (int64_t)(first + count - 1));
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		err = register_file_step(filling->cells->db, rows, "a leaf is missing", why);
		if (err == ERR_OK)
			err = take_leaf(filling, first + i, rows, why);
	}
	sqlite3_reset(rows);
	return err;
}

enum err register_answer_fill(struct register_answer *answer, struct cell_register *cells,
			      const struct register_ranks *found, struct fault *why)
{
	struct filling filling = { .answer = answer, .cells = cells, .found = found };
	size_t leaves = cells->summary.cells / REGISTER_FILE_LEAF_CELLS + 1;
	enum err err = copy_texts(answer, cells, why);

	if (err != ERR_OK || found->count == 0)
		return err;
	answer->cells = bulk_new(found->count * sizeof(*answer->cells));
	if (!answer->cells)
		return err_set(why, ERR_MEMORY, NULL, "no memory for %zu cells", found->count);
	for (size_t leaf = 0, count; err == ERR_OK && leaf < leaves; leaf += count + 1) {
		for (count = 0; leaf + count < leaves && is_wanted(&filling, leaf + count); count++)
			;
		if (count > 0)
			err = take_leaves(&filling, leaf, count, why);
	}
	return err;
}

void register_answer_free(struct register_answer *answer)
{
	free(answer->cells);
	free(answer->unresolved);
	free(answer->texts);
	*answer = (struct register_answer){ 0 };
}
