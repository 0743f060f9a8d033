/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reconcile.h"

#include <limits.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/nodes.h"
#include "desk/places.h"
#include "desk/receipts.h"
#include "net/log.h"
#include "notice/cbs.h"

/* What one notice must fold; lives until its case has its turn. */
struct visit {
	char *link, *node, *reason; /* NULL: this program itself */
};

static struct slice or_empty(const char *text)
{
	return text ? slice_of(text) : (struct slice){ NULL, 0 };
}

/* Said once, until the ledger takes it again: the scheduler tries at every tick. */
static void put_off(struct desk_case *c, const char *why)
{
	if (!c->said_owes)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = c->flow->notice,
							 .stop = "reconcile",
							 .outcome = "later",
							 .why = why });
	c->said_owes = true;
	reconcile_later(c);
}

static void settled(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	(void)data;
	if (how->err == ERR_OK)
		c->said_owes = false;
	else
		put_off(c, how->why.text);
}

/* A notice that has ended meanwhile has nothing to reconcile. */
static void fold_restarted(struct desk *desk, struct desk_case *c, void *data)
{
	struct visit *visit = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	struct event event = { .kind = EVENT_RESTARTED,
			       .at = desk_now(),
			       .restarted = { or_empty(visit->link), or_empty(visit->node),
					      or_empty(visit->reason) } };
	bool is_whole = !visit->link;
	struct fault why;
	enum err err = desk_batch_event(batch, &event, &why);

	talloc_free(visit);
	if (err != ERR_OK) {
		desk_batch_abandon(batch);
		c->owes_restart = false;
	} else if (desk_batch_settle(batch, settled, NULL, &why) != ERR_OK) {
		put_off(c, why.text);
	} else if (is_whole) {
		/* Not when it is settled: its own orders may owe the next one. */
		c->owes_restart = false;
	}
}

static bool concerns(const struct flow *flow, const struct carrier_report *report)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (slice_is(flow->deliveries[i].node, report->node) &&
		    slice_is(flow->deliveries[i].link, report->link) &&
		    delivery_is_open(&flow->deliveries[i]))
			return true;
	return false;
}

/* ---- a node is gone --------------------------------------------------------------------- */

static void doubt_deliveries(struct desk *desk, struct desk_case *c, void *data)
{
	const struct carrier_report *report = data;

	for (uint32_t i = 0; i < c->flow->delivery_count; i++) {
		const struct delivery *delivery = &c->flow->deliveries[i];

		if (slice_is(delivery->node, report->node) &&
		    slice_is(delivery->link, report->link) && delivery_may_be_on_air(delivery))
			receipts_add(desk, &(struct receipt){
						   .notice = c->flow->notice,
						   .delivery = i,
						   .outcome = RECEIPT_UNKNOWN,
						   .cause_text = slice_of(report->reason),
						   .at = report->at,
					   });
	}
}

/* ---- cells do not broadcast ------------------------------------------------------------- */

struct falling {
	struct desk *desk;
	const struct reconcile_cells *what;
	const struct delivery *delivery;
	struct receipt_cell *found;
	size_t count;
};

/* That it is down is news once; of what must be off only the end is. */
static void add_fallen(void *data, uint32_t theirs, uint32_t index)
{
	struct falling *falling = data;

	(void)theirs;
	if (falling->delivery->cells[index] != CELL_DOWN &&
	    !delivery_is_off_in(falling->delivery, index) &&
	    !delivery_yields_in(falling->delivery, index))
		falling->found[falling->count++] = (struct receipt_cell){ index, CELL_DOWN, 0 };
}

static void mark_cells_down(void *data, struct desk_case *c, uint32_t delivery)
{
	struct falling *falling = data;
	const struct reconcile_cells *what = falling->what;
	struct route_delivery theirs = { .cells = what->cells, .cell_count = what->count };
	const struct route_delivery *row;
	const struct route *route;

	falling->delivery = &c->flow->deliveries[delivery];
	if (!desk_case_delivery(c, delivery, &route, &row) ||
	    !delivery_must_be_on(falling->delivery))
		return;
	falling->count = 0;
	falling->found = talloc_array(c, struct receipt_cell, (unsigned int)row->cell_count + 1);
	if (!falling->found)
		abort();
	places_common(&theirs, row, add_fallen, falling);
	if (falling->count > 0)
		receipts_add(falling->desk,
			     &(struct receipt){
				     .notice = c->flow->notice,
				     .delivery = delivery,
				     .outcome = RECEIPT_FAILED,
				     .cause_text = SLICE_LITERAL(
					     "the node says that these cells do not broadcast"),
				     .cells = falling->found,
				     .cell_count = falling->count,
				     .at = desk_now(),
			     });
	talloc_free(falling->found);
}

