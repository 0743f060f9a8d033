/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "judge/country.h"

#include <sys/stat.h>
#include <talloc.h>

#include "judge/file.h"

#define FOLDER "cn"

enum { DAYS_MAX = 64, DIVISIONS_MAX = 20000 };

/* ---- calendar.csv: year,off,made_up,title,number ------------------------------------------ */

struct notices {
	void *ctx;
	struct calendar_notice *rows;
	size_t count;
};

/* "2026-01-01..2026-01-03 2026-02-15" */
static const struct slice *words_of(void *ctx, struct slice text, size_t *count)
{
	struct slice *words = talloc_zero_array(ctx, struct slice, DAYS_MAX);

	*count = 0;
	while (words && *count < DAYS_MAX && slice_word(&text, " ", &words[*count]))
		(*count)++;
	return words;
}

static enum err read_notice(void *data, const struct csv_line *row, struct fault *why)
{
	struct notices *notices = data;
	struct calendar_notice *notice = &notices->rows[notices->count];
	uint64_t year;

	if (row->count != 5 || !slice_to_u64(row->fields[0], CALENDAR_LAST_YEAR, &year))
		return err_set(why, ERR_INPUT, NULL, "it must be year,off,made_up,title,number");
	*notice = (struct calendar_notice){
		.year = (uint32_t)year,
		.title = row->fields[3],
		.number = row->fields[4],
	};
	notice->off = words_of(notices->ctx, row->fields[1], &notice->off_count);
	notice->made_up = words_of(notices->ctx, row->fields[2], &notice->made_up_count);
	if (!notice->off || !notice->made_up)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	notices->count++;
	return calendar_notice_check(notice, why);
}

static enum err read_calendar(struct country *country, const char *directory, struct fault *why)
{
	struct notices notices = { .ctx = country };
	struct slice text;
	enum err err = file_read(country,
				 talloc_asprintf(country, "%s/" FOLDER "/calendar.csv", directory),
				 &text, why);

	if (err != ERR_OK)
		return err;
	notices.rows = talloc_zero_array(country, struct calendar_notice,
					 (unsigned int)file_row_count(text));
	err = file_rows(text, FOLDER "/calendar.csv", read_notice, &notices, why);
	if (err == ERR_OK && notices.count == 0)
		err = err_set(why, ERR_INPUT, NULL, FOLDER "/calendar.csv: no year is there");
	if (err != ERR_OK)
		return err;
	return calendar_make(country, &country->calendar, NULL,
			     &(struct calendar_notices){ notices.rows, notices.count }, why);
}

/* ---- divisions.csv: adcode,name,kind,parent,government_may_apply,department_may_apply ------- */

struct rows {
	struct division *rows;
	size_t count;
};

