/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report: what became of one notice, from its events alone: which stop was passed when and by
 * whom, what each node and each cell was last heard to say. It is asked for the morning after, by
 * people who were not there: what nobody said stays unknown, and nothing here claims that
 * anybody has read anything.
 *
 * A flow (notice/flow.h) says how things are now; a cell that was taken off, or whose node went
 * silent hours later, says there no more that it once had the message. So the report keeps, for
 * each cell, the last word about it while it was to be on, and whether it was doubted since.
 *
 * One carrier's report knows of nothing else: neither deliveries nor persons nor reasons.
 */
#ifndef NOTICE_REPORT_H
#define NOTICE_REPORT_H

#include "notice/flow.h"

/* What is said of a cell in the end. The order is that of the sums, not a ranking. */
enum report_outcome {
	REPORT_UNKNOWN = 0, /* nobody said anything */
	REPORT_ACCEPTED,    /* stored by the node; not yet a claim about the air */
	REPORT_ON_AIR,	    /* the node says that it has broadcast */
	REPORT_REFUSED,
	REPORT_NO_ROOM,
	REPORT_DOWN,	    /* known to the node, and not broadcasting */
	REPORT_FAILED,	    /* the whole delivery could not be done */
	REPORT_UNSENT,	    /* never handed to a link */
	REPORT_NOT_SERVED,  /* in the area, and no configured node serves it */
	REPORT_NOT_ORDERED, /* in the area, served, and not sent to: not yet, or outside */
	REPORT_OUTCOME_COUNT
};

const char *report_outcome_name(enum report_outcome outcome); /* "not-served" */
bool report_outcome_is_good(enum report_outcome outcome);     /* accepted, on air */

/* The stops that the log tells. Most are kinds of events. */
enum report_stop {
	REPORT_STOP_NONE = 0,
	REPORT_STOP_RECEIVED,
	REPORT_STOP_JUDGED,
	REPORT_STOP_PAGED,
	REPORT_STOP_AUTHORISED,
	REPORT_STOP_DECIDED,
	REPORT_STOP_SECONDED,
	REPORT_STOP_CONFIRMED,
	REPORT_STOP_AMENDED,
	REPORT_STOP_SCHEDULED,
	REPORT_STOP_ROUTED,
	REPORT_STOP_FIRST_HANDED_OVER,
	REPORT_STOP_LAST_HANDED_OVER,
	REPORT_STOP_RECEIPTS, /* of one minute */
	REPORT_STOP_FIRST_ACCEPTED,
	REPORT_STOP_LAST_ACCEPTED,
	REPORT_STOP_FIRST_ON_AIR,
	REPORT_STOP_RESTARTED,	/* of one minute */
	REPORT_STOP_SUPERSEDED, /* of one minute */
	REPORT_STOP_PREEMPTED,	/* of one minute: it gave its room to a graver one */
	REPORT_STOP_OUTDONE,	/* its primary notification gave its place to a newer one */
	REPORT_STOP_CANCEL_ASKED,
	REPORT_STOP_EXPIRED,
	REPORT_STOP_LAPSED,
	REPORT_STOP_CLOSED,
	REPORT_STOP_ENDED, /* the last of it is off, or will never be known */
	REPORT_STOP_PAPERWORK_OWED,
	REPORT_STOP_PAPERWORK_REMINDED,
	REPORT_STOP_PAPERWORK_FILED,
	REPORT_STOP_PAPERWORK_SETTLED,
	REPORT_STOP_WITHHELD,
	REPORT_STOP_CONTENT_STOPPED,
	REPORT_STOP_CONTENT_REPORTED,
	REPORT_STOP_CONTENT_REMINDED,
	REPORT_STOP_ALARMED,
	REPORT_STOP_COUNT
};

const char *report_stop_name(enum report_stop stop); /* "first-accepted" */

enum {
	REPORT_LINES_MAX = 4096, /* of the log; what is past it is counted */
	REPORT_CAUSES_MAX = 1024,
};

