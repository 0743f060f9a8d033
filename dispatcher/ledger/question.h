/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Question: one bounded read, with copies of what it asks for and an arena for what it
 * finds. Asked on the reader's thread, answered by its letter.
 */
#ifndef LEDGER_QUESTION_H
#define LEDGER_QUESTION_H

#include "ledger/mailbox.h"
#include "ledger/query.h"
#include "ledger/query_review.h"
#include "ledger/schema.h"

enum question_kind {
	QUESTION_NOTICES = 0,
	QUESTION_NOTICE,
	QUESTION_EVENTS,
	QUESTION_DOCUMENT,
	QUESTION_DOCUMENTS,
	QUESTION_REVIEW,
	QUESTION_FIGURES,
	QUESTION_RUN, /* somebody else's work; needs no connection */
};

struct question {
	struct letter letter;
	struct question *next;
	struct ledger *ledger;
	enum question_kind kind;
	size_t reader; /* READER_OF_... */
	union {
		struct ledger_notice_filter notices;
		struct ledger_event_filter events;
		struct ledger_figure_filter figures;
		uint64_t number;
		struct digest digest;
		struct ledger_documents documents;
		struct ledger_review_question review;
	};
	ledger_answer_fn *answer;
	void *data; /* of answer, or the job of a run */
	ledger_work_fn *work, *finished;
	struct arena arena;
	struct ledger_answer found;
};

struct question *question_new(enum question_kind kind); /* NULL: out of memory */
void question_free(struct question *question);

/* NOTICE_COLUMNS of a row, from column 0 on; texts in the question's arena. */
#define NOTICE_COLUMNS                                                                             \
	"number, state, lane, agency, applicant, title, event_type, class_name, received,"         \
	" changed, expires, follows, alert_identifier, alert_sender, alert_sent, is_open,"         \
	" paperwork, paperwork_due, authority, waiting_for, waits_since, decide_by, begins,"       \
	" canonical, people,"                                                                      \
	" (SELECT carriers FROM figure WHERE figure.number = notice.number)"
struct ledger_notice question_notice(struct question *question, sqlite3_stmt *row);

/* Fills `found`; its err says what went wrong. */
void question_ask(struct question *question, sqlite3 *db);

#endif
