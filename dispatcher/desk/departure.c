/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/departure.h"

#include <stdio.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/correction.h"
#include "desk/obligation.h"
#include "desk/overlap.h"
#include "desk/registry.h"
#include "desk/resolve.h"
#include "desk/routing.h"
#include "desk/shelf.h"
#include "desk/suspensions.h"
#include "ledger/query.h"
#include "net/log.h"

struct departing {
	struct desk *desk;
	uint64_t notice;
	struct resolution *resolution;
};

static void end(struct departing *departing)
{
	struct desk_case *c = desk_case_find(departing->desk, departing->notice);

	if (c)
		c->is_departing = false;
	talloc_free(departing);
}

static void give_up(struct departing *departing, const struct fault *why)
{
	struct desk_case *c = desk_case_find(departing->desk, departing->notice);

	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = departing->notice,
						 .stop = "departure",
						 .outcome = "failed",
						 .why = why->text });
	if (c)
		desk_retry_later(&c->departure);
	end(departing);
}

static bool is_due_again(const struct flow *flow)
{
	struct utc at = flow_repeat_at(flow);

	return utc_is_set(at) && !utc_before(desk_now(), at);
}

static bool may_leave(const struct flow *flow)
{
	return is_due_again(flow) || flow->state == NOTICE_AGREED ||
	       flow->state == NOTICE_SCHEDULED || flow_outside_is_due(flow);
}

bool departure_is_owed(const struct flow *flow)
{
	return flow->state == NOTICE_AGREED || flow_outside_is_due(flow);
}

static enum routing_part part_of(const struct departing *departing, const struct flow *flow)
{
	if (flow->lane == LANE_URGENT && flow->route_count > 0)
		return ROUTING_OUTSIDE;
	/* A reviewer agreed to all of it, and an order is an order for all of it. */
	if (flow->lane != LANE_URGENT || departing->resolution->corrects.everywhere)
		return ROUTING_ALL;
	return flow->key == LANE_KEY_MECHANISM ? ROUTING_ALL : ROUTING_INSIDE;
}

static enum err route(struct desk_batch *batch, const struct departing *departing,
		      const struct flow *flow, struct fault *why)
{
	enum err err = ERR_OK;

	if (!digest_equal(&departing->resolution->judged.content, &flow->judged.content))
		return err_set(why, ERR_CONFLICT, "art. 27",
			       "the stored document no longer gives the content that was agreed");
	err = routing_add(batch, departing->resolution, part_of(departing, flow), why);
	if (err == ERR_OK)
		err = obligation_add(batch, departing->resolution, why);
	return err;
}

static void has_left(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	if (how->err != ERR_OK) {
		give_up(data, &how->why);
		return;
	}
	desk_retry_reset(&c->departure);
	end(data);
}

/* Said once for each that it waits behind, not with each look. */
static void say_waits(struct desk_case *c, uint64_t other)
{
	char why[96];

	if (c->waits_behind == other)
		return;
	c->waits_behind = other;
	snprintf(why, sizeof(why), "planned notice %llu is on the air there",
		 (unsigned long long)other);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						  .notice = c->flow->notice,
						  .stop = "departure",
						  .outcome = "waits",
						  .why = why });
}

/* ---- nobody would be reached ------------------------------------------------------------ */

static void is_unreached(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	if (how->err != ERR_OK) {
		give_up(data, &how->why);
		return;
	}
	desk_retry_reset(&c->departure);
	end(data);
}

/* Nothing is sent and nothing is called sent: it goes back to those who let it go. */
static void turn_back(struct desk *desk, struct desk_case *c, struct departing *departing)
{
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	struct event event = { .kind = EVENT_UNREACHED,
			       .at = desk_now(),
			       .unreached = { departing->resolution->reach } };
	struct fault why;

	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = c->flow->notice,
						 .stop = "departure",
						 .outcome = "reaches nobody",
						 .has_cells = true,
						 .cells = event.unreached.reach.cells,
						 .why = "no cell of its area can be told by the "
							"register and the links of now" });
	desk->figures.unreached++;
	if (desk_batch_event(batch, &event, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		give_up(departing, &why);
	} else if (desk_batch_settle(batch, is_unreached, departing, &why) != ERR_OK) {
		give_up(departing, &why);
	}
}

static bool reaches_nobody(const struct desk_batch *batch)
{
	const struct flow *flow = desk_batch_flow(batch);

	return flow->route_count == 1 && flow->delivery_count == 0;
}

/* Shown again, or its part outside: what went before stays as it is, and this is said. */
static void say_if_empty(const struct desk_batch *batch)
{
	const struct flow *flow = desk_batch_flow(batch);

	if (flow->route_count > 1 && flow->routes[flow->route_count - 1].delivery_count == 0)
		log_stop(LOGL_ERROR,
			 &(struct log_stop){ .area = LOG_AREA_NOTICE,
					     .notice = flow->notice,
					     .stop = "departure",
					     .outcome = "reaches nobody",
					     .why = "this part of it, or this repeat" });
}

