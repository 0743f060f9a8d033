/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/query_review_ask.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/append.h"
#include "notice/content.h"
#include "notice/notice.h"
#include "notice/similar.h"
#include "wire/application_gist.h"

const unsigned int query_review_days[REVIEW_PERIODS] = { 7, 30, 90 };

enum {
	TEXTS_MAX = 4,		 /* of a notice are compared */
	PLACES_LOOKED_AT = 4000, /* rows of other notices' places */
};

enum statement { TALLY, MY_PLACES, OTHERS, NOTICE, DOCUMENT, STATEMENTS };

static const char *const sql[STATEMENTS] = {
	[TALLY] = "SELECT day, notices, people FROM tally"
		  " WHERE scope = ?1 AND key = ?2 AND day > ?3 AND day <= ?4",
	[MY_PLACES] = "SELECT city, low, high, south, north, west, east FROM place"
		      " WHERE notice = ?1",
	/* What ended before is not looked at, however much of it there is. */
	[OTHERS] = "SELECT city, low, high, south, north, west, east, notice FROM place"
		   " INDEXED BY place_by_city WHERE city = ?1 AND until > ?2 ORDER BY until",
	[NOTICE] = "SELECT " NOTICE_COLUMNS " FROM notice WHERE number = ?1",
	[DOCUMENT] = "SELECT octets FROM document WHERE digest = ?1",
};

struct reviewing {
	struct question *question;
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENTS];
	struct ledger_review *review;
	struct footprint_place *places; /* of the notice */
	size_t place_count, looked_at;
	uint64_t others[REVIEW_SCANNED_MAX];
	struct similar *texts, *others_text; /* TEXTS_MAX of ours; one of another's */
	size_t text_count;
};

static bool is_row(struct reviewing *reviewing, sqlite3_stmt *statement)
{
	struct ledger_answer *found = &reviewing->question->found;
	int code = sqlite3_step(statement);

	if (code != SQLITE_ROW && code != SQLITE_DONE && found->err == ERR_OK)
		found->err = schema_fault(&found->why, reviewing->db, "store");
	return code == SQLITE_ROW;
}

/* ---- how much was sent ------------------------------------------------------------------ */

static struct ledger_volume volume_of(struct reviewing *reviewing, enum ledger_tally_scope scope,
				      const char *key)
{
	sqlite3_stmt *select = reviewing->statements[TALLY];
	int64_t today = reviewing->question->review.today;
	struct ledger_volume volume = { 0 };

	sqlite3_bind_int(select, 1, (int)scope);
	schema_bind_text(select, 2, key);
	sqlite3_bind_int64(select, 3, today - query_review_days[REVIEW_PERIODS - 1]);
	sqlite3_bind_int64(select, 4, today);
	while (key && is_row(reviewing, select)) {
		int64_t age = today - sqlite3_column_int64(select, 0);

		for (size_t i = 0; i < REVIEW_PERIODS; i++) {
			if (age >= query_review_days[i])
				continue;
			volume.notices[i] += (uint64_t)sqlite3_column_int64(select, 1);
			volume.people[i] += (uint64_t)sqlite3_column_int64(select, 2);
		}
	}
	sqlite3_reset(select);
	return volume;
}

/* Of the cities it reaches the one that was sent to most often in 30 days, then 90. */
static bool is_busier(const struct ledger_volume *a, const struct ledger_volume *b)
{
	if (a->notices[1] != b->notices[1])
		return a->notices[1] > b->notices[1];
	return a->notices[2] > b->notices[2];
}

static void ask_volumes(struct reviewing *reviewing)
{
	const struct ledger_review_question *asked = &reviewing->question->review;
	struct ledger_review *review = reviewing->review;
	char key[16];

	review->body = volume_of(reviewing, LEDGER_TALLY_BODY, asked->body);
	review->authority = volume_of(reviewing, LEDGER_TALLY_AUTHORITY, asked->authority);
	for (size_t i = 0; i < reviewing->place_count; i++) {
		struct ledger_volume volume;

		snprintf(key, sizeof(key), "%u", reviewing->places[i].city);
		volume = volume_of(reviewing, LEDGER_TALLY_CITY, key);
		if (i > 0 && !is_busier(&volume, &review->city))
			continue;
		review->city = volume;
		review->busiest_city = reviewing->places[i].city;
	}
}

/* ---- where it reaches, and who else does ------------------------------------------------ */

static struct footprint_place read_place(sqlite3_stmt *row)
{
	return (struct footprint_place){
		.city = (uint32_t)sqlite3_column_int(row, 0),
		.counties = { (uint64_t)sqlite3_column_int64(row, 1),
			      (uint64_t)sqlite3_column_int64(row, 2) },
		.box = { sqlite3_column_int(row, 3), sqlite3_column_int(row, 4),
			 sqlite3_column_int(row, 5), sqlite3_column_int(row, 6) },
	};
}

