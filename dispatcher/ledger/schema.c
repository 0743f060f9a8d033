/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char create_sql[] =
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE event("
	" sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, stream INTEGER NOT NULL,"
	" number INTEGER NOT NULL, kind TEXT NOT NULL, at_us INTEGER NOT NULL,"
	" bytes BLOB NOT NULL, hash BLOB NOT NULL);"
	"CREATE INDEX event_by_number ON event(number);"
	"CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event"
	" BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;"
	"CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event"
	" BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;"
	"CREATE TABLE document("
	" digest BLOB NOT NULL UNIQUE, salt BLOB NOT NULL, kind TEXT NOT NULL,"
	" notice INTEGER NOT NULL, octets BLOB);"
	"CREATE TABLE state(kind INTEGER, key BLOB, value BLOB NOT NULL, PRIMARY KEY(kind, key))"
	" WITHOUT ROWID;"
	"CREATE TABLE reservation(kind INTEGER, key BLOB, notice INTEGER NOT NULL,"
	" PRIMARY KEY(kind, key)) WITHOUT ROWID;"
	"CREATE TABLE notice("
	" number INTEGER PRIMARY KEY, state TEXT, lane TEXT, agency TEXT, applicant TEXT,"
	" title TEXT, event_type TEXT, class_name TEXT, received INTEGER, changed INTEGER,"
	" expires INTEGER, follows INTEGER, alert_identifier TEXT, alert_sender TEXT,"
	" alert_sent INTEGER, is_open INTEGER, paperwork TEXT, paperwork_due INTEGER,"
	" authority TEXT, waiting_for TEXT, waits_since INTEGER, decide_by INTEGER,"
	" begins INTEGER, canonical BLOB, people INTEGER, summary BLOB, findings BLOB);"
	"CREATE INDEX notice_by_state ON notice(state);"
	"CREATE INDEX notice_by_lane ON notice(lane);"
	"CREATE INDEX notice_by_agency ON notice(agency);"
	"CREATE INDEX notice_by_paperwork ON notice(paperwork) WHERE paperwork <> '';"
	/* Only what waits stands in these three: they stay as short as the queue. */
	"CREATE INDEX notice_by_wait ON notice(authority, decide_by, number, waiting_for)"
	" WHERE waiting_for <> '';"
	"CREATE INDEX notice_by_agency_wait ON notice(agency, decide_by, number, waiting_for)"
	" WHERE waiting_for <> '';"
	"CREATE INDEX notice_by_deadline ON notice(decide_by, number, waiting_for)"
	" WHERE waiting_for <> '';"
	"CREATE TABLE place(notice INTEGER, city INTEGER, low INTEGER, high INTEGER,"
	" south INTEGER, north INTEGER, west INTEGER, east INTEGER, until INTEGER,"
	" PRIMARY KEY(notice, city)) WITHOUT ROWID;"
	"CREATE INDEX place_by_city ON place(city, until);"
	"CREATE TABLE tally(scope INTEGER, key TEXT, day INTEGER, notices INTEGER NOT NULL,"
	" people INTEGER NOT NULL, PRIMARY KEY(scope, key, day)) WITHOUT ROWID;"
	"CREATE TABLE figure("
	" number INTEGER PRIMARY KEY, received INTEGER, agency TEXT, lane TEXT, class_name TEXT,"
	" state TEXT, is_open INTEGER, decided INTEGER, sent INTEGER, refused_by TEXT,"
	" carriers TEXT, paperwork TEXT, paperwork_due INTEGER);"
	"CREATE INDEX figure_by_received ON figure(received);"
	/* As short as what is open: asked at each start. */
	"CREATE INDEX figure_open ON figure(number) WHERE is_open = 1;"
	"INSERT INTO meta VALUES('marker', 0), ('room', NULL), ('journal', NULL);";

enum err schema_err(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ERR_OK;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	case SQLITE_NOMEM:
		return ERR_MEMORY;
	case SQLITE_NOTADB:
		return ERR_INPUT;
	default:
		return ERR_IO;
	}
}

enum err schema_fault(struct fault *why, sqlite3 *db, const char *what)
{
	int code = sqlite3_extended_errcode(db);
	enum err err = schema_err(code);

	/* SQLite calls a disk without room for its shared memory an I/O error. */
	return err_set(why, err == ERR_OK ? ERR_IO : err, NULL, "%s: %s%s (SQLite %d)", what,
		       err == ERR_IO && sqlite3_system_errno(db) == ENOSPC ? "the disk is full: "
									   : "",
		       sqlite3_errmsg(db), code);
}

enum err schema_run(sqlite3 *db, const char *sql, struct fault *why)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return schema_fault(why, db, "store");
	return ERR_OK;
}

