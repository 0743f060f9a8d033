/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A year on one screen of 80 columns: three months beside each other, weeks from Monday. */
#include <stdio.h>

#include "ctl/calendar_year.h"
#include "wire/text.h"

enum { BESIDE = 3, MONTHS = 12, WEEK = 7, WEEKS = 6, DAY = 3, GAP = 4, YEAR_MONTH = 7 };

static const char marks[CALENDAR_KIND_COUNT] = {
	[CALENDAR_WORKDAY] = ' ',
	[CALENDAR_WEEKEND] = '.',
	[CALENDAR_DAY_OFF] = '*',
	[CALENDAR_MADE_UP] = '+',
};

struct month {
	int64_t first, end;
};

static enum calendar_kind kind_of(const struct calendar *calendar, int64_t day)
{
	enum calendar_kind kind = CALENDAR_WORKDAY;

	/* Of a year that is there every day is known. */
	if (calendar_kind_of(calendar, &kind, day, NULL) != ERR_OK)
		kind = CALENDAR_WORKDAY;
	return kind;
}

static int64_t first_of(uint32_t year, int month)
{
	return month < MONTHS ? utc_days_of((int)year, month + 1, 1)
			      : utc_days_of((int)year + 1, 1, 1);
}

/* 1970-01-01 was a Thursday: Monday is 0. */
static int weekday_of(int64_t day)
{
	return (int)(((day % WEEK) + WEEK + 3) % WEEK);
}

struct line {
	char at[BESIDE * (WEEK * DAY + GAP) + 1];
	size_t size;
};

static void put(struct line *line, const char *text, size_t width)
{
	for (size_t i = 0; i < width && line->size < sizeof(line->at) - 1; i++)
		line->at[line->size++] = *text ? *text++ : ' ';
}

/* Without its trailing blanks; an empty one only where it is meant to be empty. */
static void end(struct line *line)
{
	while (line->size > 0 && line->at[line->size - 1] == ' ')
		line->size--;
	if (line->size > 0)
		printf("%.*s\n", (int)line->size, line->at);
	line->size = 0;
}

static void put_week(struct line *line, const struct calendar *calendar, const struct month *month,
		     int week)
{
	int64_t monday = month->first - weekday_of(month->first) + (int64_t)week * WEEK;

	for (int64_t day = monday; day < monday + WEEK; day++) {
		char text[DAY + 1] = "";

		if (day >= month->first && day < month->end)
			snprintf(text, sizeof(text), "%2u%c",
				 (unsigned int)(day - month->first + 1) % 100u,
				 marks[kind_of(calendar, day)]);
		put(line, text, DAY);
	}
	put(line, "", GAP);
}

static void print_months(const struct calendar *calendar, uint32_t year, int from)
{
	struct month months[BESIDE];
	struct line line = { .size = 0 };

	for (int i = 0; i < BESIDE; i++) {
		char title[CALENDAR_DAY_OCTETS];

		months[i] = (struct month){ first_of(year, from + i),
					    first_of(year, from + i + 1) };
		calendar_day_format(title, months[i].first);
		title[YEAR_MONTH] = '\0';
		put(&line, title, WEEK * DAY + GAP);
	}
	end(&line);
	for (int i = 0; i < BESIDE; i++)
		put(&line, "Mo Tu We Th Fr Sa Su", WEEK * DAY + GAP);
	end(&line);
	for (int week = 0; week < WEEKS; week++) {
		for (int i = 0; i < BESIDE; i++)
			put_week(&line, calendar, &months[i], week);
		end(&line);
	}
	putchar('\n');
}

void calendar_year_print(const struct calendar *calendar, const struct calendar_year *year)
{
	unsigned int counts[CALENDAR_KIND_COUNT] = { 0 };

	printf("%u  %.*s %.*s\n\n", year->year, SLICE_PRINT(year->number),
	       SLICE_PRINT(year->title));
	for (int month = 0; month < MONTHS; month += BESIDE)
		print_months(calendar, year->year, month);
	for (int64_t day = first_of(year->year, 0); day < first_of(year->year, MONTHS); day++)
		counts[kind_of(calendar, day)]++;
	printf("* day off by notice   + weekend day worked   . weekend      working days: %u\n",
	       counts[CALENDAR_WORKDAY] + counts[CALENDAR_MADE_UP]);
}

void calendar_year_print_json(void *ctx, const struct calendar *calendar,
			      const struct calendar_year *year)
{
	int64_t first = first_of(year->year, 0), last = first_of(year->year, MONTHS) - 1;
	struct text json;

	text_init(&json, ctx);
	text_printf(&json, "{\"year\":%u,\"number\":", year->year);
	text_put_json(&json, year->number);
	text_puts(&json, ",\"days\":[");
	for (int64_t day = first; day <= last; day++) {
		enum calendar_kind kind = kind_of(calendar, day);
		bool works = kind == CALENDAR_WORKDAY || kind == CALENDAR_MADE_UP;
		char text[CALENDAR_DAY_OCTETS];

		text_printf(&json, "{\"date\":\"%s\",\"works\":%s,\"kind\":\"%s\"}%s",
			    calendar_day_format(text, day), works ? "true" : "false",
			    calendar_kind_name(kind), day < last ? "," : "]}");
	}
	printf("%.*s\n", SLICE_PRINT(text_slice(&json)));
}
