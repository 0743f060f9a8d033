/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "ledger/aside.h"
#include "ledger/record.h"

/* ---- what goes in ----------------------------------------------------------------------- */

static struct ledger_batch *first_batch(const struct store_creation *creation)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

	for (size_t i = 0; batch && i < creation->event_count; i++) {
		const struct store_first_event *first = &creation->events[i];
		struct ledger_event event = { first->id,   first->stream, 0,
					      first->kind, first->at,	  first->bytes };

		ledger_batch_event(batch, &event);
	}
	for (size_t i = 0; batch && i < creation->state_count; i++)
		ledger_batch_state(batch, creation->states[i].kind, creation->states[i].key,
				   creation->states[i].value);
	for (size_t i = 0; batch && i < creation->document_count; i++)
		ledger_batch_document(batch, &(struct ledger_document){
						     .ref = creation->documents[i].ref,
						     .kind = creation->documents[i].kind,
						     .octets = creation->documents[i].octets,
					     });
	return batch;
}

static enum err record_first(sqlite3 *db, const struct store_creation *creation, struct fault *why)
{
	struct ledger_batch *batch = first_batch(creation);
	enum err err = batch_check(batch, why);
	struct record record;

	if (err == ERR_OK)
		err = record_open(&record, db, why);
	if (err == ERR_OK) {
		err = record_batch(&record, batch, why);
		record_close(&record);
	}
	ledger_batch_free(batch);
	return err;
}

static enum err fill(const char *path, const struct store_creation *creation, struct fault *why)
{
	struct schema_place place = { path, NULL };
	sqlite3 *db;
	enum err err = schema_open(&db, &place, SCHEMA_CREATE, why);

	if (err != ERR_OK)
		return err;
	err = schema_create(db, creation->realm, why);
	if (err == ERR_OK)
		err = record_first(db, creation, why);
	if (err == ERR_OK)
		err = schema_run(db, "COMMIT", why);
	if (err == ERR_OK)
		err = schema_tidy_on_close(db, why);
	schema_close(db);
	return err;
}

/* ---- the file --------------------------------------------------------------------------- */

static enum err fsync_path(const char *path, int flags, struct fault *why)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool failed = fd < 0 || fsync(fd) != 0;
	int code = errno;

	if (fd >= 0)
		close(fd);
	if (failed)
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(code));
	return ERR_OK;
}

/* A link, unlike a rename, does not replace what is there: never a store. */
static enum err publish(const char *made, const char *path, struct fault *why)
{
	enum err err = fsync_path(made, O_RDONLY, why);

	if (err == ERR_OK && link(made, path) != 0)
		err = errno == EEXIST ? err_set(why, ERR_CONFLICT, NULL, "%s: exists", path)
				      : err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	if (err == ERR_OK)
		unlink(made);
	return err == ERR_OK ? aside_sync_folder_of(path, why) : err;
}

static void remove_made(const char *made)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char name[PATH_MAX];

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", made, endings[i]);
		unlink(name);
	}
}

/* Made under another name, so that a store is there whole or not at all. */
enum err store_create(const struct store_creation *creation, struct fault *why)
{
	char made[PATH_MAX];
	enum err err;

	if (access(creation->path, F_OK) == 0)
		return err_set(why, ERR_CONFLICT, NULL, "%s: exists", creation->path);
	if (snprintf(made, sizeof(made), "%s.new", creation->path) >= PATH_MAX - 4)
		return err_set(why, ERR_LIMIT, NULL, "the path is too long");
	remove_made(made);
	err = fill(made, creation, why);
	if (err == ERR_OK)
		err = publish(made, creation->path, why);
	if (err != ERR_OK)
		remove_made(made);
	return err;
}

/* ---- what is in it ---------------------------------------------------------------------- */

static enum err read_registry(struct slice *out, void *ctx, sqlite3 *db, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = schema_prepare(&select, db, "SELECT value FROM state WHERE kind = ?1", why);
	int code;

	if (err != ERR_OK)
		return err;
	sqlite3_bind_int(select, 1, LEDGER_STATE_REGISTRY);
	code = sqlite3_step(select);
	*out = (struct slice){ "", 0 };
	if (code == SQLITE_ROW) {
		*out = slice_copy(ctx, schema_column(select, 0));
	} else if (code != SQLITE_DONE) {
		err = schema_fault(why, db, "store");
	}
	sqlite3_finalize(select);
	return err;
}

enum err store_registry(struct slice *out, void *ctx, const char *path, struct fault *why)
{
	struct schema_place place = { path, NULL };
	sqlite3 *db;
	enum err err = schema_open(&db, &place, SCHEMA_READ, why);

	if (err != ERR_OK)
		return err;
	err = read_registry(out, ctx, db, why);
	schema_close(db);
	return err;
}
