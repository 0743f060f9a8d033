/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/quiet.h"

enum { DAY_MINUTES = 24 * 60, CLOCK_TEXT_OCTETS = 5 };

/* -1: no HH:MM. */
static int minutes_of(struct slice text)
{
	struct slice hours = { text.at, 2 };
	uint64_t hour, minute;

	if (text.size != CLOCK_TEXT_OCTETS || text.at[2] != ':')
		return -1;
	if (!slice_to_u64(hours, 23, &hour) ||
	    !slice_to_u64((struct slice){ text.at + 3, 2 }, 59, &minute))
		return -1;
	return (int)(hour * 60 + minute);
}

enum err quiet_check(const struct quiet *quiet, struct fault *why)
{
	if (quiet->from.size == 0 && quiet->until.size == 0)
		return ERR_OK;
	if (minutes_of(quiet->from) < 0 || minutes_of(quiet->until) < 0)
		return err_set(why, ERR_INPUT, NULL,
			       "settings: quiet_from and quiet_until are times of day, both: "
			       "\"22:00\", \"07:00\"");
	if (minutes_of(quiet->from) == minutes_of(quiet->until))
		return err_set(why, ERR_INPUT, NULL,
			       "settings: quiet_from and quiet_until are the same: nothing planned "
			       "could ever be sent");
	return ERR_OK;
}

struct utc quiet_over(const struct quiet *quiet, struct utc at)
{
	int from = minutes_of(quiet->from), until = minutes_of(quiet->until);
	struct civil civil;
	int now, left;

	if (quiet->from.size == 0 || from < 0 || until < 0)
		return at;
	utc_to_civil(&civil, at, UTC_CHINA_OFFSET_MINUTES);
	now = civil.hour * 60 + civil.minute;
	/* Minutes since they began, and how long they are, both past midnight if need be. */
	if ((now - from + DAY_MINUTES) % DAY_MINUTES >= (until - from + DAY_MINUTES) % DAY_MINUTES)
		return at;
	left = (until - now + DAY_MINUTES) % DAY_MINUTES;
	at.us -= (int64_t)civil.second * 1000000 + civil.microsecond;
	return utc_add(at, SPAN_MINUTES(left));
}
