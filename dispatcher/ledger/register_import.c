/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/octets.h"
#include "ledger/aside.h"
#include "ledger/register_file.h"
#include "ledger/register_load.h"

static const char schema[] =
	"PRAGMA page_size=16384; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
	"PRAGMA auto_vacuum=NONE; PRAGMA encoding='UTF-8';"
	"CREATE TABLE summary(one INTEGER PRIMARY KEY CHECK(one = 1), cells INTEGER NOT NULL,"
	" people INTEGER NOT NULL, tiles INTEGER NOT NULL, nodes INTEGER NOT NULL, digest BLOB);"
	"CREATE TABLE node(number INTEGER PRIMARY KEY, name TEXT NOT NULL, cells INTEGER NOT NULL,"
	" people INTEGER NOT NULL);"
	"CREATE TABLE region(adcode INTEGER PRIMARY KEY, first_tile INTEGER NOT NULL,"
	" tiles INTEGER NOT NULL);"
	"CREATE TABLE tile(number INTEGER PRIMARY KEY, coverages BLOB NOT NULL);"
	"CREATE TABLE leaf(number INTEGER PRIMARY KEY, cells BLOB NOT NULL);"
	"CREATE VIRTUAL TABLE box USING rtree_i32(number, south, north, west, east);"
	"BEGIN;";

struct node_tally {
	uint32_t cells;
	uint64_t people;
};

struct writer {
	sqlite3 *db;
	struct register_load *load; /* its cells in the order of ranks, then of tiles */
	struct node_tally *nodes;   /* [0]: cells without one */
	uint32_t tile, region, region_first;
	uint64_t people;
	sqlite3_stmt *put_leaf, *put_tile, *put_box, *put_node, *put_region;
};

/* ---- statements ----------------------------------------------------------------------- */

static enum err prepare(struct writer *writer, struct fault *why)
{
	const struct {
		sqlite3_stmt **out;
		const char *sql;
	} rows[] = {
		{ &writer->put_leaf, "INSERT INTO leaf VALUES(?1, ?2)" },
		{ &writer->put_tile, "INSERT INTO tile VALUES(?1, ?2)" },
		{ &writer->put_box, "INSERT INTO box VALUES(?1, ?2, ?3, ?4, ?5)" },
		{ &writer->put_node, "INSERT INTO node VALUES(?1, ?2, ?3, ?4)" },
		{ &writer->put_region, "INSERT INTO region VALUES(?1, ?2, ?3)" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (sqlite3_prepare_v2(writer->db, rows[i].sql, -1, rows[i].out, NULL) != SQLITE_OK)
			return register_file_fault(why, writer->db, "writing");
	return ERR_OK;
}

static enum err put(struct writer *writer, sqlite3_stmt *statement, struct fault *why)
{
	bool is_done = sqlite3_step(statement) == SQLITE_DONE;
	enum err err = is_done ? ERR_OK : register_file_fault(why, writer->db, "writing");

	sqlite3_reset(statement);
	return err;
}

static void bind_numbers(sqlite3_stmt *statement, int first, const int64_t *numbers, int count)
{
	for (int i = 0; i < count; i++)
		sqlite3_bind_int64(statement, first + i, numbers[i]);
}

static enum err put_octets(struct writer *writer, sqlite3_stmt *statement, int64_t number,
			   struct slice octets, struct fault *why)
{
	sqlite3_bind_int64(statement, 1, number);
	sqlite3_bind_blob(statement, 2, octets.at, (int)octets.size, SQLITE_STATIC);
	return put(writer, statement, why);
}

/* ---- leaves ---------------------------------------------------------------------------- */

static void tally(struct writer *writer, const struct register_file_cell *cell)
{
	struct node_tally *node = &writer->nodes[cell->node];

	node->cells++;
	node->people += cell->people;
	writer->people += cell->people;
}

static enum err put_leaf(struct writer *writer, size_t first, size_t count, struct fault *why)
{
	uint8_t octets[REGISTER_FILE_LEAF_CELLS * REGISTER_FILE_CELL_OCTETS];

	for (size_t i = 0; i < count; i++) {
		const struct register_file_cell *cell = &writer->load->cells[first + i].cell;

		tally(writer, cell);
		register_file_pack(octets + i * REGISTER_FILE_CELL_OCTETS, cell);
	}
	return put_octets(writer, writer->put_leaf, (int64_t)(first / REGISTER_FILE_LEAF_CELLS),
			  (struct slice){ (char *)octets, count * REGISTER_FILE_CELL_OCTETS }, why);
}

static enum err put_leaves(struct writer *writer, struct fault *why)
{
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < writer->load->count;
	     i += REGISTER_FILE_LEAF_CELLS) {
		size_t left = writer->load->count - i;

		err = put_leaf(writer, i,
			       left < REGISTER_FILE_LEAF_CELLS ? left : REGISTER_FILE_LEAF_CELLS,
			       why);
	}
	return err;
}

/* ---- tiles ---------------------------------------------------------------------------- */

static enum err put_region(struct writer *writer, struct fault *why)
{
	int64_t numbers[] = { writer->region, writer->region_first,
			      (int64_t)writer->tile - writer->region_first + 1 };

