/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP job: one order that a node has been given and has not answered for good, or as many of its
 * cells as one message names. Jobs of a node stand in one table, oldest first. No new order is
 * taken where CBSP_JOBS_MAX are there, and none is asked again where CBSP_JOBS_WINDOW wait for
 * their answer; the parts of one that is taken may pass both. The last places of both are for KILL
 * alone: a BSC works in the order in which it was told, so that a cancel stands behind a window of
 * messages, never behind all of them.
 *
 * Answers carry no transaction number: they are matched by (kind, message identifier, serial
 * number), and among several of those by the cells that they name; else the oldest is meant, since
 * a BSC answers in order. They are the parts of an order, or of two notices under one number
 * (notice/succession): what one overtakes of another's is told by cells.
 */
#ifndef CARRIERS_CBSP_JOB_H
#define CARRIERS_CBSP_JOB_H

#include <osmocom/core/linuxlist.h>

#include "carriers/carrier.h"
#include "net/backoff.h"

enum {
	CBSP_JOBS_MAX = 256,
	CBSP_JOBS_RESERVED = 64,
	CBSP_JOBS_WINDOW = 32,
	CBSP_JOBS_WINDOW_RESERVED = 16,
	CBSP_JOB_TRIES_MAX = 6, /* where a node answers and names no cell */
};

enum cbsp_job_kind {
	CBSP_JOB_NONE = 0,
	CBSP_JOB_WRITE,
	CBSP_JOB_KILL,
	CBSP_JOB_QUERY,
	CBSP_JOB_KIND_COUNT
};

struct cbsp_job {
	struct llist_head entry;
	enum cbsp_job_kind kind;
	uint64_t number; /* of the order at this node; grows */
	uint64_t notice;
	uint32_t delivery;
	struct route_message message; /* pages copied; no text, no language; in the node's rhythm */
	struct cell_id *cells;	      /* by identity, as routes have them */
	uint32_t *indexes;	      /* of each of them in the delivery; rising */
	bool *is_in_use; /* likewise: by something else (CELL_IN_USE), as told before */
	size_t cell_count;
	bool is_part;	    /* not all cells of the delivery */
	bool is_extended;   /* over the extended channel (TS 48.049 8.2.23) */
	uint64_t order;	    /* shared by the jobs of one order; grows */
	struct utc expires; /* no repetition after it */
	bool again;	    /* the node may have it: cause 0d then means accepted */
	bool was_accepted;  /* at some time */
	bool is_final;	    /* a later order overtook it: wait for the answer, ask no more */
	bool awaits_answer; /* else it pauses before the next try */
	bool was_answered;  /* since it was written last, and is asked again all the same */
	bool sent_was_told, unknown_was_told;
	unsigned int tries;
	struct backoff pause;
	struct span begun;    /* clock_monotonic() */
	struct span deadline; /* clock_monotonic(): of the answer or of the pause */
	uint64_t end;	      /* stream_accepted() after its last octet */
};

struct cbsp_jobs {
	struct llist_head list;
	size_t count;
	uint64_t next_number, next_order;
	uint32_t rhythm_s; /* of all that is written; 0: each has its own */
};

/* Of the cells that an order means, those that one job takes. */
struct cbsp_part {
	const struct carrier_order *order;
	size_t from, count; /* in order->only, or in the delivery's cells */
	bool is_all;	    /* of the delivery */
};

const char *cbsp_job_kind_name(enum cbsp_job_kind kind);

void cbsp_jobs_init(struct cbsp_jobs *jobs);
/* A new order of that kind finds a place, and may be sent now. */
bool cbsp_jobs_have_room(const struct cbsp_jobs *jobs, enum cbsp_job_kind kind);
/* One that is there may be sent again now. */
bool cbsp_jobs_window_is_open(const struct cbsp_jobs *jobs, enum cbsp_job_kind kind);
/* Copies what it needs of the order; begins a new one where part->from is 0. ERR_MEMORY. */
enum err MUST_USE cbsp_jobs_add(struct cbsp_job **out, void *ctx, struct cbsp_jobs *jobs,
				enum cbsp_job_kind kind, const struct cbsp_part *part,
				struct fault *why);
void cbsp_jobs_remove(struct cbsp_jobs *jobs, struct cbsp_job *job);

/* The oldest of that kind and those numbers, behind `after` (NULL: of all), or NULL. */
struct cbsp_job *cbsp_jobs_find(const struct cbsp_jobs *jobs, const struct cbsp_job *after,
				enum cbsp_job_kind kind, uint16_t message_identifier,
				uint16_t serial_number);
/* The oldest whose deadline is not after `now`, or NULL. */
struct cbsp_job *cbsp_jobs_due(const struct cbsp_jobs *jobs, struct span now);
/* The oldest that is handed over whole, and not told yet, or NULL. */
struct cbsp_job *cbsp_jobs_sent(const struct cbsp_jobs *jobs, uint64_t handed_over);
/* False when there is none. */
bool cbsp_jobs_next_deadline(const struct cbsp_jobs *jobs, struct span *deadline);

/*
 * What a new order does to those before it: the same order again takes the place of the old; a
 * KILL ends the repetition of WRITE and QUERY for those numbers, and the other way round, in the
 * cells that both have, whosever they are.
 */
void cbsp_jobs_overtake(struct cbsp_jobs *jobs, const struct cbsp_job *by);
/* A KILL was answered: older orders with its numbers have nothing more to say of its cells. */
void cbsp_jobs_remove_older(struct cbsp_jobs *jobs, const struct cbsp_job *than);

#endif
