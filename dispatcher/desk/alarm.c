/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/alarm.h"

#include <stdio.h>

#include "desk/batch.h"
#include "net/log.h"

static void say(const struct flow *flow)
{
	char by[UTC_TEXT_OCTETS], end[UTC_TEXT_OCTETS], why[200];

	snprintf(why, sizeof(why), "undecided: %s must be done by %s; it lapses at %s (alarm %u)",
		 notice_wait_name(flow_waiting_for(flow)),
		 utc_format(by, flow_decide_by(flow), UTC_CHINA_OFFSET_MINUTES),
		 utc_format(end, flow->judged.expires, UTC_CHINA_OFFSET_MINUTES), flow->alarms);
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
						 .notice = flow->notice,
						 .stop = "alarm",
						 .outcome = notice_state_name(flow->state),
						 .why = why });
}

/* Once it stands in the chain: a ledger that cannot commit has alarms of its own. */
static void rung(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	(void)data;
	if (how->err == ERR_OK)
		say(c->flow);
}

static void ring(struct desk *desk, struct desk_case *c, void *data)
{
	struct event event = { .kind = EVENT_ALARMED,
			       .at = desk_now(),
			       .alarmed = {
				       .attempt = c->flow->alarms + 1,
				       .waiting_for = flow_waiting_for(c->flow),
				       .decide_by = flow_decide_by(c->flow),
			       } };
	struct desk_batch *batch;
	struct fault why;

	(void)data;
	if (event.alarmed.waiting_for == NOTICE_WAIT_NONE)
		return;
	batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	if (desk_batch_event(batch, &event, &why) != ERR_OK)
		desk_batch_abandon(batch);
	else if (desk_batch_settle(batch, rung, NULL, &why) != ERR_OK)
		return; /* the ledger is full or away: the next tick tries again */
}

void alarm_ring(struct desk *desk, struct desk_case *c)
{
	if (desk_case_when_idle(desk, c, ring, NULL, DESK_CASE_LAST) != ERR_OK)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_NOTICE,
							 .notice = c->flow->notice,
							 .stop = "alarm",
							 .why = "too much waits for this notice" });
}
