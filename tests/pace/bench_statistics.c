/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_statistics [NOTICES]: how long a period with that many closed notices takes to count: 20
 * bodies, three carriers each, times of all kinds. Prints the whole, the longest slice (what an
 * alert's cells wait for at most) and the end (the hundredths).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/statistics.h"
#include "support/store_kit.h"

enum { NOTICES = 100000, A_BATCH = 200 };

static double ms_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void must(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "bench_statistics: %s\n", what);
	exit(2);
}

/* ---- filling ---------------------------------------------------------------------------- */

static void put_row(struct ledger_batch *batch, uint64_t number)
{
	static const char *const states[] = { "done", "refused", "cancelled", "expired" };
	static const char *const lanes[] = { "urgent", "planned", "expedited" };
	static const char *const classes[] = { "natural-disaster", "none", "accident" };
	bool is_refused = number % 4 == 1;
	/* A prime apart, so that neither times nor bodies come in order. */
	int64_t us = (int64_t)(number * 7919 % 1000003) * 1000;
	struct utc received = { (int64_t)number * 1000000 };
	char agency[24];
	struct ledger_notice row = {
		.number = number,
		.state = states[number % 4],
		.lane = lanes[number % 3],
		.agency = agency,
		.class_name = classes[number % 3],
		.title = "title",
		.received = received,
		.decided = is_refused ? (struct utc){ 0 } : (struct utc){ received.us + us },
		.sent = is_refused ? (struct utc){ 0 } : (struct utc){ received.us + 2 * us },
		.refused_by = is_refused ? "length no-link lead-time" : "",
		.carriers = is_refused ? NULL
				       : "yj-mobile 100 99 1 0 99 4000 3990 10\n"
					 "yj-unicom 100 98 1 1 98 3000 2990 10\n"
					 "yj-telecom 100 100 0 0 100 3000 3000 0\n",
		.paperwork = number % 3 == 0 ? "owed" : "",
		.paperwork_due = { received.us + 3 },
		.summary = SLICE_LITERAL("{}"),
	};

	snprintf(agency, sizeof(agency), "body-%u", (unsigned int)(number * 7919 % 20));
	ledger_batch_notice(batch, &row);
}

static void fill(struct store_kit *kit, uint64_t notices)
{
	struct store_kit_outcome outcome;

	for (uint64_t number = 1; number <= notices;) {
		struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

		store_kit_event(batch, number + 10, number);
		for (int i = 0; i < A_BATCH && number <= notices; i++)
			put_row(batch, number++);
		must(store_kit_append(kit, batch, &outcome) == ERR_OK, "append");
	}
}

/* ---- counting --------------------------------------------------------------------------- */

struct slice_seen {
	bool is_there, more;
};

static void see(void *data, const struct ledger_answer *answer)
{
	must(answer->err == ERR_OK, answer->why.text);
	*(struct slice_seen *)data = (struct slice_seen){ true, answer->more };
}

static double count_slice(struct store_kit *kit, struct statistics *statistics, bool *more)
{
	struct ledger_figure_filter filter = {
		.from = { 1 },
		.until = { INT64_MAX },
		.after_received = statistics->last_received,
		.after_number = statistics->last_number,
		.visit = statistics_count,
		.visit_data = statistics,
	};
	struct slice_seen seen = { false, false };
	double begun = ms_now();
	struct fault why;

	must(ledger_query_figures(kit->ledger, &filter, see, &seen, &why) == ERR_OK, "query");
	while (!seen.is_there)
		store_kit_reap(kit);
	*more = seen.more;
	return ms_now() - begun;
}

int main(int argc, char **argv)
{
	uint64_t notices = argc > 1 ? strtoull(argv[1], NULL, 10) : NOTICES;
	struct statistics *statistics = statistics_new((struct utc){ INT64_MAX });
	double begun, slowest = 0, finish;
	struct store_kit kit;
	bool more = true;

	store_kit_make(&kit, NULL);
	must(store_kit_open(&kit, NULL) == ERR_OK, "open");
	fill(&kit, notices);
	begun = ms_now();
	while (more) {
		double took = count_slice(&kit, statistics, &more);

		slowest = took > slowest ? took : slowest;
	}
	finish = ms_now();
	statistics_finish(statistics);
	printf("{\"notices\":%llu,\"whole_ms\":%.1f,\"longest_slice_ms\":%.1f,\"end_ms\":%.1f}\n",
	       (unsigned long long)statistics->all.notices, ms_now() - begun, slowest,
	       ms_now() - finish);
	statistics_free(statistics);
	store_kit_remove(&kit);
	return 0;
}
