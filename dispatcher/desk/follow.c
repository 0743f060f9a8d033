/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/follow.h"

#include <talloc.h>

#include "desk/batch.h"
#include "net/log.h"

/* ---- an update takes its predecessor's place -------------------------------------------- */

struct release {
	uint64_t by;
	char *link, *node;
};

static bool is_at(const struct delivery *delivery, const struct delivery *other)
{
	return slice_equal(delivery->link, other->link) && slice_equal(delivery->node, other->node);
}

static bool has_node(const struct flow *flow, const struct delivery *wanted)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (is_at(&flow->deliveries[i], wanted))
			return true;
	return false;
}

/* At this node the new message is on; where the new one never goes the old one is not renewed. */
static bool may_go(const struct delivery *old, const struct release *release,
		   const struct flow *newer)
{
	if (!delivery_must_be_on(old))
		return false;
	if (slice_is(old->link, release->link) && slice_is(old->node, release->node))
		return true;
	return newer && !has_node(newer, old);
}

static void fold_superseded(struct desk *desk, struct desk_case *c, void *data)
{
	struct release *release = data;
	const struct desk_case *newer = desk_case_find(desk, release->by);
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	uint32_t *which = talloc_array(desk_batch_ctx(batch), uint32_t,
				       c->flow->delivery_count + 1);
	struct event event = { .kind = EVENT_SUPERSEDED, .at = desk_now() };
	struct fault why;

	event.superseded = (struct event_superseded){ release->by, which, 0 };
	for (uint32_t i = 0; i < c->flow->delivery_count; i++)
		if (may_go(&c->flow->deliveries[i], release, newer ? newer->flow : NULL))
			which[event.superseded.count++] = i;
	talloc_free(release);
	if (event.superseded.count == 0 && c->flow->delivery_count > 0) {
		desk_batch_abandon(batch);
		return;
	}
	if (desk_batch_event(batch, &event, &why) != ERR_OK) {
		desk_batch_abandon(batch);
	} else if (desk_batch_commit(batch, NULL, NULL, &why) != ERR_OK) {
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = c->flow->notice,
							 .stop = "superseded",
							 .why = why.text });
	}
}

/* Pages of one notice at the node of `where`: those that hold room, or those that want it. */
static size_t pages_at(const struct desk_case *c, const struct delivery *where, bool holding)
{
	size_t pages = 0;

	for (uint32_t i = 0; i < c->flow->delivery_count; i++) {
		const struct delivery *delivery = &c->flow->deliveries[i];
		const struct route_delivery *row;
		const struct route *route;

		if (is_at(delivery, where) && delivery->was_accepted == holding &&
		    desk_case_delivery(c, i, &route, &row))
			pages += route->messages[row->message].page_count;
	}
	return pages;
}

/* Nothing is given up for an update that would not fit all the same. */
static bool helps(const struct desk_case *old, const struct desk_case *c,
		  const struct delivery *delivery)
{
	return delivery->was_accepted ||
	       pages_at(old, delivery, true) >= pages_at(c, delivery, false);
}

void follow_release(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	struct desk_case *old = desk_case_find(desk, c->flow->judged.follows);
	struct release *release;

	if (!old || !helps(old, c, &c->flow->deliveries[delivery]))
		return;
	release = talloc_zero(old, struct release);
	release->by = c->flow->notice;
	release->link = talloc_strndup(release, c->flow->deliveries[delivery].link.at,
				       c->flow->deliveries[delivery].link.size);
	release->node = talloc_strndup(release, c->flow->deliveries[delivery].node.at,
				       c->flow->deliveries[delivery].node.size);
	if (desk_case_when_idle(desk, old, fold_superseded, release, DESK_CASE_LAST) != ERR_OK)
		talloc_free(release);
}

/* ---- cancel ----------------------------------------------------------------------------- */

struct cancelling {
	struct follow_cancel what;
	follow_cancelled_fn *done;
	void *data;
};

static void answer(struct cancelling *cancelling, enum err err, const struct fault *why)
{
	if (cancelling->done)
		cancelling->done(cancelling->data, err, why);
	talloc_free(cancelling);
}

static void cancelled(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	(void)c;
	answer(data, how->err, &how->why);
}

static struct event what_happens(const struct follow_cancel *what)
{
	struct event event = { .kind = EVENT_CANCEL_REQUESTED, .at = desk_now() };

	event.cancel_requested = (struct event_cancel_requested){ what->person, what->reason,
								  what->by_notice,
								  what->correction };
	if (what->hit.size == 0)
		return event;
	event.kind = EVENT_CONTENT_STOPPED;
	event.content_stopped = (struct event_content_stopped){ what->person, what->hit,
								what->reason };
	return event;
}

static void fold_cancel(struct desk *desk, struct desk_case *c, void *data)
{
	struct cancelling *cancelling = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_CANCEL);
	struct event event = what_happens(&cancelling->what);
	struct fault why;
	enum err err = desk_batch_event(batch, &event, &why);

	/* The case may be freed when its turn ends; what answers must not hang on it. */
	talloc_steal(desk, cancelling);
	if (err != ERR_OK) {
		desk_batch_abandon(batch);
		answer(cancelling, err, &why);
		return;
	}
	desk->figures.cancels++;
	err = desk_batch_commit(batch, cancelled, cancelling, &why);
	if (err != ERR_OK)
		answer(cancelling, err, &why);
}

void follow_cancel(struct desk *desk, struct desk_case *c, const struct follow_cancel *cancel,
		   follow_cancelled_fn *done, void *data)
{
	struct cancelling *cancelling = talloc_zero(desk, struct cancelling);
	struct fault why;
	enum err err;

	cancelling->what = *cancel;
	cancelling->what.person = slice_copy(cancelling, cancel->person);
	cancelling->what.reason = slice_copy(cancelling, cancel->reason);
	cancelling->what.hit = slice_copy(cancelling, cancel->hit);
	cancelling->done = done;
	cancelling->data = data;
	err = desk_case_when_idle(desk, c, fold_cancel, cancelling, DESK_CASE_FIRST);
	if (err == ERR_OK)
		return;
	err_set(&why, err, NULL, "too much waits for this notice");
	answer(cancelling, err, &why);
}
