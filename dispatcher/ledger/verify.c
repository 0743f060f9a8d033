/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an inspector can do with sha256sum and a JSON reader, done at once. */
#include <jansson.h>
#include <stdio.h>

#include "ledger/schema.h"
#include "ledger/store.h"

/* A read transaction holds the log of a running daemon: none lasts longer than these. */
enum { EVENTS_AT_ONCE = 4096, DOCUMENTS_AT_ONCE = 256 };

struct verify {
	sqlite3 *db;
	sqlite3_stmt *has_document;
	int64_t document; /* rowid of the last one that was looked at */
	const struct digest *published;
	bool published_seen;
	struct store_verdict verdict;
};

__attribute__((format(printf, 3, 4))) static void blame(struct verify *verify, uint64_t sequence,
							const char *fmt, ...)
{
	va_list args;

	verify->verdict.intact = false;
	verify->verdict.bad_sequence = sequence;
	va_start(args, fmt);
	vsnprintf(verify->verdict.reason, sizeof(verify->verdict.reason), fmt, args);
	va_end(args);
}

/* ---- one event -------------------------------------------------------------------------- */

static bool text_is(const json_t *object, const char *member, const char *expected)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text && expected && strcmp(text, expected) == 0;
}

static bool integer_is(const json_t *object, const char *member, int64_t expected)
{
	const json_t *value = json_object_get(object, member);

	if (!value) /* left out where there is no notice */
		return expected == 0 && strcmp(member, "number") == 0;
	return json_is_integer(value) && json_integer_value(value) == expected;
}

/* The column that does not say what the bytes say; NULL if all do. */
static const char *column_apart(const json_t *object, sqlite3_stmt *row)
{
	struct id128 id;
	char hex[2 * sizeof(id) + 1];

	if (!schema_column_octets(&id, sizeof(id), row, 1) ||
	    !text_is(object, "id", digest_hex(hex, &id, sizeof(id))))
		return "id";
	if (!text_is(object, "stream",
		     ledger_stream_name((enum ledger_stream)sqlite3_column_int(row, 2))))
		return "stream";
	if (!integer_is(object, "number", sqlite3_column_int64(row, 3)))
		return "number";
	if (!text_is(object, "kind", (const char *)sqlite3_column_text(row, 4)))
		return "kind";
	return integer_is(object, "at_us", sqlite3_column_int64(row, 5)) ? NULL : "at_us";
}

/* The members that name a document, wherever they stand in an event (wire/event_bytes.h). */
static bool names_document(const char *member)
{
	static const char *const members[] = { "document", "findings", "canonical" };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(member, members[i]) == 0)
			return true;
	return false;
}

static bool is_there(struct verify *verify, const struct digest *digest)
{
	int code;

	schema_bind_blob(verify->has_document, 1, digest_slice(digest));
	code = sqlite3_step(verify->has_document);
	sqlite3_reset(verify->has_document);
	return code == SQLITE_ROW;
}

/* A purge leaves the row and takes the octets: a row that is gone is a loss. Zero: none was named.
 */
static void check_digest(struct verify *verify, const char *hex, uint64_t sequence)
{
	static const struct digest none;
	struct digest digest;

	if (!digest_from_hex(digest.octets, DIGEST_OCTETS, slice_of(hex)) ||
	    digest_equal(&digest, &none) || is_there(verify, &digest))
		return;
	blame(verify, sequence, "event %llu names the document %s, which is lost: no purge took it",
	      (unsigned long long)sequence, hex);
}

/* Attachments stand in a list: one level down. */
static void check_named(struct verify *verify, json_t *object, uint64_t sequence)
{
	const char *member;
	json_t *value, *item;
	size_t i;

	json_object_foreach(object, member, value)
	{
		if (json_is_string(value) && names_document(member))
			check_digest(verify, json_string_value(value), sequence);
		json_array_foreach(value, i, item) if (json_is_object(item))
			check_named(verify, item, sequence);
	}
}

static void check_columns(struct verify *verify, sqlite3_stmt *row, uint64_t sequence)
{
	struct slice bytes = schema_column(row, 6);
	json_t *object = json_loadb(bytes.at, bytes.size, JSON_REJECT_DUPLICATES, NULL);
	const char *apart = json_is_object(object) ? column_apart(object, row) : "bytes";

	if (apart)
		blame(verify, sequence, "event %llu: %s is not what its bytes say",
		      (unsigned long long)sequence, apart);
	else
		check_named(verify, object, sequence);
	json_decref(object);
}

static void check_event(struct verify *verify, sqlite3_stmt *row)
{
	struct ledger_head *head = &verify->verdict.head;
	uint64_t expected = head->sequence + 1;
	struct slice parts[] = { digest_slice(&head->hash), schema_column(row, 6) };
	struct digest hash = digest_of(parts, 2), stored;

	if ((uint64_t)sqlite3_column_int64(row, 0) != expected)
		blame(verify, expected, "event %llu is missing", (unsigned long long)expected);
	else if (!schema_column_octets(&stored, sizeof(stored), row, 7) ||
		 !digest_equal(&hash, &stored))
		blame(verify, expected, "event %llu does not fit the hash of the one before",
		      (unsigned long long)expected);
	else
		check_columns(verify, row, expected);
	if (!verify->verdict.intact)
		return;
	*head = (struct ledger_head){ expected, hash };
	verify->verdict.events++;
	if (verify->published && digest_equal(verify->published, &hash))
		verify->published_seen = true;
}