void reconcile_cells_down(struct desk *desk, const struct reconcile_cells *what)
{
	struct falling falling = { .desk = desk, .what = what };
	size_t node;

	if (nodes_find(desk, slice_of(what->link), slice_of(what->node), &node))
		places_visit_node(desk, node, mark_cells_down, &falling);
}

/* ---- a node is back --------------------------------------------------------------------- */

struct wanted {
	uint64_t notice;
	unsigned int rank; /* smaller goes first */
};

typedef bool wanted_fn(const struct flow *flow, const struct carrier_report *report);

struct search {
	const struct carrier_report *report; /* NULL: this program restarted */
	wanted_fn *is_wanted;
	struct wanted *items;
	size_t count;
};

/* Stops before writes, then the gravest category first. */
static unsigned int rank_of(const struct desk_case *c)
{
	unsigned int best = UINT_MAX;

	if (c->flow->ends_as != NOTICE_NONE)
		return 0;
	for (uint32_t r = 0; r < c->flow->route_count; r++)
		for (size_t m = 0; m < c->routes[r].message_count; m++) {
			unsigned int rank = 1 + cbs_rank(c->routes[r].messages[m].category);

			best = rank < best ? rank : best;
		}
	return best;
}

static bool is_alive(const struct flow *flow, const struct carrier_report *report)
{
	(void)report;
	return flow->state == NOTICE_AGREED || flow->state == NOTICE_SENDING ||
	       flow->state == NOTICE_BROADCASTING || flow->state == NOTICE_CANCELLING;
}

static void collect(struct desk *desk, struct desk_case *c, void *data)
{
	struct search *search = data;

	(void)desk;
	if (search->is_wanted(c->flow, search->report))
		search->items[search->count++] = (struct wanted){ c->flow->notice, rank_of(c) };
}

static int by_rank(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->notice < y->notice ? -1 : x->notice > y->notice;
}

static void visit_later(struct desk *desk, uint64_t notice, const struct carrier_report *report)
{
	struct desk_case *c = desk_case_find(desk, notice);
	struct visit *visit;

	if (!c)
		return;
	visit = talloc_zero(c, struct visit);
	if (report) {
		visit->link = talloc_strdup(visit, report->link);
		visit->node = talloc_strdup(visit, report->node);
	}
	visit->reason = talloc_strdup(visit, report	       ? report->reason
					     : c->owes_restart ? "what was to be recorded was lost"
							       : "this program restarted");
	if (desk_case_when_idle(desk, c, fold_restarted, visit, DESK_CASE_LAST) == ERR_OK)
		return;
	talloc_free(visit);
	reconcile_later(c);
}

static void reconcile(struct desk *desk, const struct carrier_report *report, wanted_fn *is_wanted)
{
	struct search search = {
		report,
		is_wanted,
		talloc_array(desk, struct wanted, (unsigned int)desk_cases_count(desk->cases) + 1),
		0,
	};

	desk_cases_visit(desk, collect, &search);
	qsort(search.items, search.count, sizeof(*search.items), by_rank);
	for (size_t i = 0; i < search.count; i++)
		visit_later(desk, search.items[i].notice, report);
	talloc_free(search.items);
}

void reconcile_later(struct desk_case *c)
{
	c->owes_restart = true;
}

void reconcile_owed(struct desk *desk, struct desk_case *c)
{
	if (ledger_is_writable(desk->ledger))
		visit_later(desk, c->flow->notice, NULL);
}

void reconcile_all(struct desk *desk)
{
	reconcile(desk, NULL, is_alive);
}

void reconcile_report(struct desk *desk, const struct carrier_report *report)
{
	/* The visitors only read the report; const is for the callers. */
	void *data = (void *)(uintptr_t)report;

	switch (report->event) {
	case CARRIER_NODE_DOWN:
		desk_cases_visit(desk, doubt_deliveries, data);
		break;
	case CARRIER_NODE_UP:
	case CARRIER_NODE_RESTARTED:
		reconcile(desk, report, concerns);
		break;
	case CARRIER_NODE_CELLS_DOWN: /* desk/outage */
	case CARRIER_NODE_CELLS_UP:
	case CARRIER_NODE_ROOM: /* nothing has happened to it: desk/backlog */
	case CARRIER_NODE_NONE:
		break;
	}
}
