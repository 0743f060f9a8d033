/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writer: a thread that takes what waits, urgent batches before all others, and commits it in
 * groups. It alone writes to the store, and decides what became of a commit that failed.
 *
 *	open      commits; checkpoints when nothing has come for a while
 *	full      the same, and tries from time to time whether there is room again
 *	doubtful  the store cannot be opened, or a failed commit not be decided: refuses all,
 *	          tries again from time to time
 */
#ifndef LEDGER_WRITER_H
#define LEDGER_WRITER_H

#include "ledger/reader.h"
#include "ledger/record.h"

enum writer_state {
	WRITER_DOUBTFUL = 0,
	WRITER_OPEN,
	WRITER_FULL,
};

struct writer {
	struct schema_place place;
	struct mailbox *mailbox;
	struct reader *readers; /* READERS */
	size_t checkpoint_pages;
	pthread_t thread;

	pthread_mutex_t lock; /* over the next block */
	pthread_cond_t wake;
	struct batch_list urgent, routine;
	bool is_stopping;
	enum writer_state state;
	struct ledger_figures figures;

	/* the thread's own */
	struct record record; /* db NULL: not open */
	struct batch_list doubtful;
	unsigned int pause_ms; /* until the next chore; 0: none is due */
};

/* Readies the locks of a writer whose first block of members is set. */
void writer_make(struct writer *writer);

/*
 * Settles the store (makes durable what a last run left, and starts the log anew), before the
 * thread starts. The readers must not be running yet.
 */
enum err MUST_USE writer_open(struct writer *writer, struct fault *why);
enum err MUST_USE writer_start(struct writer *writer, struct fault *why);
/* Commits what waits, then ends the thread. */
void writer_stop(struct writer *writer);
/* Checkpoints all and closes; the last connection of this process. */
void writer_close(struct writer *writer);

void writer_put(struct writer *writer, struct ledger_batch *batch);

enum writer_state writer_state(struct writer *writer);
struct ledger_figures writer_figures(struct writer *writer);

#endif
