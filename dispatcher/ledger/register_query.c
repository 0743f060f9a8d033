/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

#include "ledger/register_answer.h"
#include "ledger/register_handle.h"
#include "ledger/register_near.h"

/* A tile that may hold cells of the area, or lies in it altogether. */
struct candidate {
	uint32_t tile;
	bool is_whole;
	struct geo_box box;
};

struct query {
	struct cell_register *cells;
	const struct area *areas;
	size_t area_count;

	struct register_near near;
	uint8_t *is_met; /* by tile number */
	struct candidate *candidates;
	size_t candidate_count, candidate_room;

	struct register_ranks found;
};

static enum err no_memory(struct fault *why)
{
	return err_set(why, ERR_MEMORY, NULL, "no memory for the cells of an area");
}

/* ---- tiles that may matter ------------------------------------------------------------ */

static enum err add_candidate(struct query *query, const struct candidate *candidate,
			      struct fault *why)
{
	struct candidate *grown;
	size_t room = query->candidate_room ? 2 * query->candidate_room : 256;

	if (query->candidate_count == query->candidate_room) {
		grown = realloc(query->candidates, room * sizeof(*grown));
		if (!grown)
			return no_memory(why);
		query->candidates = grown;
		query->candidate_room = room;
	}
	query->candidates[query->candidate_count++] = *candidate;
	return ERR_OK;
}

/* Whether it is a tile that was not met before. */
static enum err meet_tile(bool *is_new, struct query *query, uint32_t tile, struct fault *why)
{
	if (tile == 0 || tile > query->cells->summary.tiles)
		return register_file_damaged(why, "a tile number");
	*is_new = !query->is_met[tile];
	query->is_met[tile] = 1;
	return ERR_OK;
}

/* By its box alone, most often: what lies apart is never read. */
static enum err add_row(struct query *query, sqlite3_stmt *row, struct fault *why)
{
	struct candidate candidate = {
		.tile = (uint32_t)sqlite3_column_int64(row, 0),
		.box = { sqlite3_column_int(row, 1), sqlite3_column_int(row, 2),
			 sqlite3_column_int(row, 3), sqlite3_column_int(row, 4) },
	};
	enum geo_ring_side side;
	bool is_new = false;
	enum err err = meet_tile(&is_new, query, candidate.tile, why);

	if (err != ERR_OK || !is_new)
		return err;
	side = register_near_tile(&query->near, &candidate.box);
	candidate.is_whole = side == GEO_RING_INSIDE;
	return side == GEO_RING_APART ? ERR_OK : add_candidate(query, &candidate, why);
}

static enum err add_tiles_at(struct query *query, const struct geo_box *box, int32_t shift_e6,
			     struct fault *why)
{
	sqlite3_stmt *rows = query->cells->tiles_in_box;
	enum err err = ERR_OK;
	int code;

	sqlite3_bind_int(rows, 1, box->south_e6);
	sqlite3_bind_int(rows, 2, box->north_e6);
	sqlite3_bind_int64(rows, 3, (int64_t)box->west_e6 + shift_e6);
	sqlite3_bind_int64(rows, 4, (int64_t)box->east_e6 + shift_e6);
	while (err == ERR_OK && (code = sqlite3_step(rows)) != SQLITE_DONE)
		err = code == SQLITE_ROW ? add_row(query, rows, why)
					 : register_file_fault(why, query->cells->db, "reading");
	sqlite3_reset(rows);
	return err;
}

/* Neither side is folded at the antimeridian, so both lie within 1.5 turns of Greenwich. */
static enum err add_tiles_in_box(struct query *query, const struct geo_box *box, struct fault *why)
{
	enum err err = ERR_OK;

	for (int turns = -2; err == ERR_OK && turns <= 2; turns++)
		err = add_tiles_at(query, box, turns * 2 * GEO_LON_MAX_E6, why);
	return err;
}

static enum err add_shapes(struct query *query, struct fault *why)
{
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < query->near.ring_count; i++)
		err = add_tiles_in_box(query, &query->near.rings[i].box, why);
	for (size_t i = 0; err == ERR_OK && i < query->near.circle_count; i++) {
		struct geo_box box = geo_box_of_circle(query->near.circles[i]);

		err = add_tiles_in_box(query, &box, why);
	}
	return err;
}

/* ---- codes ---------------------------------------------------------------------------- */

static enum err add_run(struct query *query, uint32_t first, uint32_t count, struct fault *why)
{
	enum err err = ERR_OK;

