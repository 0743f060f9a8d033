/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reconcile.h"

#include <limits.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
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

static size_t find_cells(const struct carrier_report *report, const struct route_delivery *row,
			 struct receipt_cell *found)
{
	size_t count = 0;

	for (size_t i = 0; i < row->cell_count; i++) {
		bool named = report->cell_count == 0;

		for (size_t n = 0; !named && n < report->cell_count; n++)
			named = cell_id_equal(&row->cells[i], &report->cells[n]);
		if (named)
			found[count++] = (struct receipt_cell){ (uint32_t)i, CELL_DOWN, 0 };
	}
	return count;
}

static void mark_cells_down(struct desk *desk, struct desk_case *c, void *data)
{
	const struct carrier_report *report = data;

	for (uint32_t i = 0; i < c->flow->delivery_count; i++) {
		const struct route_delivery *row;
		const struct route *route;
		struct receipt_cell *cells;
		size_t count;

		if (!desk_case_delivery(c, i, &route, &row) || !slice_is(row->node, report->node) ||
		    !slice_is(row->link, report->link))
			continue;
		cells = talloc_array(c, struct receipt_cell, (unsigned int)row->cell_count + 1);
		count = find_cells(report, row, cells);
		if (count > 0)
			receipts_add(desk, &(struct receipt){
						   .notice = c->flow->notice,
						   .delivery = i,
						   .outcome = RECEIPT_FAILED,
						   .cause_text = slice_of(report->reason),
						   .cells = cells,
						   .cell_count = count,
						   .at = report->at,
					   });
		talloc_free(cells);
	}
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
	case CARRIER_NODE_CELLS_DOWN:
		desk_cases_visit(desk, mark_cells_down, data);
		break;
	case CARRIER_NODE_UP:
	case CARRIER_NODE_RESTARTED:
		reconcile(desk, report, concerns);
		break;
	case CARRIER_NODE_CELLS_UP: /* desk/outage */
	case CARRIER_NODE_ROOM:	    /* nothing has happened to it: desk/backlog */
	case CARRIER_NODE_NONE:
		break;
	}
}
