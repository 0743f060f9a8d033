/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/record.h"

static const char *const sql[RECORD_STATEMENTS] = {
	[RECORD_EVENT] = "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	/* The digest is salted: the same digest is the same document, purged or not. */
	[RECORD_DOCUMENT] = "INSERT INTO document VALUES(?1, ?2, ?3, ?4, ?5)"
			    " ON CONFLICT(digest) DO NOTHING",
	[RECORD_STATE] = "INSERT INTO state VALUES(?1, ?2, ?3)"
			 " ON CONFLICT(kind, key) DO UPDATE SET value = excluded.value",
	[RECORD_STATE_REMOVE] = "DELETE FROM state WHERE kind = ?1 AND key = ?2",
	[RECORD_NOTICE] =
		"INSERT INTO notice VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
		" ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,"
		" ?23, ?24, ?25, ?26, ?27)"
		" ON CONFLICT(number) DO UPDATE SET state = ?2, lane = ?3, agency"
		" = ?4, applicant = ?5, title = ?6, event_type = ?7, class_name ="
		" ?8, received = ?9, changed = ?10, expires = ?11, follows = ?12,"
		" alert_identifier = ?13, alert_sender = ?14, alert_sent = ?15,"
		" is_open = ?16, paperwork = ?17, paperwork_due = ?18, authority ="
		" ?19, waiting_for = ?20, waits_since = ?21, decide_by = ?22,"
		" begins = ?23, canonical = ?24, people = ?25, summary = ?26, findings = ?27",
	[RECORD_FIGURE] = "INSERT INTO figure VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
			  " ?12, ?13) ON CONFLICT(number) DO UPDATE SET received = ?2, agency = ?3,"
			  " lane = ?4, class_name = ?5, state = ?6, is_open = ?7, decided = ?8,"
			  " sent = ?9, refused_by = ?10, carriers = ?11, paperwork = ?12,"
			  " paperwork_due = ?13",
	[RECORD_RESERVATION] = "INSERT INTO reservation VALUES(?1, ?2, ?3)",
	/* Several events may name one number; nothing that cancels is refused for it. */
	[RECORD_NUMBER] = "INSERT OR IGNORE INTO reservation VALUES(?1, ?2, ?3)",
	[RECORD_PLACE] = "INSERT INTO place VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[RECORD_PLACE_FORGET] = "DELETE FROM place WHERE notice = ?1",
	[RECORD_TALLY] = "INSERT INTO tally VALUES(?1, ?2, ?3, ?4, ?5)"
			 " ON CONFLICT(scope, key, day) DO UPDATE SET"
			 " notices = notices + excluded.notices, people = people + excluded.people",
	[RECORD_MARK] = "SELECT id FROM event WHERE sequence = ?1",
};

enum err record_open(struct record *out, sqlite3 *db, struct fault *why)
{
	struct record record = { .db = db };
	enum err err = schema_head(&record.head, db, why);

	for (size_t i = 0; i < RECORD_STATEMENTS && err == ERR_OK; i++)
		err = schema_prepare(&record.statements[i], db, sql[i], why);
	if (err != ERR_OK)
		record_close(&record);
	else
		*out = record;
	return err;
}

void record_close(struct record *record)
{
	for (size_t i = 0; i < RECORD_STATEMENTS; i++)
		sqlite3_finalize(record->statements[i]);
	*record = (struct record){ 0 };
}

static struct slice octets_of(const void *octets, size_t size)
{
	return (struct slice){ octets, size };
}

static sqlite3_stmt *event_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *insert = record->statements[RECORD_EVENT];
	const struct ledger_event *event = &row->event;
	struct slice parts[] = { digest_slice(&record->head.hash), event->bytes };

	record->head.hash = digest_of(parts, 2);
	record->head.sequence++;
	sqlite3_bind_int64(insert, 1, (sqlite3_int64)record->head.sequence);
	schema_bind_blob(insert, 2, octets_of(event->id.octets, sizeof(event->id)));
	sqlite3_bind_int(insert, 3, (int)event->stream);
	sqlite3_bind_int64(insert, 4, (sqlite3_int64)event->number);
	schema_bind_text(insert, 5, event->kind);
	sqlite3_bind_int64(insert, 6, event->at.us);
	schema_bind_blob(insert, 7, event->bytes);
	schema_bind_blob(insert, 8, digest_slice(&record->head.hash));
	return insert;
}

