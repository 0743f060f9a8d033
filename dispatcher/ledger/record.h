/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Record: writes a batch's rows into an open transaction, and continues the chain. Knows
 * nothing of threads or of when to commit.
 */
#ifndef LEDGER_RECORD_H
#define LEDGER_RECORD_H

#include "ledger/batch.h"
#include "ledger/schema.h"

enum record_statement {
	RECORD_EVENT = 0,
	RECORD_DOCUMENT,
	RECORD_STATE,
	RECORD_STATE_REMOVE,
	RECORD_NOTICE,
	RECORD_FIGURE,
	RECORD_RESERVATION,
	RECORD_NUMBER,
	RECORD_PLACE,
	RECORD_PLACE_FORGET, /* of one notice */
	RECORD_TALLY,
	RECORD_MARK, /* id of the event of a sequence */
	RECORD_STATEMENTS
};

struct record {
	sqlite3 *db;
	sqlite3_stmt *statements[RECORD_STATEMENTS];
	struct ledger_head head; /* of the open transaction */
};

/* Prepares on the connection and reads the head. The connection stays the caller's. */
enum err MUST_USE record_open(struct record *out, sqlite3 *db, struct fault *why);
void record_close(struct record *record);

/*
 * Writes all rows, sets the batch's first sequence and head, and moves the record's head. On
 * failure the caller rolls back, the head is as before: ERR_CONFLICT, ERR_FULL, ERR_IO.
 */
enum err MUST_USE record_batch(struct record *record, struct ledger_batch *batch,
			       struct fault *why);

/* Whether the event of that id stands at that sequence: whether its batch was committed. */
enum err MUST_USE record_has(bool *out, struct record *record, uint64_t sequence,
			     const struct id128 *mark, struct fault *why);

#endif