static bool read_number(struct slice text, uint32_t *out)
{
	uint64_t number = 0;

	if (text.size > 0 && !slice_to_u64(text, 999999, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool read_kind(struct slice text, enum division_kind *out)
{
	for (unsigned int i = DIVISION_NONE + 1; i < DIVISION_KIND_COUNT; i++) {
		if (!slice_is(text, division_kind_name(i)))
			continue;
		*out = i;
		return true;
	}
	return false;
}

static bool read_may(struct slice text, enum division_may *out)
{
	for (unsigned int i = 0; i < DIVISION_MAY_COUNT; i++) {
		if (!slice_is(text, division_may_name(i)))
			continue;
		*out = i;
		return true;
	}
	return false;
}

static bool may_be_set(const struct division *row)
{
	return (row->government != DIVISION_MAY_BY_SETTING &&
		row->department != DIVISION_MAY_BY_SETTING) ||
	       division_setting(row) != SETTINGS_NONE;
}

static enum err read_division(void *data, const struct csv_line *line, struct fault *why)
{
	struct rows *rows = data;
	struct division *row = &rows->rows[rows->count];

	if (line->count != 6 || line->fields[1].size == 0 ||
	    !read_number(line->fields[0], &row->adcode) ||
	    !read_kind(line->fields[2], &row->kind) ||
	    !read_number(line->fields[3], &row->parent) ||
	    !read_may(line->fields[4], &row->government) ||
	    !read_may(line->fields[5], &row->department) || !may_be_set(row))
		return err_set(why, ERR_INPUT, "GB/T 2260",
			       "it must be adcode,name,kind,parent,government_may_apply,"
			       "department_may_apply, in the words of docs/divisions.md");
	row->name = line->fields[1];
	if (++rows->count <= DIVISIONS_MAX)
		return ERR_OK;
	return err_set(why, ERR_LIMIT, NULL, "more than %d divisions", DIVISIONS_MAX);
}

static enum err read_divisions(struct country *country, const char *directory, struct fault *why)
{
	struct rows rows = { NULL, 0 };
	struct slice text;
	enum err err = file_read(country,
				 talloc_asprintf(country, "%s/" FOLDER "/divisions.csv", directory),
				 &text, why);

	if (err != ERR_OK)
		return err;
	rows.rows = talloc_zero_array(country, struct division, (unsigned int)file_row_count(text));
	err = file_rows(text, FOLDER "/divisions.csv", read_division, &rows, why);
	if (err == ERR_OK)
		err = division_settle(rows.rows, rows.count, why);
	country->divisions = (struct division_table){ rows.rows, rows.count };
	return err;
}

/* ---- words.csv: word,rule,note ------------------------------------------------------------- */

struct word_rows {
	struct vocabulary_word *rows;
	size_t count;
};

static bool read_rule(struct slice text, enum vocabulary_rule *out)
{
	for (unsigned int i = 0; i < VOCABULARY_RULE_COUNT; i++) {
		if (!slice_is(text, vocabulary_rule_name(i)))
			continue;
		*out = i;
		return true;
	}
	return false;
}

static enum err read_word(void *data, const struct csv_line *line, struct fault *why)
{
	struct word_rows *words = data;
	struct vocabulary_word *row = &words->rows[words->count];

	if (line->count != 3 || line->fields[0].size == 0 ||
	    !read_rule(line->fields[1], &row->rule))
		return err_set(why, ERR_INPUT, NULL,
			       "it must be word,rule,note; rules are none, publicity, "
			       "public-interest, commercial, prohibited");
	row->word = line->fields[0];
	row->note = line->fields[2];
	words->count++;
	return ERR_OK;
}

/* A list nobody could look for is found now, not when the first text is judged. */
static enum err try_words(struct country *country, struct fault *why)
{
	static const struct vocabulary_words none;
	struct vocabulary *vocabulary;
	enum err err = vocabulary_make(&vocabulary, country, &country->words, &none, why);

	if (err != ERR_OK)
		return err_prefix(why, err, FOLDER "/words.csv");
	talloc_free(vocabulary);
	return ERR_OK;
}

static enum err read_words(struct country *country, const char *directory, struct fault *why)
{
	struct word_rows words = { NULL, 0 };
	struct slice text;
	enum err err = file_read(country,
				 talloc_asprintf(country, "%s/" FOLDER "/words.csv", directory),
				 &text, why);

	if (err != ERR_OK)
		return err;
	words.rows = talloc_zero_array(country, struct vocabulary_word,
				       (unsigned int)file_row_count(text));
	if (!words.rows)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	err = file_rows(text, FOLDER "/words.csv", read_word, &words, why);
	country->words = (struct vocabulary_words){ words.rows, words.count };
	return err == ERR_OK ? try_words(country, why) : err;
}

/* ------------------------------------------------------------------------------------------ */

enum err country_load(struct country **out, void *ctx, const char *directory, struct fault *why)
{
	struct country *country = talloc_zero(ctx, struct country);
	enum err err = country ? read_calendar(country, directory, why)
			       : err_set(why, ERR_MEMORY, NULL, "no memory");

	if (err == ERR_OK)
		err = read_divisions(country, directory, why);
	if (err == ERR_OK)
		err = read_words(country, directory, why);
	if (err == ERR_OK)
		*out = country;
	else
		talloc_free(country);
	return err;
}

bool country_owns(const char *directory, const char *folder)
{
	char *calendar = talloc_asprintf(NULL, "%s/%s/calendar.csv", directory, folder);
	struct stat found;
	bool is_there = calendar && stat(calendar, &found) == 0;

	talloc_free(calendar);
	return is_there;
}