static void leave(struct desk *desk, struct desk_case *c, void *data)
{
	struct departing *departing = data;
	struct desk_batch *batch;
	struct fault why;
	uint64_t other;

	if (!may_leave(c->flow)) {
		end(departing);
		return;
	}
	other = overlap_find(desk, c->flow, departing->resolution);
	if (other) {
		say_waits(c, other);
		desk_retry_later(&c->departure);
		end(departing);
		return;
	}
	batch = desk_batch_begin(desk, c, LEDGER_URGENT);
	if (route(batch, departing, c->flow, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		give_up(departing, &why);
		return;
	}
	if (reaches_nobody(batch)) {
		desk_batch_abandon(batch);
		turn_back(desk, c, departing);
		return;
	}
	say_if_empty(batch);
	if (desk_batch_settle(batch, has_left, departing, &why) != ERR_OK)
		give_up(departing, &why);
}

static void resolved(void *data, struct resolution *resolution)
{
	struct departing *departing = data;
	struct desk_case *c = desk_case_find(departing->desk, departing->notice);

	departing->resolution = resolution;
	if (resolution->has_failed) {
		give_up(departing, &resolution->failure);
		return;
	}
	if (!c ||
	    desk_case_when_idle(departing->desk, c, leave, departing, DESK_CASE_LAST) != ERR_OK)
		end(departing);
}

static void have_document(void *data, const struct ledger_answer *answer)
{
	struct departing *departing = data;
	struct desk_case *c = desk_case_find(departing->desk, departing->notice);
	struct intake_document document = { .source = "store" };

	if (answer->err != ERR_OK) {
		give_up(departing, &answer->why);
		return;
	}
	if (!c) { /* cancelled meanwhile, and gone */
		end(departing);
		return;
	}
	document.format = intake_format_of(c->flow->received.format);
	if (document.format == INTAKE_FORMAT_CORRECTION) {
		correction_resolve(
			departing,
			&(struct correction_question){ departing->desk, c->flow, answer->document },
			resolved, departing);
		return;
	}
	document.octets = slice_copy(departing, answer->document);
	document.received = c->flow->received_at;
	resolve_document(departing->desk, departing,
			 &(struct resolve_question){
				 .document = &document, .sender = c->flow, .departs = c->flow },
			 resolved, departing);
}

/* Its window, or the end of the quiet hours in which that begins; now, where both are past. */
static struct utc begins_at(const struct desk *desk, const struct flow *flow)
{
	struct utc now = desk_now();
	struct utc at = utc_before(flow->judged.begins, now) ? now : flow->judged.begins;

	if (flow->lane != LANE_PLANNED)
		return at;
	return quiet_over(&desk_registry(desk)->settings.quiet, at);
}

static void is_scheduled(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	(void)data;
	if (how->err == ERR_OK)
		desk_retry_reset(&c->departure);
	else
		desk_retry_later(&c->departure);
}

static void schedule(struct desk *desk, struct desk_case *c, void *data)
{
	struct desk_batch *batch;
	struct event event = { .kind = EVENT_SCHEDULED,
			       .at = desk_now(),
			       .scheduled = { begins_at(desk, c->flow) } };
	struct fault why;

	(void)data;
	if (c->flow->state != NOTICE_AGREED)
		return;
	batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	if (desk_batch_event(batch, &event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_settle(batch, is_scheduled, NULL, &why) != ERR_OK)
		desk_retry_later(&c->departure);
}

/* What it was judged with is on its way to be at hand; what is urgent goes without. */
static bool awaits_comparison(const struct desk *desk, const struct flow *flow)
{
	return flow->lane != LANE_URGENT && shelf_is_opening(desk, &flow->judged.cell_register);
}

/* For its window, quiet hours, or (art. 22, 37) the end of its body's suspension. */
static bool must_wait(const struct desk *desk, const struct flow *flow)
{
	return utc_before(desk_now(), begins_at(desk, flow)) || suspensions_hold_back(desk, flow);
}

void departure_begin(struct desk *desk, struct desk_case *c)
{
	struct departing *departing;
	struct fault why;

	if (!may_leave(c->flow) || c->is_departing || !desk_retry_may(&c->departure))
		return;
	if (must_wait(desk, c->flow)) {
		/* The scheduler asks again if it finds no place in the queue. */
		if (c->flow->state == NOTICE_AGREED &&
		    desk_case_when_idle(desk, c, schedule, NULL, DESK_CASE_LAST) != ERR_OK)
			return;
		return;
	}
	if (awaits_comparison(desk, c->flow)) {
		desk_retry_later(&c->departure);
		return;
	}
	departing = talloc_zero(desk, struct departing);
	departing->desk = desk;
	departing->notice = c->flow->notice;
	c->is_departing = true;
	if (ledger_query_document(desk->ledger, &c->flow->received.document, have_document,
				  departing, &why) != ERR_OK)
		give_up(departing, &why);
}
