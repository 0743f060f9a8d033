/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/recipients.h"
#include "ledger/recipients_names.h"
#include "ledger/register_versions.h"
#include "ledger/sorter.h"
#include "notice/cells.h"
#include "notice/portability.h"

enum { BAD_MAX = 16, LINES = 3000, PEOPLE = 400, PLACES = 12 };

struct place {
	char folder[64], csv[96], more[96], file[96], prefixes[96], ported[96];
};

static struct place place;

static int make_place(void **state)
{
	(void)state;
	snprintf(place.folder, sizeof(place.folder), "/tmp/cbd-recipients-XXXXXX");
	if (!mkdtemp(place.folder))
		return -1;
	snprintf(place.csv, sizeof(place.csv), "%s/in.csv", place.folder);
	snprintf(place.more, sizeof(place.more), "%s/more.csv", place.folder);
	snprintf(place.file, sizeof(place.file), "%s/r.db", place.folder);
	snprintf(place.prefixes, sizeof(place.prefixes), "%s/prefixes.csv", place.folder);
	snprintf(place.ported, sizeof(place.ported), "%s/ported.csv", place.folder);
	return 0;
}

static int clear_place(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", place.folder);
	return system(command);
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* ---- bad lines -------------------------------------------------------------------------- */

struct bad_lines {
	size_t count;
	struct recipients_bad_line at[BAD_MAX];
};

static void note(void *data, const struct recipients_bad_line *bad)
{
	struct bad_lines *lines = data;

	assert_true(lines->count < BAD_MAX);
	lines->at[lines->count++] = *bad;
}

static enum err import(struct recipients_import *out, struct bad_lines *bad, bool tolerates,
		       struct fault *why)
{
	const char *const paths[] = { place.csv, place.more };
	const struct recipients_source source = {
		.csv_paths = paths,
		.csv_count = access(place.more, F_OK) == 0 ? 2 : 1,
		.path = place.file,
		.prefixes_path = access(place.prefixes, F_OK) == 0 ? place.prefixes : NULL,
		.ported_path = access(place.ported, F_OK) == 0 ? place.ported : NULL,
		.tolerates = tolerates,
		.bad_line = bad ? note : NULL,
		.data = bad,
	};

	return recipients_import(out, &source, why);
}

static void assert_bad(const struct recipients_bad_line *bad, uint64_t line, const char *column,
		       const char *wrong)
{
	assert_int_equal(bad->line, line);
	assert_string_equal(bad->column, column);
	assert_string_equal(bad->wrong->name, wrong);
}

static void a_bad_line_refuses_the_file_and_every_one_is_named(void **state)
{
	struct recipients_import imported = { .lines = 77 };
	struct bad_lines bad = { 0 };
	struct fault why;

	(void)state;
	put(place.csv, "number,group,carrier\n"
		       "13912345678,a,one\n"
		       "1391234567,a,one\n"
		       "\"13912345679,a,one\n"
		       "13912345670,a\n"
		       "13912345678,b,two\n");
	assert_int_equal(import(&imported, &bad, false, &why), ERR_INPUT);
	assert_int_equal(imported.lines, 77);
	assert_int_equal(access(place.file, F_OK), -1);
	assert_int_equal(bad.count, 4);
	assert_bad(&bad.at[0], 3, "number", "number-short");
	assert_bad(&bad.at[1], 4, "line", "line-csv");
	assert_bad(&bad.at[2], 5, "line", "line-columns");
	assert_bad(&bad.at[3], 6, "carrier", "carrier-conflict");
}

static void files_have_headers_and_lines_of_their_own(void **state)
{
	struct recipients_import imported;
	struct bad_lines bad = { 0 };

	(void)state;
	put(place.csv, "number,group,carrier\n13912345678,a,one\n1,a,\n");
	put(place.more, "opt_out,number,carrier\nyes,13912345678,\nyes,13912345678,two\nyes,2,\n");
	assert_int_equal(import(&imported, &bad, true, NULL), ERR_OK);
	assert_int_equal(imported.lines, 5);
	assert_int_equal(imported.summary.numbers, 1);
	assert_int_equal(imported.summary.opted_out, 1);
	assert_int_equal(bad.count, 3);
	assert_bad(&bad.at[0], 3, "number", "number-short");
	assert_string_equal(bad.at[0].csv_path, place.csv);
	assert_bad(&bad.at[1], 4, "number", "number-short");
	assert_string_equal(bad.at[1].csv_path, place.more);
	assert_bad(&bad.at[2], 3, "carrier", "carrier-conflict");
	assert_string_equal(bad.at[2].csv_path, place.more);
	unlink(place.more);
}

static void good_lines_are_taken_where_bad_ones_are_tolerated(void **state)
{
	struct recipients_import imported;
	struct bad_lines bad = { 0 };

	(void)state;
	put(place.csv, "number,group\n13912345678,a\nnobody,a\n+86 139 1234 5678,a\n\n");
	assert_int_equal(import(&imported, &bad, true, NULL), ERR_OK);
	assert_int_equal(imported.lines, 3);
	assert_int_equal(imported.bad_lines, 1);
	assert_int_equal(imported.repeated, 1);
	assert_int_equal(imported.summary.numbers, 1);
	assert_int_equal(imported.summary.without_carrier, 1);
}

static void tables_say_the_carriers_and_no_other_may_be_named(void **state)
{
	struct recipients_import imported;
	struct bad_lines bad = { 0 };
	struct recipients *recipients;
	struct recipients_list list;

	(void)state;
	put(place.prefixes, "# remark\nprefix,carrier\n139,mobile\n133,telecom\n");
	put(place.ported, "number,carrier\n139 1234 5679,telecom\n");
	put(place.csv,
	    "number,group,carrier\n13912345678,a,\n13912345679,a,\n13312345678,a,mobile\n"
	    "13312345679,a,mobil\n18812345678,a,\n");
	assert_int_equal(import(&imported, &bad, true, NULL), ERR_OK);
	assert_int_equal(bad.count, 1);
	assert_bad(&bad.at[0], 5, "carrier", "carrier-unknown");
	assert_int_equal(imported.summary.without_carrier, 1);
	assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_OK);
	assert_true(recipients_list_at(&list, recipients, 1));
	assert_true(slice_is(recipients_carrier_name(recipients, list.carrier), "mobile"));
	assert_int_equal(list.count.numbers, 2);
	assert_true(recipients_list_at(&list, recipients, 2));
	assert_true(slice_is(recipients_carrier_name(recipients, list.carrier), "telecom"));
	assert_int_equal(list.count.numbers, 1);
	assert_int_equal(recipients_of_carrier(recipients, list.carrier).numbers, 1);
	assert_false(recipients_list_at(&list, recipients, 3));
	recipients_close(recipients);
	put(place.ported, "number,carrier\n13912345679,telecom\n13912345679,mobile\n");
	assert_int_equal(import(&imported, NULL, true, NULL), ERR_INPUT);
	put(place.ported, "number,carrier\n1391234567,telecom\n");
	assert_int_equal(import(&imported, NULL, true, NULL), ERR_INPUT);
	unlink(place.ported);
	unlink(place.prefixes);
}

