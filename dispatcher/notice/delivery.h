/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Delivery: one message of a notice at one node of one carrier, and what is known of it, cell
 * by cell. It only ever learns from receipts; what nobody said is unknown.
 */
#ifndef NOTICE_DELIVERY_H
#define NOTICE_DELIVERY_H

#include "notice/receipt.h"

enum delivery_state {
	DELIVERY_QUEUED = 0, /* ordered; not yet handed to the link */
	DELIVERY_SENT,
	DELIVERY_ACCEPTED, /* stored by the node */
	DELIVERY_ON_AIR,   /* the node says that it has broadcast */
	DELIVERY_PARTIAL,  /* some cells yes, some no */
	DELIVERY_DELIVERED,
	DELIVERY_REFUSED,
	DELIVERY_FAILED,
	DELIVERY_UNKNOWN,
	DELIVERY_STOPPING, /* must be off; not yet confirmed */
	DELIVERY_STOPPED,
	DELIVERY_EXPIRED,    /* its time passed, and it was never handed over */
	DELIVERY_TAKEN_OVER, /* off, or where it is on another notice's: some of it at least */
	DELIVERY_STATE_COUNT
};

struct delivery {
	enum delivery_state state;
	uint32_t message; /* index into the route's messages */
	struct slice carrier, link, node;
	uint32_t cell_count;
	uint8_t *cells;			 /* cell_count x enum cell_outcome; the flow's memory */
	uint32_t cells_ok, cells_failed; /* accepted or on air; refused or down */
	uint32_t cells_no_room;		 /* of those that failed */
	uint32_t cells_yielding;	 /* likewise: not off yet for all we know */
	/* Taken off while the others stay on; of a delivery that is stopped as a whole, how far. */
	uint32_t cells_stopping, cells_stopped, cells_taken_over;
	uint16_t cause;
	struct slice cause_text;
	uint64_t broadcasts;
	struct receipt_counts counts; /* the newest that a carrier told */
	bool was_accepted; /* at least one cell took it at some time, or the carrier as a whole */
	struct utc changed;
};

const char *delivery_state_name(enum delivery_state state); /* "on-air" */

/* True while a stop could still be needed or an answer may still come. */
bool delivery_is_open(const struct delivery *delivery);
/* True if the node may have it on air for all we know. */
bool delivery_may_be_on_air(const struct delivery *delivery);
/* True if it ought to be on air and must be written again when the node comes back. */
bool delivery_must_be_on(const struct delivery *delivery);

/* It must be off, and its node has said that it does not take it off, and why. */
bool delivery_stop_is_refused(const struct delivery *delivery);

/* What was refused for want of room may enter when something leaves the node. */
bool delivery_wants_room(const struct delivery *delivery);
/* That cell is known to have it. */
bool delivery_is_on_in(const struct delivery *delivery, uint32_t cell);
/* That cell may have it, for all we know: it is on there, or nobody said what became of it. */
bool delivery_may_be_in(const struct delivery *delivery, uint32_t cell);
/* That cell must be off, whatever the others must be. */
bool delivery_is_off_in(const struct delivery *delivery, uint32_t cell);

/* Brings the counts of cells in line with `cells`. */
void delivery_count_cells(struct delivery *delivery);

/* What was believed of its node is no longer known; what must be still is. */
void delivery_doubt(struct delivery *delivery, struct utc at);
/* It must be off. False if it is, or must be, already. */
bool delivery_stop(struct delivery *delivery, struct utc at);
/* The same of some of its cells; with the last of them it must be off as a whole. */
bool delivery_stop_cells(struct delivery *delivery, const uint32_t *cells, size_t count,
			 struct utc at);

/*
 * The same of some of its cells for a while: once they are off they want room. False if none of
 * them had any.
 */
bool delivery_yield_cells(struct delivery *delivery, const uint32_t *cells, size_t count,
			  struct utc at);
/* That cell must be off for now. */
bool delivery_yields_in(const struct delivery *delivery, uint32_t cell);

/*
 * Learns from a receipt; false if it changes nothing (late, repeated, of a stopped one).
 * `texts` is the talloc parent of a new cause_text.
 */
bool delivery_apply(void *texts, struct delivery *delivery, const struct receipt *receipt);

#endif
