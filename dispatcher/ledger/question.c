/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/question.h"

#include "ledger/query_review_ask.h"

#include <stdio.h>
#include <stdlib.h>

struct question *question_new(enum question_kind kind)
{
	struct question *question = calloc(1, sizeof(*question));

	if (question)
		question->kind = kind;
	return question;
}

void question_free(struct question *question)
{
	arena_free(&question->arena);
	free(question);
}

static size_t limit_of(unsigned int limit)
{
	return limit == 0 || limit > LEDGER_LIMIT_MAX ? LEDGER_LIMIT_MAX : limit;
}

static const char *text_at(struct question *question, sqlite3_stmt *row, int at)
{
	return arena_slice(&question->arena, schema_column(row, at)).at;
}

static struct utc utc_at(sqlite3_stmt *row, int at)
{
	return (struct utc){ sqlite3_column_int64(row, at) };
}

/* ---- one kind of row -------------------------------------------------------------------- */

/* `rows` has room for one more; the row is read into slot n. */
typedef void read_row_fn(struct question *question, void *rows, size_t n, sqlite3_stmt *row);

struct ledger_notice question_notice(struct question *question, sqlite3_stmt *row)
{
	struct ledger_notice notice = {
		.number = (uint64_t)sqlite3_column_int64(row, 0),
		.state = text_at(question, row, 1),
		.lane = text_at(question, row, 2),
		.agency = text_at(question, row, 3),
		.applicant = text_at(question, row, 4),
		.title = text_at(question, row, 5),
		.event_type = text_at(question, row, 6),
		.class_name = text_at(question, row, 7),
		.received = utc_at(row, 8),
		.changed = utc_at(row, 9),
		.expires = utc_at(row, 10),
		.follows = (uint64_t)sqlite3_column_int64(row, 11),
		.alert_identifier = text_at(question, row, 12),
		.alert_sender = text_at(question, row, 13),
		.alert_sent = utc_at(row, 14),
		.is_open = sqlite3_column_int(row, 15),
		.paperwork = text_at(question, row, 16),
		.paperwork_due = utc_at(row, 17),
		.authority = text_at(question, row, 18),
		.waiting_for = text_at(question, row, 19),
		.waits_since = utc_at(row, 20),
		.decide_by = utc_at(row, 21),
		.begins = utc_at(row, 22),
		.people = (uint64_t)sqlite3_column_int64(row, 24),
		.carriers = text_at(question, row, 25),
	};

	schema_column_octets(&notice.canonical, sizeof(notice.canonical), row, 23);
	return notice;
}

static void read_notice(struct question *question, void *rows, size_t n, sqlite3_stmt *row)
{
	((struct ledger_notice *)rows)[n] = question_notice(question, row);
}

static void read_whole_notice(struct question *question, void *rows, size_t n, sqlite3_stmt *row)
{
	struct ledger_notice *notice = &((struct ledger_notice *)rows)[n];

	read_notice(question, rows, n, row);
	notice->summary = arena_slice(&question->arena, schema_column(row, 26));
	notice->content_octets = arena_slice(&question->arena, schema_column(row, 27));
	notice->findings_json = arena_slice(&question->arena, schema_column(row, 28));
}

static void read_event(struct question *question, void *rows, size_t n, sqlite3_stmt *row)
{
	struct ledger_stored_event *event = &((struct ledger_stored_event *)rows)[n];

	*event = (struct ledger_stored_event){
		.sequence = (uint64_t)sqlite3_column_int64(row, 0),
		.stream = (enum ledger_stream)sqlite3_column_int(row, 2),
		.number = (uint64_t)sqlite3_column_int64(row, 3),
		.kind = text_at(question, row, 4),
		.at = utc_at(row, 5),
		.bytes = arena_slice(&question->arena, schema_column(row, 6)),
		.agency = text_at(question, row, 8),
		.authority = text_at(question, row, 9),
	};
	if (!schema_column_octets(&event->id, sizeof(event->id), row, 1) ||
	    !schema_column_octets(&event->hash, sizeof(event->hash), row, 7))
		question->found.err = err_set(&question->found.why, ERR_IO, NULL,
					      "event %llu is damaged",
					      (unsigned long long)event->sequence);
}

