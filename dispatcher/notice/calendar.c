/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/calendar.h"

#include <stdio.h>

static const int64_t DAY_US = 86400 * INT64_C(1000000);

static const char *const kind_names[CALENDAR_KIND_COUNT] = {
	[CALENDAR_WORKDAY] = "workday",
	[CALENDAR_WEEKEND] = "weekend",
	[CALENDAR_DAY_OFF] = "day-off",
	[CALENDAR_MADE_UP] = "made-up",
};

const char *calendar_kind_name(enum calendar_kind kind)
{
	return (unsigned int)kind < CALENDAR_KIND_COUNT ? kind_names[kind] : "invalid";
}

/* ---- what is known ---------------------------------------------------------------------- */

const struct calendar_year *calendar_year(const struct calendar *calendar, uint32_t year)
{
	for (size_t i = 0; i < calendar->count; i++)
		if (calendar->years[i].year == year)
			return &calendar->years[i];
	return NULL;
}

uint32_t calendar_missing_from(const struct calendar *calendar, int64_t day)
{
	uint32_t year = calendar_year_of(day);

	while (calendar_year(calendar, year))
		year++;
	return year;
}

uint32_t calendar_missing_before(const struct calendar *calendar, int64_t day)
{
	uint32_t year = calendar_year_of(day);

	while (calendar_year(calendar, year))
		year--;
	return year;
}

int64_t calendar_valid_through(const struct calendar *calendar)
{
	uint32_t year;

	if (calendar->count == 0)
		return 0;
	year = calendar_missing_from(calendar, utc_days_of((int)calendar->years[0].year, 1, 1));
	return utc_days_of((int)year, 1, 1) - 1;
}

/* ---- days ------------------------------------------------------------------------------- */

static bool is_in(const struct calendar_run *runs, size_t count, int64_t day)
{
	for (size_t i = 0; i < count; i++)
		if (day >= runs[i].first && day <= runs[i].last)
			return true;
	return false;
}

/* 1970-01-01 was a Thursday: Monday is 0. */
bool calendar_is_weekend(int64_t day)
{
	return ((day % 7) + 7 + 3) % 7 >= 5;
}

static bool is_named(const struct calendar_year *year, enum calendar_kind *out, int64_t day)
{
	if (year && is_in(year->made_up, year->made_up_count, day))
		*out = CALENDAR_MADE_UP;
	else if (year && is_in(year->off, year->off_count, day))
		*out = CALENDAR_DAY_OFF;
	else
		return false;
	return true;
}

enum err calendar_kind_of(const struct calendar *calendar, enum calendar_kind *out, int64_t day,
			  struct fault *why)
{
	uint32_t number = calendar_year_of(day);
	const struct calendar_year *year = calendar_year(calendar, number);

	if (!year)
		return err_set(why, ERR_UNDETERMINED, "art. 27",
			       "the holidays of %u are not loaded", number);
	/* The next year's notice may move the last days of December, and is the later word. */
	if (!is_named(calendar_year(calendar, number + 1), out, day) && !is_named(year, out, day))
		*out = calendar_is_weekend(day) ? CALENDAR_WEEKEND : CALENDAR_WORKDAY;
	return ERR_OK;
}

enum err calendar_is_workday(const struct calendar *calendar, bool *out, int64_t day,
			     struct fault *why)
{
	enum calendar_kind kind;
	enum err err = calendar_kind_of(calendar, &kind, day, why);

	if (err == ERR_OK)
		*out = kind == CALENDAR_WORKDAY || kind == CALENDAR_MADE_UP;
	return err;
}

enum err calendar_workday_after(const struct calendar *calendar, int64_t *out, int64_t day, int n,
				struct fault *why)
{
	int step = n < 0 ? -1 : 1;

	while (n != 0) {
		bool works = false;
		enum err err = calendar_is_workday(calendar, &works, day += step, why);

		if (err != ERR_OK)
			return err;
		n -= works ? step : 0;
	}
	*out = day;
	return ERR_OK;
}

/* ---- moments, and days in writing ------------------------------------------------------- */

int64_t calendar_day_of(struct utc t)
{
	int64_t local = t.us + UTC_CHINA_OFFSET_MINUTES * INT64_C(60000000);

	return local / DAY_US - (local % DAY_US < 0);
}

struct utc calendar_end_of(int64_t day)
{
	return (struct utc){ (day + 1) * DAY_US - 1 -
			     UTC_CHINA_OFFSET_MINUTES * INT64_C(60000000) };
}

static struct civil civil_of(int64_t day)
{
	struct civil civil;

	utc_to_civil(&civil, (struct utc){ day * DAY_US }, 0);
	return civil;
}

uint32_t calendar_year_of(int64_t day)
{
	return (uint32_t)civil_of(day).year;
}

enum err calendar_day_read(int64_t *out, struct slice text, struct fault *why)
{
	char moment[UTC_TEXT_OCTETS];
	struct utc t;
	enum err err;

	/* A day alone is that day in China, whatever the hour. */
	if (text.size == sizeof("2026-03-02") - 1) {
		snprintf(moment, sizeof(moment), "%.*sT00:00:00+08:00", SLICE_PRINT(text));
		text = slice_of(moment);
	}
	err = utc_parse(&t, NULL, text, why);
	if (err == ERR_OK)
		*out = calendar_day_of(t);
	return err;
}

const char *calendar_day_format(char *buf, int64_t day)
{
	struct civil civil = civil_of(day);

	snprintf(buf, CALENDAR_DAY_OCTETS, "%04u-%02u-%02u", (unsigned int)civil.year % 10000u,
		 (unsigned int)civil.month % 100u, (unsigned int)civil.day % 100u);
	return buf;
}