static sqlite3_stmt *document_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *insert = record->statements[RECORD_DOCUMENT];
	const struct ledger_document *document = &row->document;

	schema_bind_blob(insert, 1, digest_slice(&document->ref.digest));
	schema_bind_blob(insert, 2, octets_of(document->ref.salt, sizeof(document->ref.salt)));
	schema_bind_text(insert, 3, document->kind);
	sqlite3_bind_int64(insert, 4, (sqlite3_int64)document->notice);
	schema_bind_blob(insert, 5, document->octets.at ? document->octets : octets_of("", 0));
	return insert;
}

static sqlite3_stmt *state_bind(struct record *record, const struct batch_row *row)
{
	bool remove = row->state.value.size == 0;
	sqlite3_stmt *change = record->statements[remove ? RECORD_STATE_REMOVE : RECORD_STATE];

	sqlite3_bind_int(change, 1, (int)row->state.kind);
	schema_bind_blob(change, 2, row->state.key);
	if (!remove)
		schema_bind_blob(change, 3, row->state.value);
	return change;
}

/* NULL where there is none. */
static void bind_digest(sqlite3_stmt *put, int at, const struct digest *digest)
{
	static const struct digest none;

	schema_bind_blob(put, at,
			 digest_equal(digest, &none) ? (struct slice){ NULL, 0 }
						     : digest_slice(digest));
}

static void notice_bind_queue(sqlite3_stmt *put, const struct ledger_notice *notice)
{
	schema_bind_text(put, 19, notice->authority);
	schema_bind_text(put, 20, notice->waiting_for);
	sqlite3_bind_int64(put, 21, notice->waits_since.us);
	sqlite3_bind_int64(put, 22, notice->decide_by.us);
	sqlite3_bind_int64(put, 23, notice->begins.us);
	bind_digest(put, 24, &notice->canonical);
	sqlite3_bind_int64(put, 25, (sqlite3_int64)notice->people);
}

static sqlite3_stmt *notice_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *put = record->statements[RECORD_NOTICE];
	const struct ledger_notice *notice = &row->notice;

	sqlite3_bind_int64(put, 1, (sqlite3_int64)notice->number);
	schema_bind_text(put, 2, notice->state);
	schema_bind_text(put, 3, notice->lane);
	schema_bind_text(put, 4, notice->agency);
	schema_bind_text(put, 5, notice->applicant);
	schema_bind_text(put, 6, notice->title);
	schema_bind_text(put, 7, notice->event_type);
	schema_bind_text(put, 8, notice->class_name);
	sqlite3_bind_int64(put, 9, notice->received.us);
	sqlite3_bind_int64(put, 10, notice->changed.us);
	sqlite3_bind_int64(put, 11, notice->expires.us);
	sqlite3_bind_int64(put, 12, (sqlite3_int64)notice->follows);
	schema_bind_text(put, 13, notice->alert_identifier);
	schema_bind_text(put, 14, notice->alert_sender);
	sqlite3_bind_int64(put, 15, notice->alert_sent.us);
	sqlite3_bind_int(put, 16, notice->is_open);
	schema_bind_text(put, 17, notice->paperwork);
	sqlite3_bind_int64(put, 18, notice->paperwork_due.us);
	notice_bind_queue(put, notice);
	schema_bind_blob(put, 26, notice->summary);
	bind_digest(put, 27, &notice->findings);
	return put;
}

static sqlite3_stmt *figure_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *put = record->statements[RECORD_FIGURE];
	const struct ledger_notice *notice = &row->notice;

	sqlite3_bind_int64(put, 1, (sqlite3_int64)notice->number);
	sqlite3_bind_int64(put, 2, notice->received.us);
	schema_bind_text(put, 3, notice->agency);
	schema_bind_text(put, 4, notice->lane);
	schema_bind_text(put, 5, notice->class_name);
	schema_bind_text(put, 6, notice->state);
	sqlite3_bind_int(put, 7, notice->is_open);
	sqlite3_bind_int64(put, 8, notice->decided.us);
	sqlite3_bind_int64(put, 9, notice->sent.us);
	schema_bind_text(put, 10, notice->refused_by);
	schema_bind_text(put, 11, notice->carriers);
	schema_bind_text(put, 12, notice->paperwork);
	sqlite3_bind_int64(put, 13, notice->paperwork_due.us);
	return put;
}