static void nobody_is_no_file(void **state)
{
	struct recipients_import imported;

	(void)state;
	put(place.csv, "number,group,opt_out\n13912345678,,yes\n");
	assert_int_equal(import(&imported, NULL, false, NULL), ERR_INPUT);
	put(place.csv, "");
	assert_int_equal(import(&imported, NULL, false, NULL), ERR_INPUT);
}

/* ---- the file --------------------------------------------------------------------------- */

static void count_version(void *data, const struct digest *digest)
{
	size_t *count = data;

	(void)digest;
	(*count)++;
}

static void versions_stay_and_the_same_lines_give_the_same_digest(void **state)
{
	struct recipients_import first, second, third;
	size_t versions = 0, before = 0;
	struct stat file;
	struct recipients *old;
	char *version;

	(void)state;
	assert_int_equal(register_versions_visit(place.file, count_version, &before, NULL), ERR_OK);
	put(place.csv, "number,group,opt_out\n13912345678,b,\n13912345678,a,\n13312345678,a,yes\n");
	assert_int_equal(import(&first, NULL, false, NULL), ERR_OK);
	put(place.csv,
	    "group,number,opt_out\na,13312345678,yes\na,13912345678,\nb,13912345678,no\n");
	assert_int_equal(import(&second, NULL, false, NULL), ERR_OK);
	assert_true(digest_equal(&first.summary.digest, &second.summary.digest));
	put(place.csv, "number,group\n13912345688,a\n");
	assert_int_equal(import(&third, NULL, false, NULL), ERR_OK);
	assert_false(digest_equal(&first.summary.digest, &third.summary.digest));
	assert_int_equal(register_versions_visit(place.file, count_version, &versions, NULL),
			 ERR_OK);
	assert_int_equal(versions - before, 2);
	version = register_version_path(place.file, &first.summary.digest);
	assert_int_equal(recipients_open(&old, version, NULL), ERR_OK);
	assert_int_equal(recipients_summary_of(old).numbers, 2);
	assert_int_equal(recipients_summary_of(old).opted_out, 1);
	recipients_close(old);
	assert_int_equal(stat(place.file, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	free(version);
}

static void a_damaged_file_is_not_opened(void **state)
{
	struct recipients_import imported;
	struct recipients *recipients;
	struct stat file;

	(void)state;
	put(place.csv, "number,group\n13912345678,a\n13312345678,b\n");
	assert_int_equal(import(&imported, NULL, false, NULL), ERR_OK);
	assert_int_equal(stat(place.file, &file), 0);
	for (off_t at = 0; at < file.st_size; at++) {
		FILE *octets;
		int was;

		assert_int_equal(import(&imported, NULL, false, NULL), ERR_OK);
		octets = fopen(place.file, "r+");
		assert_non_null(octets);
		fseek(octets, at, SEEK_SET);
		was = fgetc(octets);
		fseek(octets, at, SEEK_SET);
		fputc(was ^ 1, octets);
		fclose(octets);
		assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_INPUT);
	}
	assert_int_equal(truncate(place.file, file.st_size - 1), 0);
	assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_INPUT);
	assert_int_equal(truncate(place.file, 5), 0);
	assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_INPUT);
	unlink(place.file);
	assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_IO);
}

