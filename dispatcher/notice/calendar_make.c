/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From notices as they are written down to a calendar; a notice is typed once a year, by hand. */
#include <talloc.h>

#include "notice/calendar.h"

enum {
	RUN_DAYS_MAX = 16, /* the longest so far had 9 days */
	OFF_DAYS_MAX = 60,
	MADE_UP_DAYS_MAX = 20,
};

static enum err cannot_be(const struct calendar_notice *notice, struct slice text, const char *what,
			  struct fault *why)
{
	return err_set(why, ERR_INPUT, "art. 27", "calendar of %u: \"%.*s\" %s", notice->year,
		       SLICE_PRINT(text), what);
}

static struct slice part(struct slice text, size_t from, size_t size)
{
	return (struct slice){ text.at + from, size };
}

/* "2026-01-04" or "2026-02-15..2026-02-23" */
static enum err read_run(struct calendar_run *out, const struct calendar_notice *notice,
			 struct slice text, struct fault *why)
{
	enum { DAY = 10, DOTS = 2 };
	struct calendar_run run = { 0 };

	if (text.size != DAY && (text.size != 2 * DAY + DOTS || text.at[DAY] != '.'))
		return cannot_be(notice, text, "is neither a day nor a run of days", why);
	if (calendar_day_read(&run.first, part(text, 0, DAY), NULL) != ERR_OK ||
	    calendar_day_read(&run.last, part(text, text.size - DAY, DAY), NULL) != ERR_OK)
		return cannot_be(notice, text, "is no date", why);
	if (run.last < run.first || run.last - run.first >= RUN_DAYS_MAX)
		return cannot_be(notice, text, "ends before it begins, or lasts too long", why);
	/* Of another year only the end of the December before. */
	if (run.first < utc_days_of((int)notice->year - 1, 12, 20) ||
	    calendar_year_of(run.last) > notice->year)
		return cannot_be(notice, text, "is not of that year", why);
	*out = run;
	return ERR_OK;
}

struct reading {
	struct calendar_run *runs; /* NULL: only looked at */
	int64_t days;
};

static enum err read_runs(struct reading *out, const struct calendar_notice *notice,
			  const struct slice *texts, size_t count, struct fault *why)
{
	for (size_t i = 0; i < count; i++) {
		struct calendar_run run = { 0 };
		enum err err = read_run(&run, notice, texts[i], why);

		if (err != ERR_OK)
			return err;
		out->days += run.last - run.first + 1;
		if (out->runs)
			out->runs[i] = run;
	}
	return ERR_OK;
}

static bool meets(const struct calendar_run *a, const struct calendar_run *b)
{
	return a->first <= b->last && b->first <= a->last;
}

/* A working day made up is one day of a weekend, and never a day off as well. */
static enum err check_made_up(const struct calendar_notice *notice, struct slice text,
			      struct fault *why)
{
	struct calendar_run made_up, off;
	enum err err = read_run(&made_up, notice, text, why);

	if (err != ERR_OK)
		return err;
	for (int64_t day = made_up.first; day <= made_up.last; day++)
		if (!calendar_is_weekend(day))
			return cannot_be(notice, text, "is worked anyway: no weekend", why);
	for (size_t i = 0; err == ERR_OK && i < notice->off_count; i++) {
		err = read_run(&off, notice, notice->off[i], why);
		if (err == ERR_OK && meets(&made_up, &off))
			return cannot_be(notice, text, "is a day off as well", why);
	}
	return err;
}

enum err calendar_notice_check(const struct calendar_notice *notice, struct fault *why)
{
	struct reading off = { NULL, 0 }, made_up = { NULL, 0 };
	enum err err;

	if (notice->year < CALENDAR_FIRST_YEAR || notice->year > CALENDAR_LAST_YEAR)
		return err_set(why, ERR_LIMIT, "art. 27", "calendar of %u: not from %d to %d",
			       notice->year, CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
	if (notice->off_count == 0 || notice->number.size == 0)
		return err_set(why, ERR_INPUT, "art. 27",
			       "calendar of %u: it needs its days off and the notice's number",
			       notice->year);
	err = read_runs(&off, notice, notice->off, notice->off_count, why);
	if (err == ERR_OK)
		err = read_runs(&made_up, notice, notice->made_up, notice->made_up_count, why);
	if (err == ERR_OK && (off.days > OFF_DAYS_MAX || made_up.days > MADE_UP_DAYS_MAX))
		err = err_set(why, ERR_LIMIT, "art. 27",
			      "calendar of %u: %lld days off, %lld made up", notice->year,
			      (long long)off.days, (long long)made_up.days);
	for (size_t i = 0; err == ERR_OK && i < notice->made_up_count; i++)
		err = check_made_up(notice, notice->made_up[i], why);
	return err;
}

/* ---- making ----------------------------------------------------------------------------- */

static struct calendar_run *runs_of(void *ctx, const struct calendar_notice *notice,
				    const struct slice *texts, size_t count)
{
	struct reading reading = {
		.runs = talloc_zero_array(ctx, struct calendar_run, (unsigned int)count + 1),
	};

	/* Checked before: what is read here was read then. */
	if (!reading.runs || read_runs(&reading, notice, texts, count, NULL) != ERR_OK)
		return NULL;
	return reading.runs;
}

static bool make_year(void *ctx, struct calendar_year *out, const struct calendar_notice *notice)
{
	*out = (struct calendar_year){
		.year = notice->year,
		.off = runs_of(ctx, notice, notice->off, notice->off_count),
		.made_up = runs_of(ctx, notice, notice->made_up, notice->made_up_count),
		.off_count = notice->off_count,
		.made_up_count = notice->made_up_count,
		.title = notice->title,
		.number = notice->number,
	};
	return out->off && out->made_up;
}

/* Where that year stands or belongs; the years behind it move on by one if it is new. */
static struct calendar_year *place_for(struct calendar_year *years, size_t *count, uint32_t year)
{
	size_t at = *count;

	while (at > 0 && years[at - 1].year >= year)
		at--;
	if (at < *count && years[at].year == year)
		return &years[at];
	memmove(&years[at + 1], &years[at], (*count - at) * sizeof(*years));
	(*count)++;
	return &years[at];
}

enum err calendar_make(void *ctx, struct calendar *out, const struct calendar *base,
		       const struct calendar_notices *notices, struct fault *why)
{
	size_t count = base ? base->count : 0;
	struct calendar_year *years = talloc_zero_array(ctx, struct calendar_year,
							(unsigned int)(count + notices->count) + 1);
	enum err err = years ? ERR_OK : err_set(why, ERR_MEMORY, NULL, "no memory for a calendar");

	if (err == ERR_OK && count > 0)
		memcpy(years, base->years, count * sizeof(*years));
	for (size_t i = 0; err == ERR_OK && i < notices->count; i++) {
		const struct calendar_notice *notice = &notices->rows[i];

		err = calendar_notice_check(notice, why);
		if (err == ERR_OK &&
		    !make_year(ctx, place_for(years, &count, notice->year), notice))
			err = err_set(why, ERR_MEMORY, NULL, "no memory for a calendar");
	}
	if (err == ERR_OK)
		*out = (struct calendar){ years, count };
	return err;
}
