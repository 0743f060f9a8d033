/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report_event.h"

#include <stddef.h>

#include "notice/report_log.h"

/* ---- events that say what they hold ----------------------------------------------------- */

/* Where in the event the texts and the time of its line stand; 0: nowhere. */
struct plain {
	enum report_stop stop;
	size_t who, what, because, due;
};

#define AT(member) offsetof(struct event, member)

/* clang-format off */
static const struct plain plain[EVENT_KIND_COUNT] = {
	[EVENT_PAGED] = { REPORT_STOP_PAGED, .who = AT(paged.persons) },
	[EVENT_AUTHORISED] = { REPORT_STOP_AUTHORISED, .what = AT(authorised.plan),
			       .because = AT(authorised.grounds) },
	[EVENT_DECIDED] = { REPORT_STOP_DECIDED, .who = AT(decided.person),
			    .because = AT(decided.reason) },
	[EVENT_SECONDED] = { REPORT_STOP_SECONDED, .who = AT(by_person.person) },
	[EVENT_CONFIRMED] = { REPORT_STOP_CONFIRMED, .who = AT(by_person.person) },
	[EVENT_AMENDED] = { REPORT_STOP_AMENDED, .who = AT(amended.person) },
	[EVENT_SCHEDULED] = { REPORT_STOP_SCHEDULED, .due = AT(scheduled.send_at) },
	[EVENT_PAPERWORK_OWED] = { REPORT_STOP_PAPERWORK_OWED,
				   .what = AT(paperwork_owed.department),
				   .due = AT(paperwork_owed.due) },
	[EVENT_CANCEL_REQUESTED] = { REPORT_STOP_CANCEL_ASKED, .who = AT(cancel_requested.person),
				     .because = AT(cancel_requested.reason) },
	[EVENT_EXPIRED] = { .stop = REPORT_STOP_EXPIRED },
	[EVENT_LAPSED] = { .stop = REPORT_STOP_LAPSED },
	[EVENT_CLOSED] = { .stop = REPORT_STOP_CLOSED },
	[EVENT_PAPERWORK_REMINDED] = { REPORT_STOP_PAPERWORK_REMINDED,
				       .who = AT(reminded.persons) },
	[EVENT_PAPERWORK_FILED] = { REPORT_STOP_PAPERWORK_FILED,
				    .who = AT(paperwork_filed.person) },
	[EVENT_PAPERWORK_SETTLED] = { REPORT_STOP_PAPERWORK_SETTLED,
				      .who = AT(paperwork_settled.person),
				      .what = AT(paperwork_settled.outcome),
				      .because = AT(paperwork_settled.reason) },
	[EVENT_WITHHELD] = { REPORT_STOP_WITHHELD, .who = AT(withheld.person),
			     .because = AT(withheld.reason) },
	[EVENT_CONTENT_STOPPED] = { REPORT_STOP_CONTENT_STOPPED, .who = AT(content_stopped.person),
				    .what = AT(content_stopped.hit),
				    .because = AT(content_stopped.reason) },
	[EVENT_CONTENT_REPORTED] = { REPORT_STOP_CONTENT_REPORTED,
				     .who = AT(content_reported.person),
				     .what = AT(content_reported.reported_to),
				     .because = AT(content_reported.reference) },
	[EVENT_CONTENT_REMINDED] = { REPORT_STOP_CONTENT_REMINDED,
				     .who = AT(reminded.persons) },
	[EVENT_ALARMED] = { REPORT_STOP_ALARMED, .due = AT(alarmed.decide_by) },
};
/* clang-format on */

static struct slice text_at(const struct event *event, size_t offset)
{
	if (offset == 0)
		return (struct slice){ NULL, 0 };
	return *(const struct slice *)((const char *)event + offset);
}