/* ---- questions, against a plain model ---------------------------------------------------- */

struct person {
	bool is_in[PLACES], has_opted_out;
	int carrier; /* 0: nobody knows */
};

static const uint32_t counties[] = { 330106, 330108, 330203, 320101, 330000, 330100 };
static const char *const groups[] = { "a", "b", "防汛责任人", "z", "wardens", "aa" };

static uint64_t number_of(int i)
{
	return 13000000000 + (uint64_t)i * 17000003;
}

static void invent(struct person *people, unsigned short seed[3])
{
	FILE *file = fopen(place.csv, "w");

	assert_non_null(file);
	memset(people, 0, PEOPLE * sizeof(*people));
	for (int i = 0; i < PEOPLE; i++)
		people[i].carrier = i % 3;
	fputs("number,group,adcode,carrier,opt_out\n", file);
	for (int i = 0; i < LINES; i++) {
		int who = (int)(nrand48(seed) % PEOPLE), kind = (int)(nrand48(seed) % 3);
		size_t group = (size_t)nrand48(seed) % 6, county = (size_t)nrand48(seed) % 6;
		bool opts_out = nrand48(seed) % 40 == 0;

		people[who].has_opted_out |= opts_out;
		people[who].is_in[group] |= kind != 0;
		people[who].is_in[6 + county] |= kind != 1;
		fprintf(file, "%llu,%s,%.*u,%s,%s\n", (unsigned long long)number_of(who),
			kind != 0 ? groups[group] : "", kind != 1 ? 6 : 0,
			kind != 1 ? counties[county] : 0,
			people[who].carrier == 0   ? ""
			: people[who].carrier == 1 ? "one"
						   : "two",
			opts_out ? "yes" : "");
	}
	assert_int_equal(fclose(file), 0);
}

