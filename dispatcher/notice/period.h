/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Period: a run of days in China's legal time that something is counted over: a year (2026), a
 * month (2026-03), a day (2026-03-02), or from one of these to another (2026-01..2026-03).
 */
#ifndef NOTICE_PERIOD_H
#define NOTICE_PERIOD_H

#include "base/err.h"
#include "base/utc.h"

struct period {
	int64_t first, last; /* days from 1970-01-01, both included */
};

enum {
	PERIOD_FIRST_YEAR = 2000,
	PERIOD_LAST_YEAR = 2200,
	PERIOD_TEXT_OCTETS = 24,
};

/* ERR_INPUT: what it should be, with the text in question. */
enum err MUST_USE period_read(struct period *out, struct slice text, struct fault *why);
/* The month of that moment, and its name: "2026-03"; buf has PERIOD_TEXT_OCTETS. */
struct period period_month_of(char *buf, struct utc t);

/* Its first moment, and the first that is no more in it. */
struct utc period_from(const struct period *period);
struct utc period_until(const struct period *period);

#endif