static struct report_line line_of(const struct event *event)
{
	const struct plain *row = &plain[event->kind];
	struct report_line line = {
		.stop = row->stop,
		.at = event->at,
		.who = text_at(event, row->who),
		.what = text_at(event, row->what),
		.because = text_at(event, row->because),
	};

	if (row->due > 0)
		line.due = *(const struct utc *)((const char *)event + row->due);
	return line;
}

static uint32_t shown_in(const struct report *report, enum delivery_state state)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->delivery_count; i++)
		count += report_shows(report, i) && report->flow->deliveries[i].state == state;
	return count;
}

/* What a few of them hold beside. */
static void add_rest(struct report_line *line, const struct report *report,
		     const struct event *event)
{
	switch (event->kind) {
	case EVENT_PAGED:
		line->is_second = event->paged.for_outside;
		break;
	case EVENT_AUTHORISED:
		line->other = report->flow->judged.follows;
		break;
	case EVENT_DECIDED:
		line->what = slice_of(event_decision_name(event->decided.decision));
		break;
	case EVENT_AMENDED:
		line->total = event->amended.version;
		line->is_second = event->amended.is_adjusted;
		break;
	case EVENT_CANCEL_REQUESTED:
		line->other = event->cancel_requested.by_notice;
		break;
	case EVENT_EXPIRED:
		line->due = report->flow->judged.expires;
		break;
	case EVENT_CLOSED:
		line->deliveries = shown_in(report, DELIVERY_UNKNOWN);
		break;
	case EVENT_ALARMED:
		line->what = slice_of(notice_wait_name(event->alarmed.waiting_for));
		break;
	default:
		break;
	}
}

/* ---- events that are counted ------------------------------------------------------------ */

static void say_received(struct report *report, const struct event *event)
{
	report_log_say(report, (struct report_line){ .stop = REPORT_STOP_RECEIVED,
						     .at = event->at,
						     .who = event->received.agency,
						     .person = event->received.person,
						     .what = event->received.format });
}

static void say_judged(struct report *report, const struct event *event)
{
	const struct event_judged *judged = &event->judged;
	struct report_line line = {
		.stop = REPORT_STOP_JUDGED,
		.at = event->at,
		.what = slice_of(lane_name(judged->lane)),
		.because = judged->refused_by,
		.total = judged->finding_count,
		.nodes = judged->nodes,
		.all_cells = judged->cells,
		.people = judged->people,
		.is_second = judged->verdict == EFFECT_REFUSE,
	};

	line.cells[REPORT_NOT_ORDERED] = judged->cells_outside;
	report_log_say(report, line);
}

static void say_routed(struct report *report, const struct event *event)
{
	const struct event_routed *routed = &event->routed;
	struct report_line line = { .stop = REPORT_STOP_ROUTED,
				    .at = event->at,
				    .is_second = routed->is_repeat };
	uint32_t before = UINT32_MAX;

	for (size_t i = 0; i < routed->delivery_count; i++) {
		uint32_t delivery = routed->first_delivery + (uint32_t)i;
		uint32_t node = report->deliveries[delivery].node;

		if (!report_shows(report, delivery))
			continue;
		line.deliveries++;
		line.nodes += node != before; /* those of one node follow each other */
		line.all_cells += routed->deliveries[i].cells;
		before = node;
	}
	if (!report->carrier.at) {
		line.people = routed->people;
		line.cells[REPORT_NOT_SERVED] = routed->unreachable_cells;
	}
	report_log_say(report, line);
}

static bool is_shown_node(const struct report *report, const struct event_restarted *restarted)
{
	for (uint32_t i = 0; i < report->delivery_count; i++)
		if (report_shows(report, i) &&
		    slice_equal(report->flow->deliveries[i].link, restarted->link) &&
		    slice_equal(report->flow->deliveries[i].node, restarted->node))
			return true;
	return false;
}

