/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_recipients FOLDER [LINES] [PREFIXES.csv]: makes a CSV of so many lines (ten million), two
 * in three numbers in one county and the rest in a county and a group, imports it, opens it and
 * streams a province and a group. Prints JSON with the greatest resident size of the process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "ledger/recipients.h"
#include "notice/portability.h"

enum { AT_ONCE = 4096 };

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double greatest_mb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

static void must(enum err err, const struct fault *why)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "%s\n", why->text);
	exit(1);
}

/* 13 to 19 and nine digits, in no order. */
static void make(const char *path, uint64_t lines)
{
	FILE *file = fopen(path, "w");
	unsigned short seed[3] = { 1, 2, 3 };

	if (!file)
		exit(2);
	fputs("number,adcode,group,opt_out\n", file);
	for (uint64_t i = 0; i < lines; i++) {
		uint64_t number = 13 + (uint64_t)nrand48(seed) % 7;
		long county = 330101 + nrand48(seed) % 12 * 100 + nrand48(seed) % 9;

		number = number * 1000000000 + (uint64_t)(erand48(seed) * 1e9);
		if (i % 3 == 0)
			fprintf(file, "+86 %llu,%ld,village-%ld,%s\n", (unsigned long long)number,
				county, nrand48(seed) % 3000, i % 99 ? "" : "yes");
		else
			fprintf(file, "%llu,%ld,,\n", (unsigned long long)number, county);
	}
	if (fclose(file) != 0)
		exit(2);
}

static uint64_t stream(const struct recipients *recipients, const struct recipients_filter *filter)
{
	static struct recipient room[AT_ONCE];
	struct recipients_cursor *cursor;
	struct fault why;
	uint64_t all = 0;
	size_t count = 1;

	must(recipients_cursor_open(&cursor, recipients, filter, &why), &why);
	while (count > 0) {
		must(recipients_cursor_next(cursor, room, AT_ONCE, &count, &why), &why);
		all += count;
	}
	recipients_cursor_close(cursor);
	return all;
}

int main(int argc, char **argv)
{
	static const uint32_t province = 330000;
	struct recipients_filter filter = { .adcodes = &province, .adcode_count = 1 };
	uint64_t lines = argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000, streamed;
	char csv[512], path[512];
	const char *const paths[] = { csv };
	struct recipients_source source = { .csv_paths = paths, .csv_count = 1, .path = path };
	struct recipients_import imported;
	struct recipients *recipients;
	double begun, import_s, open_s, import_mb;
	struct fault why;

	if (argc < 2)
		return 2;
	snprintf(csv, sizeof(csv), "%s/recipients.csv", argv[1]);
	snprintf(path, sizeof(path), "%s/recipients.db", argv[1]);
	source.prefixes_path = argc > 3 ? argv[3] : NULL;
	make(csv, lines);
	begun = now_s();
	must(recipients_import(&imported, &source, &why), &why);
	import_s = now_s() - begun;
	import_mb = greatest_mb();
	begun = now_s();
	must(recipients_open(&recipients, path, &why), &why);
	open_s = now_s() - begun;
	begun = now_s();
	streamed = stream(recipients, &filter);
	begun = now_s() - begun;
	printf("{\"lines\":%llu,\"numbers\":%llu,\"entries\":%llu,\"import_s\":%.2f,"
	       "\"import_rss_mb\":%.1f,\"open_s\":%.2f,\"streamed\":%llu,\"stream_s\":%.2f,"
	       "\"rss_mb\":%.1f}\n",
	       (unsigned long long)lines, (unsigned long long)imported.summary.numbers,
	       (unsigned long long)imported.summary.entries, import_s, import_mb, open_s,
	       (unsigned long long)streamed, begun, greatest_mb());
	recipients_close(recipients);
	return 0;
}