static bool is_meant(const struct person *person, const struct recipients_filter *filter,
		     int carrier)
{
	bool is_in = false;

	for (size_t i = 0; i < filter->group_count; i++)
		for (size_t k = 0; k < 6; k++)
			is_in |= person->is_in[k] && slice_is(filter->groups[i], groups[k]);
	for (size_t i = 0; i < filter->adcode_count; i++)
		for (size_t k = 0; k < 6; k++)
			is_in |= person->is_in[6 + k] &&
				 cells_adcode_covers(filter->adcodes[i], counties[k]);
	return is_in && person->carrier == carrier &&
	       !(filter->without_opted_out && person->has_opted_out);
}

static void next_is(struct recipients_cursor *cursor, const struct person *person, uint64_t number)
{
	struct recipient recipient;
	size_t count;

	assert_int_equal(recipients_cursor_next(cursor, &recipient, 1, &count, NULL), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(recipient.msisdn.number, 8600000000000 + number);
	assert_int_equal(recipient.has_opted_out, person->has_opted_out);
	assert_int_equal(recipient.carrier, person->carrier);
}

static void compare(const struct recipients *recipients, const struct person *people,
		    const struct recipients_filter *filter)
{
	static struct recipients_count counts[PORTABILITY_CARRIERS_MAX + 1];
	struct recipients_count expected[3] = { { 0 } };
	struct recipients_cursor *cursor;
	struct recipient recipient;
	size_t count;

	assert_int_equal(recipients_cursor_open(&cursor, recipients, filter, NULL), ERR_OK);
	for (int carrier = 0; carrier < 3; carrier++) {
		if (filter->carrier.at &&
		    !slice_equal(filter->carrier,
				 recipients_carrier_name(recipients, (size_t)carrier)))
			continue;
		for (int i = 0; i < PEOPLE; i++) {
			if (!is_meant(&people[i], filter, carrier))
				continue;
			next_is(cursor, &people[i], number_of(i));
			expected[carrier].numbers++;
			expected[carrier].opted_out += people[i].has_opted_out;
		}
	}
	assert_int_equal(recipients_cursor_next(cursor, &recipient, 1, &count, NULL), ERR_OK);
	assert_int_equal(count, 0);
	recipients_cursor_close(cursor);
	assert_int_equal(recipients_counts(counts, recipients, filter, NULL), ERR_OK);
	assert_memory_equal(counts, expected, sizeof(expected));
}

static void recipients_are_those_of_a_plain_search(void **state)
{
	static struct person people[PEOPLE];
	static const uint32_t asked[] = { 330106, 330100, 330000, 320000, 990000, 330203 };
	unsigned short seed[3] = { 7, 7, 7 };
	struct recipients_import imported;
	struct recipients *recipients;

	(void)state;
	invent(people, seed);
	assert_int_equal(import(&imported, NULL, false, NULL), ERR_OK);
	assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_OK);
	for (int round = 0; round < 300; round++) {
		struct slice names[3];
		uint32_t adcodes[3];
		struct recipients_filter filter = { .groups = names, .adcodes = adcodes };

		filter.group_count = (size_t)nrand48(seed) % 4;
		filter.adcode_count = (size_t)nrand48(seed) % 4;
		for (size_t i = 0; i < 3; i++) {
			names[i] = slice_of(groups[nrand48(seed) % 6]);
			adcodes[i] = asked[nrand48(seed) % 6];
		}
		if (nrand48(seed) % 2)
			filter.carrier = recipients_carrier_name(recipients,
								 (size_t)nrand48(seed) % 3);
		filter.without_opted_out = nrand48(seed) % 2;
		compare(recipients, people, &filter);
	}
	recipients_close(recipients);
}

