/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reading face of the ledger. Every question runs on the reader's thread with its own
 * connection and its own bound of rows; the answer is lent to the callback and freed after it.
 * Nothing here ever waits for the writer.
 */
#ifndef LEDGER_QUERY_H
#define LEDGER_QUERY_H

#include "ledger/ledger.h"

enum {
	LEDGER_LIMIT_MAX = 1000, /* rows of an answer; a limit of 0 or above means this */
	LEDGER_QUESTIONS_MAX = 256,
};

/* One notice as lists show it. Texts are NUL-terminated; NULL means absent. */
struct ledger_notice {
	uint64_t number;
	const char *state, *lane, *agency, *applicant, *title, *event_type, *class_name;
	struct utc received, changed, expires;
	uint64_t follows; /* the notice it updates, cancels or corrects; 0 */
	const char *alert_identifier, *alert_sender;
	struct utc alert_sent;
	bool is_open;
	const char *paperwork; /* "", "owed", "filed", "returned", "accepted", "not-recognised" */
	struct utc paperwork_due;
	struct slice summary; /* JSON for the face: what /v1/notices/{id} shows */
};

struct ledger_notice_filter {
	const char *state, *lane, *agency; /* NULL: any */
	const char *paperwork;		   /* NULL: any; "": all that have any */
	struct utc since;		   /* received at or after; unset: any */
	uint64_t before;		   /* cursor: numbers below this one; 0 = from the newest */
	unsigned int limit;
};

struct ledger_stored_event {
	uint64_t sequence, number;
	struct id128 id;
	enum ledger_stream stream;
	const char *kind;
	struct utc at;
	struct slice bytes;
	struct digest hash;
	const char *agency; /* whose notice it is of; NULL: of none */
};

struct ledger_stored_state {
	enum ledger_state_kind kind;
	struct slice key, value;
};

struct ledger_event_filter {
	uint64_t after;	 /* sequence */
	uint64_t notice; /* 0: any */
	unsigned int limit;
};

/*
 * err is ERR_OK with count 0 when nothing matches. Of a document only its absence is an error:
 * ERR_ABSENT, "purged" in the fault's text when it was there once.
 */
struct ledger_answer {
	enum err err;
	struct fault why;
	const struct ledger_notice *notices;
	const struct ledger_stored_event *events;
	const struct ledger_stored_state *states;
	struct slice document;
	const char *document_kind;
	size_t count;
	bool more;
	struct ledger_head head; /* the chain's head as the reader saw it */
};
typedef void ledger_answer_fn(void *data, const struct ledger_answer *answer);

/*
 * ERR_FULL when LEDGER_QUESTIONS_MAX wait; otherwise `answer` is called exactly once, from
 * ledger_reap() or ledger_close(). Notices come newest first, events in order.
 */
enum err MUST_USE ledger_query_notices(struct ledger *ledger,
				       const struct ledger_notice_filter *filter,
				       ledger_answer_fn *answer, void *data, struct fault *why);
enum err MUST_USE ledger_query_notice(struct ledger *ledger, uint64_t number,
				      ledger_answer_fn *answer, void *data, struct fault *why);
enum err MUST_USE ledger_query_events(struct ledger *ledger,
				      const struct ledger_event_filter *filter,
				      ledger_answer_fn *answer, void *data, struct fault *why);
/* The route and delivery rows of one notice, in the order of their keys. */
enum err MUST_USE ledger_query_deliveries(struct ledger *ledger, uint64_t notice,
					  ledger_answer_fn *answer, void *data, struct fault *why);
enum err MUST_USE ledger_query_document(struct ledger *ledger, const struct digest *digest,
					ledger_answer_fn *answer, void *data, struct fault *why);

/*
 * Any other slow reading work (the cell register, later statistics and exports): `work` runs
 * on the reader's thread, must not touch talloc or anything of the caller's that may change,
 * and `finished` runs from ledger_reap().
 */
typedef void ledger_work_fn(void *job);
enum err MUST_USE ledger_query_run(struct ledger *ledger, ledger_work_fn *work,
				   ledger_work_fn *finished, void *job, struct fault *why);

#endif