enum err schema_prepare(sqlite3_stmt **out, sqlite3 *db, const char *sql, struct fault *why)
{
	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
		return schema_fault(why, db, "store");
	return ERR_OK;
}

void schema_bind_blob(sqlite3_stmt *statement, int at, struct slice octets)
{
	if (octets.at)
		sqlite3_bind_blob64(statement, at, octets.at, octets.size, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, at);
}

void schema_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

struct slice schema_column(sqlite3_stmt *statement, int at)
{
	const char *octets;

	if (sqlite3_column_type(statement, at) == SQLITE_NULL)
		return (struct slice){ NULL, 0 };
	octets = sqlite3_column_blob(statement, at);
	return (struct slice){ octets ? octets : "", (size_t)sqlite3_column_bytes(statement, at) };
}

bool schema_column_octets(void *out, size_t size, sqlite3_stmt *statement, int at)
{
	struct slice column = schema_column(statement, at);

	if (column.size != size)
		return false;
	memcpy(out, column.at, size);
	return true;
}

/* ---- opening ---------------------------------------------------------------------------- */

/* What our own connections may never do, whatever statement they are brought to prepare. */
static int authorise(void *data, int action, const char *table, const char *second,
		     const char *database, const char *trigger)
{
	(void)data, (void)second, (void)database, (void)trigger;
	switch (action) {
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return table && strcmp(table, "event") == 0 ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_TRIGGER:
	case SQLITE_ALTER_TABLE:
	case SQLITE_ATTACH:
	case SQLITE_CREATE_TRIGGER:
		return SQLITE_DENY;
	default:
		return SQLITE_OK;
	}
}

static enum err configure(sqlite3 *db, enum schema_access access, struct fault *why)
{
	int on = 1;

	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, 2000); /* only another process can make us wait */
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	if (access == SCHEMA_CREATE)
		return ERR_OK;
	sqlite3_set_authorizer(db, authorise, NULL);
	return schema_run(db,
			  "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
			  "PRAGMA journal_size_limit=-1; PRAGMA temp_store=MEMORY;"
			  "PRAGMA cache_size=-16000",
			  why);
}

static enum err read_number(sqlite3 *db, const char *sql, int64_t *out, struct fault *why)
{
	sqlite3_stmt *statement;
	enum err err = schema_prepare(&statement, db, sql, why);

	if (err != ERR_OK)
		return err;
	if (sqlite3_step(statement) == SQLITE_ROW)
		*out = sqlite3_column_int64(statement, 0);
	else
		err = schema_fault(why, db, "store");
	sqlite3_finalize(statement);
	return err;
}

static enum err check_identity(sqlite3 *db, const char *path, struct fault *why)
{
	int64_t application = 0, version = 0;
	enum err err = read_number(db, "PRAGMA application_id", &application, why);

	if (err == ERR_OK)
		err = read_number(db, "PRAGMA user_version", &version, why);
	if (err != ERR_OK)
		return err;
	if (application != SCHEMA_APPLICATION_ID)
		return err_set(why, ERR_INPUT, NULL, "%s: not a store of this program", path);
	if (version != SCHEMA_VERSION)
		return err_set(why, ERR_INPUT, NULL, "%s: store version %lld, this program's is %d",
			       path, (long long)version, SCHEMA_VERSION);
	return ERR_OK;
}

static int open_flags(enum schema_access access)
{
	switch (access) {
	case SCHEMA_READ:
		return SQLITE_OPEN_READONLY;
	case SCHEMA_WRITE:
		return SQLITE_OPEN_READWRITE;
	default:
		return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	}
}

enum err schema_open(sqlite3 **out, const struct schema_place *place, enum schema_access access,
		     struct fault *why)
{
	sqlite3 *db = NULL;
	int flags = open_flags(access) | SQLITE_OPEN_NOMUTEX;
	enum err err;

	if (access != SCHEMA_CREATE && faccessat(AT_FDCWD, place->path, F_OK, 0) != 0 &&
	    errno == ENOENT)
		return err_set(why, ERR_ABSENT, NULL, "%s: no such store", place->path);
	if (sqlite3_open_v2(place->path, &db, flags, place->vfs) != SQLITE_OK) {
		err = schema_fault(why, db, place->path);
		sqlite3_close(db);
		return err;
	}
	err = configure(db, access, why);
	if (err == ERR_OK && access != SCHEMA_CREATE)
		err = check_identity(db, place->path, why);
	if (err != ERR_OK) {
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return ERR_OK;
}

enum err schema_tidy_on_close(sqlite3 *db, struct fault *why)
{
	int off = 0;

	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &off) != SQLITE_OK)
		return schema_fault(why, db, "store");
	return ERR_OK;
}

