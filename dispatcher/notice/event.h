/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Event: something that happened. Events are the only memory of this program: they are
 * committed before anything is done about them, and folding them again gives the same state.
 * What needed the outside (verdict, lane, route, serial numbers, time) was looked up before
 * and stands inside.
 *
 * Every kind has a version; one that changes gets an upcaster in wire/event_bytes.c.
 */
#ifndef NOTICE_EVENT_H
#define NOTICE_EVENT_H

#include "base/digest.h"
#include "base/utc.h"
#include "notice/cell_id.h"
#include "notice/complaint.h"
#include "notice/finding.h"
#include "notice/lane.h"
#include "notice/notice.h"
#include "notice/receipt.h"
#include "notice/suspension.h"

enum event_kind {
	EVENT_NONE = 0,
	/* ---- a notice, in the order its life may take ---- */
	EVENT_RECEIVED,
	EVENT_JUDGED,
	EVENT_PAGED,
	EVENT_AUTHORISED,
	EVENT_DECIDED,
	EVENT_SECONDED,
	EVENT_CONFIRMED,
	EVENT_AMENDED,
	EVENT_SCHEDULED,
	EVENT_ROUTED,
	EVENT_PAPERWORK_OWED,
	EVENT_RECEIPTS,
	EVENT_RESTARTED,
	EVENT_SUPERSEDED,
	EVENT_PREEMPTED,
	EVENT_CANCEL_REQUESTED,
	EVENT_EXPIRED,
	EVENT_LAPSED,
	EVENT_CLOSED,
	EVENT_PAPERWORK_REMINDED,
	EVENT_PAPERWORK_FILED,
	EVENT_PAPERWORK_SETTLED,
	EVENT_WITHHELD,
	EVENT_CONTENT_STOPPED,
	EVENT_CONTENT_REPORTED,
	EVENT_CONTENT_REMINDED,
	EVENT_ALARMED,
	EVENT_UNREACHED,
	/* ---- the registry, the store, the links ---- */
	EVENT_REGISTRY_APPLIED,
	EVENT_REGISTER_SWAPPED,
	EVENT_STORE_CREATED,
	EVENT_CLOCK_ADVANCED,
	EVENT_LINK_CHANGED,
	EVENT_SUSPENSION_ORDERED,
	EVENT_SUSPENSION_LIFTED,
	EVENT_COMPLAINT_RECORDED,
	EVENT_COMPLAINT_STRUCK,
	EVENT_ROWS_RESTORED,
	EVENT_KIND_COUNT
};

const char *event_kind_name(enum event_kind kind); /* "paperwork-owed" */
bool event_kind_from_name(struct slice name, enum event_kind *out);
bool event_kind_is_of_notice(enum event_kind kind);

/* A document of its own beside the application that brought it. */
struct event_attachment {
	struct slice name, media_type;
	struct digest document; /* salted */
	uint64_t octets;
};

struct event_received {
	struct slice agency, person; /* ids; person "" where a program came in by MQTT */
	struct slice source;	     /* "http", "mqtt" */
	struct slice format;	     /* "cap", "application", "cn" */
	struct digest document;	     /* salted */
	uint64_t octets;
	const struct event_attachment *attachments;
	size_t attachment_count;
};

/* What the judging found; findings themselves are a document. */
struct event_judged {
	enum effect verdict; /* NONE to WARN: goes on; HOLD, DUTY_OFFICER, REFUSE */
	enum lane lane;
	enum lane_class class_of_emergency;
	bool is_critical;
	enum lane_key key; /* lets it out at once; NONE on the urgent lane: the duty officer */
	struct slice event_type, title, grounds, profile;
	struct slice level;	   /* 级别: "red", or CAP's severity where there is no colour */
	struct slice plan;	   /* id of the plan that covers it; empty if none */
	struct slice authority;	   /* who reviews, who is owed the paperwork */
	struct slice sending_body; /* agency id, where it is not the applicant */
	struct slice alert_sender, alert_identifier;
	struct utc alert_sent;
	struct slice alert_first; /* of a national message: identifier of its chain's first */
	enum notice_relation relation;
	uint64_t follows;	/* notice number; 0 */
	struct slice reference; /* "sender,identifier,sent" of a CAP Cancel that came too early */
	struct digest content;	/* what is approved (notice/content.h) */
	struct digest filed;	/* of it, what the filing date hangs on */
	struct digest findings; /* salted digest of the findings document; zero if none */
	uint32_t finding_count;
	struct slice refused_by;    /* rule ids of the findings that refuse it, blank separated */
	struct utc begins, expires; /* window; begins unset: at once */
	bool needs_second_person;
	bool waits_for_calendar;  /* art. 27: the year of its lead time is not known */
	uint32_t repeats;	  /* shown so often, evenly over the window; 0, 1: once */
	bool part_is_outside;	  /* some cells lie outside: they wait for the duty officer */
	bool tells_duty_officer;  /* it is sent, and he looks at its content (art. 15) */
	struct slice rules_pack;  /* the pack it was judged by */
	struct slice sender_code; /* 码号 it leaves under where it leaves by SMS */
	bool by_internet; /* an alert whose channels hold `internet`, by a setting of that day */
	struct digest canonical; /* salted digest of the content's canonical bytes, a document */
	struct utc last_call;	 /* one working day before it must be decided; unset: not known */
	uint64_t cells, cells_outside, people; /* what its area reached then */
	uint32_t nodes;
	struct digest cell_register; /* that it was resolved with; zero: there was none */
};

