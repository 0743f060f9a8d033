/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "ledger/register_handle.h"

static enum err ask_number(int64_t *out, sqlite3 *db, const char *sql, struct fault *why)
{
	sqlite3_stmt *row;
	enum err err = ERR_OK;

	if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) != SQLITE_OK)
		return register_file_fault(why, db, "reading");
	if (sqlite3_step(row) == SQLITE_ROW)
		*out = sqlite3_column_int64(row, 0);
	else
		err = register_file_fault(why, db, "reading");
	sqlite3_finalize(row);
	return err;
}

static enum err check_kind(sqlite3 *db, struct fault *why)
{
	int64_t application = 0, version = 0;
	enum err err = ask_number(&application, db, "PRAGMA application_id", why);

	if (err == ERR_OK && application != REGISTER_FILE_APPLICATION)
		return err_set(why, ERR_INPUT, NULL, "it is not a cell register");
	if (err == ERR_OK)
		err = ask_number(&version, db, "PRAGMA user_version", why);
	if (err == ERR_OK && version != REGISTER_FILE_VERSION)
		return err_set(why, ERR_INPUT, NULL,
			       "cell register of version %lld, not %d: import it again",
			       (long long)version, REGISTER_FILE_VERSION);
	return err;
}

static enum err read_summary(struct register_summary *out, sqlite3 *db, struct fault *why)
{
	sqlite3_stmt *row;
	bool is_good = false;

	if (sqlite3_prepare_v2(db, "SELECT cells, people, tiles, nodes, digest FROM summary", -1,
			       &row, NULL) != SQLITE_OK)
		return register_file_fault(why, db, "reading");
	if (sqlite3_step(row) == SQLITE_ROW && sqlite3_column_bytes(row, 4) == DIGEST_OCTETS) {
		*out = (struct register_summary){
			.cells = (uint64_t)sqlite3_column_int64(row, 0),
			.people = (uint64_t)sqlite3_column_int64(row, 1),
			.tiles = (uint64_t)sqlite3_column_int64(row, 2),
			.nodes = (uint64_t)sqlite3_column_int64(row, 3),
		};
		memcpy(out->digest.octets, sqlite3_column_blob(row, 4), DIGEST_OCTETS);
		is_good = out->cells <= REGISTER_CELLS_MAX && out->tiles <= out->cells &&
			  out->nodes <= REGISTER_NODES_MAX;
	}
	sqlite3_finalize(row);
	return is_good ? ERR_OK : err_set(why, ERR_INPUT, NULL, "cell register: damaged: summary");
}

static enum err check_digest(struct cell_register *cells, struct fault *why)
{
	struct digest digest;
	enum err err = register_file_digest(&digest, cells->db, why);

	if (err == ERR_OK && !digest_equal(&digest, &cells->summary.digest))
		err = err_set(why, ERR_INPUT, NULL,
			      "cell register: damaged: its content does not have its digest");
	return err;
}

/* ---- nodes ---------------------------------------------------------------------------- */

static enum err size_names(size_t *out, sqlite3 *db, struct fault *why)
{
	int64_t size = 0;
	enum err err = ask_number(
		&size, db, "SELECT coalesce(sum(length(CAST(name AS BLOB))), 0) FROM node", why);

	if (err == ERR_OK)
		*out = (size_t)size;
	return err;
}

static bool read_node(struct cell_register *cells, sqlite3_stmt *row, size_t number, size_t *used)
{
	size_t size = (size_t)sqlite3_column_bytes(row, 1);

	if (sqlite3_column_int64(row, 0) != (int64_t)number || number > cells->summary.nodes ||
	    size > cells->names_size - *used)
		return false;
	if (size > 0)
		memcpy(cells->names + *used, sqlite3_column_blob(row, 1), size);
	cells->nodes[number] = (struct register_node){
		.name = { cells->names + *used, size },
		.cells = (uint32_t)sqlite3_column_int64(row, 2),
		.people = (uint64_t)sqlite3_column_int64(row, 3),
	};
	*used += size;
	cells->has_pools |= cells_node_is_pool(cells->nodes[number].name);
	return true;
}

/* What the nodes do not have. False if they have more than there are. */
static bool count_without_node(struct cell_register *cells)
{
	uint64_t with_node = 0;

	for (size_t i = 1; i <= cells->summary.nodes; i++)
		with_node += cells->nodes[i].cells;
	cells->nodes[0].cells = (uint32_t)(cells->summary.cells - with_node);
	return with_node <= cells->summary.cells;
}

static enum err read_nodes(struct cell_register *cells, struct fault *why)
{
	sqlite3_stmt *rows;
	size_t number = 0, used = 0;
	bool is_good = true;
	enum err err = size_names(&cells->names_size, cells->db, why);

