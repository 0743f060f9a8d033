/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a batch is made of: rows in the order they were added, copied into one arena, and the
 * two letters that answer it. Inside ledger/ only; callers see ledger/append.h.
 */
#ifndef LEDGER_BATCH_H
#define LEDGER_BATCH_H

#include "ledger/append.h"
#include "ledger/arena.h"
#include "ledger/mailbox.h"

enum batch_row_kind {
	BATCH_EVENT = 0,
	BATCH_DOCUMENT,
	BATCH_STATE,
	BATCH_NOTICE,
	BATCH_FIGURE, /* of the same notice */
	BATCH_RESERVATION,
	BATCH_PLACE,
	BATCH_PLACES_FORGET,
	BATCH_TALLY,
	BATCH_ROW_KINDS
};

struct batch_state {
	enum ledger_state_kind kind;
	struct slice key, value;
};

struct batch_reservation {
	enum ledger_reservation_kind kind;
	struct id128 key;
	uint64_t notice;
};

struct batch_place {
	uint64_t notice;
	struct utc until;
	struct footprint_place place; /* not of FORGET */
};

struct batch_row {
	struct batch_row *next;
	enum batch_row_kind kind;
	union {
		struct ledger_event event;
		struct ledger_document document;
		struct batch_state state;
		struct ledger_notice notice;
		struct batch_reservation reservation;
		struct batch_place place;
		struct ledger_tally tally;
	};
};

struct ledger_batch {
	struct ledger_batch *next;
	struct arena arena;
	enum ledger_urgency urgency;
	struct batch_row *first, **end;
	size_t rows, events;
	uint64_t last_notice; /* highest number spoken of */
	enum err err;	      /* a limit passed while building */
	/* from here on once submitted */
	struct ledger *ledger;
	ledger_done_fn *done;
	void *data;
	struct ledger_outcome outcome;
	struct fault doubt;	/* why it is in doubt */
	struct letter in_doubt; /* posted first, if at all */
	struct letter answer;	/* posted last; opening it frees the batch */
};

/* ERR_OK when it may be written; else why not. */
enum err MUST_USE batch_check(const struct ledger_batch *batch, struct fault *why);

/* Work of the writer, in row writes: octets count as much as the rows they fill. */
size_t batch_weight(const struct ledger_batch *batch);

/* The first event's id: whether it is in the store says whether the batch is. */
const struct id128 *batch_mark(const struct ledger_batch *batch);

struct batch_list {
	struct ledger_batch *first, *last;
};

void batch_list_add(struct batch_list *list, struct ledger_batch *batch);
struct ledger_batch *batch_list_take(struct batch_list *list); /* NULL when empty */

#endif