	bind_numbers(writer->put_region, 1, numbers, 3);
	return put(writer, writer->put_region, why);
}

static enum err put_box(struct writer *writer, const struct geo_box *box, struct fault *why)
{
	int64_t edges[] = { writer->tile, box->south_e6, box->north_e6, box->west_e6,
			    box->east_e6 };

	bind_numbers(writer->put_box, 1, edges, 5);
	return put(writer, writer->put_box, why);
}

static enum err put_tile(struct writer *writer, const struct register_load_cell *cells,
			 size_t count, struct fault *why)
{
	uint8_t octets[REGISTER_FILE_TILE_CELLS * REGISTER_FILE_COVERAGE_OCTETS];
	struct geo_box box = geo_box_of_sector(&cells[0].cell.coverage);
	enum err err;

	writer->tile++;
	for (size_t i = 0; i < count; i++) {
		struct geo_box own = geo_box_of_sector(&cells[i].cell.coverage);

		geo_box_join(&box, &own);
		register_file_pack_coverage(octets + i * REGISTER_FILE_COVERAGE_OCTETS,
					    &cells[i].cell);
	}
	err = put_octets(writer, writer->put_tile, writer->tile,
			 (struct slice){ (char *)octets, count * REGISTER_FILE_COVERAGE_OCTETS },
			 why);
	return err == ERR_OK ? put_box(writer, &box, why) : err;
}

static size_t cells_in_tile(const struct register_load *load, size_t first)
{
	size_t end = first + 1;

	while (end < load->count && end - first < REGISTER_FILE_TILE_CELLS &&
	       load->cells[end].cell.adcode == load->cells[first].cell.adcode)
		end++;
	return end - first;
}

static int by_tile(const void *left, const void *right)
{
	const struct register_load_cell *a = left, *b = right;

	if (a->cell.adcode != b->cell.adcode)
		return a->cell.adcode < b->cell.adcode ? -1 : 1;
	if (a->curve != b->curve)
		return a->curve < b->curve ? -1 : 1;
	return (a->cell.rank > b->cell.rank) - (a->cell.rank < b->cell.rank);
}

static enum err put_tiles(struct writer *writer, struct fault *why)
{
	const struct register_load *load = writer->load;
	enum err err = ERR_OK;

	qsort(load->cells, load->count, sizeof(*load->cells), by_tile);
	for (size_t i = 0, count; err == ERR_OK && i < load->count; i += count) {
		uint32_t adcode = load->cells[i].cell.adcode;

		count = cells_in_tile(load, i);
		if (i == 0 || adcode != writer->region) {
			writer->region = adcode;
			writer->region_first = writer->tile + 1;
		}
		err = put_tile(writer, &load->cells[i], count, why);
		if (err == ERR_OK &&
		    (i + count == load->count || load->cells[i + count].cell.adcode != adcode))
			err = put_region(writer, why);
	}
	return err;
}

static enum err put_nodes(struct writer *writer, struct fault *why)
{
	enum err err = ERR_OK;

	for (size_t i = 1; err == ERR_OK && i <= writer->load->node_count; i++) {
		const struct node_tally *node = &writer->nodes[i];

		sqlite3_bind_int64(writer->put_node, 1, (int64_t)i);
		sqlite3_bind_text(writer->put_node, 2, writer->load->nodes[i - 1], -1,
				  SQLITE_STATIC);
		sqlite3_bind_int64(writer->put_node, 3, node->cells);
		sqlite3_bind_int64(writer->put_node, 4, (int64_t)node->people);
		err = put(writer, writer->put_node, why);
	}
	return err;
}

/* ---- the file ------------------------------------------------------------------------- */

static enum err put_summary(struct register_summary *out, struct writer *writer, struct fault *why)
{
	struct register_summary summary = { .cells = writer->load->count,
					    .people = writer->people,
					    .tiles = writer->tile,
					    .nodes = writer->load->node_count };
	char sql[640], hex[DIGEST_HEX_OCTETS];
	enum err err;

