/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/case.h"

#include <talloc.h>

#include "desk/backlog.h"
#include "desk/chain.h"
#include "desk/keys.h"
#include "desk/places.h"
#include "ledger/append.h"
#include "net/clock.h"

enum { BUCKETS = 4096 };

bool desk_retry_may(const struct desk_retry *retry)
{
	return clock_monotonic().us >= retry->not_before.us;
}

void desk_retry_later(struct desk_retry *retry)
{
	retry->pause.first = SPAN_SECONDS(1);
	retry->pause.last = SPAN_SECONDS(DESK_RETRY_LAST_S);
	retry->not_before.us = clock_monotonic().us + backoff_next(&retry->pause).us;
}

void desk_retry_reset(struct desk_retry *retry)
{
	*retry = (struct desk_retry){ 0 };
}

struct desk_cases {
	struct desk_case *buckets[BUCKETS];
	size_t count;
};

struct desk_action {
	desk_case_fn *fn;
	void *data;
	struct desk_action *next;
};

struct desk_cases *desk_cases_new(void *ctx)
{
	return talloc_zero(ctx, struct desk_cases);
}

size_t desk_cases_count(const struct desk_cases *cases)
{
	return cases->count;
}

static struct desk_case **bucket_of(const struct desk *desk, uint64_t notice)
{
	return &desk->cases->buckets[notice % BUCKETS];
}

struct desk_case *desk_case_new(struct desk *desk, uint64_t notice)
{
	struct desk_case **bucket = bucket_of(desk, notice);
	struct desk_case *c;

	if (desk->cases->count >= DESK_CASES_MAX)
		return NULL;
	c = talloc_zero(desk->cases, struct desk_case);
	if (!c)
		return NULL;
	c->flow = flow_new(c, c, notice);
	c->next_in_bucket = *bucket;
	*bucket = c;
	desk->cases->count++;
	return c;
}

struct desk_case *desk_case_find(const struct desk *desk, uint64_t notice)
{
	struct desk_case *c = *bucket_of(desk, notice);

	while (c && c->flow->notice != notice)
		c = c->next_in_bucket;
	return c;
}

/* Of one that is over the store knows it, at start; later its followers have learnt it already. */
static uint64_t follows_of(struct desk *desk, uint64_t notice)
{
	const struct desk_case *c = desk_case_find(desk, notice);
	uint64_t follows = 0;

	if (c)
		return c->flow->state == NOTICE_NONE ? c->origin.follows : c->flow->judged.follows;
	if (ledger_load_follows(desk->ledger, notice, &follows, NULL) != ERR_OK)
		return 0;
	return follows;
}

static void add_ancestor(struct desk_case *c, uint64_t notice)
{
	if (c->origin.ancestor_count < DESK_ANCESTORS_MAX)
		c->origin.ancestors[c->origin.ancestor_count++] = notice;
}

/* A notice follows older ones only, so this ends. */
static void trace(struct desk *desk, struct desk_case *c)
{
	uint64_t next = c->origin.follows, notice = c->flow->notice;

	c->origin.ancestors = talloc_array(c, uint64_t, DESK_ANCESTORS_MAX);
	if (!c->origin.ancestors)
		abort();
	c->origin.ancestor_count = 0;
	while (next != 0 && next < notice && c->origin.ancestor_count < DESK_ANCESTORS_MAX) {
		const struct desk_case *old = desk_case_find(desk, next);

		add_ancestor(c, next);
		for (size_t i = 0; old && i < old->origin.ancestor_count; i++)
			add_ancestor(c, old->origin.ancestors[i]);
		if (old && old->origin.ancestor_count > 0)
			break;
		notice = next;
		next = follows_of(desk, next);
	}
	c->origin.ancestors = talloc_realloc(c, c->origin.ancestors, uint64_t,
					     (unsigned int)c->origin.ancestor_count + 1);
	if (!c->origin.ancestors)
		abort();
}

void desk_case_set_origin(struct desk *desk, struct desk_case *c, struct slice agency,
			  const struct event_judged *judged)
{
	struct alert_key first = alert_national_key(judged->alert_first);

	c->origin.agency = slice_copy(c, agency);
	/* A Cancel is no member of the chain that it ends. */
	if (judged->relation == NOTICE_RELATION_CANCEL)
		return;
	c->origin.follows = judged->follows;
	c->origin.has_first = judged->alert_first.size > 0;
	c->origin.first = keys_of_alert(&first);
	if (judged->follows != 0)
		trace(desk, c);
}

bool desk_case_can_end(const struct desk_case *c)
{
	if (c->flow->state == NOTICE_NONE)
		return c->in_flight && !c->is_closing;
	return notice_state_is_open(c->flow->state) && c->flow->ends_as == NOTICE_NONE;
}

void desk_case_free(struct desk *desk, struct desk_case *c)
{
	struct desk_case **at = bucket_of(desk, c->flow->notice);

	backlog_forget(c);
	places_forget(c);
	chain_early_forget(desk, c->flow->notice);
	while (*at && *at != c)
		at = &(*at)->next_in_bucket;
	if (*at)
		*at = c->next_in_bucket;
	desk->cases->count--;
	talloc_free(c);
}

static enum err enqueue(struct desk_case *c, desk_case_fn *fn, void *data,
			enum desk_case_place place)
{
	struct desk_action *action;

	size_t places = DESK_CASE_ACTIONS_MAX;

	if (place == DESK_CASE_FIRST)
		places += DESK_CASE_CANCELS_MAX;
	if (c->waiting >= places)
		return ERR_FULL;
	action = talloc_zero(c, struct desk_action);
	if (!action)
		return ERR_MEMORY;
	*action = (struct desk_action){ fn, data, NULL };
	if (place == DESK_CASE_FIRST) {
		action->next = c->first;
		c->first = action;
	} else if (c->last) {
		c->last->next = action;
	} else {
		c->first = action;
	}
	if (!action->next)
		c->last = action;
	c->waiting++;
	return ERR_OK;
}

enum err desk_case_when_idle(struct desk *desk, struct desk_case *c, desk_case_fn *fn, void *data,
			     enum desk_case_place place)
{
	if (c->in_flight || c->first)
		return enqueue(c, fn, data, place);
	fn(desk, c, data);
	if (!c->in_flight)
		desk_case_is_idle(desk, c);
	return ERR_OK;
}

void desk_case_is_idle(struct desk *desk, struct desk_case *c)
{
	while (c->first && !c->in_flight) {
		struct desk_action *action = c->first;

		c->first = action->next;
		if (!c->first)
			c->last = NULL;
		c->waiting--;
		action->fn(desk, c, action->data);
		talloc_free(action);
	}
	if (!c->in_flight && !c->first && (c->is_closing || !flow_is_open(c->flow)))
		desk_case_free(desk, c);
}

void desk_cases_visit(struct desk *desk, desk_case_visit_fn *visit, void *data)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		struct desk_case *next;

		for (struct desk_case *c = desk->cases->buckets[i]; c; c = next) {
			next = c->next_in_bucket;
			visit(desk, c, data);
		}
	}
}

bool desk_case_delivery(const struct desk_case *c, uint32_t index, const struct route **route,
			const struct route_delivery **row)
{
	for (uint32_t i = 0; i < c->flow->route_count; i++) {
		const struct flow_route *at = &c->flow->routes[i];

		if (index < at->first_delivery ||
		    index - at->first_delivery >= at->delivery_count ||
		    index - at->first_delivery >= c->routes[i].delivery_count)
			continue;
		*route = &c->routes[i];
		*row = &c->routes[i].deliveries[index - at->first_delivery];
		return true;
	}
	return false;
}
