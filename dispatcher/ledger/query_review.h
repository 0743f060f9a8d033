/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the store knows beside a notice that somebody reviews (art. 27 par. 2): how often and how
 * much its body, its authority and its area were sent to, and which other notices are like it or
 * in its way. One question, one snapshot; bounded whatever the history: sums over at most 90 days
 * of counters, and REVIEW_SCANNED_MAX other notices looked at.
 */
#ifndef LEDGER_QUERY_REVIEW_H
#define LEDGER_QUERY_REVIEW_H

#include "ledger/query.h"

enum {
	REVIEW_PERIODS = 3,	  /* 7, 30, 90 days, today included */
	REVIEW_NEAR_MAX = 20,	  /* other notices told */
	REVIEW_SCANNED_MAX = 200, /* other notices looked at */
	REVIEW_NEAR_HOURS = 24,
};

extern const unsigned int query_review_days[REVIEW_PERIODS];

struct ledger_review_question {
	uint64_t notice;
	const char *body, *authority, *event_type;
	int64_t today; /* day of China's calendar */
	struct utc begins, until;
	struct digest canonical, findings; /* documents; zero: none */
	struct digest application;	   /* of a written application; zero: it is none */
};

struct ledger_volume {
	uint64_t notices[REVIEW_PERIODS], people[REVIEW_PERIODS];
};

struct ledger_near {
	struct ledger_notice notice;
	unsigned int similarity; /* of the texts, per mille */
	bool is_same_type;	 /* of event */
	bool is_duplicate;	 /* the same type, or nearly the same text, within 24 hours */
	bool is_conflict;	 /* both windows are open at once in the same area */
};

struct ledger_review {
	struct ledger_volume body, authority, city;
	uint32_t busiest_city; /* of those it reaches: where most was sent; 0 none */
	struct ledger_near near[REVIEW_NEAR_MAX];
	size_t near_count;
	size_t scanned;
	bool is_cut;			  /* there were more to look at, or to tell */
	struct slice canonical, findings; /* absent: none, or purged */
	struct slice application;	  /* its gist (wire/application_gist.h); absent as well */
};

/* answer->review. As all questions: ERR_FULL, or `answer` is called exactly once. */
enum err MUST_USE ledger_query_review(struct ledger *ledger,
				      const struct ledger_review_question *question,
				      ledger_answer_fn *answer, void *data, struct fault *why);

#endif