void schema_close(sqlite3 *db)
{
	sqlite3_close(db);
}

enum err schema_create(sqlite3 *db, enum ledger_realm realm, struct fault *why)
{
	char sql[160];
	enum err err;

	snprintf(sql, sizeof(sql),
		 "PRAGMA page_size=%d; PRAGMA journal_mode=WAL; PRAGMA application_id=%d;"
		 "PRAGMA user_version=%d; BEGIN IMMEDIATE",
		 SCHEMA_PAGE_OCTETS, SCHEMA_APPLICATION_ID, SCHEMA_VERSION);
	err = schema_run(db, sql, why);
	if (err == ERR_OK)
		err = schema_run(db, create_sql, why);
	snprintf(sql, sizeof(sql), "INSERT INTO meta VALUES('realm', '%s')",
		 realm == LEDGER_REALM_DRILL ? "drill" : "live");
	return err == ERR_OK ? schema_run(db, sql, why) : err;
}

/* ---- reading what it holds -------------------------------------------------------------- */

enum err schema_realm(enum ledger_realm *out, sqlite3 *db, struct fault *why)
{
	int64_t is_drill = 0;
	enum err err = read_number(db, "SELECT value = 'drill' FROM meta WHERE name = 'realm'",
				   &is_drill, why);

	if (err == ERR_OK)
		*out = is_drill ? LEDGER_REALM_DRILL : LEDGER_REALM_LIVE;
	return err;
}

enum err schema_head(struct ledger_head *out, sqlite3 *db, struct fault *why)
{
	struct ledger_head head = { 0 };
	sqlite3_stmt *statement;
	enum err err = schema_prepare(
		&statement, db, "SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1",
		why);
	int code;

	if (err != ERR_OK)
		return err;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		head.sequence = (uint64_t)sqlite3_column_int64(statement, 0);
		if (!schema_column_octets(head.hash.octets, DIGEST_OCTETS, statement, 1))
			err = err_set(why, ERR_INPUT, NULL, "event %llu has no hash",
				      (unsigned long long)head.sequence);
	} else if (code != SQLITE_DONE) {
		err = schema_fault(why, db, "store");
	}
	sqlite3_finalize(statement);
	if (err == ERR_OK)
		*out = head;
	return err;
}

/* ---- the log ---------------------------------------------------------------------------- */

enum { CHUNK_OCTETS = 1 << 16 }; /* SQLite's unix VFS cuts a single write at 2^17 - 1 */

static int rewrite(sqlite3_file *log, char *chunk, sqlite3_int64 size, sqlite3_int64 wanted)
{
	const struct sqlite3_io_methods *does = log->pMethods;
	sqlite3_int64 end = size > wanted ? size : wanted;
	int code = SQLITE_OK;

	for (sqlite3_int64 at = 0; code == SQLITE_OK && at < end; at += CHUNK_OCTETS) {
		int octets = end - at < CHUNK_OCTETS ? (int)(end - at) : CHUNK_OCTETS;

		code = does->xRead(log, chunk, octets, at); /* zeros behind the end */
		if (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ)
			code = does->xWrite(log, chunk, octets, at);
	}
	return code == SQLITE_OK ? does->xSync(log, SQLITE_SYNC_NORMAL) : code;
}

/*
 * After a failed fsync the kernel shows pages as clean that never reached the disk, and the
 * next fsync says nothing of them: only writing them again makes it true.
 *
 * A log that grows makes every fsync write the file system's own journal too. Frames of zeros
 * carry no valid salt, so SQLite takes them for the end of the log.
 */
enum err schema_rewrite_log(sqlite3 *db, size_t pages, struct fault *why)
{
	sqlite3_int64 wanted = 32 + (sqlite3_int64)pages * (24 + SCHEMA_PAGE_OCTETS);
	sqlite3_int64 size = 0;
	sqlite3_file *log = NULL;
	char *chunk = malloc(CHUNK_OCTETS);
	int code = chunk ? SQLITE_OK : SQLITE_NOMEM;

	if (code == SQLITE_OK)
		code = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (code == SQLITE_OK && (!log || !log->pMethods))
		code = SQLITE_CANTOPEN;
	if (code == SQLITE_OK)
		code = log->pMethods->xFileSize(log, &size);
	if (code == SQLITE_OK)
		code = rewrite(log, chunk, size, wanted);
	free(chunk);
	if (code != SQLITE_OK)
		return err_set(why, schema_err(code), NULL, "write-ahead log: %s",
			       sqlite3_errstr(code));
	return ERR_OK;
}
