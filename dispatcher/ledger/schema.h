/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Schema: what a store looks like to SQLite, and the only way to open a connection to one.
 * The tables:
 *
 *	event        the chain. Appended, never changed: triggers say so to any program, and an
 *	             authorizer says so to ours (triggers do not stop DROP TABLE).
 *	document     what events speak of by salted digest; octets NULL once purged (art. 8).
 *	state        small rows loaded at start, replaced in place.
 *	reservation  keys that may be used once.
 *	notice       the read model of lists; can be made again from the rest.
 *	figure       the read model of statistics: a narrow row a notice, by when it was received.
 *	place        the read model of where a notice reaches: a row for each city.
 *	tally        the read model of volume: notices and people a day, of a body, an authority,
 *		     a city; what was sent is added to its day.
 *	meta         realm; marker: counts the commits made only to settle or to warm the log;
 *	             room: octets written to learn whether a full disk has room again;
 *	             journal: where the emergency journal is anchored: its chain's first hash,
 *	             written when a journal is folded in.
 */
#ifndef LEDGER_SCHEMA_H
#define LEDGER_SCHEMA_H

#include <sqlite3.h>

#include "ledger/arena.h"
#include "ledger/ledger.h"

enum {
	SCHEMA_APPLICATION_ID = 0x4342444c, /* "CBDL" */
	SCHEMA_VERSION = 1,
	SCHEMA_PAGE_OCTETS = 4096,
};

enum schema_access {
	SCHEMA_READ = 0, /* a store that is there */
	SCHEMA_WRITE,	 /* the same, for its one writer */
	SCHEMA_CREATE,	 /* a new file, not yet a store */
};

struct schema_place {
	const char *path;
	const char *vfs; /* NULL = default */
};

/*
 * Opens and checks application id and version. Only the connection's thread may use it.
 * ERR_ABSENT, ERR_INPUT (not a store, or newer than this program), ERR_IO.
 */
enum err MUST_USE schema_open(sqlite3 **out, const struct schema_place *place,
			      enum schema_access access, struct fault *why);
/* Makes the tables in an empty file, inside a transaction that the caller commits. */
enum err MUST_USE schema_create(sqlite3 *db, enum ledger_realm realm, struct fault *why);

/* A connection closed never checkpoints by itself, nor removes the log, unless told to. */
enum err MUST_USE schema_tidy_on_close(sqlite3 *db, struct fault *why);
void schema_close(sqlite3 *db);

enum err MUST_USE schema_realm(enum ledger_realm *out, sqlite3 *db, struct fault *why);
enum err MUST_USE schema_head(struct ledger_head *out, sqlite3 *db, struct fault *why);

/*
 * Writes every octet of the log again as it reads, lengthens it with zeros to that many pages,
 * and makes it last. No transaction may be open.
 */
enum err MUST_USE schema_rewrite_log(sqlite3 *db, size_t pages, struct fault *why);

/* ---- small helpers over sqlite3 --------------------------------------------------------- */

/* What a result code means: FULL, CONFLICT (constraint), MEMORY, else IO. */
enum err schema_err(int code);
/* The same as a fault: "what: SQLite's words". */
enum err schema_fault(struct fault *why, sqlite3 *db, const char *what);
enum err MUST_USE schema_run(sqlite3 *db, const char *sql, struct fault *why);
enum err MUST_USE schema_prepare(sqlite3_stmt **out, sqlite3 *db, const char *sql,
				 struct fault *why);

/* Lent until the statement is reset; absent binds NULL. */
void schema_bind_blob(sqlite3_stmt *statement, int at, struct slice octets);
void schema_bind_text(sqlite3_stmt *statement, int at, const char *text);
/* Lent until the next step; NULL reads as absent. */
struct slice schema_column(sqlite3_stmt *statement, int at);
/* False if the column is not exactly that many octets. */
bool schema_column_octets(void *out, size_t size, sqlite3_stmt *statement, int at);

#endif