static void ask_places(struct reviewing *reviewing)
{
	sqlite3_stmt *select = reviewing->statements[MY_PLACES];

	sqlite3_bind_int64(select, 1, (sqlite3_int64)reviewing->question->review.notice);
	while (reviewing->place_count < FOOTPRINT_PLACES_MAX && is_row(reviewing, select))
		reviewing->places[reviewing->place_count++] = read_place(select);
	sqlite3_reset(select);
}

static bool is_known(const struct reviewing *reviewing, uint64_t notice)
{
	if (notice == reviewing->question->review.notice)
		return true;
	for (size_t i = 0; i < reviewing->review->scanned; i++)
		if (reviewing->others[i] == notice)
			return true;
	return false;
}

/* False when enough was looked at. */
static bool note_other(struct reviewing *reviewing, uint64_t notice)
{
	struct ledger_review *review = reviewing->review;

	if (is_known(reviewing, notice))
		return true;
	if (review->scanned == REVIEW_SCANNED_MAX)
		return false;
	reviewing->others[review->scanned++] = notice;
	return true;
}

static void ask_others_in(struct reviewing *reviewing, const struct footprint_place *place)
{
	sqlite3_stmt *select = reviewing->statements[OTHERS];
	struct span near = SPAN_HOURS(REVIEW_NEAR_HOURS);

	sqlite3_bind_int(select, 1, (int)place->city);
	sqlite3_bind_int64(select, 2, reviewing->question->review.begins.us - near.us);
	while (is_row(reviewing, select)) {
		struct footprint_place other = read_place(select);

		if (++reviewing->looked_at > PLACES_LOOKED_AT ||
		    (footprint_meets(place, &other) &&
		     !note_other(reviewing, (uint64_t)sqlite3_column_int64(select, 7)))) {
			reviewing->review->is_cut = true;
			break;
		}
	}
	sqlite3_reset(select);
}

/* ---- what it says ----------------------------------------------------------------------- */

/* Lent until the statement is reset; absent if there is none. */
static struct slice document_of(struct reviewing *reviewing, const struct digest *digest)
{
	static const struct digest none;
	sqlite3_stmt *select = reviewing->statements[DOCUMENT];

	sqlite3_reset(select);
	if (digest_equal(digest, &none))
		return (struct slice){ NULL, 0 };
	schema_bind_blob(select, 1, digest_slice(digest));
	return is_row(reviewing, select) ? schema_column(select, 0) : (struct slice){ NULL, 0 };
}

static void ask_application(struct reviewing *reviewing)
{
	struct slice json = document_of(reviewing, &reviewing->question->review.application);
	char *gist = json.at ? application_gist(json) : NULL;

	if (gist)
		reviewing->review->application = arena_slice(&reviewing->question->arena,
							     slice_of(gist));
	free(gist);
}

static void ask_texts(struct reviewing *reviewing)
{
	struct question *question = reviewing->question;
	struct ledger_review *review = reviewing->review;
	struct content_text text;
	struct slice rest;

	review->findings = arena_slice(&question->arena,
				       document_of(reviewing, &question->review.findings));
	review->canonical = arena_slice(&question->arena,
					document_of(reviewing, &question->review.canonical));
	sqlite3_reset(reviewing->statements[DOCUMENT]);
	rest = review->canonical;
	while (rest.at && reviewing->text_count < TEXTS_MAX && content_text_next(&text, &rest))
		similar_take(&reviewing->texts[reviewing->text_count++], text.text);
}

/* The most alike of our texts and the other's. */
static unsigned int similarity_to(struct reviewing *reviewing, const struct digest *canonical)
{
	struct slice rest = document_of(reviewing, canonical);
	struct content_text text;
	unsigned int most = 0;

	for (size_t n = 0; rest.at && n < TEXTS_MAX && content_text_next(&text, &rest); n++) {
		similar_take(reviewing->others_text, text.text);
		for (size_t i = 0; i < reviewing->text_count; i++) {
			unsigned int likeness = similar_permille(reviewing->others_text,
								 &reviewing->texts[i]);

			most = likeness > most ? likeness : most;
		}
	}
	return most;
}

/* ---- which of them are told ------------------------------------------------------------- */

enum {
	OVER = NOTICE_IN(NOTICE_NONE) | NOTICE_IN(NOTICE_REFUSED) | NOTICE_IN(NOTICE_UNSUITABLE) |
	       NOTICE_IN(NOTICE_OUT_OF_SCOPE) | NOTICE_IN(NOTICE_LAPSED) |
	       NOTICE_IN(NOTICE_CANCELLED),
	HEARD = NOTICE_IN(NOTICE_DONE) | NOTICE_IN(NOTICE_EXPIRED) | NOTICE_IN(NOTICE_SUPERSEDED) |
		NOTICE_IN(NOTICE_CANCELLING),
};