/* Texts are the report's own; those without meaning at a stop are absent or 0. */
struct report_line {
	enum report_stop stop;
	struct utc at, until; /* until: of the last that was folded into it */
	uint32_t times;	      /* pages, alarms, reminders in a row */
	struct slice who;     /* ids of persons, blank separated; of a body at RECEIVED */
	struct slice person;  /* at RECEIVED: who brought it for that body */
	struct slice what;    /* plan, decision, lane, outcome, node, notice state */
	struct slice because; /* as somebody gave it */
	uint64_t other;	      /* number of another notice */
	struct utc due;	      /* window, paperwork, decision */
	uint32_t nodes, deliveries, handed_over, total;
	/* Of receipts: each cell once, by the last that was said of it in that minute. */
	uint64_t cells[REPORT_OUTCOME_COUNT], stopped;
	uint32_t others[REPORT_OUTCOME_COUNT]; /* the same of deliveries without cells */
	uint64_t all_cells, people;
	bool is_second; /* of its kind: a repeat, a part outside the jurisdiction */
};

struct report_cell {
	uint8_t outcome;  /* enum report_outcome */
	bool was_on : 1;  /* accepted or on air at some time */
	bool is_lost : 1; /* since its last word nobody could say whether it still holds */
	uint16_t cause;	  /* the interface's own number */
	uint16_t words;	  /* index into causes; 0: none */
	uint8_t told;	  /* as what it was counted in that line, or as stopped */
	uint32_t line;	  /* of the log, from 1, in which it was counted last */
};

struct report_delivery {
	struct utc committed;	/* of its route */
	struct utc handed_over; /* the first time; unset: not known to have been */
	struct utc answered;	/* the first word about it */
	struct utc accepted, on_air, stopped;
	bool was_handed_over; /* at some time, known or not */
	bool is_handing_lost; /* its first time may have been before a crash, unrecorded */
	uint64_t first_cell;  /* in cells */
	uint32_t node;	      /* in nodes */
	uint32_t route;
	struct report_cell whole; /* of one that has no cells */
	bool is_repeat;		  /* shows again what the routes before had */
	bool is_over;		  /* what is said of it now changes nothing */
	bool is_unsent;		  /* it never left, so it was not stopped either */
	bool is_superseded;	  /* a newer notice took its place, in some of its cells at least */
	uint32_t sent_line;	  /* in which its hand-over was counted last */
	bool is_named;		  /* something was said of its cells one by one */
};

struct report_node {
	struct slice carrier, link, node;
	size_t seen; /* in which line of the log it was counted, from 1 */
};

/* What is said of many within a minute is one line. */
enum report_folded {
	REPORT_FOLDED_RECEIPTS = 0,
	REPORT_FOLDED_RESTARTED,
	REPORT_FOLDED_SUPERSEDED,
	REPORT_FOLDED_PREEMPTED,
	REPORT_FOLDED_OUTDONE,
	REPORT_FOLDED,
};

/* The first and the last of something, and where in the log it belongs. */
enum report_mark {
	REPORT_MARK_HANDED_OVER = 0,
	REPORT_MARK_ACCEPTED,
	REPORT_MARK_ON_AIR,
	REPORT_MARKS,
};

struct report_moment {
	struct utc at;
	uint32_t delivery;
	size_t line;
};

struct report {
	struct flow *flow;
	struct slice carrier; /* absent: everybody's */
	struct report_delivery *deliveries;
	uint32_t delivery_count; /* those of the flow */
	struct report_cell *cells;
	uint64_t cell_count;
	struct report_node *nodes;
	uint32_t node_count, *node_slots, node_slot_count; /* a hash table: node + 1 */
	struct slice causes[REPORT_CAUSES_MAX];		   /* [0]: none */
	uint16_t cause_count;
	struct report_line *lines;
	size_t line_count, line_room, lines_dropped;
	size_t open[REPORT_FOLDED]; /* lines of this minute, from 1; 0: none */
	struct report_moment first[REPORT_MARKS], last[REPORT_MARKS];
	uint32_t marked[REPORT_MARKS];
};

/* carrier absent: everything. Allocations that fail abort. */
struct report *report_new(void *ctx, uint64_t notice, struct slice carrier);

/*
 * The next event, in the order of the chain. Errors as of flow_step(): a chain that does not fold
 * has no report.
 */
enum err MUST_USE report_fold(struct report *report, const struct event *event, struct fault *why);

/* After the last event: puts the moments among the lines. */
void report_end(struct report *report);

/* That delivery is the report's to tell. */
bool report_shows(const struct report *report, uint32_t delivery);
/* How many of its cells have which outcome; one without cells counts as one. */
void report_count_cells(const struct report *report, uint32_t delivery,
			uint32_t counts[REPORT_OUTCOME_COUNT]);

#endif