/* ---- all of them ------------------------------------------------------------------------ */

/* False when there are no more, or one was bad. */
static bool check_some(struct verify *verify, sqlite3_stmt *select)
{
	int code = SQLITE_DONE, count = 0;

	sqlite3_bind_int64(select, 1, (sqlite3_int64)verify->verdict.head.sequence);
	sqlite3_bind_int(select, 2, EVENTS_AT_ONCE);
	while (verify->verdict.intact && (code = sqlite3_step(select)) == SQLITE_ROW) {
		check_event(verify, select);
		count++;
	}
	if (verify->verdict.intact && code != SQLITE_DONE)
		blame(verify, verify->verdict.head.sequence + 1, "event %llu cannot be read: %s",
		      (unsigned long long)verify->verdict.head.sequence + 1, sqlite3_errstr(code));
	sqlite3_reset(select);
	return verify->verdict.intact && count == EVENTS_AT_ONCE;
}

static enum err check_chain(struct verify *verify, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = schema_prepare(&select, verify->db,
				      "SELECT * FROM event WHERE sequence > ?1"
				      " ORDER BY sequence LIMIT ?2",
				      why);
	char hex[DIGEST_HEX_OCTETS];

	if (err != ERR_OK)
		return err;
	while (check_some(verify, select))
		;
	sqlite3_finalize(select);
	if (verify->verdict.intact && verify->published && !verify->published_seen)
		blame(verify, verify->verdict.head.sequence + 1,
		      "the published head %s is not on the chain, which ends with event %llu",
		      digest_hex(hex, verify->published, DIGEST_OCTETS),
		      (unsigned long long)verify->verdict.head.sequence);
	return ERR_OK;
}

static bool is_its_own(sqlite3_stmt *row, const struct digest *digest)
{
	struct slice salt = schema_column(row, 2);
	struct digest own;

	if (salt.size != LEDGER_SALT_OCTETS)
		return false;
	own = ledger_document_digest((const uint8_t *)salt.at, schema_column(row, 3));
	return digest_equal(&own, digest);
}

static void check_document(struct verify *verify, sqlite3_stmt *row)
{
	struct digest digest = { { 0 } };
	char hex[DIGEST_HEX_OCTETS];

	verify->document = sqlite3_column_int64(row, 0);
	verify->verdict.documents++;
	/* Purged (art. 8): its octets are NULL, the chain keeps its digest. */
	if (!schema_column(row, 3).at)
		verify->verdict.purged++;
	else if (!schema_column_octets(&digest, sizeof(digest), row, 1) ||
		 !is_its_own(row, &digest))
		blame(verify, 0, "the document %s of notice %lld is not what its digest says",
		      digest_hex(hex, digest.octets, DIGEST_OCTETS), sqlite3_column_int64(row, 4));
}

/* False when there are no more, or one was bad. */
static bool check_some_documents(struct verify *verify, sqlite3_stmt *select)
{
	int code = SQLITE_DONE, count = 0;

	sqlite3_bind_int64(select, 1, verify->document);
	sqlite3_bind_int(select, 2, DOCUMENTS_AT_ONCE);
	while (verify->verdict.intact && (code = sqlite3_step(select)) == SQLITE_ROW) {
		check_document(verify, select);
		count++;
	}
	if (verify->verdict.intact && code != SQLITE_DONE)
		blame(verify, 0, "the documents cannot be read: %s", sqlite3_errstr(code));
	sqlite3_reset(select);
	return verify->verdict.intact && count == DOCUMENTS_AT_ONCE;
}

static enum err check_documents(struct verify *verify, struct fault *why)
{
	sqlite3_stmt *select;
	enum err err = schema_prepare(&select, verify->db,
				      "SELECT rowid, digest, salt, octets, notice FROM document"
				      " WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
				      why);

	if (err != ERR_OK)
		return err;
	verify->document = INT64_MIN;
	while (check_some_documents(verify, select))
		;
	sqlite3_finalize(select);
	return ERR_OK;
}

enum err store_verify(struct store_verdict *out, const char *path,
		      const struct digest *published_head, struct fault *why)
{
	struct verify verify = { .published = published_head, .verdict = { .intact = true } };
	struct schema_place place = { path, NULL };
	enum err err = schema_open(&verify.db, &place, SCHEMA_READ, why);

	if (err != ERR_OK)
		return err;
	err = schema_prepare(&verify.has_document, verify.db,
			     "SELECT 1 FROM document WHERE digest = ?1", why);
	if (err == ERR_OK)
		err = check_chain(&verify, why);
	if (err == ERR_OK && verify.verdict.intact)
		err = check_documents(&verify, why);
	sqlite3_finalize(verify.has_document);
	schema_close(verify.db);
	if (err == ERR_OK)
		*out = verify.verdict;
	return err;
}
