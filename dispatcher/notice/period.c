/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/period.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "notice/calendar.h"

enum { YEAR_CHARACTERS = 4, MONTH_CHARACTERS = 7, DAY_CHARACTERS = 10 };

static enum err fault(struct slice text, struct fault *why)
{
	return err_set(
		why, ERR_INPUT, NULL,
		"\"%.*s\" is no period: a year 2026, a month 2026-03, a day 2026-03-02, or two "
		"of them as 2026-01..2026-03",
		(int)(text.size > 40 ? 40 : text.size), text.at ? text.at : "");
}

static bool number_at(struct slice text, size_t from, size_t digits, int *out)
{
	uint64_t value;

	if (!slice_to_u64((struct slice){ text.at + from, digits }, 9999, &value))
		return false;
	*out = (int)value;
	return true;
}

static bool read_year(struct slice text, int *year)
{
	return number_at(text, 0, 4, year) && *year >= PERIOD_FIRST_YEAR &&
	       *year <= PERIOD_LAST_YEAR;
}

static void fill_month(struct period *out, int year, int month)
{
	out->first = utc_days_of(year, month, 1);
	out->last = (month == 12 ? utc_days_of(year + 1, 1, 1) : utc_days_of(year, month + 1, 1)) -
		    1;
}

static bool read_one(struct period *out, struct slice text)
{
	int year, month;

	if (text.size < YEAR_CHARACTERS || !read_year(text, &year))
		return false;
	if (text.size == YEAR_CHARACTERS) {
		*out = (struct period){ utc_days_of(year, 1, 1), utc_days_of(year + 1, 1, 1) - 1 };
		return true;
	}
	if (text.size == MONTH_CHARACTERS) {
		if (text.at[4] != '-' || !number_at(text, 5, 2, &month) || month < 1 || month > 12)
			return false;
		fill_month(out, year, month);
		return true;
	}
	if (text.size != DAY_CHARACTERS || calendar_day_read(&out->first, text, NULL) != ERR_OK)
		return false;
	out->last = out->first;
	return true;
}

enum err period_read(struct period *out, struct slice text, struct fault *why)
{
	const char *dots = text.size ? memmem(text.at, text.size, "..", 2) : NULL;
	struct slice head = text, tail = text;
	struct period first, last;

	if (dots) {
		head.size = (size_t)(dots - text.at);
		tail = (struct slice){ dots + 2, text.size - head.size - 2 };
	}
	if (!read_one(&first, head) || !read_one(&last, tail))
		return fault(text, why);
	if (last.last < first.first)
		return err_set(why, ERR_INPUT, NULL, "the period %.*s ends before it begins",
			       SLICE_PRINT(text));
	*out = (struct period){ first.first, last.last };
	return ERR_OK;
}

struct period period_month_of(char *buf, struct utc t)
{
	struct period month;
	struct civil civil;

	utc_to_civil(&civil, t, UTC_CHINA_OFFSET_MINUTES);
	fill_month(&month, civil.year, civil.month);
	snprintf(buf, PERIOD_TEXT_OCTETS, "%04d-%02d", civil.year % 10000, civil.month % 100);
	return month;
}

struct utc period_from(const struct period *period)
{
	return (struct utc){ calendar_end_of(period->first - 1).us + 1 };
}

struct utc period_until(const struct period *period)
{
	return (struct utc){ calendar_end_of(period->last).us + 1 };
}