	snprintf(sql, sizeof(sql), "INSERT INTO summary VALUES(1, %llu, %llu, %llu, %llu, NULL)",
		 (unsigned long long)summary.cells, (unsigned long long)summary.people,
		 (unsigned long long)summary.tiles, (unsigned long long)summary.nodes);
	err = register_file_run(writer->db, sql, why);
	if (err == ERR_OK)
		err = register_file_digest(&summary.digest, writer->db, why);
	if (err != ERR_OK)
		return err;
	snprintf(sql, sizeof(sql),
		 "UPDATE summary SET digest = x'%s'; COMMIT;"
		 "PRAGMA application_id=%d; PRAGMA user_version=%d",
		 digest_hex(hex, &summary.digest, DIGEST_OCTETS), REGISTER_FILE_APPLICATION,
		 REGISTER_FILE_VERSION);
	err = register_file_run(writer->db, sql, why);
	if (err == ERR_OK)
		*out = summary;
	return err;
}

static void finalize(struct writer *writer)
{
	sqlite3_finalize(writer->put_leaf);
	sqlite3_finalize(writer->put_tile);
	sqlite3_finalize(writer->put_box);
	sqlite3_finalize(writer->put_node);
	sqlite3_finalize(writer->put_region);
	free(writer->nodes);
}

static enum err write_all(struct register_summary *out, sqlite3 *db, struct register_load *load,
			  struct fault *why)
{
	struct writer writer = { .db = db, .load = load };
	enum err err = ERR_OK;

	writer.nodes = calloc(load->node_count + 1, sizeof(*writer.nodes));
	if (!writer.nodes)
		return err_set(why, ERR_MEMORY, NULL, "no memory for nodes");
	err = register_file_run(db, schema, why);
	if (err == ERR_OK)
		err = prepare(&writer, why);
	if (err == ERR_OK)
		err = put_leaves(&writer, why);
	if (err == ERR_OK)
		err = put_tiles(&writer, why);
	if (err == ERR_OK)
		err = put_nodes(&writer, why);
	if (err == ERR_OK)
		err = put_summary(out, &writer, why);
	finalize(&writer);
	return err;
}

static enum err write_database(struct register_summary *out, const char *path,
			       struct register_load *load, struct fault *why)
{
	sqlite3 *db = NULL;
	enum err err = register_file_connect(&db, path, true, why);

	if (err != ERR_OK)
		return err;
	err = write_all(out, db, load, why);
	if (sqlite3_close(db) != SQLITE_OK && err == ERR_OK)
		err = err_set(why, ERR_IO, NULL, "%s: it could not be closed", path);
	return err;
}

static enum err put_in_place(int fd, const char *aside, const char *path, struct fault *why)
{
	if (fsync(fd) != 0 || rename(aside, path) != 0)
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	return aside_sync_folder_of(path, why);
}

static enum err write_file(struct register_summary *out, const char *path,
			   struct register_load *load, struct fault *why)
{
	char *aside = NULL;
	int fd = -1;
	enum err err;

	if (asprintf(&aside, "%s.new", path) < 0)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	err = aside_lock(&fd, aside, 0644, why);
	if (err != ERR_OK)
		goto out;
	err = write_database(out, aside, load, why);
	if (err == ERR_OK)
		err = put_in_place(fd, aside, path, why);
	if (err != ERR_OK)
		unlink(aside);
	close(fd);
out:
	free(aside);
	return err;
}

/* Their order is that of the tiles by now. */
static void tell_regions(const struct register_source *source, const struct register_load *load)
{
	for (size_t i = 0, end; source->region && i < load->count; i = end) {
		uint32_t adcode = load->cells[i].cell.adcode;

		for (end = i; end < load->count && load->cells[end].cell.adcode == adcode;)
			end++;
		source->region(source->region_data, adcode, end - i);
	}
}

enum err register_import(struct register_summary *out, const struct register_source *source,
			 struct fault *why)
{
	struct register_load load;
	enum err err = register_load_csv(&load, source, why);

	if (err != ERR_OK)
		return err;
	if (load.bad_lines > 0 && !source->tolerates)
		err = err_set(why, ERR_INPUT, NULL,
			      "%llu of %llu lines are bad; nothing was written",
			      (unsigned long long)load.bad_lines, (unsigned long long)load.lines);
	else if (load.count == 0)
		err = err_set(why, ERR_INPUT, NULL, "no cell in %s", source->csv_path);
	else
		err = write_file(out, source->path, &load, why);
	if (err == ERR_OK)
		tell_regions(source, &load);
	register_load_free(&load);
	return err;
}
