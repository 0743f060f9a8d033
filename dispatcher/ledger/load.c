/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is read at start, on the caller's thread, before the first batch. */
#include <talloc.h>

#include "ledger/ledger_parts.h"

void ledger_parts_end_loading(struct ledger *ledger)
{
	schema_close(ledger->loading);
	ledger->loading = NULL;
	ledger->has_begun = true;
}

static enum err begin_loading(struct ledger *ledger, struct fault *why)
{
	if (ledger->has_begun)
		return err_set(why, ERR_STATE, NULL, "the first batch is handed over already");
	if (ledger->loading)
		return ERR_OK;
	return schema_open(&ledger->loading, &ledger->place, SCHEMA_READ, why);
}

typedef enum err visit_fn(const struct ledger_loader *loader, sqlite3_stmt *row, struct fault *why);

static enum err visit_all(struct ledger *ledger, const char *sql, visit_fn *visit,
			  const struct ledger_loader *loader, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = schema_prepare(&select, ledger->loading, sql, why);
	int code = SQLITE_DONE;

	if (err != ERR_OK)
		return err;
	while (err == ERR_OK && (code = sqlite3_step(select)) == SQLITE_ROW)
		err = visit(loader, select, why);
	if (err == ERR_OK && code != SQLITE_DONE)
		err = schema_fault(why, ledger->loading, "store");
	sqlite3_finalize(select);
	return err;
}

static enum err visit_state(const struct ledger_loader *loader, sqlite3_stmt *row,
			    struct fault *why)
{
	return loader->state(loader->data, (enum ledger_state_kind)sqlite3_column_int(row, 0),
			     schema_column(row, 1), schema_column(row, 2), why);
}

static enum err visit_reservation(const struct ledger_loader *loader, sqlite3_stmt *row,
				  struct fault *why)
{
	struct id128 key;

	/* Rather no start than a number or a key used twice. */
	if (!schema_column_octets(&key, sizeof(key), row, 1))
		return err_set(
			why, ERR_INPUT, NULL,
			"a reservation (table reservation, kind %d, notice %lld) cannot be "
			"read, and what it holds could be used twice: restore the store from "
			"a backup 占用记录损坏，为防重复使用不予启动，请从备份恢复",
			sqlite3_column_int(row, 0), sqlite3_column_int64(row, 2));
	return loader->reservation(loader->data,
				   (enum ledger_reservation_kind)sqlite3_column_int(row, 0), key,
				   (uint64_t)sqlite3_column_int64(row, 2), why);
}

enum err ledger_load(struct ledger *ledger, const struct ledger_loader *loader, struct fault *why)
{
	enum err err = begin_loading(ledger, why);

	if (err == ERR_OK && loader->state)
		err = visit_all(ledger, "SELECT kind, key, value FROM state ORDER BY kind, key",
				visit_state, loader, why);
	if (err == ERR_OK && loader->reservation)
		err = visit_all(ledger, "SELECT kind, key, notice FROM reservation",
				visit_reservation, loader, why);
	return err;
}

enum err ledger_load_events(struct ledger *ledger, uint64_t notice, ledger_event_visit_fn *visit,
			    void *data, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = begin_loading(ledger, why);
	int code = SQLITE_DONE;

	if (err == ERR_OK)
		err = schema_prepare(&select, ledger->loading,
				     "SELECT bytes FROM event WHERE number = ?1 AND"
				     " (stream = ?2) = (number <> 0) ORDER BY sequence",
				     why);
	if (err != ERR_OK)
		return err;
	sqlite3_bind_int64(select, 1, (sqlite3_int64)notice);
	sqlite3_bind_int(select, 2, LEDGER_STREAM_NOTICE);
	while (err == ERR_OK && (code = sqlite3_step(select)) == SQLITE_ROW)
		err = visit(data, schema_column(select, 0), why);
	if (err == ERR_OK && code != SQLITE_DONE)
		err = schema_fault(why, ledger->loading, "store");
	sqlite3_finalize(select);
	return err;
}

enum err ledger_load_open(struct ledger *ledger, ledger_number_visit_fn *visit, void *data,
			  struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = begin_loading(ledger, why);
	int code = SQLITE_DONE;

	if (err == ERR_OK)
		err = schema_prepare(&select, ledger->loading,
				     "SELECT number FROM figure WHERE is_open = 1 ORDER BY number",
				     why);
	if (err != ERR_OK)
		return err;
	while (err == ERR_OK && (code = sqlite3_step(select)) == SQLITE_ROW)
		err = visit(data, (uint64_t)sqlite3_column_int64(select, 0), why);
	if (err == ERR_OK && code != SQLITE_DONE)
		err = schema_fault(why, ledger->loading, "store");
	sqlite3_finalize(select);
	return err;
}

enum err ledger_load_follows(struct ledger *ledger, uint64_t notice, uint64_t *follows,
			     struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = begin_loading(ledger, why);
	int code;

	if (err == ERR_OK)
		err = schema_prepare(&select, ledger->loading,
				     "SELECT follows FROM notice WHERE number = ?1", why);
	if (err != ERR_OK)
		return err;
	sqlite3_bind_int64(select, 1, (sqlite3_int64)notice);
	code = sqlite3_step(select);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		*follows = code == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(select, 0) : 0;
	else
		err = schema_fault(why, ledger->loading, "store");
	sqlite3_finalize(select);
	return err;
}

static enum err take_document(struct slice *octets, void *ctx, sqlite3_stmt *row, struct fault *why)
{
	struct slice found = schema_column(row, 0);
	char *copy;

	if (!found.at)
		return err_set(why, ERR_ABSENT, NULL, "document purged");
	copy = talloc_size(ctx, found.size + 1);
	if (!copy)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a document");
	memcpy(copy, found.at, found.size);
	copy[found.size] = '\0';
	*octets = (struct slice){ copy, found.size };
	return ERR_OK;
}

enum err ledger_load_document(struct ledger *ledger, void *ctx, const struct digest *digest,
			      struct slice *octets, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = begin_loading(ledger, why);
	int code;

	if (err == ERR_OK)
		err = schema_prepare(&select, ledger->loading,
				     "SELECT octets FROM document WHERE digest = ?1", why);
	if (err != ERR_OK)
		return err;
	schema_bind_blob(select, 1, digest_slice(digest));
	code = sqlite3_step(select);
	if (code == SQLITE_ROW)
		err = take_document(octets, ctx, select, why);
	else if (code == SQLITE_DONE)
		err = err_set(why, ERR_ABSENT, NULL, "document not in this store");
	else
		err = schema_fault(why, ledger->loading, "store");
	sqlite3_finalize(select);
	return err;
}