static void say_restarted(struct report *report, const struct event *event)
{
	const struct event_restarted *restarted = &event->restarted;
	struct report_line line = { .stop = REPORT_STOP_RESTARTED,
				    .at = event->at,
				    .what = restarted->node };
	struct report_line *last;

	if (restarted->link.size == 0) {
		report_log_say(report, line);
		return;
	}
	if (report->carrier.at && !is_shown_node(report, restarted))
		return;
	last = report_log_fold(report, REPORT_FOLDED_RESTARTED, &line);
	if (last)
		last->nodes++;
}

/* Node by node, as the newer one gets on the air. */
static void say_superseded(struct report *report, const struct event *event)
{
	const struct event_superseded *superseded = &event->superseded;
	struct report_line line = { .stop = REPORT_STOP_SUPERSEDED,
				    .at = event->at,
				    .other = superseded->by };
	struct report_line *last = NULL;

	for (size_t i = 0; i < superseded->count && !last; i++)
		if (report_shows(report, superseded->deliveries[i].delivery))
			last = report_log_fold(report, REPORT_FOLDED_SUPERSEDED, &line);
	for (size_t i = 0; last && i < superseded->count; i++) {
		uint32_t index = superseded->deliveries[i].delivery;

		if (!report_shows(report, index) || report->deliveries[index].is_superseded)
			continue;
		report->deliveries[index].is_superseded = true;
		last->deliveries++;
	}
}

/* Node by node, as the graver one is refused there. */
static void say_preempted(struct report *report, const struct event *event)
{
	const struct event_preempted *preempted = &event->preempted;
	bool for_good = preempted->for_good;
	struct report_line line = { .stop = for_good ? REPORT_STOP_OUTDONE : REPORT_STOP_PREEMPTED,
				    .at = event->at,
				    .other = preempted->by };
	uint32_t shown = 0;
	struct report_line *last;

	for (size_t i = 0; i < preempted->count; i++)
		shown += report_shows(report, preempted->deliveries[i].delivery);
	last = shown ? report_log_fold(report,
				       for_good ? REPORT_FOLDED_OUTDONE : REPORT_FOLDED_PREEMPTED,
				       &line)
		     : NULL;
	if (last)
		last->deliveries += shown;
}

/* ---- the end ---------------------------------------------------------------------------- */

static bool is_out(enum notice_state state)
{
	return state == NOTICE_SENDING || state == NOTICE_BROADCASTING ||
	       state == NOTICE_CANCELLING;
}

/* The last of it is off, or will never be known; where nothing went out there is nothing to say. */
static void say_ended(struct report *report, const struct event *event, enum notice_state before)
{
	enum notice_state now = report->flow->state;
	struct report_line line = { .stop = REPORT_STOP_ENDED,
				    .at = event->at,
				    .what = slice_of(notice_state_name(now)),
				    .deliveries = shown_in(report, DELIVERY_STOPPED) };

	if (!is_out(before) || is_out(now) || report->delivery_count == 0)
		return;
	for (uint32_t i = 0; i < report->delivery_count; i++)
		line.total += report_shows(report, i);
	report_log_say(report, line);
}

static void say_plain(struct report *report, const struct event *event)
{
	struct report_line line = line_of(event);

	add_rest(&line, report, event);
	report_log_say(report, line);
}

static void (*const sayings[EVENT_KIND_COUNT])(struct report *, const struct event *) = {
	[EVENT_RECEIVED] = say_received,     [EVENT_JUDGED] = say_judged,
	[EVENT_ROUTED] = say_routed,	     [EVENT_RESTARTED] = say_restarted,
	[EVENT_SUPERSEDED] = say_superseded, [EVENT_PREEMPTED] = say_preempted,
};

void report_event_say(struct report *report, const struct event *event, enum notice_state before)
{
	if (sayings[event->kind])
		sayings[event->kind](report, event);
	else if (plain[event->kind].stop != REPORT_STOP_NONE)
		say_plain(report, event);
	say_ended(report, event, before);
}
