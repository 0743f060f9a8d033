/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Statistics: what became of the notices of a period, counted row by row from the figures of the
 * ledger. Filled on the reader's thread, slice by slice, read on another when it is complete:
 * plain memory, of a stated bound.
 *
 * A notice counts in the period in which it was received. Times run from there: to the decision
 * (a plan's, or the newest of a person; a refusal by the rules is none) and to the first sending.
 * The k-th hundredth is the smallest value that at least k in a hundred do not exceed.
 */
#ifndef LEDGER_STATISTICS_H
#define LEDGER_STATISTICS_H

#include "ledger/arena.h"
#include "ledger/query.h"
#include "notice/lane.h"

enum {
	STATISTICS_NOTICES_MAX = 1000000, /* counted; past it the period must be narrowed */
	STATISTICS_NAMES_MAX = 20000,	  /* bodies, rules and carriers: the rest is not named */
	STATISTICS_OVERDUE_MAX = 100,	  /* listed one by one; all are counted */
};

struct statistics_counts {
	uint64_t notices, sent, refused, declined, cancelled, open;
};

struct statistics_row {
	const char *name;
	struct statistics_counts counts;
	/* of a carrier */
	uint64_t deliveries, accepted, failed, unknown, stopped, cells, cells_ok, cells_failed;
};

/* Rows found by name; in the order they were met. */
struct statistics_rows {
	struct statistics_row *rows;
	size_t count, room;
	uint32_t *slots; /* index + 1, by hash; twice the room */
	uint64_t dropped;
};

enum statistics_measure { STATISTICS_TO_DECIDED = 0, STATISTICS_TO_SENT, STATISTICS_MEASURES };
enum { STATISTICS_LANES = LANE_COUNT }; /* all in the place of LANE_NONE, then each */
const char *statistics_measure_name(enum statistics_measure measure); /* "received-to-decided" */
const char *statistics_lane_name(size_t lane);			      /* "all", "planned", ... */

struct statistics_times {
	int64_t *us;
	size_t count, room;
	int64_t median_us, p95_us, max_us; /* after statistics_finish() */
};

struct statistics_overdue {
	uint64_t number;
	const char *agency;
	struct utc due;
};

struct statistics {
	struct utc now; /* what overdue is measured by */
	bool only_known_bodies;
	struct arena arena;
	enum err err; /* ERR_LIMIT, ERR_MEMORY: incomplete, and says so */
	struct statistics_counts all;
	struct statistics_rows lanes, classes, bodies, carriers, rules;
	struct statistics_times times[STATISTICS_MEASURES][STATISTICS_LANES];
	uint64_t owed, filed, returned, accepted, not_recognised, overdue;
	struct statistics_overdue overdue_rows[STATISTICS_OVERDUE_MAX];
	/* the row that was counted last: where the next slice goes on */
	struct utc last_received;
	uint64_t last_number;
};

/* NULL: out of memory. */
struct statistics *statistics_new(struct utc now);
void statistics_free(struct statistics *statistics);

/* Only the notices of the bodies named so are counted. Before the first row. */
void statistics_know_body(struct statistics *statistics, const char *name);

/* A ledger_figure_fn; data is the struct statistics. */
void statistics_count(void *data, const struct ledger_figure *figure);

/* After the last row: finds the hundredths. Still on the reader's thread. */
void statistics_finish(struct statistics *statistics);

#endif
