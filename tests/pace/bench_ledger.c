/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an append costs above the floor (4096 octets appended to a file and fdatasync, on the
 * same disk, in turns with it and after the same pause), what group commit carries, and how
 * soon a store with a history is loaded.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "support/store_kit.h"

enum {
	ROUNDS = 400,
	PAUSE_US = 25000, /* alerts come one by one: the writer has time to tidy its log */
	FLOOR_OCTETS_MAX = 96 << 10, /* what SQLite logs for an urgent batch: about 23 pages */
	IN_FLIGHT = 32,
	THROUGHPUT_BATCHES = 20000,
	CLOSED = 100000,
	OPEN = 1000,
};

static double us_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print_times(const char *name, double *us, size_t count)
{
	qsort(us, count, sizeof(*us), by_size);
	printf("%-28s p50 %7.0f us  p90 %7.0f  p99 %7.0f  max %7.0f\n", name, us[count / 2],
	       us[count * 9 / 10], us[count * 99 / 100], us[count - 1]);
}

/* ---- a batch as an urgent notice makes one ---------------------------------------------- */

static struct ledger_batch *urgent_batch(uint64_t notice)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_URGENT);
	char text[4096], flow[800];
	struct ledger_notice row = {
		.number = notice,
		.state = "sending",
		.lane = "urgent",
		.agency = "yj-emergency",
		.title = "flood",
		.received = { 1 },
		.is_open = true,
		.paperwork = "owed",
		.summary = SLICE_LITERAL("{\"notice\":1}"),
	};

	memset(flow, 'f', sizeof(flow));
	memset(text, 't', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	for (uint64_t i = 1; i <= 5; i++)
		store_kit_event(batch, notice * 16 + i, notice);
	for (uint64_t i = 1; i <= 3; i++)
		store_kit_document(batch, notice * 16 + i, text + (3 - i) * 1500);
	ledger_batch_state(batch, LEDGER_STATE_FLOW,
			   (struct slice){ (const char *)&notice, sizeof(notice) },
			   (struct slice){ flow, sizeof(flow) });
	ledger_batch_notice(batch, &row);
	ledger_batch_reserve(batch, LEDGER_RESERVATION_DOCUMENT, store_kit_id(notice * 16 + 6), 1);
	ledger_batch_reserve(batch, LEDGER_RESERVATION_ALERT_KEY, store_kit_id(notice * 16 + 7), 1);
	return batch;
}

static void must(enum err err)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "bench: %s\n", err_name(err));
	exit(2);
}

/* ---- latency ---------------------------------------------------------------------------- */

/* Appends, or writes over the beginning when the file is as long as that already. */
static double floor_once(int fd, off_t at, size_t octets)
{
	static char block[FLOOR_OCTETS_MAX];
	double started = us_now();

	if (pwrite(fd, block, octets, at) != (ssize_t)octets || fdatasync(fd) != 0)
		exit(2);
	return us_now() - started;
}

static double append_once(struct store_kit *kit, uint64_t notice)
{
	struct store_kit_outcome outcome;
	double started = us_now();

	must(store_kit_append(kit, urgent_batch(notice), &outcome));
	return us_now() - started;
}

static int floor_file(const struct store_kit *kit)
{
	char name[128];
	int fd;

	snprintf(name, sizeof(name), "%s/floor", kit->folder);
	fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	unlink(name);
	return fd;
}

static void measure_latency(struct store_kit *kit, uint64_t *notice)
{
	static double floors[ROUNDS], same[ROUNDS], appends[ROUNDS], commits[ROUNDS];
	int fd = floor_file(kit), same_fd = floor_file(kit);

	floor_once(same_fd, 0, FLOOR_OCTETS_MAX);

	for (size_t i = 0; i < ROUNDS; i++) {
		usleep(PAUSE_US);
		floors[i] = floor_once(fd, (off_t)i * 4096, 4096);
		usleep(PAUSE_US);
		same[i] = floor_once(same_fd, 0, FLOOR_OCTETS_MAX);
		usleep(PAUSE_US);
		appends[i] = append_once(kit, ++*notice);
		commits[i] = (double)ledger_figures(kit->ledger).commit_us_last;
	}
	close(fd);
	close(same_fd);
	print_times("floor 4 KB + fdatasync", floors, ROUNDS);
	print_times("96 KB over old + fdatasync", same, ROUNDS);
	print_times("append of an urgent batch", appends, ROUNDS);
	print_times("  of which write and fsync", commits, ROUNDS);
}

