/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Receipt (回执): what a carrier said of one delivery, or that it said nothing in time. It is
 * an event again; it is never an error, and silence is never success.
 */
#ifndef NOTICE_RECEIPT_H
#define NOTICE_RECEIPT_H

#include <stdbool.h>

#include "base/slice.h"
#include "base/utc.h"

enum receipt_outcome {
	RECEIPT_NONE = 0,
	RECEIPT_SENT,	    /* the last octet was handed to the link */
	RECEIPT_ACCEPTED,   /* stored by the node; not yet a claim about the air */
	RECEIPT_ON_AIR,	    /* the node says that it has broadcast */
	RECEIPT_PARTIAL,    /* some cells took it, some did not */
	RECEIPT_DELIVERED,  /* numbers and queues: the far end confirmed */
	RECEIPT_REFUSED,    /* understood and not done: the cause says why */
	RECEIPT_FAILED,	    /* could not be done: bad cells, node not operational */
	RECEIPT_UNKNOWN,    /* silence, a lost link, an answer that names nothing */
	RECEIPT_STOPPED,    /* the broadcast has ended at the node, or was not there */
	RECEIPT_UNSENT,	    /* it must be off, and was never handed to a link: no carrier says it */
	RECEIPT_TAKEN_OVER, /* it must be off, and goes on under another notice: likewise */
	RECEIPT_COUNT
};

/* What is known of one cell of a delivery. The order is not a ranking. */
enum cell_outcome {
	CELL_UNKNOWN = 0,
	CELL_ACCEPTED,
	CELL_ON_AIR,
	CELL_REFUSED, /* the node's cause says why */
	CELL_DOWN,    /* known to the node, not broadcasting now */
	CELL_STOPPED,
	CELL_NO_ROOM,  /* refused, and may enter when something leaves the node */
	CELL_STOPPING, /* of a delivery: must be off here; no carrier says it */
	CELL_YIELDING, /* likewise, and wanted on again when there is room: what is graver needs it
			*/
	CELL_TAKEN_OVER, /* it goes on there, under its number, as another notice's */
	CELL_IN_USE,	 /* refused: the node has something else under that number */
	CELL_OUTCOME_COUNT
};

struct receipt_cell {
	uint32_t index; /* into the delivery's cells */
	enum cell_outcome outcome;
	uint16_t cause; /* the interface's own number; 0 with CELL_ACCEPTED and the like */
};

/* People or devices, where a carrier counts them: app push, 5G messages. All 0: not said. */
struct receipt_counts {
	uint64_t targeted, submitted, delivered, failed, unknown;
};

struct receipt {
	uint64_t notice;
	uint32_t delivery; /* index into the route's deliveries */
	enum receipt_outcome outcome;
	uint16_t cause;			  /* the interface's own number */
	struct slice cause_text;	  /* in words, English; empty if none */
	const struct receipt_cell *cells; /* only those of which something was said */
	size_t cell_count;
	uint64_t broadcasts; /* completed, where the node says so */
	struct utc at;
	struct receipt_counts counts;
	struct utc started, finished; /* as the carrier says; unset: not said */
};

bool receipt_counts_equal(const struct receipt_counts *a, const struct receipt_counts *b);

const char *receipt_outcome_name(enum receipt_outcome outcome);
const char *receipt_cell_outcome_name(enum cell_outcome outcome);

#endif
