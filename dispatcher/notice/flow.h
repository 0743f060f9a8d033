/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Flow: the whole life of one notice as one value, and the one function that changes it.
 *
 * flow_step() folds an event into the flow and answers with orders. It is pure: it asks
 * nothing, judges nothing, and an event that is not allowed leaves the flow untouched. Running
 * the notice's events through it again gives the same flow, so recovery is no second program.
 *
 * Memory: a flow's texts hang on the `texts` parent given to flow_new() and are shared by its
 * clones; the flow itself, its deliveries and cells are its own.
 */
#ifndef NOTICE_FLOW_H
#define NOTICE_FLOW_H

#include "notice/delivery.h"
#include "notice/event.h"
#include "notice/order.h"
#include "notice/paperwork.h"
#include "notice/prohibition.h"

enum {
	FLOW_ROUTES_MAX = 16,
	FLOW_PAGE_INTERVAL_MINUTES = 2, /* art. 26 (b): paged at once and again */
	FLOW_CLOSE_GRACE_MINUTES = 10,	/* after expiry, for nodes that still may answer */
};

struct flow_route {
	struct digest document;
	struct utc at; /* when it was routed */
	uint32_t first_delivery, delivery_count;
	struct digest cell_register; /* that it was resolved with */
};

struct flow {
	void *texts;
	uint64_t notice;
	enum notice_state state;
	uint32_t version;		/* of the document: 1, then one more for each amendment */
	struct event_received received; /* document, person and attachments of the newest version */
	struct utc received_at;		/* the filing date: of the newest version that moved it */
	struct utc accepted_at;		/* when it got its number; no amendment moves it */
	struct slice submitters;	/* ids, a line each: who spoke for the applicant so far */
	struct event_judged judged;
	struct digest own_filed; /* of the applicant's newest version, whoever's the judged is */
	struct slice own_sending_body;
	enum lane lane; /* judged.lane, until an order makes it urgent */
	enum lane_key key;
	struct slice ordered_by; /* with LANE_KEY_MECHANISM */
	bool waits_for_duty_officer;
	bool waits_for_second_person;
	bool outside_waits; /* the part outside the jurisdiction waits */
	uint32_t pages;	    /* to the duty officer */
	struct utc last_page;
	enum event_decision decision; /* the newest */
	struct slice decided_by, situation, reason;
	enum event_mark public_interest;
	struct utc decided_at;	  /* by a person */
	struct utc authorised_at; /* by a plan, by what it follows, or by the second person */
	struct utc waits_since;	  /* what it waits for now */
	uint32_t alarms;	  /* of this wait */
	struct utc send_at;
	struct flow_route routes[FLOW_ROUTES_MAX];
	uint32_t route_count;
	struct delivery *deliveries;
	uint32_t delivery_count;
	uint8_t *cells; /* of all deliveries, one after the other */
	uint64_t cell_count;
	uint64_t people, unreachable_cells;
	struct event_reach reach;  /* of the newest route, or of what would have been one */
	bool is_unreached;	   /* it was let go, would reach nobody, and waits for a decision */
	enum notice_state ends_as; /* set when everything must be off */
	struct slice cancelled_by, cancel_reason;
	struct slice withheld_by, withheld_reason; /* until somebody decides again */
	uint64_t superseded_by;
	struct paperwork paperwork;
	struct prohibition prohibition;
	struct utc changed;
	uint64_t event_count;
};

/* An empty flow on ctx. */
struct flow *flow_new(void *ctx, void *texts, uint64_t notice);
struct flow *flow_clone(void *ctx, const struct flow *flow);

/*
 * ERR_STATE: this event is not allowed now. ERR_CONFLICT: the content is not what was agreed.
 * ERR_LIMIT: too many routes or deliveries. The flow is untouched then, and no order is added.
 */
enum err MUST_USE flow_step(struct flow *flow, const struct event *event, struct orders *orders,
			    struct fault *why);

/*
 * Puts the deliveries of a stored route back, as they were when it was made; used when a
 * snapshot is loaded, never for news. ERR_INPUT if it does not fit what is there.
 */
enum err MUST_USE flow_restore_route(struct flow *flow, const struct event_routed *routed,
				     struct utc at, struct fault *why);

/* Somebody is to be paged: the duty officer until he decides, or once where he has only to look;
   the second person of what is urgent. */
bool flow_wants_page(const struct flow *flow);
/* Of its deliveries, how many stops their nodes refuse: somebody must speak with the carrier. */
uint32_t flow_stops_refused(const struct flow *flow);

/* Something may still have to be done: an open state, paperwork not settled, a report owed. */
bool flow_is_open(const struct flow *flow);

/* ---- what waits for a person: undecided it alarms, and lapses ----------------------------- */

/* Derived, never stored; NONE when nobody is waited for. */
enum notice_wait flow_waiting_for(const struct flow *flow);
/* Why it does not go on by itself, in both languages; NULL where it does. */
struct flow_reason {
	const char *zh, *en;
};
struct flow_reason flow_waits_because(const struct flow *flow);
/*
 * The moment by which that must have happened: the window's begin; where it has none or it was
 * past when the notice came, its end; the next page where the duty officer is waited for.
 */
struct utc flow_decide_by(const struct flow *flow);
/* When the next alarm is due; unset where there is none. */
struct utc flow_alarm_at(const struct flow *flow);

/* The part outside the jurisdiction was ordered and is not routed yet (art. 26). */
bool flow_outside_is_due(const struct flow *flow);

enum flow_timer_kind {
	FLOW_TIMER_NONE = 0,
	FLOW_TIMER_PAGE,   /* EVENT_PAGED */
	FLOW_TIMER_WINDOW, /* route and send, for the first time or again */
	FLOW_TIMER_EXPIRE, /* EVENT_EXPIRED */
	FLOW_TIMER_LAPSE,  /* EVENT_LAPSED */
	FLOW_TIMER_CLOSE,  /* EVENT_CLOSED */
	FLOW_TIMER_REMIND, /* EVENT_PAPERWORK_REMINDED */
	FLOW_TIMER_ALARM,  /* EVENT_ALARMED */
	FLOW_TIMER_REPORT, /* EVENT_CONTENT_REMINDED */
};

struct flow_timer {
	enum flow_timer_kind kind;
	struct utc at;
};

/*
 * When it is to be shown again: its time on the air, divided by how often. Unset: not any more,
 * or not yet. Only what was decided by people is (planned and expedited).
 */
struct utc flow_repeat_at(const struct flow *flow);

/* What must happen next if nothing else does; kind NONE if nothing. Derived, never stored. */
struct flow_timer flow_next_timer(const struct flow *flow);

struct flow_counts {
	uint32_t deliveries, accepted, failed, unknown, stopped;
	uint64_t cells, cells_ok, cells_failed, cells_taken_over;
};
struct flow_counts flow_count(const struct flow *flow);

#endif
