/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/lead_time_json.h"

static void put_day(struct text *out, const char *name, int64_t day)
{
	char text[CALENDAR_DAY_OCTETS];

	text_printf(out, "\"%s\":\"%s\",", name, calendar_day_format(text, day));
}

static void put_calendar(struct text *out, const struct calendar *calendar, int64_t day)
{
	const struct calendar_year *year = calendar_year(calendar, calendar_year_of(day));
	char text[CALENDAR_DAY_OCTETS];

	if (year) {
		text_puts(out, "\"calendar\":");
		text_put_json(out, year->number);
		text_puts(out, ",");
	}
	text_printf(out, "\"valid_through\":\"%s\"}",
		    calendar_day_format(text, calendar_valid_through(calendar)));
}

void lead_time_json_write_earliest(struct text *out, const struct calendar *calendar,
				   int64_t received, unsigned int days)
{
	struct lead_time_earliest earliest = { .safe = received };

	text_puts(out, "{");
	put_day(out, "received", received);
	text_printf(out, "\"days\":%u,", days);
	if (lead_time_earliest(&earliest, calendar, received, days, NULL) == ERR_OK) {
		put_day(out, "earliest_send", earliest.safe);
		put_day(out, "by_the_letter", earliest.by_the_letter);
	} else {
		text_printf(out, "\"unknown_year\":%u,", calendar_missing_from(calendar, received));
	}
	put_calendar(out, calendar, earliest.safe);
}

void lead_time_json_write_latest(struct text *out, const struct calendar *calendar, int64_t send,
				 unsigned int days)
{
	struct lead_time_latest latest;

	text_puts(out, "{");
	put_day(out, "send", send);
	text_printf(out, "\"days\":%u,", days);
	if (lead_time_latest(&latest, calendar, send, days, NULL) == ERR_OK) {
		put_day(out, "latest_filing", latest.safe);
		put_day(out, "by_the_letter", latest.by_the_letter);
	} else {
		text_printf(out, "\"unknown_year\":%u,", calendar_missing_before(calendar, send));
	}
	put_calendar(out, calendar, send);
}
