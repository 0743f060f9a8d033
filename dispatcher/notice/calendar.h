/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calendar: the legal working days of China, from the yearly notices of the State Council on
 * holidays. Days are counted in China's legal time. What was not published is not known:
 * ERR_UNDETERMINED, never a guess.
 */
#ifndef NOTICE_CALENDAR_H
#define NOTICE_CALENDAR_H

#include <stdbool.h>

#include "base/err.h"
#include "base/utc.h"

enum {
	CALENDAR_FIRST_YEAR = 2024,
	CALENDAR_LAST_YEAR = 2026,
};

/* `day` counts from 1970-01-01 (utc_days_of()). */
enum err MUST_USE calendar_is_workday(bool *out, int64_t day, struct fault *why);

/* The n-th (1..400) working day after that day. */
enum err MUST_USE calendar_workday_after(int64_t *out, int64_t day, unsigned int n,
					 struct fault *why);

/* The day, in China, of that moment; and the last microsecond before the next day there. */
int64_t calendar_day_of(struct utc t);
struct utc calendar_end_of(int64_t day);

#endif