	for (uint32_t i = 0; err == ERR_OK && i < count; i++) {
		struct candidate candidate = { .tile = first + i, .is_whole = true };
		bool is_new = false;

		err = meet_tile(&is_new, query, candidate.tile, why);
		if (err == ERR_OK && is_new)
			err = add_candidate(query, &candidate, why);
	}
	return err;
}

static enum err add_region(struct query *query, bool *is_known, uint32_t adcode, struct fault *why)
{
	sqlite3_stmt *rows = query->cells->tiles_of_region;
	enum err err = ERR_OK;
	int code;

	*is_known = false;
	sqlite3_bind_int64(rows, 1, adcode);
	sqlite3_bind_int64(rows, 2, cells_adcode_last(adcode));
	while (err == ERR_OK && (code = sqlite3_step(rows)) != SQLITE_DONE) {
		*is_known = true;
		err = code != SQLITE_ROW ? register_file_fault(why, query->cells->db, "reading")
					 : add_run(query, (uint32_t)sqlite3_column_int64(rows, 0),
						   (uint32_t)sqlite3_column_int64(rows, 1), why);
	}
	sqlite3_reset(rows);
	return err;
}

static enum err note_unresolved(struct register_answer *answer, const struct area_code *code,
				enum cells_code reason, struct fault *why)
{
	size_t count = answer->unresolved_count;
	struct register_unresolved *grown;

	grown = realloc(answer->unresolved, (count + 1) * sizeof(*grown));
	if (!grown)
		return no_memory(why);
	answer->unresolved = grown;
	grown[count] = (struct register_unresolved){ code->value_name, code->value, reason };
	answer->unresolved_count++;
	return ERR_OK;
}

static enum err add_code(struct query *query, struct register_answer *answer,
			 const struct area_code *code, struct fault *why)
{
	uint32_t adcode = 0;
	enum cells_code resolved = cells_code_resolve(&adcode, code);
	bool is_known = false;
	enum err err = ERR_OK;

	if (resolved == CELLS_CODE_RESOLVED)
		err = add_region(query, &is_known, adcode, why);
	if (err == ERR_OK && !is_known)
		err = note_unresolved(answer, code, resolved, why);
	return err;
}

static enum err add_codes_of(struct query *query, struct register_answer *answer,
			     const struct area_code *code, struct fault *why)
{
	struct slice rest = code->value;
	struct area_code one;
	bool is_empty = true;
	enum err err = ERR_OK;

	while (err == ERR_OK && cells_code_next(&one, &rest, code)) {
		is_empty = false;
		err = add_code(query, answer, &one, why);
	}
	return is_empty ? note_unresolved(answer, code, CELLS_CODE_MALFORMED, why) : err;
}

/* Before the shapes: a tile that is whole by its region needs no test by a polygon. */
static enum err add_codes(struct query *query, struct register_answer *answer, struct fault *why)
{
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < query->area_count; i++)
		for (size_t k = 0; err == ERR_OK && k < query->areas[i].code_count; k++)
			err = add_codes_of(query, answer, &query->areas[i].codes[k], why);
	return err;
}

/* ---- cells of one tile ---------------------------------------------------------------- */

static enum err take_cells(struct query *query, const struct candidate *candidate,
			   const uint8_t *octets, size_t count, struct fault *why)
{
	if (!candidate->is_whole)
		register_near_tile(&query->near, &candidate->box);
	for (size_t i = 0; i < count; i++, octets += REGISTER_FILE_COVERAGE_OCTETS) {
		struct geo_sector coverage;

		if (!candidate->is_whole) {
			coverage = register_file_coverage(octets);
			if (!register_near_reaches(&query->near, &coverage))
				continue;
		}
		if (!register_ranks_add(&query->found, register_file_rank(octets)))
			return register_file_damaged(why, "a cell's rank");
	}
	return ERR_OK;
}

static enum err take_row(struct query *query, const struct candidate *candidate, sqlite3_stmt *row,
			 struct fault *why)
{
	size_t size = (size_t)sqlite3_column_bytes(row, 1);

	if (sqlite3_column_int64(row, 0) != candidate->tile)
		return register_file_damaged(why, "a tile is missing");
	if (size % REGISTER_FILE_COVERAGE_OCTETS)
		return register_file_damaged(why, "a tile's size");
	return take_cells(query, candidate, sqlite3_column_blob(row, 1),
			  size / REGISTER_FILE_COVERAGE_OCTETS, why);
}

