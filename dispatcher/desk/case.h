/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Case: an open notice at the desk: its flow, the routes its deliveries belong to, and what
 * waits to be done with it. One batch of a notice is in flight at a time; the rest waits
 * here in order, a cancel before everything else.
 */
#ifndef DESK_CASE_H
#define DESK_CASE_H

#include "desk/desk.h"
#include "net/backoff.h"
#include "notice/flow.h"
#include "notice/route.h"

struct desk_case;

/* What failed is tried again after growing pauses. */
struct desk_retry {
	struct backoff pause;
	struct span not_before; /* clock_monotonic() */
};
bool desk_retry_may(const struct desk_retry *retry);
void desk_retry_later(struct desk_retry *retry);
void desk_retry_reset(struct desk_retry *retry);

/* Runs when no batch of the case is in flight. It begins a batch, or does nothing. */
typedef void desk_case_fn(struct desk *desk, struct desk_case *c, void *data);

enum {
	DESK_CASES_MAX = 20000,
	DESK_ANCESTORS_MAX = 256,
	DESK_RETRY_LAST_S = 30,	      /* of those pauses */
	DESK_CASE_ACTIONS_MAX = 4096, /* waiting for one case; see desk_case_when_idle() */
	DESK_CASE_CANCELS_MAX = 64,   /* beside those */
};

struct desk_action; /* private */
struct backlog_entry;
struct places_one;
struct preemption;
struct pile;
struct release;

/* Known before its first commit, so that whatever comes meanwhile finds it; see chain.h. */
struct desk_case_origin {
	struct slice agency; /* whose it is */
	uint64_t follows;    /* a notice of the same chain; 0 */
	uint64_t *ancestors; /* that, what that follows, and so on, open or not: the newest first */
	size_t ancestor_count;
	struct id128 first; /* of a national message: key of its chain's first; if has_first */
	bool has_first;
};

struct desk_case {
	struct flow *flow; /* as committed */
	struct desk_case_origin origin;
	struct route routes[FLOW_ROUTES_MAX]; /* empty once nothing can be on air any more */
	void *route_ctx[FLOW_ROUTES_MAX];
	bool in_flight;
	bool is_closing;
	bool is_refolded; /* its rows cannot be read: the next batch writes them all again */
	bool is_damaged;  /* its route cannot be read: what is on air cannot be told or stopped */
	struct backlog_entry **backlog; /* one for each delivery, or NULL: desk/backlog */
	uint32_t backlog_size;
	struct places_one *places[FLOW_ROUTES_MAX]; /* of each route: desk/places */
	uint32_t places_count;			    /* routes that are there, or were */
	struct preemption *preemption; /* that waits for its turn: desk/preempt; NULL if none */
	struct pile *receipts;	       /* that wait for its turn: desk/receipts; NULL if none */
	bool owes_restart;    /* what it must fold is not in the ledger yet: desk/reconcile */
	bool said_owes;	      /* and the log has it */
	uint32_t moves_asked; /* of how many routes of its chain: desk/moved */
	bool moves;
	struct release *release; /* what waits to be looked at: desk/release; NULL if nothing */
	uint64_t released_by;
	bool owes_release;  /* and could not be committed */
	struct utc renewal; /* when it is written again: desk/renewal; unset: not at all */
	struct utc stop_look, stop_again; /* desk/stopping; unset: at once, and never */
	unsigned int stops_asked;	  /* again, so often */
	bool is_departing;		  /* desk/departure */
	struct desk_retry departure;
	uint64_t waits_behind;	 /* the planned notice on the air that it was said to wait for; 0 */
	struct desk_retry timer; /* desk/scheduler */
	enum flow_timer_kind tried_kind;
	uint64_t tried_events; /* flow->event_count then: the same still, and it came to nothing */
	struct desk_action *first, *last;
	size_t waiting;
	struct desk_case *next_in_bucket;
};

struct desk_cases *desk_cases_new(void *ctx);
size_t desk_cases_count(const struct desk_cases *cases);

/* A case with an empty flow. NULL when DESK_CASES_MAX are open: the caller answers 503. */
struct desk_case *desk_case_new(struct desk *desk, uint64_t notice);
struct desk_case *desk_case_find(const struct desk *desk, uint64_t notice);
void desk_case_free(struct desk *desk, struct desk_case *c);

/* `judged` is what is, or will be, the flow's; copied. */
void desk_case_set_origin(struct desk *desk, struct desk_case *c, struct slice agency,
			  const struct event_judged *judged);
/* It can still be cancelled or updated: open, not ending, or in its first commit. */
bool desk_case_can_end(const struct desk_case *c);

enum desk_case_place {
	DESK_CASE_LAST = 0,
	DESK_CASE_FIRST, /* cancels */
};

/*
 * Runs fn at once if nothing is in flight, else when its turn comes. `data` must live until
 * then. ERR_FULL when too much waits (then nothing was queued).
 */
enum err MUST_USE desk_case_when_idle(struct desk *desk, struct desk_case *c, desk_case_fn *fn,
				      void *data, enum desk_case_place place);
/* For batch.c: the batch of this case has ended; goes on with what waits, or frees it. */
void desk_case_is_idle(struct desk *desk, struct desk_case *c);

typedef void desk_case_visit_fn(struct desk *desk, struct desk_case *c, void *data);
/* Visits all; the visitor must not free cases other than the one it is at. */
void desk_cases_visit(struct desk *desk, desk_case_visit_fn *visit, void *data);

/* The route and its row that delivery `index` belongs to. False if it is not loaded. */
bool desk_case_delivery(const struct desk_case *c, uint32_t index, const struct route **route,
			const struct route_delivery **row);

#endif