/*
 * What the area reaches when it leaves, against what it reached when it was judged: the area is the
 * same, the register may be another one by now.
 */
struct event_reach {
	struct digest cell_register, judged_with; /* then and now: digests of the registers */
	bool is_compared;     /* cell by cell: false where the old register is not at hand */
	uint64_t added, gone; /* cells */
	uint64_t cells, people;
	uint64_t judged_cells, judged_people;
};

struct event_authorised {
	enum lane_key key;
	struct slice plan; /* with LANE_KEY_PLAN */
	struct slice grounds;
};

struct event_paged {
	struct slice persons; /* ids, blank separated; empty: nobody on duty is registered */
	uint32_t attempt;     /* from 1 */
	bool for_outside;     /* only the part outside the jurisdiction waits */
	bool for_content;     /* nothing waits: its content is to be looked at (art. 15) */
};

enum event_decision {
	EVENT_DECISION_NONE = 0,
	EVENT_DECISION_AGREE,
	EVENT_DECISION_AGREE_ADJUSTED,
	EVENT_DECISION_UNSUITABLE,
	EVENT_DECISION_OUT_OF_SCOPE,
	EVENT_DECISION_RETURN,
	EVENT_DECISION_ORDER_URGENT,
	EVENT_DECISION_COUNT
};
const char *event_decision_name(enum event_decision decision);
bool event_decision_from_name(struct slice name, enum event_decision *out);

/* Whether it serves the public interest 公益性 (art. 42), as the reviewer marked it. */
enum event_mark { EVENT_MARK_NONE = 0, EVENT_MARK_YES, EVENT_MARK_NO, EVENT_MARK_COUNT };
const char *event_mark_name(enum event_mark mark);

struct event_decided {
	enum event_decision decision;
	struct slice person, situation, reason, criteria;
	struct digest content; /* what was in front of the person */
	enum event_mark public_interest;
};

struct event_person {
	/* SECONDED, CONFIRMED */
	struct slice person;
	struct digest content;
	struct slice criteria; /* of the second person, as of a decision */
};

struct event_amended {
	struct slice person;
	struct digest document;
	uint32_t version;
	bool keeps_filing_date; /* 补正 that changed neither text, area, time nor body */
	bool is_adjusted;	/* the authority's, brought by agree-adjusted */
	const struct event_attachment *attachments; /* those of this version */
	size_t attachment_count;
};

struct event_scheduled {
	struct utc send_at;
};

struct event_routed_delivery {
	uint32_t message;
	struct slice carrier, link, node;
	uint32_t cells;
};

struct event_routed_number {
	/* the numbers this route uses; the serial store's own record */
	struct plmn plmn;
	uint16_t message_identifier, serial_number;
	bool is_kept; /* of a message that is there already: what it updates, unchanged */
};

struct event_routed {
	struct digest document;	 /* salted digest of the route */
	struct digest content;	 /* of what was approved; must equal the flow's */
	bool is_repeat;		 /* takes the place of what the routes before put on air */
	uint32_t first_delivery; /* index of the first row in the flow */
	const struct event_routed_delivery *deliveries;
	size_t delivery_count;
	const struct event_routed_number *numbers;
	size_t number_count;
	uint64_t cells, people;
	uint64_t unreachable_cells; /* in the area, but served by no configured node */
	struct event_reach reach;   /* of the whole area, whichever part is routed */
};

/* It was let go and would reach nobody: nothing has left, and somebody must decide again. */
struct event_unreached {
	struct event_reach reach;
};

struct event_paperwork_owed {
	struct slice department, authority, plan;
	uint64_t chain; /* number of the first notice of the chain */
	struct utc due;
};

