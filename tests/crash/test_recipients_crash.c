/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An import that is killed, or finds the disk full, leaves the recipients that were there before,
 * whole, or those that it made, whole.
 */
#include "test.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/recipients.h"

enum { ROUNDS = 12, LINES = 60000, WAIT_US_MAX = 120000 };

static char folder[64], csv[2][96], path[96];

static void put(const char *to, int lines, int step)
{
	FILE *file = fopen(to, "w");

	assert_non_null(file);
	fputs("number,group\n", file);
	for (int i = 0; i < lines; i++)
		fprintf(file, "%d%08d,group-%d\n", 139, (int)((int64_t)i * step % 100000000),
			i % 7);
	assert_int_equal(fclose(file), 0);
}

static int make(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/cbd-recipients-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(csv[0], sizeof(csv[0]), "%s/0.csv", folder);
	snprintf(csv[1], sizeof(csv[1]), "%s/1.csv", folder);
	snprintf(path, sizeof(path), "%s/r.db", folder);
	put(csv[0], LINES, 7919);
	put(csv[1], LINES / 2, 104729);
	return 0;
}

static int clear(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static enum err import(struct recipients_import *out, const char *from, struct fault *why)
{
	const struct recipients_source source = { .csv_paths = &from,
						  .csv_count = 1,
						  .path = path };

	return recipients_import(out, &source, why);
}

static struct digest digest_there(void)
{
	struct recipients *recipients;
	struct digest digest;

	assert_int_equal(recipients_open(&recipients, path, NULL), ERR_OK);
	digest = recipients_summary_of(recipients).digest;
	recipients_close(recipients);
	return digest;
}

static void kill_an_import(const char *from, unsigned int after_us)
{
	struct recipients_import imported;
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(import(&imported, from, NULL) == ERR_OK ? 0 : 1);
	usleep(after_us);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void an_import_that_is_killed_leaves_what_was_there_or_what_it_made(void **state)
{
	unsigned short seed[3] = { 1, 1, (unsigned short)getpid() };
	struct recipients_import both[2];
	struct digest now;

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(import(&both[i], csv[i], NULL), ERR_OK);
	now = both[1].summary.digest;
	for (int round = 0; round < ROUNDS; round++) {
		const struct digest *made = &both[round % 2].summary.digest;
		struct digest there;

		kill_an_import(csv[round % 2], (unsigned int)nrand48(seed) % WAIT_US_MAX);
		there = digest_there();
		assert_true(digest_equal(&there, &now) || digest_equal(&there, made));
		now = there;
	}
	assert_int_equal(import(&both[0], csv[0], NULL), ERR_OK);
}

static size_t files_there(void)
{
	DIR *open = opendir(folder);
	size_t count = 0;

	while (readdir(open))
		count++;
	closedir(open);
	return count;
}

static void a_full_disk_is_told_and_leaves_what_was_there(void **state)
{
	struct recipients_import imported;
	struct digest before;
	struct rlimit limit;
	size_t files;

	(void)state;
	assert_int_equal(import(&imported, csv[1], NULL), ERR_OK);
	before = imported.summary.digest;
	files = files_there();
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	/* The sorted lines need 960,000 octets, the file half of it. */
	for (rlim_t octets = 0; octets < 960000; octets += 97001) {
		struct digest there;
		enum err err;

		limit.rlim_cur = octets;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		err = import(&imported, csv[0], NULL);
		limit.rlim_cur = RLIM_INFINITY;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		assert_int_equal(err, ERR_FULL);
		there = digest_there();
		assert_true(digest_equal(&there, &before));
		assert_int_equal(files_there(), files);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_import_that_is_killed_leaves_what_was_there_or_what_it_made),
		cmocka_unit_test(a_full_disk_is_told_and_leaves_what_was_there),
	};

	return cmocka_run_group_tests(tests, make, clear);
}
