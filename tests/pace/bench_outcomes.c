/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_outcomes FOLDER [RECORDS]: how fast the outcome log takes records while it writes what
 * waits, how many a second are durable when each batch of 200 waits for the one before, and how
 * long it takes to fold them all, and to look for a notice that is not among them. Prints JSON.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "ledger/outcome_log.h"
#include "ledger/outcome_scan.h"

enum { AT_ONCE = 1000, BATCH = 200, WAITED_S = 3 };

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(enum err err, const struct fault *why)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "%s\n", why->text);
	exit(1);
}

static void answered(void *data, const struct outcome_answer *answer)
{
	uint64_t *count = data;

	must(answer->err, &answer->why);
	(*count)++;
}

static void wait_for(struct outcome_log *log)
{
	struct pollfd ready = { .fd = outcome_log_fd(log), .events = POLLIN };

	poll(&ready, 1, -1);
	outcome_log_reap(log);
}

/* Claimed, accepted with an id, delivered: in turn. */
static void fill(struct outcome *room, size_t count, uint64_t from)
{
	static const enum outcome_event events[] = { OUTCOME_CLAIMED, OUTCOME_ACCEPTED,
						     OUTCOME_DELIVERED };

	for (size_t i = 0; i < count; i++) {
		uint64_t number = from + i;

		room[i] = (struct outcome){ .at = { (int64_t)number + 1 },
					    .notice = 81,
					    .delivery = 1,
					    .recipient = (uint32_t)(number / 3),
					    .event = events[number % 3],
					    .attempt = 1,
					    .part = 1,
					    .parts = 1 };
		if (room[i].event == OUTCOME_ACCEPTED)
			room[i].text = SLICE_LITERAL("0A1B2C3D4E5F");
	}
}

static double throughput(struct outcome_log *log, uint64_t records)
{
	static struct outcome room[AT_ONCE];
	uint64_t asked = 0, done = 0;
	double begun = now_s();
	struct fault why;

	while (asked * AT_ONCE < records) {
		enum err err;

		fill(room, AT_ONCE, asked * AT_ONCE);
		err = outcome_log_append(log, room, AT_ONCE,
					 (struct outcome_asker){ answered, &done }, &why);
		if (err == ERR_FULL) {
			wait_for(log);
			continue;
		}
		must(err, &why);
		asked++;
	}
	while (done < asked)
		wait_for(log);
	return (double)records / (now_s() - begun);
}

static double durable(struct outcome_log *log, uint64_t from, uint64_t *records)
{
	static struct outcome room[BATCH];
	double begun = now_s(), end = begun + WAITED_S;
	uint64_t asked = 0, done = 0;
	struct fault why;

	while (now_s() < end) {
		fill(room, BATCH, from + asked * BATCH);
		must(outcome_log_append(log, room, BATCH, (struct outcome_asker){ answered, &done },
					&why),
		     &why);
		asked++;
		while (done < asked)
			wait_for(log);
	}
	*records = asked * BATCH;
	return (double)*records / (now_s() - begun);
}

static double floor_of(const char *folder)
{
	static char octets[BATCH * (OUTCOME_RECORD_OCTETS + 4)];
	double begun = now_s(), end = begun + 1;
	uint64_t batches = 0;
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/floor", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	for (; now_s() < end; batches++)
		if (write(fd, octets, sizeof(octets)) != sizeof(octets) || fdatasync(fd) != 0)
			exit(1);
	close(fd);
	unlink(path);
	return (double)(batches * BATCH) / (now_s() - begun);
}

static enum err fold_one(void *data, const struct outcome *outcome, struct fault *why)
{
	(void)why;
	outcome_fold_step(data, outcome);
	return ERR_OK;
}

static double scan(const char *folder, uint64_t notice, struct outcome_fold *fold)
{
	const struct outcome_filter filter = { .notice = notice };
	double begun = now_s();
	struct fault why;

	must(outcome_scan(folder, &filter, fold_one, fold, &why), &why);
	return now_s() - begun;
}

int main(int argc, char **argv)
{
	uint64_t records = argc > 2 ? strtoull(argv[2], NULL, 10) : 10000000, more;
	struct outcome_person *people;
	struct outcome_found found;
	struct outcome_fold fold;
	struct outcome_log *log;
	double appended, waited, floor, folded, other, opened;
	struct rusage usage;
	struct fault why;

	if (argc < 2)
		return 2;
	must(outcome_log_open(&log, argv[1], &found, &why), &why);
	appended = throughput(log, records);
	waited = durable(log, records, &more);
	outcome_log_close(log);
	floor = floor_of(argv[1]);
	people = calloc((records + more) / 3 + 1, sizeof(*people));
	if (!people)
		return 1;
	outcome_fold_begin(&fold, people, (uint32_t)((records + more) / 3 + 1));
	folded = scan(argv[1], 81, &fold);
	other = scan(argv[1], 82, &fold);
	opened = now_s();
	must(outcome_log_open(&log, argv[1], &found, &why), &why);
	opened = now_s() - opened;
	outcome_log_close(log);
	getrusage(RUSAGE_SELF, &usage);
	printf("{\"records\":%llu,\"appended_per_s\":%.0f,\"durable_per_s\":%.0f,"
	       "\"floor_per_s\":%.0f,\"batch\":%d,\"fold_s\":%.2f,"
	       "\"delivered\":%llu,\"other_notice_s\":%.3f,\"open_s\":%.3f,"
	       "\"rss_mb\":%.1f}\n",
	       (unsigned long long)(records + more), appended, waited, floor, BATCH, folded,
	       (unsigned long long)fold.counts.of[OUTCOME_DELIVERED], other, opened,
	       (double)usage.ru_maxrss / 1024);
	free(people);
	return 0;
}