struct event_receipts {
	const struct receipt *items; /* receipt.notice is that of the event */
	size_t count;
};

/* This program or a node came back: what is open there must be reconciled. */
struct event_restarted {
	struct slice link, node; /* both empty: the program itself */
	struct slice reason;
};

/* Of one delivery, the cells in which it goes off. */
struct event_delivery_part {
	uint32_t delivery;
	const uint32_t *cells; /* none: all of them */
	size_t cell_count;
};

struct event_superseded {
	uint64_t by;
	const struct event_delivery_part *deliveries;
	size_t count;
};

/* Cells in which it gives its room to a graver notice, for as long as that needs it. */
struct event_preempted {
	uint64_t by;
	const struct event_delivery_part *deliveries; /* each names its cells */
	size_t count;
	bool for_good; /* a primary notification, to a newer one: it has sounded */
};

struct event_cancel_requested {
	struct slice person, reason;
	uint64_t by_notice;  /* a CAP Cancel; 0: a person */
	uint64_t correction; /* notice sent with it; 0 */
};

struct event_paperwork_filed {
	struct slice person;
	struct digest document;
};

struct event_paperwork_settled {
	struct slice person, reason;
	struct slice outcome;	/* "accepted", "returned", "not-recognised" */
	struct digest document; /* as it was filed when it was settled; unset: of an older event */
};

/* It is still undecided: said loudly, before it lapses. */
struct event_alarmed {
	uint32_t attempt; /* from 1, in this wait */
	enum notice_wait waiting_for;
	struct utc decide_by;
};

/* PAPERWORK_REMINDED, CONTENT_REMINDED */
struct event_reminded {
	struct slice persons; /* ids, blank separated; empty: nobody is registered */
	uint32_t attempt;     /* from 1 */
};

/* An authority keeps back what was to be sent, until it decides again. */
struct event_withheld {
	struct slice person, reason;
};

/* Art. 15, 32: a person has confirmed that it plainly holds what laws forbid. */
struct event_content_stopped {
	struct slice person, hit, reason;
};

struct event_content_reported {
	struct slice person, reported_to, reference, result;
};

struct event_registry_applied {
	struct slice person;
	struct digest document;
	uint32_t authorities, agencies, persons, carriers, plans;
};

struct event_register_swapped {
	struct slice person; /* empty where it was found at the start */
	struct digest content;
	uint64_t cells;
	struct digest before; /* zero: none was recorded */
	struct slice how;     /* "swap"; "start": another one than the last was found then */
};

struct event_store_created {
	struct slice realm;	/* "live", "drill" */
	struct slice program;	/* version that made it */
	struct utc drill_clock; /* a drill's first moment; unset: real time */
};

struct event_clock_advanced {
	struct slice person;
	uint32_t days;
	int64_t offset_us; /* legal time minus real time, afterwards */
};

struct event_link_changed {
	struct slice link, node, change, reason; /* change: "up", "down", "configured" */
};

/* Rows of a list that could not be read, or were gone: written again as the chain has them. */
struct event_rows_restored {
	struct slice list; /* "suspensions", "complaints" */
	uint64_t damaged;  /* how many of it were not as they must be */
	uint64_t rows;	   /* written, or taken away, with this event */
};

struct event {
	struct id128 identifier;
	enum event_kind kind;
	uint64_t notice; /* 0 unless event_kind_is_of_notice() */
	struct utc at;
	union {
		struct event_received received;
		struct event_judged judged;
		struct event_paged paged;
		struct event_authorised authorised;
		struct event_decided decided;
		struct event_person by_person;
		struct event_amended amended;
		struct event_scheduled scheduled;
		struct event_routed routed;
		struct event_paperwork_owed paperwork_owed;
		struct event_receipts receipts;
		struct event_restarted restarted;
		struct event_superseded superseded;
		struct event_preempted preempted;
		struct event_cancel_requested cancel_requested;
		struct event_paperwork_filed paperwork_filed;
		struct event_paperwork_settled paperwork_settled;
		struct event_reminded reminded;
		struct event_withheld withheld;
		struct event_content_stopped content_stopped;
		struct event_content_reported content_reported;
		struct event_alarmed alarmed;
		struct event_unreached unreached;
		struct event_registry_applied registry_applied;
		struct event_register_swapped register_swapped;
		struct event_store_created store_created;
		struct event_clock_advanced clock_advanced;
		struct event_link_changed link_changed;
		struct suspension suspension; /* ORDERED, LIFTED: as it is from then on */
		struct complaint complaint;   /* RECORDED, STRUCK: likewise */
		struct event_rows_restored rows_restored;
	};
};

#endif
