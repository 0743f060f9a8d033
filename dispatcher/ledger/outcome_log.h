/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Outcome log: what became of each short message to each recipient, appended by a thread of its
 * own. What waits is written as one block and waited for on the disk (group commit); then everybody
 * whose records are in it is answered with the head of the log, which the ledger's chain is to
 * carry: the head's digest covers the block and, through the block before, all of the log.
 *
 * Records name recipients by their place in the delivery's list (ledger/outcome_list.h), so that
 * numbers can be purged while the log, and every digest of it, stays.
 *
 * Nothing is half done. A block that cannot be written is taken back, and those in it are told so
 * (ERR_FULL, ERR_IO); the log goes on when there is room again. Where it cannot even be taken back,
 * they are told ERR_IN_DOUBT, and everybody after them ERR_STATE: close the log and open it again,
 * it will say what is there.
 */
#ifndef LEDGER_OUTCOME_LOG_H
#define LEDGER_OUTCOME_LOG_H

#include "ledger/outcome_recover.h"

enum {
	OUTCOME_APPEND_MAX = 8192,	       /* records at once */
	OUTCOME_WAITING_OCTETS_MAX = 32 << 20, /* that are not on the disk yet */
	OUTCOME_SEGMENT_OCTETS = 64 << 20,     /* a new segment begins behind */
};

struct outcome_log;

/*
 * The folder is made if it must be. One log has one writer. ERR_STATE: another process has it open.
 * ERR_INPUT: damaged. ERR_FULL, ERR_IO, ERR_MEMORY. out->torn_octets are to be said in the log.
 */
enum err MUST_USE outcome_log_open(struct outcome_log **out, const char *folder,
				   struct outcome_found *found, struct fault *why);
/* Writes what waits and answers everybody. */
void outcome_log_close(struct outcome_log *log);

/* Readable when answers wait; outcome_log_reap() then calls those who asked, on its thread. */
int outcome_log_fd(const struct outcome_log *log);
void outcome_log_reap(struct outcome_log *log);

struct outcome_answer {
	enum err err;
	struct fault why;	  /* unless ERR_OK */
	struct outcome_head head; /* ERR_OK: of the block that the records are in */
};

struct outcome_asker {
	void (*done)(void *data, const struct outcome_answer *answer);
	void *data;
};

/*
 * All of them are in one block, in this order, and behind what was appended before. The asker is
 * called once by outcome_log_reap() or outcome_log_close(). Otherwise, and without a call:
 * ERR_INPUT, a record that cannot be; ERR_LIMIT; ERR_FULL, too much waits: come again; ERR_MEMORY.
 */
enum err MUST_USE outcome_log_append(struct outcome_log *log, const struct outcome *outcomes,
				     size_t count, struct outcome_asker asker, struct fault *why);

struct outcome_figures {
	uint64_t blocks, records; /* since it was opened */
	uint64_t waiting_octets;
	bool is_broken; /* ERR_STATE from here on */
};
struct outcome_figures outcome_log_figures(struct outcome_log *log);

#endif