static void names_that_are_not_known_are_said(void **state)
{
	const struct slice group = SLICE_LITERAL("nobody");
	struct recipients_filter filter = { .groups = &group, .group_count = 1 };
	struct recipients_import imported;
	struct recipients_cursor *cursor;
	struct recipients *recipients;

	(void)state;
	put(place.csv, "number,group\n13912345678,a\n");
	assert_int_equal(import(&imported, NULL, false, NULL), ERR_OK);
	assert_int_equal(recipients_open(&recipients, place.file, NULL), ERR_OK);
	assert_int_equal(recipients_cursor_open(&cursor, recipients, &filter, NULL), ERR_ABSENT);
	filter = (struct recipients_filter){ .carrier = SLICE_LITERAL("none") };
	assert_int_equal(recipients_cursor_open(&cursor, recipients, &filter, NULL), ERR_ABSENT);
	assert_null(recipients_group_name(recipients, 1).at);
	assert_null(recipients_carrier_name(recipients, 1).at);
	recipients_close(recipients);
}

/* ---- parts ------------------------------------------------------------------------------ */

static void pairs_of_many_runs_come_out_in_order(void **state)
{
	enum { PAIRS = 3 * SORTER_RUN_PAIRS / 2 + 7 };
	struct sorter_pair pair, last = { 0, 0 };
	unsigned short seed[3] = { 3, 1, 4 };
	uint64_t sum = 0;
	struct sorter *sorter;
	bool has_one;

	(void)state;
	assert_int_equal(sorter_open(&sorter, place.file, NULL), ERR_OK);
	for (int i = 0; i < PAIRS; i++) {
		pair = (struct sorter_pair){ (uint64_t)nrand48(seed) % 1000,
					     (uint64_t)nrand48(seed) };
		sum += pair.low;
		assert_int_equal(sorter_add(sorter, pair, NULL), ERR_OK);
	}
	assert_int_equal(sorter_turn(sorter, NULL), ERR_OK);
	for (int i = 0; i < PAIRS; i++) {
		assert_int_equal(sorter_next(sorter, &pair, &has_one, NULL), ERR_OK);
		assert_true(has_one && (pair.high > last.high ||
					(pair.high == last.high && pair.low >= last.low)));
		sum -= pair.low;
		last = pair;
	}
	assert_int_equal(sorter_next(sorter, &pair, &has_one, NULL), ERR_OK);
	assert_false(has_one);
	assert_int_equal(sum, 0);
	sorter_close(sorter);
}

static void names_past_the_most_are_refused(void **state)
{
	struct recipients_names names = { .max = 70 };
	uint32_t number, *renumbered;
	char name[8];

	(void)state;
	for (uint32_t i = 0; i < 70; i++) {
		snprintf(name, sizeof(name), "n%02u", 69 - i);
		assert_int_equal(recipients_names_add(&names, slice_of(name), &number, NULL),
				 ERR_OK);
		assert_int_equal(number, i + 1);
	}
	assert_int_equal(recipients_names_add(&names, SLICE_LITERAL("x"), &number, NULL),
			 ERR_LIMIT);
	assert_int_equal(recipients_names_add(&names, SLICE_LITERAL("n00"), &number, NULL), ERR_OK);
	assert_int_equal(number, 70);
	assert_int_equal(recipients_names_sort(&names, &renumbered, NULL), ERR_OK);
	assert_int_equal(renumbered[70], 1);
	assert_int_equal(renumbered[0], 0);
	free(renumbered);
	recipients_names_free(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_line_refuses_the_file_and_every_one_is_named),
		cmocka_unit_test(files_have_headers_and_lines_of_their_own),
		cmocka_unit_test(good_lines_are_taken_where_bad_ones_are_tolerated),
		cmocka_unit_test(tables_say_the_carriers_and_no_other_may_be_named),
		cmocka_unit_test(nobody_is_no_file),
		cmocka_unit_test(versions_stay_and_the_same_lines_give_the_same_digest),
		cmocka_unit_test(a_damaged_file_is_not_opened),
		cmocka_unit_test(recipients_are_those_of_a_plain_search),
		cmocka_unit_test(names_that_are_not_known_are_said),
		cmocka_unit_test(pairs_of_many_runs_come_out_in_order),
		cmocka_unit_test(names_past_the_most_are_refused),
	};

	return cmocka_run_group_tests(tests, make_place, clear_place);
}
