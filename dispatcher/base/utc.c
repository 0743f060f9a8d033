/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/utc.h"

#include <stdio.h>

enum {
	US_PER_SECOND = 1000000,
	SECONDS_PER_DAY = 86400,
};

/* Days of the proleptic Gregorian calendar, counted in years that begin on 1 March. */
int64_t utc_days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void civil_of_days(struct civil *out, int64_t days)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / 146096) /
			      365;
	int64_t day_of_year = day_of_era -
			      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;

	out->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	out->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
	out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool civil_is_valid(const struct civil *c)
{
	if (c->year < 1900 || c->year > 9999 || c->month < 1 || c->month > 12)
		return false;
	if (c->day < 1 || c->day > days_in_month(c->year, c->month))
		return false;
	return c->hour >= 0 && c->hour <= 23 && c->minute >= 0 && c->minute <= 59 &&
	       c->second >= 0 && c->second <= 59 && c->microsecond >= 0 &&
	       c->microsecond < US_PER_SECOND && c->offset_minutes >= -14 * 60 &&
	       c->offset_minutes <= 14 * 60;
}

enum err utc_from_civil(struct utc *out, const struct civil *c, struct fault *why)
{
	int64_t seconds;

	if (!civil_is_valid(c))
		return err_set(why, ERR_INPUT, "RFC 3339 5.7",
			       "no such date or time: %04d-%02d-%02d %02d:%02d:%02d", c->year,
			       c->month, c->day, c->hour, c->minute, c->second);
	seconds = utc_days_of(c->year, c->month, c->day) * SECONDS_PER_DAY +
		  c->hour * INT64_C(3600) + c->minute * INT64_C(60) + c->second -
		  c->offset_minutes * INT64_C(60);
	out->us = seconds * US_PER_SECOND + c->microsecond;
	return ERR_OK;
}

void utc_to_civil(struct civil *out, struct utc t, int offset_minutes)
{
	int64_t local = t.us + (int64_t)offset_minutes * 60 * US_PER_SECOND;
	int64_t day_us = (int64_t)SECONDS_PER_DAY * US_PER_SECOND;
	int64_t days = local / day_us, rest = local % day_us;

	if (rest < 0) {
		rest += day_us;
		days--;
	}
	civil_of_days(out, days);
	out->microsecond = (int)(rest % US_PER_SECOND);
	out->second = (int)(rest / US_PER_SECOND % 60);
	out->minute = (int)(rest / US_PER_SECOND / 60 % 60);
	out->hour = (int)(rest / US_PER_SECOND / 3600);
	out->offset_minutes = offset_minutes;
}

/* Exactly `digits` decimal digits at the front of *rest. */
static bool take_number(struct slice *rest, size_t digits, int *out)
{
	uint64_t value;

	if (rest->size < digits || !slice_to_u64((struct slice){ rest->at, digits }, 9999, &value))
		return false;
	rest->at += digits;
	rest->size -= digits;
	*out = (int)value;
	return true;
}

static bool take_char(struct slice *rest, const char *allowed)
{
	if (rest->size == 0 || rest->at[0] == '\0' || !strchr(allowed, rest->at[0]))
		return false;
	rest->at++;
	rest->size--;
	return true;
}

static bool take_fraction(struct slice *rest, int *microsecond)
{
	int unit = US_PER_SECOND / 10, digits = 0;

	if (!take_char(rest, "."))
		return true;
	for (; rest->size > 0 && rest->at[0] >= '0' && rest->at[0] <= '9'; digits++) {
		*microsecond += (rest->at[0] - '0') * unit;
		unit /= 10;
		rest->at++;
		rest->size--;
	}
	return digits > 0;
}

static bool take_offset(struct slice *rest, int *minutes)
{
	int hour, minute, sign;

	if (take_char(rest, "Zz")) {
		*minutes = 0;
		return true;
	}
	sign = rest->size > 0 && rest->at[0] == '-' ? -1 : 1;
	if (!take_char(rest, "+-") || !take_number(rest, 2, &hour) || !take_char(rest, ":") ||
	    !take_number(rest, 2, &minute) || minute > 59)
		return false;
	*minutes = sign * (hour * 60 + minute);
	return true;
}

enum err utc_parse(struct utc *out, int *offset_minutes, struct slice text, struct fault *why)
{
	struct civil c = { 0 };
	struct slice rest = text;
	bool read = take_number(&rest, 4, &c.year) && take_char(&rest, "-") &&
		    take_number(&rest, 2, &c.month) && take_char(&rest, "-") &&
		    take_number(&rest, 2, &c.day) && take_char(&rest, "Tt") &&
		    take_number(&rest, 2, &c.hour) && take_char(&rest, ":") &&
		    take_number(&rest, 2, &c.minute) && take_char(&rest, ":") &&
		    take_number(&rest, 2, &c.second) && take_fraction(&rest, &c.microsecond) &&
		    take_offset(&rest, &c.offset_minutes) && rest.size == 0;
	enum err err;

	if (!read)
		return err_set(why, ERR_INPUT, "RFC 3339 5.6",
			       "\"%.*s\" is not a time like 2026-03-02T09:00:00+08:00",
			       (int)(text.size > 64 ? 64 : text.size), text.at ? text.at : "");
	err = utc_from_civil(out, &c, why);
	if (err == ERR_OK && offset_minutes)
		*offset_minutes = c.offset_minutes;
	return err;
}

const char *utc_format(char *buf, struct utc t, int offset_minutes)
{
	int magnitude = offset_minutes < 0 ? -offset_minutes : offset_minutes;
	char fraction[8] = "";
	struct civil c;

	utc_to_civil(&c, t, offset_minutes);
	if (c.microsecond / 1000 != 0)
		snprintf(fraction, sizeof(fraction), ".%03d", c.microsecond / 1000 % 1000);
	snprintf(buf, UTC_TEXT_OCTETS, "%04d-%02d-%02dT%02d:%02d:%02d%s%c%02d:%02d", c.year % 10000,
		 c.month, c.day, c.hour, c.minute, c.second, fraction,
		 offset_minutes < 0 ? '-' : '+', magnitude / 60 % 100, magnitude % 60);
	return buf;
}