	if (err != ERR_OK)
		return err;
	cells->names = malloc(cells->names_size + 1);
	cells->nodes = calloc(cells->summary.nodes + 1, sizeof(*cells->nodes));
	if (!cells->names || !cells->nodes)
		return err_set(why, ERR_MEMORY, NULL, "no memory for nodes");
	cells->nodes[0].name = (struct slice){ cells->names, 0 };
	if (sqlite3_prepare_v2(cells->db,
			       "SELECT number, name, cells, people FROM node ORDER BY number", -1,
			       &rows, NULL) != SQLITE_OK)
		return register_file_fault(why, cells->db, "reading");
	while (is_good && sqlite3_step(rows) == SQLITE_ROW)
		is_good = read_node(cells, rows, ++number, &used);
	sqlite3_finalize(rows);
	if (!is_good || number != cells->summary.nodes || !count_without_node(cells))
		return err_set(why, ERR_INPUT, NULL, "cell register: damaged: nodes");
	return ERR_OK;
}

/* ---- opening -------------------------------------------------------------------------- */

static enum err prepare(struct cell_register *cells, struct fault *why)
{
	const struct {
		sqlite3_stmt **out;
		const char *sql;
	} rows[] = {
		{ &cells->tiles_in_box,
		  "SELECT number, south, north, west, east FROM box"
		  " WHERE south <= ?2 AND north >= ?1 AND west <= ?4 AND east >= ?3" },
		{ &cells->tiles, "SELECT number, coverages FROM tile WHERE number BETWEEN ?1 AND ?2"
				 " ORDER BY number" },
		{ &cells->tiles_of_region,
		  "SELECT first_tile, tiles FROM region WHERE adcode BETWEEN ?1 AND ?2" },
		{ &cells->leaves,
		  "SELECT number, cells FROM leaf WHERE number BETWEEN ?1 AND ?2 ORDER BY number" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (sqlite3_prepare_v3(cells->db, rows[i].sql, -1, SQLITE_PREPARE_PERSISTENT,
				       rows[i].out, NULL) != SQLITE_OK)
			return register_file_fault(why, cells->db, "reading");
	return ERR_OK;
}

/* That of the handle which was read through, in the very same file. */
static bool is_known(const struct cell_register *cells, const struct cell_register *known)
{
	return known && cells->inode != 0 && cells->inode == known->inode &&
	       cells->device == known->device &&
	       digest_equal(&cells->summary.digest, &known->summary.digest);
}

static enum err read_all(struct cell_register *cells, const struct cell_register *known,
			 struct fault *why)
{
	enum err err = check_kind(cells->db, why);

	if (err == ERR_OK)
		err = register_file_run(cells->db, "PRAGMA mmap_size=4294967296", why);
	if (err == ERR_OK)
		err = read_summary(&cells->summary, cells->db, why);
	if (err == ERR_OK && !is_known(cells, known))
		err = check_digest(cells, why);
	if (err == ERR_OK)
		err = read_nodes(cells, why);
	if (err == ERR_OK)
		err = prepare(cells, why);
	return err;
}

/* Where another file comes to stand at the path just now, nobody knows which one was opened. */
static enum err connect_file(struct cell_register *cells, const char *path, struct fault *why)
{
	struct stat before = { 0 }, after = { 0 };
	enum err err;

	if (stat(path, &before) == 0 && !S_ISREG(before.st_mode))
		return err_set(why, ERR_INPUT, NULL, "it is no regular file");
	err = register_file_connect(&cells->db, path, false, why);
	if (err != ERR_OK || stat(path, &after) != 0 || before.st_ino != after.st_ino)
		return err;
	cells->device = after.st_dev;
	cells->inode = after.st_ino;
	return ERR_OK;
}

enum err register_open_again(struct cell_register **out, const char *path,
			     const struct cell_register *known, struct fault *why)
{
	struct cell_register *cells = calloc(1, sizeof(*cells));
	enum err err;

	if (!cells)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	err = connect_file(cells, path, why);
	if (err == ERR_OK)
		err = read_all(cells, known, why);
	if (err != ERR_OK) {
		register_close(cells);
		return err_prefix(why, err, "%s", path);
	}
	*out = cells;
	return ERR_OK;
}

enum err register_open(struct cell_register **out, const char *path, struct fault *why)
{
	return register_open_again(out, path, NULL, why);
}

void register_close(struct cell_register *cells)
{
	if (!cells)
		return;
	sqlite3_finalize(cells->tiles_in_box);
	sqlite3_finalize(cells->tiles);
	sqlite3_finalize(cells->tiles_of_region);
	sqlite3_finalize(cells->leaves);
	sqlite3_close(cells->db);
	free(cells->nodes);
	free(cells->names);
	free(cells);
}

struct register_summary register_summary_of(const struct cell_register *cells)
{
	return cells->summary;
}

bool register_has_pools(const struct cell_register *cells)
{
	return cells->has_pools;
}

const struct register_node *register_node_at(const struct cell_register *cells, size_t index)
{
	return index < cells->summary.nodes ? &cells->nodes[index + 1] : NULL;
}