static bool may_disturb(const struct ledger_notice *other)
{
	return other->state && !notice_state_is_in(slice_of(other->state), OVER);
}

static bool still_to_be_heard(const struct ledger_notice *other)
{
	return !notice_state_is_in(slice_of(other->state), HEARD);
}

static bool windows_meet(const struct ledger_review_question *ours,
			 const struct ledger_notice *other, struct span apart)
{
	struct utc begins = utc_is_set(other->begins) ? other->begins : other->received;

	return begins.us < ours->until.us + apart.us &&
	       other->expires.us > ours->begins.us - apart.us;
}

static int rank(const struct ledger_near *near)
{
	return 4000 * near->is_duplicate + 2000 * near->is_conflict + (int)near->similarity;
}

/* Keeps the list in order, the weightiest first; the lightest falls off. */
static void tell(struct ledger_review *review, const struct ledger_near *near)
{
	size_t at = review->near_count;

	while (at > 0 && rank(&review->near[at - 1]) < rank(near))
		at--;
	if (review->near_count == REVIEW_NEAR_MAX)
		review->is_cut = true;
	else
		review->near_count++;
	if (at == REVIEW_NEAR_MAX)
		return;
	memmove(&review->near[at + 1], &review->near[at],
		(review->near_count - at - 1) * sizeof(*near));
	review->near[at] = *near;
}

static void judge_other(struct reviewing *reviewing, sqlite3_stmt *row)
{
	const struct ledger_review_question *ours = &reviewing->question->review;
	struct ledger_near near = { .notice = question_notice(reviewing->question, row) };
	const struct ledger_notice *other = &near.notice;

	if (!may_disturb(other) || other->follows == ours->notice ||
	    !windows_meet(ours, other, SPAN_HOURS(REVIEW_NEAR_HOURS)))
		return;
	near.is_same_type = ours->event_type && *ours->event_type && other->event_type &&
			    strcmp(ours->event_type, other->event_type) == 0;
	near.similarity = similarity_to(reviewing, &other->canonical);
	near.is_duplicate = near.is_same_type || near.similarity >= SIMILAR_NEARLY;
	near.is_conflict = still_to_be_heard(other) &&
			   windows_meet(ours, other, (struct span){ 0 });
	if (near.is_duplicate || near.is_conflict)
		tell(reviewing->review, &near);
}

static void ask_others(struct reviewing *reviewing)
{
	sqlite3_stmt *select = reviewing->statements[NOTICE];

	for (size_t i = 0; i < reviewing->place_count && !reviewing->review->is_cut; i++)
		ask_others_in(reviewing, &reviewing->places[i]);
	for (size_t i = 0; i < reviewing->review->scanned; i++) {
		sqlite3_bind_int64(select, 1, (sqlite3_int64)reviewing->others[i]);
		if (is_row(reviewing, select))
			judge_other(reviewing, select);
		sqlite3_reset(select);
	}
}

/* ---- the story -------------------------------------------------------------------------- */

static enum err open_statements(struct reviewing *reviewing, struct fault *why)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		enum err err = schema_prepare(&reviewing->statements[i], reviewing->db, sql[i],
					      why);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static struct reviewing *begin(struct question *question, sqlite3 *db)
{
	struct arena *arena = &question->arena;
	struct reviewing *reviewing = arena_take(arena, sizeof(*reviewing));

	if (!reviewing)
		return NULL;
	*reviewing = (struct reviewing){
		.question = question,
		.db = db,
		.review = arena_take(arena, sizeof(struct ledger_review)),
		.places = arena_take(arena, FOOTPRINT_PLACES_MAX * sizeof(struct footprint_place)),
		.texts = arena_take(arena, TEXTS_MAX * sizeof(struct similar)),
		.others_text = arena_take(arena, sizeof(struct similar)),
	};
	return arena->failed ? NULL : reviewing;
}

void query_review_ask(struct question *question, sqlite3 *db)
{
	struct reviewing *reviewing = begin(question, db);

	if (!reviewing)
		return; /* the question says that memory ran out */
	question->found.review = reviewing->review;
	question->found.err = open_statements(reviewing, &question->found.why);
	if (question->found.err == ERR_OK) {
		ask_places(reviewing);
		ask_volumes(reviewing);
		ask_application(reviewing);
		ask_texts(reviewing);
		ask_others(reviewing);
	}
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(reviewing->statements[i]);
}