/* Visited, not kept: its bytes are the store's own. */
static void visit_event(struct question *question, void *rows, size_t n, sqlite3_stmt *row)
{
	const struct ledger_event_filter *filter = &question->events;
	struct ledger_stored_event event = {
		.sequence = (uint64_t)sqlite3_column_int64(row, 0),
		.stream = (enum ledger_stream)sqlite3_column_int(row, 2),
		.number = (uint64_t)sqlite3_column_int64(row, 3),
		.kind = (const char *)sqlite3_column_text(row, 4),
		.at = utc_at(row, 5),
		.bytes = schema_column(row, 6),
	};

	(void)rows, (void)n;
	filter->visit(filter->visit_data, &event);
}

struct reading {
	read_row_fn *read;
	size_t row_octets, limit;
};

/* Steps through the rows; one more than the limit only says that there is more. */
static void *read_rows(struct question *question, sqlite3_stmt *statement,
		       const struct reading *reading)
{
	struct ledger_answer *found = &question->found;
	void *rows = arena_take(&question->arena, reading->limit * reading->row_octets);
	int code = SQLITE_NOMEM;

	while (rows && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		if (found->count == reading->limit) {
			found->more = true;
			break;
		}
		reading->read(question, rows, found->count++, statement);
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		found->err = err_set(&found->why, schema_err(code), NULL, "store: %s",
				     sqlite3_errstr(code));
	return rows;
}

/* ---- notices ---------------------------------------------------------------------------- */

enum { SQL_OCTETS = 1200 };

/* Only what is asked for becomes a condition, so that SQLite can choose an index for it. */
static void notices_sql(char *sql, const struct ledger_notice_filter *filter)
{
	snprintf(sql, SQL_OCTETS,
		 "SELECT " NOTICE_COLUMNS " FROM notice WHERE number < ?1%s%s%s%s%s%s"
		 " ORDER BY number DESC LIMIT ?7",
		 filter->state ? " AND state = ?2" : "", filter->lane ? " AND lane = ?3" : "",
		 filter->agency ? " AND agency = ?4" : "",
		 !filter->paperwork   ? ""
		 : *filter->paperwork ? " AND paperwork = ?5 AND paperwork <> ''"
				      : " AND paperwork <> ''",
		 utc_is_set(filter->since) ? " AND received >= ?6" : "",
		 filter->carrier
			 ? " AND EXISTS (SELECT 1 FROM figure WHERE figure.number = notice.number"
			   " AND instr(char(10) || carriers, char(10) || ?12 || ' ') > 0)"
			 : "");
}

/* What waits, the first to be decided first; its index is named, since SQLite cannot know. */
static void queue_sql(char *sql, const struct ledger_notice_filter *filter)
{
	snprintf(sql, SQL_OCTETS,
		 "SELECT " NOTICE_COLUMNS " FROM notice INDEXED BY %s WHERE waiting_for <> ''"
		 " AND (decide_by, number) > (?8, ?9)%s%s%s%s%s%s"
		 " ORDER BY decide_by, number LIMIT ?7",
		 filter->agency	     ? "notice_by_agency_wait"
		 : filter->authority ? "notice_by_wait"
				     : "notice_by_deadline",
		 filter->agency ? " AND agency = ?4" : "",
		 filter->authority ? " AND authority = ?11" : "",
		 *filter->waiting_for ? " AND waiting_for = ?10" : "",
		 filter->state ? " AND state = ?2" : "", filter->lane ? " AND lane = ?3" : "",
		 utc_is_set(filter->since) ? " AND received >= ?6" : "");
}

static void notices_bind(sqlite3_stmt *select, const struct ledger_notice_filter *filter)
{
	uint64_t before = filter->before ? filter->before : INT64_MAX;

	sqlite3_bind_int64(select, 1, (sqlite3_int64)before);
	schema_bind_text(select, 2, filter->state);
	schema_bind_text(select, 3, filter->lane);
	schema_bind_text(select, 4, filter->agency);
	schema_bind_text(select, 5, filter->paperwork);
	sqlite3_bind_int64(select, 6, filter->since.us);
	sqlite3_bind_int64(select, 7, (sqlite3_int64)limit_of(filter->limit) + 1);
	if (filter->carrier)
		schema_bind_text(select, 12, filter->carrier);
	if (!filter->waiting_for)
		return;
	sqlite3_bind_int64(select, 8, filter->after_decide_by.us);
	sqlite3_bind_int64(select, 9, (sqlite3_int64)filter->after_number);
	schema_bind_text(select, 10, filter->waiting_for);
	schema_bind_text(select, 11, filter->authority);
}

static enum err notices_prepare(sqlite3_stmt **out, struct question *question, sqlite3 *db)
{
	const struct ledger_notice_filter *filter = &question->notices;
	char sql[SQL_OCTETS];
	sqlite3_stmt *select;
	enum err err;

	if (filter->waiting_for)
		queue_sql(sql, filter);
	else
		notices_sql(sql, filter);
	err = schema_prepare(&select, db, sql, &question->found.why);
	if (err != ERR_OK)
		return err;
	notices_bind(select, filter);
	*out = select;
	return ERR_OK;
}

static void ask_notices(struct question *question, sqlite3 *db)
{
	struct reading reading = { read_notice, sizeof(struct ledger_notice),
				   limit_of(question->notices.limit) };
	sqlite3_stmt *select;

	question->found.err = notices_prepare(&select, question, db);
	if (question->found.err != ERR_OK)
		return;
	question->found.notices = read_rows(question, select, &reading);
	sqlite3_finalize(select);
}

static void ask_notice(struct question *question, sqlite3 *db)
{
	struct reading reading = { read_whole_notice, sizeof(struct ledger_notice), 1 };
	sqlite3_stmt *select;

	question->found.err = schema_prepare(
		&select, db,
		"SELECT " NOTICE_COLUMNS ", summary,"
		" (SELECT octets FROM document WHERE digest = notice.canonical),"
		" (SELECT octets FROM document WHERE digest = notice.findings)"
		" FROM notice WHERE number = ?1",
		&question->found.why);
	if (question->found.err != ERR_OK)
		return;
	sqlite3_bind_int64(select, 1, (sqlite3_int64)question->number);
	question->found.notices = read_rows(question, select, &reading);
	sqlite3_finalize(select);
}

/* ---- events and documents --------------------------------------------------------------- */

/* What happened, and whose it is: a notice's row is written with its first event. */
#define EVENTS_SQL(condition)                                                                      \
	"SELECT event.*, notice.agency, notice.authority FROM event LEFT JOIN notice"              \
	" ON notice.number = event.number"                                                         \
	" WHERE sequence > ?1" condition " ORDER BY sequence LIMIT ?2"

static void ask_events(struct question *question, sqlite3 *db)
{
	const struct ledger_event_filter *filter = &question->events;
	struct reading reading = { filter->visit ? visit_event : read_event,
				   sizeof(struct ledger_stored_event), limit_of(filter->limit) };
	sqlite3_stmt *select;

	question->found.err = schema_prepare(
		&select, db, filter->notice ? EVENTS_SQL(" AND event.number = ?3") : EVENTS_SQL(""),
		&question->found.why);
	if (question->found.err != ERR_OK)
		return;
	sqlite3_bind_int64(select, 1, (sqlite3_int64)filter->after);
	sqlite3_bind_int64(select, 2, (sqlite3_int64)reading.limit + 1);
	if (filter->notice)
		sqlite3_bind_int64(select, 3, (sqlite3_int64)filter->notice);
	question->found.events = read_rows(question, select, &reading);
	sqlite3_finalize(select);
}

static void read_document(struct question *question, void *rows, size_t n, sqlite3_stmt *row)
{
	(void)rows, (void)n;
	question->found.document_kind = text_at(question, row, 0);
	question->found.document = arena_slice(&question->arena, schema_column(row, 1));
}

static void ask_document(struct question *question, sqlite3 *db)
{
	struct reading reading = { read_document, 1, 1 };
	struct ledger_answer *found = &question->found;
	sqlite3_stmt *select;

	found->err = schema_prepare(&select, db,
				    "SELECT kind, octets FROM document"
				    " WHERE digest = ?1",
				    &found->why);
	if (found->err != ERR_OK)
		return;
	schema_bind_blob(select, 1, digest_slice(&question->digest));
	read_rows(question, select, &reading);
	sqlite3_finalize(select);
	if (found->err == ERR_OK && !found->document.at)
		found->err = err_set(&found->why, ERR_ABSENT, NULL, "document %s",
				     found->count ? "purged" : "not in this store");
}

static bool visit_document(struct question *question, sqlite3_stmt *select, size_t index)
{
	const struct ledger_documents *asked = &question->documents;
	struct ledger_answer *found = &question->found;
	int code;

	schema_bind_blob(select, 1, digest_slice(&asked->digests[index]));
	code = sqlite3_step(select);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		asked->visit(asked->visit_data, index,
			     code == SQLITE_ROW ? schema_column(select, 0)
						: (struct slice){ NULL, 0 });
	else
		found->err = err_set(&found->why, schema_err(code), NULL, "store: %s",
				     sqlite3_errstr(code));
	found->count += code == SQLITE_ROW;
	sqlite3_reset(select);
	return found->err == ERR_OK;
}

static void ask_documents(struct question *question, sqlite3 *db)
{
	struct ledger_answer *found = &question->found;
	sqlite3_stmt *select;

	if (question->arena.failed)
		return;
	found->err = schema_prepare(&select, db, "SELECT octets FROM document WHERE digest = ?1",
				    &found->why);
	if (found->err != ERR_OK)
		return;
	for (size_t i = 0; i < question->documents.count; i++)
		if (!visit_document(question, select, i))
			break;
	sqlite3_finalize(select);
}

/* ---- figures ---------------------------------------------------------------------------- */

static const char *column_text(sqlite3_stmt *row, int at)
{
	return (const char *)sqlite3_column_text(row, at);
}

/* Visited, not kept: a year of them is no answer to copy. */
static void read_figure(struct question *question, void *rows, size_t n, sqlite3_stmt *row)
{
	const struct ledger_figure_filter *filter = &question->figures;
	struct ledger_figure figure = {
		.number = (uint64_t)sqlite3_column_int64(row, 0),
		.received = utc_at(row, 1),
		.agency = column_text(row, 2),
		.lane = column_text(row, 3),
		.class_name = column_text(row, 4),
		.state = column_text(row, 5),
		.is_open = sqlite3_column_int(row, 6),
		.decided = utc_at(row, 7),
		.sent = utc_at(row, 8),
		.refused_by = column_text(row, 9),
		.carriers = column_text(row, 10),
		.paperwork = column_text(row, 11),
		.paperwork_due = utc_at(row, 12),
	};

	(void)rows, (void)n;
	filter->visit(filter->visit_data, &figure);
}

static void ask_figures(struct question *question, sqlite3 *db)
{
	const struct ledger_figure_filter *filter = &question->figures;
	struct reading reading = { read_figure, 1,
				   filter->limit == 0 || filter->limit > LEDGER_FIGURES_MAX
					   ? LEDGER_FIGURES_MAX
					   : filter->limit };
	sqlite3_stmt *select;

	question->found.err = schema_prepare(
		&select, db,
		"SELECT * FROM figure WHERE received < ?2 AND (received, number) > (?3, ?4)"
		" AND received >= ?1 ORDER BY received, number LIMIT ?5",
		&question->found.why);
	if (question->found.err != ERR_OK)
		return;
	sqlite3_bind_int64(select, 1, filter->from.us);
	sqlite3_bind_int64(select, 2, filter->until.us);
	sqlite3_bind_int64(select, 3,
			   filter->after_number ? filter->after_received.us : filter->from.us - 1);
	sqlite3_bind_int64(select, 4, (sqlite3_int64)filter->after_number);
	sqlite3_bind_int64(select, 5, (sqlite3_int64)reading.limit + 1);
	read_rows(question, select, &reading);
	sqlite3_finalize(select);
}

static void (*const ask[])(struct question *, sqlite3 *) = {
	[QUESTION_NOTICES] = ask_notices,     [QUESTION_NOTICE] = ask_notice,
	[QUESTION_EVENTS] = ask_events,	      [QUESTION_DOCUMENT] = ask_document,
	[QUESTION_REVIEW] = query_review_ask, [QUESTION_FIGURES] = ask_figures,
	[QUESTION_DOCUMENTS] = ask_documents,
};

void question_ask(struct question *question, sqlite3 *db)
{
	struct ledger_answer *found = &question->found;

	/* One snapshot for the rows and the head they are said to belong to. */
	found->err = schema_run(db, "BEGIN", &found->why);
	if (found->err == ERR_OK)
		found->err = schema_head(&found->head, db, &found->why);
	if (found->err == ERR_OK)
		ask[question->kind](question, db);
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	if (found->err == ERR_OK && question->arena.failed)
		found->err = err_set(&found->why, ERR_MEMORY, NULL, "no memory for the answer");
}
