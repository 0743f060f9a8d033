/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calendar: the legal working days of China, as the yearly notices of the State Council's
 * General Office (国办发明电) set them. A value made from those notices; nothing is built in.
 * Days are counted in China's legal time, from 1970-01-01 (utc_days_of()). What was not
 * published is not known: ERR_UNDETERMINED, never a guess.
 */
#ifndef NOTICE_CALENDAR_H
#define NOTICE_CALENDAR_H

#include <stdbool.h>

#include "base/err.h"
#include "base/utc.h"

enum {
	CALENDAR_FIRST_YEAR = 2024, /* the notices known here begin with it */
	CALENDAR_LAST_YEAR = 2200,  /* further on it is a slip of the pen */
	CALENDAR_DAY_OCTETS = 12,
};

/*
 * A notice as it is written down: days as "2026-01-04" or "2026-02-15..2026-02-23". Days off
 * may name weekends, as the notices do; a day made up is always on one. Both may reach into
 * the December before.
 */
struct calendar_notice {
	uint32_t year;
	const struct slice *off; /* 放假调休 */
	size_t off_count;
	const struct slice *made_up; /* 上班 */
	size_t made_up_count;
	struct slice title, number;
};

struct calendar_notices {
	const struct calendar_notice *rows;
	size_t count;
};

struct calendar_run {
	int64_t first, last; /* both included */
};

struct calendar_year {
	uint32_t year;
	const struct calendar_run *off, *made_up;
	size_t off_count, made_up_count;
	struct slice title, number;
};

struct calendar {
	const struct calendar_year *years; /* ascending, each year once */
	size_t count;
};

/* ERR_INPUT, ERR_LIMIT: what of the notice cannot be meant, named. */
enum err MUST_USE calendar_notice_check(const struct calendar_notice *notice, struct fault *why);

/*
 * `base` (may be NULL) with these notices added; a later one for the same year takes the place
 * of an earlier. Lists hang on ctx; those of `base` and the notices' texts are lent.
 */
enum err MUST_USE calendar_make(void *ctx, struct calendar *out, const struct calendar *base,
				const struct calendar_notices *notices, struct fault *why);

/* NULL: nothing was published for it. */
const struct calendar_year *calendar_year(const struct calendar *calendar, uint32_t year);
/* The last day before the first year that is missing; 0 where there is none at all. */
int64_t calendar_valid_through(const struct calendar *calendar);
/* The first year from that day on, or back from it, that is not known. */
uint32_t calendar_missing_from(const struct calendar *calendar, int64_t day);
uint32_t calendar_missing_before(const struct calendar *calendar, int64_t day);

/* By the week alone: Saturday and Sunday. */
bool calendar_is_weekend(int64_t day);

enum calendar_kind {
	CALENDAR_WORKDAY = 0,
	CALENDAR_WEEKEND,
	CALENDAR_DAY_OFF, /* by notice, weekends among its days included */
	CALENDAR_MADE_UP, /* a weekend day that is worked */
	CALENDAR_KIND_COUNT
};
const char *calendar_kind_name(enum calendar_kind kind);

enum err MUST_USE calendar_kind_of(const struct calendar *calendar, enum calendar_kind *out,
				   int64_t day, struct fault *why);
enum err MUST_USE calendar_is_workday(const struct calendar *calendar, bool *out, int64_t day,
				      struct fault *why);

/* The n-th working day after that day; before it where n < 0. n is never 0. */
enum err MUST_USE calendar_workday_after(const struct calendar *calendar, int64_t *out, int64_t day,
					 int n, struct fault *why);

/* The day, in China, of that moment; and the last microsecond before the next day there. */
int64_t calendar_day_of(struct utc t);
struct utc calendar_end_of(int64_t day);
uint32_t calendar_year_of(int64_t day);

/* "2026-03-02", or a moment in RFC 3339: its day in China. ERR_INPUT. */
enum err MUST_USE calendar_day_read(int64_t *out, struct slice text, struct fault *why);
/* "2026-03-02"; buf has CALENDAR_DAY_OCTETS; returns buf. */
const char *calendar_day_format(char *buf, int64_t day);

#endif
