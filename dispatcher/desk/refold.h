/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Refold: at start, rows of the store that belong to no notice and cannot be read, or are gone, are
 * made again from the chain where it knows them: the registry, suspensions, complaints, a drill's
 * clock. What only the row knew and nobody needs for an alert is left out. All of it is an ERROR in
 * the log; of a list one, with how many rows it was, and they are written again.
 */
#ifndef DESK_REFOLD_H
#define DESK_REFOLD_H

#include "desk/desk.h"
#include "ledger/ledger.h"

enum refold_list { REFOLD_SUSPENSIONS, REFOLD_COMPLAINTS, REFOLD_LIST_COUNT };

/* Of a list that is kept row by row. */
struct refold_listed {
	struct slice *keys; /* of the rows that could not be read */
	size_t key_count;
	char first[FAULT_TEXT_OCTETS]; /* what was the matter with the first of them */
	bool *had;		       /* by number, from 1: there was a row that could be read */
	size_t most;		       /* the highest number, by the rows or by the chain */
	size_t damaged;		       /* how many rows are made good, or taken away */
};

struct refold_rows {
	void *ctx;		/* the caller's */
	uint32_t seen, damaged; /* bits by enum ledger_state_kind */
	struct refold_listed lists[REFOLD_LIST_COUNT];
};

/*
 * A row that could not be read. ERR_OK: it is noted, and loading goes on; else the start must end,
 * and *why says what is wrong, where, and what to do.
 */
enum err MUST_USE refold_note(struct refold_rows *rows, enum ledger_state_kind kind,
			      struct slice key, struct fault *why);

/* Once all rows are visited. An error ends the start: *why as above. */
enum err MUST_USE refold_run(struct desk *desk, struct refold_rows *rows, struct fault *why);

/* Once nothing is loaded any more: the damaged lists, as the first batches of this run. */
void refold_write(struct desk *desk, const struct refold_rows *rows);

#endif