/* Tiles that follow each other are read in one go. */
static enum err take_run(struct query *query, const struct candidate *run, size_t count,
			 struct fault *why)
{
	sqlite3_stmt *rows = query->cells->tiles;
	enum err err = ERR_OK;

	sqlite3_bind_int64(rows, 1, run[0].tile);
	sqlite3_bind_int64(rows, 2, run[count - 1].tile);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		err = register_file_step(query->cells->db, rows, "a tile is missing", why);
		if (err == ERR_OK)
			err = take_row(query, &run[i], rows, why);
	}
	sqlite3_reset(rows);
	return err;
}

static int by_tile(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	return (a->tile > b->tile) - (a->tile < b->tile);
}

static enum err take_tiles(struct query *query, struct fault *why)
{
	struct candidate *tiles = query->candidates;
	size_t count = query->candidate_count;
	enum err err = ERR_OK;

	if (count > 1)
		qsort(tiles, count, sizeof(*tiles), by_tile);
	for (size_t from = 0, to; err == ERR_OK && from < count; from = to) {
		to = from + 1;
		while (to < count && tiles[to].tile == tiles[to - 1].tile + 1)
			to++;
		err = take_run(query, &tiles[from], to - from, why);
	}
	return err;
}

/* ---- questions ------------------------------------------------------------------------- */

static void query_free(struct query *query)
{
	register_near_free(&query->near);
	register_ranks_free(&query->found);
	free(query->is_met);
	free(query->candidates);
}

static enum err open_query(struct query *query, struct fault *why)
{
	enum err err = register_ranks_open(&query->found, query->cells->summary.cells, why);

	if (err != ERR_OK)
		return err;
	query->is_met = calloc(query->cells->summary.tiles + 1, 1);
	if (!query->is_met)
		return no_memory(why);
	return register_near_open(&query->near, query->areas, query->area_count, why);
}

/* Its content had its digest when it was opened: what cannot be read of it now is damage. */
static enum err as_damage(enum err err, struct fault *why)
{
	if (err != ERR_INPUT && err != ERR_IO)
		return err;
	if (why)
		why->err = ERR_DAMAGED;
	return ERR_DAMAGED;
}

static enum err end(struct register_answer *out, struct register_answer *answer,
		    struct query *query, enum err err)
{
	query_free(query);
	if (err == ERR_OK)
		*out = *answer;
	else
		register_answer_free(answer);
	return err;
}

enum err register_reach(struct register_answer *out, struct cell_register *cells,
			const struct area *areas, size_t count, struct fault *why)
{
	struct query query = { .cells = cells, .areas = areas, .area_count = count };
	struct register_answer answer = { 0 };
	enum err err = open_query(&query, why);

	if (err != ERR_OK)
		return end(out, &answer, &query, err);
	err = add_codes(&query, &answer, why);
	if (err == ERR_OK)
		err = add_shapes(&query, why);
	if (err == ERR_OK)
		err = take_tiles(&query, why);
	if (err == ERR_OK)
		err = register_answer_fill(&answer, cells, &query.found, why);
	return end(out, &answer, &query, as_damage(err, why));
}

static uint32_t find_node(const struct cell_register *cells, struct slice name)
{
	for (uint32_t i = 1; i <= cells->summary.nodes; i++)
		if (slice_equal(cells->nodes[i].name, name))
			return i;
	return 0;
}

/* Their ranks follow each other. */
static enum err add_cells_of_node(struct query *query, uint32_t node, struct fault *why)
{
	const struct register_node *nodes = query->cells->nodes;
	uint32_t first = 0;

	for (uint32_t i = 0; i < node; i++)
		first += nodes[i].cells;
	for (uint32_t i = 0; i < nodes[node].cells; i++)
		if (!register_ranks_add(&query->found, first + i))
			return register_file_damaged(why, "the cells of a node");
	return ERR_OK;
}

enum err register_cells_of_node(struct register_answer *out, struct cell_register *cells,
				struct slice name, struct fault *why)
{
	struct query query = { .cells = cells };
	struct register_answer answer = { 0 };
	uint32_t node = find_node(cells, name);
	enum err err;

	if (node == 0)
		return err_set(why, ERR_ABSENT, NULL, "the cell register has no node \"%.*s\"",
			       SLICE_PRINT(name));
	err = open_query(&query, why);
	if (err != ERR_OK)
		return end(out, &answer, &query, err);
	err = add_cells_of_node(&query, node, why);
	if (err == ERR_OK)
		err = register_answer_fill(&answer, cells, &query.found, why);
	return end(out, &answer, &query, as_damage(err, why));
}
