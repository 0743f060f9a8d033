/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/scheduler.h"

#include <osmocom/core/timer.h>
#include <talloc.h>

#include "desk/alarm.h"
#include "desk/batch.h"
#include "desk/departure.h"
#include "desk/paging.h"
#include "desk/reconcile.h"
#include "desk/release.h"
#include "desk/reminding.h"
#include "desk/renewal.h"
#include "desk/shelf.h"
#include "desk/stopping.h"
#include "net/log.h"

struct desk_scheduler {
	struct osmo_timer_list tick;
};

static const enum event_kind event_of_timer[] = {
	[FLOW_TIMER_EXPIRE] = EVENT_EXPIRED,
	[FLOW_TIMER_LAPSE] = EVENT_LAPSED,
	[FLOW_TIMER_CLOSE] = EVENT_CLOSED,
};

static void fold_timer(struct desk *desk, struct desk_case *c, enum flow_timer_kind kind)
{
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	struct event event = { .kind = event_of_timer[kind], .at = desk_now() };
	struct fault why;

	if (desk_batch_event(batch, &event, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = c->flow->notice,
							 .stop = "timer",
							 .why = why.text });
	} else if (desk_batch_commit(batch, NULL, NULL, &why) != ERR_OK) {
		return; /* the ledger is full or away: a later tick tries again */
	}
}

/* A timer that fires again for the same flow came to nothing the last time. */
static bool must_pause(struct desk_case *c, enum flow_timer_kind kind)
{
	if (c->tried_kind != kind || c->tried_events != c->flow->event_count)
		desk_retry_reset(&c->timer);
	c->tried_kind = kind;
	c->tried_events = c->flow->event_count;
	if (!desk_retry_may(&c->timer))
		return true;
	desk_retry_later(&c->timer);
	return false;
}

static void look_at(struct desk *desk, struct desk_case *c, void *data)
{
	const struct utc *now = data;
	struct flow_timer timer;

	if (c->in_flight || c->first)
		return;
	if (c->owes_restart) {
		reconcile_owed(desk, c);
		return;
	}
	if (c->owes_release) {
		release_owed(desk, c);
		return;
	}
	renewal_look(desk, c);
	stopping_look(desk, c);
	if (departure_is_owed(c->flow))
		departure_begin(desk, c);
	timer = flow_next_timer(c->flow);
	if (c->in_flight || timer.kind == FLOW_TIMER_NONE || utc_before(*now, timer.at))
		return;
	/* A window that passed while nobody looked (or a drill's clock jumped) is not sent into. */
	if (timer.kind == FLOW_TIMER_WINDOW && !utc_before(*now, c->flow->judged.expires))
		timer.kind = FLOW_TIMER_EXPIRE;
	/* A window may wait for more than its time (art. 22); a departure minds its own pauses. */
	if (timer.kind != FLOW_TIMER_WINDOW && must_pause(c, timer.kind))
		return;
	if (timer.kind == FLOW_TIMER_PAGE)
		paging_page(desk, c);
	else if (timer.kind == FLOW_TIMER_WINDOW)
		departure_begin(desk, c);
	else if (timer.kind == FLOW_TIMER_REMIND)
		reminding_of_paperwork(desk, c);
	else if (timer.kind == FLOW_TIMER_REPORT)
		reminding_of_report(desk, c);
	else if (timer.kind == FLOW_TIMER_ALARM)
		alarm_ring(desk, c);
	else
		fold_timer(desk, c, timer.kind);
}

void scheduler_run(struct desk *desk)
{
	struct utc now = desk_now();

	desk_cases_visit(desk, look_at, &now);
}

static void on_tick(void *data)
{
	struct desk *desk = data;

	if (desk->is_stopping)
		return;
	scheduler_run(desk);
	shelf_tidy(desk);
	osmo_timer_schedule(&desk->scheduler->tick, 0, DESK_TICK_MS * 1000);
}

struct desk_scheduler *scheduler_new(struct desk *desk)
{
	struct desk_scheduler *scheduler = talloc_zero(desk, struct desk_scheduler);

	osmo_timer_setup(&scheduler->tick, on_tick, desk);
	osmo_timer_schedule(&scheduler->tick, 0, DESK_TICK_MS * 1000);
	return scheduler;
}

void scheduler_free(struct desk *desk)
{
	osmo_timer_del(&desk->scheduler->tick);
	TALLOC_FREE(desk->scheduler);
}
