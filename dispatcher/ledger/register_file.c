/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/register_file.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- a cell ---------------------------------------------------------------------------- */

static void put_coverage(uint8_t *octets, const struct geo_sector *coverage)
{
	octets_put(octets, 4, (uint32_t)coverage->at.lat_e6);
	octets_put(octets + 4, 4, (uint32_t)coverage->at.lon_e6);
	octets_put(octets + 8, 4, coverage->radius_m);
	octets_put(octets + 12, 4,
		   (uint32_t)coverage->azimuth_tenths << 16 | coverage->beamwidth_tenths);
}

void register_file_pack(uint8_t *octets, const struct register_file_cell *cell)
{
	cell_id_pack(octets, &cell->id);
	put_coverage(octets + CELL_ID_OCTETS, &cell->coverage);
	octets_put(octets + 28, 4, cell->adcode);
	octets_put(octets + 32, 4, cell->node);
	octets_put(octets + 36, 4, cell->people);
}

void register_file_pack_coverage(uint8_t *octets, const struct register_file_cell *cell)
{
	put_coverage(octets, &cell->coverage);
	octets_put(octets + 16, 4, cell->rank);
}

/* ---- the connection ------------------------------------------------------------------- */

enum err register_file_fault(struct fault *why, sqlite3 *db, const char *doing)
{
	int code = sqlite3_errcode(db) & 0xff;
	bool is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;

	if (code == SQLITE_NOMEM)
		return err_set(why, ERR_MEMORY, NULL, "cell register: %s: no memory", doing);
	return err_set(why, is_damaged ? ERR_INPUT : ERR_IO, NULL, "cell register: %s: %s", doing,
		       sqlite3_errmsg(db));
}

enum err register_file_damaged(struct fault *why, const char *what)
{
	return err_set(why, ERR_INPUT, NULL, "cell register: damaged: %s", what);
}

enum err register_file_step(sqlite3 *db, sqlite3_stmt *rows, const char *missing, struct fault *why)
{
	switch (sqlite3_step(rows)) {
	case SQLITE_ROW:
		return ERR_OK;
	case SQLITE_DONE:
		return register_file_damaged(why, missing);
	default:
		return register_file_fault(why, db, "reading");
	}
}

/* SQLite would take ?, # and % in a path for parts of the URI. */
static char *uri_of(const char *path)
{
	size_t room = 3 * strlen(path) + sizeof("file:?mode=ro&immutable=1");
	char *uri = malloc(room), *to = uri;

	if (!uri)
		return NULL;
	to += snprintf(to, room, "file:");
	for (; *path; path++)
		to += snprintf(to, 4, strchr("?#%", *path) ? "%%%02X" : "%c", (unsigned char)*path);
	memcpy(to, "?mode=ro&immutable=1", sizeof("?mode=ro&immutable=1"));
	return uri;
}

static int open_quietly(sqlite3 **out, const char *path, bool is_new)
{
	static const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	char *uri;
	int code;

	if (is_new)
		return sqlite3_open_v2(path, out,
				       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | common, NULL);
	uri = uri_of(path);
	if (!uri)
		return SQLITE_NOMEM;
	code = sqlite3_open_v2(uri, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | common, NULL);
	free(uri);
	return code;
}

enum err register_file_connect(sqlite3 **out, const char *path, bool is_new, struct fault *why)
{
	sqlite3 *db = NULL;
	enum err err;

	if (open_quietly(&db, path, is_new) != SQLITE_OK) {
		err = db ? register_file_fault(why, db, path)
			 : err_set(why, ERR_MEMORY, NULL, "%s: no memory", path);
		sqlite3_close(db);
		return err;
	}
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	*out = db;
	return ERR_OK;
}

enum err register_file_run(sqlite3 *db, const char *sql, struct fault *why)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return register_file_fault(why, db, "setting up");
	return ERR_OK;
}

/* ---- the digest ----------------------------------------------------------------------- */

/* Everything an answer depends on, the R*Tree's own nodes too. */
static const char *const contents[] = {
	"SELECT cells, people, tiles, nodes FROM summary",
	"SELECT number, name, cells, people FROM node ORDER BY number",
	"SELECT adcode, first_tile, tiles FROM region ORDER BY adcode",
	"SELECT number, coverages FROM tile ORDER BY number",
	"SELECT number, cells FROM leaf ORDER BY number",
	"SELECT nodeno, data FROM box_node ORDER BY nodeno",
};

enum { COLUMNS_MAX = 4 };

/* Each row is hashed with the digest so far, its columns' sizes, and its columns. */
static struct digest add_row(const struct digest *before, sqlite3_stmt *row)
{
	uint8_t sizes[4 * COLUMNS_MAX];
	struct slice parts[2 + COLUMNS_MAX] = { digest_slice(before) };
	int columns = sqlite3_column_count(row);

	parts[1] = (struct slice){ (const char *)sizes, (size_t)columns * 4 };
	for (int i = 0; i < columns; i++) {
		const char *octets = sqlite3_column_blob(row, i);
		int size = sqlite3_column_bytes(row, i);

		octets_put(sizes + (ptrdiff_t)4 * i, 4, (uint32_t)size);
		parts[2 + i] = (struct slice){ octets, (size_t)size };
	}
	return digest_of(parts, 2 + (size_t)columns);
}

static enum err add_rows(struct digest *digest, sqlite3 *db, const char *sql, struct fault *why)
{
	sqlite3_stmt *rows;
	int code;

	if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
		return register_file_fault(why, db, "reading");
	while ((code = sqlite3_step(rows)) == SQLITE_ROW)
		*digest = add_row(digest, rows);
	if (code != SQLITE_DONE) {
		enum err err = register_file_fault(why, db, "reading");

		sqlite3_finalize(rows);
		return err;
	}
	sqlite3_finalize(rows);
	return ERR_OK;
}

enum err register_file_digest(struct digest *out, sqlite3 *db, struct fault *why)
{
	struct digest digest = digest_of_text(SLICE_LITERAL("cell register 2"));
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < sizeof(contents) / sizeof(contents[0]); i++)
		err = add_rows(&digest, db, contents[i], why);
	if (err == ERR_OK)
		*out = digest;
	return err;
}
