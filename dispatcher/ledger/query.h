/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reading face of the ledger. Every question runs on a reader's thread with its own
 * connection and its own bound of rows; the answer is lent to the callback and freed after it.
 * Documents and the cell register, which alerts need, have a reader of their own. Nothing here
 * ever waits for the writer.
 */
#ifndef LEDGER_QUERY_H
#define LEDGER_QUERY_H

#include "ledger/ledger.h"

enum {
	LEDGER_LIMIT_MAX = 1000, /* rows of an answer; a limit of 0 or above means this */
	LEDGER_QUESTIONS_MAX = 256,
	LEDGER_FIGURES_MAX = 1000, /* of one question: others get their turn between */
	LEDGER_QUESTIONS_KEPT = 256,
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
	struct slice
		summary; /* JSON for the face: what /v1/notices/{id} shows; lists leave it out */
	const char *authority;
	const char *waiting_for; /* "review", ...; "": nobody is waited for */
	struct utc waits_since, decide_by, begins;
	struct digest canonical; /* the document of its content; zero: none */
	struct digest findings;	 /* the document of what was found; zero: none */
	uint64_t people;	 /* that its area reaches, as judged */
	/* For the figures; of these lists read back only `carriers`. */
	struct utc decided, sent; /* unset: not yet */
	const char *refused_by;	  /* rule ids, blank separated */
	const char *carriers;	  /* lines as of struct ledger_figure below */
	/* Read back of one notice alone: those two documents; absent: none, or purged. */
	struct slice content_octets, findings_json;
};

/* What statistics count: one narrow row a notice, lent to the visitor. */
struct ledger_figure {
	uint64_t number;
	struct utc received, decided, sent, paperwork_due;
	const char *agency, *lane, *class_name, *state, *refused_by, *paperwork; /* may be NULL */
	/*
	 * A line for each carrier: its id and its deliveries, how many of them were accepted,
	 * failed, are unknown, stopped; its cells, how many are on, how many failed; blank
	 * separated.
	 */
	const char *carriers;
	bool is_open;
};

/* Runs on a reader's thread: must not touch talloc or anything that may change meanwhile. */
typedef void ledger_figure_fn(void *data, const struct ledger_figure *figure);

struct ledger_figure_filter {
	struct utc from, until; /* received at or after, before */
	/* Cursor: the row that the last answer ended with; number 0: from the beginning. */
	struct utc after_received;
	uint64_t after_number;
	unsigned int limit; /* rows; 0 or above LEDGER_FIGURES_MAX means that */
	ledger_figure_fn *visit;
	void *visit_data;
};

struct ledger_notice_filter {
	const char *state, *lane, *agency; /* NULL: any */
	const char *paperwork;		   /* NULL: any; "": all that have any */
	const char *carrier;		   /* NULL: any; else what has gone over that one */
	struct utc since;		   /* received at or after; unset: any */
	uint64_t before;		   /* cursor: numbers below this one; 0 = from the newest */
	unsigned int limit;
	/*
	 * The queue: waiting_for NULL: every notice; "": those that wait; else those that wait for
	 * that. The first to be decided come first then, and the cursor is the pair below.
	 */
	const char *waiting_for, *authority;
	struct utc after_decide_by;
	uint64_t after_number;
};

struct ledger_stored_event {
	uint64_t sequence, number;
	struct id128 id;
	enum ledger_stream stream;
	const char *kind;
	struct utc at;
	struct slice bytes;
	struct digest hash;
	const char *agency, *authority; /* whose notice it is of; NULL: of none */
};

/* As of figures: it runs on a reader's thread, and what it is given is lent. */
typedef void ledger_event_fn(void *data, const struct ledger_stored_event *event);

struct ledger_event_filter {
	uint64_t after;	 /* sequence */
	uint64_t notice; /* 0: any */
	unsigned int limit;
	ledger_event_fn *visit; /* NULL: they are in the answer; else they are visited, not kept */
	void *visit_data;
};

/* The same of a document; absent: purged, or never there. `index` counts the digests from 0. */
typedef void ledger_document_fn(void *data, size_t index, struct slice octets);

struct ledger_documents {
	const struct digest *digests; /* copied */
	size_t count;
	ledger_document_fn *visit;
	void *visit_data;
};

/*
 * err is ERR_OK with count 0 when nothing matches. Of a document only its absence is an error:
 * ERR_ABSENT, "purged" in the fault's text when it was there once.
 */
struct ledger_review;
struct ledger_answer {
	enum err err;
	struct fault why;
	const struct ledger_notice *notices;
	const struct ledger_stored_event *events;
	const struct ledger_review *review; /* ledger/query_review.h */
	struct slice document;
	const char *document_kind;
	size_t count;
	bool more;
	struct ledger_head head; /* the chain's head as the reader saw it */
};
typedef void ledger_answer_fn(void *data, const struct ledger_answer *answer);

/*
 * ERR_FULL when LEDGER_QUESTIONS_MAX wait (documents and work that alerts need have
 * LEDGER_QUESTIONS_KEPT places more); ERR_IO when the ledger is stopped; otherwise `answer` is
 * called exactly once, from ledger_reap() or ledger_close(). Notices come newest first, events in
 * order.
 */
enum err MUST_USE ledger_query_notices(struct ledger *ledger,
				       const struct ledger_notice_filter *filter,
				       ledger_answer_fn *answer, void *data, struct fault *why);
enum err MUST_USE ledger_query_notice(struct ledger *ledger, uint64_t number,
				      ledger_answer_fn *answer, void *data, struct fault *why);
enum err MUST_USE ledger_query_events(struct ledger *ledger,
				      const struct ledger_event_filter *filter,
				      ledger_answer_fn *answer, void *data, struct fault *why);
enum err MUST_USE ledger_query_document(struct ledger *ledger, const struct digest *digest,
					ledger_answer_fn *answer, void *data, struct fault *why);
/* Visits each, in their order, beside what people look at; answer->count is how many there are. */
enum err MUST_USE ledger_query_documents(struct ledger *ledger,
					 const struct ledger_documents *documents,
					 ledger_answer_fn *answer, void *data, struct fault *why);

/* Visits figures in the order they were received; answer->count is how many, `more` if more. */
enum err MUST_USE ledger_query_figures(struct ledger *ledger,
				       const struct ledger_figure_filter *filter,
				       ledger_answer_fn *answer, void *data, struct fault *why);

/*
 * Any other slow reading work (the cell register, a large application, the end of a statistic):
 * `work` runs on a reader's thread, must not touch anything of the caller's that may change nor
 * its talloc contexts, and `finished` runs from ledger_reap(). Works of one reader run one after
 * the other; no alert waits for those that are for people.
 */
typedef void ledger_work_fn(void *job);
enum ledger_work_for {
	LEDGER_FOR_ALERTS = 0,
	LEDGER_FOR_PEOPLE,
	LEDGER_FOR_DOCUMENTS, /* one large document after the other; urgent ones are among them */
	LEDGER_FOR_COUNT
};
struct ledger_work {
	ledger_work_fn *work, *finished;
	enum ledger_work_for whom;
};
enum err MUST_USE ledger_query_run(struct ledger *ledger, const struct ledger_work *work, void *job,
				   struct fault *why);

#endif
