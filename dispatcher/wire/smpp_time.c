/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_time.h"

#include <stdio.h>

static const char clause[] = "SMPP 3.4 7.1.1";

enum {
	QUARTER_MINUTES = 15,
	TENTH_MS = 100,
	TENTH_US = 100000,
	SECOND_US = 1000000,
	DAY_SECONDS = 86400,
	RELATIVE_DAYS_MAX = 31,
	MONTH_DAYS = 30,
	YEAR_DAYS = 365,
};

/* Two digits each, in the order in which they stand. */
struct digits {
	int year, month, day, hour, minute, second, tenth, quarters;
};

enum err smpp_time_absolute(char text[SMPP_TIME_OCTETS], struct utc at, int offset_minutes,
			    struct fault *why)
{
	int quarters = offset_minutes / QUARTER_MINUTES;
	struct civil civil;

	if (offset_minutes % QUARTER_MINUTES != 0 || quarters < -SMPP_TIME_QUARTERS_MAX ||
	    quarters > SMPP_TIME_QUARTERS_MAX)
		return err_set(why, ERR_LIMIT, clause,
			       "an offset of %d minutes, it is in quarters of an hour up to 12 h",
			       offset_minutes);
	utc_to_civil(&civil, at, offset_minutes);
	if (civil.year < 2000 || civil.year > 2099)
		return err_set(why, ERR_LIMIT, clause, "the year %d, two digits say 2000 to 2099",
			       civil.year);
	/* The moduli say to the compiler what is known: two digits each. */
	snprintf(text, SMPP_TIME_OCTETS, "%02u%02u%02u%02u%02u%02u%u%02u%c",
		 (unsigned int)civil.year % 100, (unsigned int)civil.month % 100,
		 (unsigned int)civil.day % 100, (unsigned int)civil.hour % 100,
		 (unsigned int)civil.minute % 100, (unsigned int)civil.second % 100,
		 (unsigned int)(civil.microsecond / TENTH_US) % 10,
		 (unsigned int)(quarters < 0 ? -quarters : quarters) % 100,
		 quarters < 0 ? '-' : '+');
	return ERR_OK;
}

enum err smpp_time_relative(char text[SMPP_TIME_OCTETS], struct span in, struct fault *why)
{
	int64_t seconds = in.us / SECOND_US + (in.us % SECOND_US > 0);
	unsigned int rest;

	if (in.us < 0 || seconds >= (int64_t)(RELATIVE_DAYS_MAX + 1) * DAY_SECONDS)
		return err_set(why, ERR_LIMIT, clause,
			       "%lld seconds from now, a relative time says 0 to %d days",
			       (long long)seconds, RELATIVE_DAYS_MAX);
	rest = (unsigned int)(seconds % DAY_SECONDS);
	snprintf(text, SMPP_TIME_OCTETS, "0000%02u%02u%02u%02u000R",
		 (unsigned int)(seconds / DAY_SECONDS) % 100, rest / 3600 % 100, rest / 60 % 60,
		 rest % 60);
	return ERR_OK;
}

/* ---- reading ------------------------------------------------------------------------- */

static bool read_digits(struct digits *out, const char *text)
{
	int *const parts[] = { &out->year, &out->month,	 &out->day,
			       &out->hour, &out->minute, &out->second };

	for (size_t i = 0; i < SMPP_TIME_OCTETS - 2; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		*parts[i] = (text[2 * i] - '0') * 10 + text[2 * i + 1] - '0';
	out->tenth = text[12] - '0';
	out->quarters = (text[13] - '0') * 10 + text[14] - '0';
	return true;
}

static void read_relative(struct smpp_time *out, const struct digits *digits)
{
	int days = digits->year * YEAR_DAYS + digits->month * MONTH_DAYS + digits->day;
	int seconds = digits->hour * 3600 + digits->minute * 60 + digits->second;

	*out = (struct smpp_time){
		.kind = SMPP_TIME_RELATIVE,
		.in = { SPAN_DAYS(days).us + SPAN_SECONDS(seconds).us +
			SPAN_MS(digits->tenth * TENTH_MS).us },
	};
}

static enum err read_absolute(struct smpp_time *out, const struct digits *digits, char sign,
			      struct fault *why)
{
	struct civil civil = {
		.year = 2000 + digits->year,
		.month = digits->month,
		.day = digits->day,
		.hour = digits->hour,
		.minute = digits->minute,
		.second = digits->second,
		.microsecond = digits->tenth * TENTH_US,
		.offset_minutes = digits->quarters * (sign == '-' ? -1 : 1) * QUARTER_MINUTES,
	};
	struct utc at;
	enum err err;

	if (digits->quarters > SMPP_TIME_QUARTERS_MAX)
		return err_set(why, ERR_INPUT, clause, "%d quarters from UTC, at most %d",
			       digits->quarters, SMPP_TIME_QUARTERS_MAX);
	err = utc_from_civil(&at, &civil, why);
	if (err != ERR_OK)
		return err;
	*out = (struct smpp_time){ .kind = SMPP_TIME_ABSOLUTE,
				   .at = at,
				   .offset_minutes = civil.offset_minutes };
	return ERR_OK;
}

enum err smpp_time_read(struct smpp_time *out, struct slice text, struct fault *why)
{
	struct digits digits = { 0 };
	char sign;

	if (text.size == 0) {
		*out = (struct smpp_time){ .kind = SMPP_TIME_NONE };
		return ERR_OK;
	}
	if (text.size != SMPP_TIME_OCTETS - 1 || !read_digits(&digits, text.at))
		return err_set(why, ERR_INPUT, clause,
			       "%zu octets that are not YYMMDDhhmmsstnn and +, - or R", text.size);
	sign = text.at[SMPP_TIME_OCTETS - 2];
	if (sign == 'R') {
		read_relative(out, &digits);
		return ERR_OK;
	}
	if (sign != '+' && sign != '-')
		return err_set(why, ERR_INPUT, clause, "octet 15 is 0x%02x, not +, - or R",
			       (uint8_t)sign);
	return read_absolute(out, &digits, sign, why);
}
