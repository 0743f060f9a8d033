/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Complaint (投诉), or opt-out (退订): what the people say of what a body sends to them, as the
 * authority has heard it: the willingness 接收意愿 that art. 27 par. 2 weighs. This program hears
 * no subscriber itself, so each record names its source.
 */
#ifndef NOTICE_COMPLAINT_H
#define NOTICE_COMPLAINT_H

#include "base/err.h"
#include "base/slice.h"
#include "base/utc.h"

enum complaint_kind {
	COMPLAINT_NONE = 0,
	COMPLAINT_COMPLAINT, /* 投诉 */
	COMPLAINT_OPT_OUT,   /* 退订 */
	COMPLAINT_KIND_COUNT
};

const char *complaint_kind_name(enum complaint_kind kind); /* "opt-out" */

enum {
	COMPLAINT_COUNT_MAX = 100000000,
	/* Of a free text: it is in the chain for ever, and who complained is not to be in it. */
	COMPLAINT_CHARACTERS_MAX = 200,
};

struct complaint {
	uint64_t number; /* from 1, in the order in which they were recorded */
	enum complaint_kind kind;
	struct slice agency;	/* whose messages: the applicant's id */
	struct slice notice;	/* the number of one of them; absent: none in particular */
	uint64_t count;		/* persons, or cases, that this record stands for */
	struct slice source;	/* 12321, a carrier, a letter */
	struct slice reference; /* its number there */
	struct utc at;		/* when they were made */
	struct slice authority, recorded_by;
	struct utc recorded_at;
	struct utc
		struck_at; /* unset: it stands; else it was recorded wrongly and counts no more */
	struct slice struck_by, strike_reason;
};

/* Kind, count, source, lengths and a moment that is past: ERR_INPUT names what is not so. */
enum err MUST_USE complaint_check(const struct complaint *complaint, struct utc now,
				  struct fault *why);

/* A free text of it, by the name of its member: ERR_INPUT where it is longer. */
enum err MUST_USE complaint_check_text(const char *member, struct slice text, struct fault *why);

/*
 * The same report: of one matter, body and notice, under one reference of one source. Without a
 * reference nobody can say, and each is one of its own. What was struck was none.
 */
bool complaint_is_same(const struct complaint *a, const struct complaint *b);

struct complaint_sums {
	uint64_t records, complaints, opt_outs;
};

/* Adds one that stands and was made in [from, until). */
void complaint_add(struct complaint_sums *sums, const struct complaint *complaint, struct utc from,
		   struct utc until);

#endif
