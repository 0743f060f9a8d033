/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reader: a thread with its own connection that asks one question after the other. The writer
 * may take the connection away while it finds out what became of a doubtful commit; the
 * reader then waits, and opens again.
 */
#ifndef LEDGER_READER_H
#define LEDGER_READER_H

#include "ledger/question.h"

/* What an alert waits for has one of its own: nothing that people look at is ever before it. */
enum {
	READER_OF_ALERTS = 0,
	READER_OF_PEOPLE,
	READER_OF_DOCUMENTS, /* large ones, urgent or not, that are read beside the loop */
	READERS,
};

struct reader {
	struct schema_place place;
	struct mailbox *mailbox;
	pthread_t thread;
	pthread_mutex_t queue_lock, db_lock;
	pthread_cond_t wake;
	struct question *first, **end; /* under queue_lock */
	bool is_stopping;	       /* under queue_lock */
	sqlite3 *db;		       /* under db_lock */
};

enum err MUST_USE reader_start(struct reader *reader, const struct schema_place *place,
			       struct mailbox *mailbox, struct fault *why);
/* Answers what waits, ends the thread, closes the connection. */
void reader_stop(struct reader *reader);

void reader_ask(struct reader *reader, struct question *question);

/* Between the two the reader has no connection. For the writer's thread. */
void reader_suspend(struct reader *reader);
void reader_resume(struct reader *reader);

#endif