/* ---- throughput ------------------------------------------------------------------------- */

struct flight {
	struct store_kit *kit;
	uint64_t *notice;
	unsigned int sent, done;
};

static void launch(struct flight *flight);

static void landed(void *data, const struct ledger_outcome *outcome)
{
	struct flight *flight = data;

	must(outcome->err);
	flight->done++;
	launch(flight);
}

static void launch(struct flight *flight)
{
	struct fault why;

	if (flight->sent == THROUGHPUT_BATCHES)
		return;
	flight->sent++;
	must(ledger_append(flight->kit->ledger, urgent_batch(++*flight->notice), landed, flight,
			   &why));
}

static void measure_throughput(struct store_kit *kit, uint64_t *notice)
{
	struct flight flight = { .kit = kit, .notice = notice };
	struct ledger_figures before = ledger_figures(kit->ledger), after;
	double started = us_now(), took;

	for (int i = 0; i < IN_FLIGHT; i++)
		launch(&flight);
	while (flight.done < THROUGHPUT_BATCHES)
		store_kit_reap(kit);
	took = (us_now() - started) / 1e6;
	after = ledger_figures(kit->ledger);
	printf("%d in flight: %.0f batches/s, %.0f events/s, %.1f batches a commit, "
	       "slowest commit %llu us, checkpoints %llu\n",
	       IN_FLIGHT, THROUGHPUT_BATCHES / took, 5 * THROUGHPUT_BATCHES / took,
	       (double)THROUGHPUT_BATCHES / (double)(after.commits - before.commits),
	       (unsigned long long)after.commit_us_max,
	       (unsigned long long)(after.checkpoints - before.checkpoints));
}

/* ---- loading ---------------------------------------------------------------------------- */

static enum err count_state(void *data, enum ledger_state_kind kind, struct slice key,
			    struct slice value, struct fault *why)
{
	(void)kind, (void)key, (void)value, (void)why;
	++*(size_t *)data;
	return ERR_OK;
}

static enum err count_reservation(void *data, enum ledger_reservation_kind kind, struct id128 key,
				  uint64_t notice, struct fault *why)
{
	(void)kind, (void)key, (void)notice, (void)why;
	++*(size_t *)data;
	return ERR_OK;
}

/* Closes all notices but the last OPEN: their flow rows go. */
static void close_notices(struct store_kit *kit, uint64_t upto)
{
	struct store_kit_outcome outcome;

	for (uint64_t notice = 1; notice <= upto;) {
		struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

		store_kit_event(batch, notice * 16, notice);
		for (int i = 0; i < 1000 && notice <= upto; i++, notice++)
			ledger_batch_state(batch, LEDGER_STATE_FLOW,
					   (struct slice){ (const char *)&notice, sizeof(notice) },
					   (struct slice){ NULL, 0 });
		must(store_kit_append(kit, batch, &outcome));
	}
}

static void measure_loading(struct store_kit *kit)
{
	size_t rows = 0;
	struct ledger_loader loader = { &rows, count_state, count_reservation };
	double started, opened, loaded;
	struct fault why;

	store_kit_close(kit);
	started = us_now();
	must(store_kit_open(kit, &why));
	opened = us_now();
	must(ledger_load(kit->ledger, &loader, &why));
	loaded = us_now();
	printf("open %.1f ms, load %.1f ms (%zu rows)\n", (opened - started) / 1e3,
	       (loaded - opened) / 1e3, rows);
}

int main(int argc, char **argv)
{
	uint64_t closed = argc > 1 ? strtoull(argv[1], NULL, 10) : CLOSED;
	struct store_kit kit;
	struct rusage usage;
	struct fault why;
	uint64_t notice = 0;

	store_kit_make(&kit, NULL);
	must(store_kit_open(&kit, &why));
	measure_latency(&kit, &notice);
	while (notice < closed + OPEN)
		measure_throughput(&kit, &notice);
	measure_latency(&kit, &notice);
	close_notices(&kit, notice - OPEN);
	measure_loading(&kit);
	getrusage(RUSAGE_SELF, &usage);
	printf("resident at most %ld KB\n", usage.ru_maxrss);
	store_kit_remove(&kit);
	return 0;
}