static sqlite3_stmt *place_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *insert = record->statements[RECORD_PLACE];
	const struct footprint_place *place = &row->place.place;

	sqlite3_bind_int64(insert, 1, (sqlite3_int64)row->place.notice);
	sqlite3_bind_int(insert, 2, (int)place->city);
	sqlite3_bind_int64(insert, 3, (sqlite3_int64)place->counties[0]);
	sqlite3_bind_int64(insert, 4, (sqlite3_int64)place->counties[1]);
	sqlite3_bind_int(insert, 5, place->box.south_e6);
	sqlite3_bind_int(insert, 6, place->box.north_e6);
	sqlite3_bind_int(insert, 7, place->box.west_e6);
	sqlite3_bind_int(insert, 8, place->box.east_e6);
	sqlite3_bind_int64(insert, 9, row->place.until.us);
	return insert;
}

static sqlite3_stmt *places_forget_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *delete = record->statements[RECORD_PLACE_FORGET];

	sqlite3_bind_int64(delete, 1, (sqlite3_int64)row->place.notice);
	return delete;
}

static sqlite3_stmt *tally_bind(struct record *record, const struct batch_row *row)
{
	sqlite3_stmt *add = record->statements[RECORD_TALLY];
	const struct ledger_tally *tally = &row->tally;

	sqlite3_bind_int(add, 1, (int)tally->scope);
	schema_bind_text(add, 2, tally->key);
	sqlite3_bind_int64(add, 3, tally->day);
	sqlite3_bind_int64(add, 4, (sqlite3_int64)tally->notices);
	sqlite3_bind_int64(add, 5, (sqlite3_int64)tally->people);
	return add;
}

static sqlite3_stmt *reservation_bind(struct record *record, const struct batch_row *row)
{
	bool is_number = row->reservation.kind == LEDGER_RESERVATION_NUMBER;
	sqlite3_stmt *insert = record->statements[is_number ? RECORD_NUMBER : RECORD_RESERVATION];

	sqlite3_bind_int(insert, 1, (int)row->reservation.kind);
	schema_bind_blob(insert, 2, octets_of(row->reservation.key.octets, sizeof(struct id128)));
	sqlite3_bind_int64(insert, 3, (sqlite3_int64)row->reservation.notice);
	return insert;
}

static sqlite3_stmt *(*const bind[BATCH_ROW_KINDS])(struct record *, const struct batch_row *) = {
	[BATCH_EVENT] = event_bind,
	[BATCH_DOCUMENT] = document_bind,
	[BATCH_STATE] = state_bind,
	[BATCH_NOTICE] = notice_bind,
	[BATCH_RESERVATION] = reservation_bind,
	[BATCH_PLACE] = place_bind,
	[BATCH_PLACES_FORGET] = places_forget_bind,
	[BATCH_TALLY] = tally_bind,
	[BATCH_FIGURE] = figure_bind,
};

static enum err write_row(struct record *record, const struct batch_row *row, struct fault *why)
{
	sqlite3_stmt *statement = bind[row->kind](record, row);
	enum err err = ERR_OK;

	if (sqlite3_step(statement) != SQLITE_DONE)
		err = schema_fault(why, record->db, "store");
	sqlite3_reset(statement);
	return err;
}

enum err record_batch(struct record *record, struct ledger_batch *batch, struct fault *why)
{
	struct ledger_head before = record->head;

	for (const struct batch_row *row = batch->first; row; row = row->next) {
		enum err err = write_row(record, row, why);

		if (err != ERR_OK) {
			record->head = before;
			return err;
		}
	}
	batch->outcome.first_sequence = before.sequence + 1;
	batch->outcome.head = record->head;
	return ERR_OK;
}

enum err record_has(bool *out, struct record *record, uint64_t sequence, const struct id128 *mark,
		    struct fault *why)
{
	sqlite3_stmt *select = record->statements[RECORD_MARK];
	struct id128 found;
	enum err err = ERR_OK;
	int code;

	sqlite3_bind_int64(select, 1, (sqlite3_int64)sequence);
	code = sqlite3_step(select);
	if (code == SQLITE_ROW)
		*out = schema_column_octets(&found, sizeof(found), select, 0) &&
		       memcmp(&found, mark, sizeof(found)) == 0;
	else if (code == SQLITE_DONE)
		*out = false;
	else
		err = schema_fault(why, record->db, "store");
	sqlite3_reset(select);
	return err;
}
