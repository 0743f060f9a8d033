/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/calendar.h"

/*
 * Only where a day departs from "Monday to Friday": days off on weekdays, and make-up working
 * days on weekends. As month * 100 + day.
 */
struct year {
	int year;
	const uint16_t *off, *made_up;
	size_t off_count, made_up_count;
};

static const uint16_t off_2024[] = {
	101, 212, 213, 214, 215,  216,	404,  405,  501,  502,
	503, 610, 916, 917, 1001, 1002, 1003, 1004, 1007,
};
static const uint16_t made_up_2024[] = {
	204, 218, 407, 428, 511, 914, 929, 1012,
};
static const uint16_t off_2025[] = {
	101, 128, 129, 130,  131,  203,	 204,  404,  501,
	502, 505, 602, 1001, 1002, 1003, 1006, 1007, 1008,
};
static const uint16_t made_up_2025[] = {
	126, 208, 427, 928, 1011,
};
static const uint16_t off_2026[] = {
	101, 102, 216, 217, 218,  219,	220,  223,  406,  501,
	504, 505, 619, 925, 1001, 1002, 1005, 1006, 1007,
};
static const uint16_t made_up_2026[] = {
	104, 214, 228, 509, 920, 1010,
};

#define YEAR(n)                                                                                    \
	{                                                                                          \
		n, off_##n, made_up_##n, sizeof(off_##n) / sizeof(off_##n[0]),                     \
			sizeof(made_up_##n) / sizeof(made_up_##n[0])                               \
	}

static const struct year years[] = { YEAR(2024), YEAR(2025), YEAR(2026) };

static bool is_in(const uint16_t *days, size_t count, unsigned int wanted)
{
	for (size_t i = 0; i < count; i++)
		if (days[i] == wanted)
			return true;
	return false;
}

enum err calendar_is_workday(bool *out, int64_t day, struct fault *why)
{
	/* 1970-01-01 was a Thursday: Monday is 0. */
	bool weekday = ((day % 7) + 7 + 3) % 7 < 5;
	const struct year *year;
	struct civil civil;
	unsigned int date;

	utc_to_civil(&civil, (struct utc){ day * 86400 * INT64_C(1000000) }, 0);
	if (civil.year < CALENDAR_FIRST_YEAR || civil.year > CALENDAR_LAST_YEAR)
		return err_set(why, ERR_UNDETERMINED, "art. 27",
			       "the holidays of %d are not loaded", civil.year);
	year = &years[civil.year - CALENDAR_FIRST_YEAR];
	date = (unsigned int)(civil.month * 100 + civil.day);
	if (weekday)
		*out = !is_in(year->off, year->off_count, date);
	else
		*out = is_in(year->made_up, year->made_up_count, date);
	return ERR_OK;
}

enum err calendar_workday_after(int64_t *out, int64_t day, unsigned int n, struct fault *why)
{
	while (n > 0) {
		bool works = false;
		enum err err = calendar_is_workday(&works, ++day, why);

		if (err != ERR_OK)
			return err;
		n -= works;
	}
	*out = day;
	return ERR_OK;
}

static int64_t day_us(void)
{
	return 86400 * INT64_C(1000000);
}

int64_t calendar_day_of(struct utc t)
{
	int64_t local = t.us + UTC_CHINA_OFFSET_MINUTES * INT64_C(60000000);

	return local / day_us() - (local % day_us() < 0);
}

struct utc calendar_end_of(int64_t day)
{
	return (struct utc){ (day + 1) * day_us() - 1 -
			     UTC_CHINA_OFFSET_MINUTES * INT64_C(60000000) };
}
