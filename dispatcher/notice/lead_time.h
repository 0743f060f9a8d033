/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lead time: the 15 working days of art. 27 par. 1, from filing 提出 to sending, in both of its
 * readings. The filing day is not counted.
 *
 *	safe           the 15th working day after the filing day, where a filing on a day off
 *	               counts as made on the next working day
 *	by the letter  the same without that shift: for a filing on a day off one working day
 *	               earlier, else the same day
 *
 * From the safe day on all is well; between the two it is held for the reviewer; before them
 * it is refused. Where the count runs into a year whose holidays are not known, nothing is
 * said but which year that is.
 */
#ifndef NOTICE_LEAD_TIME_H
#define NOTICE_LEAD_TIME_H

#include "notice/calendar.h"
#include "notice/registry.h"
#include "notice/rules.h"

enum {
	LEAD_TIME_DAYS = 15, /* art. 27 par. 1 */
	LEAD_TIME_DAYS_MAX = 400,
};

/* Days as in calendar.h. */
struct lead_time_earliest {
	int64_t filed;
	int64_t counted_from; /* the filing day, or the next working day where it is a day off */
	int64_t safe, by_the_letter;
};

/* days: 1 to LEAD_TIME_DAYS_MAX. ERR_UNDETERMINED: a year is not known; ERR_LIMIT. */
enum err MUST_USE lead_time_earliest(struct lead_time_earliest *out,
				     const struct calendar *calendar, int64_t filed,
				     unsigned int days, struct fault *why);

/* The last days on which a filing is in time for sending on `wanted`, itself a day off or not. */
struct lead_time_latest {
	int64_t wanted;
	int64_t safe, by_the_letter;
};

enum err MUST_USE lead_time_latest(struct lead_time_latest *out, const struct calendar *calendar,
				   int64_t wanted, unsigned int days, struct fault *why);

enum lead_time_answer {
	LEAD_TIME_NOT_KNOWN = 0, /* which year is missing: unknown_year */
	LEAD_TIME_FINE,
	LEAD_TIME_HELD, /* by the letter in time, not by the safe reading */
	LEAD_TIME_REFUSED,
	LEAD_TIME_ANSWER_COUNT
};
const char *lead_time_answer_name(enum lead_time_answer answer);

struct lead_time {
	enum lead_time_answer answer;
	struct lead_time_earliest earliest; /* not of NOT_KNOWN */
	struct lead_time_latest latest;	    /* of REFUSED, where has_latest */
	bool has_latest;		    /* false: it would lie before what is known */
	uint32_t unknown_year;		    /* of NOT_KNOWN */
};

/* May what was filed on that day be sent on `wanted`? */
struct lead_time lead_time_weigh(const struct calendar *calendar, int64_t filed, int64_t wanted);

struct lead_time_case {
	const struct calendar *calendar;
	int64_t filed;	    /* the filing day that counts: see 补正 in docs/calendar.md */
	struct utc wanted;  /* begin of the window */
	const char *field;  /* "send_from" */
	enum lane lane;	    /* only the planned one has a lead time */
	bool only_enrolled; /* to enrolled groups alone: not the public (art. 18) */
	const struct registry_exemption *exemption; /* NULL: none claimed */
	const char *basis;
};

/* Adds the `lead-time` finding, if there is one. */
void lead_time_judge(struct findings *findings, const struct lead_time_case *question);

#endif
