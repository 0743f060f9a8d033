/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP restart: RESTARTs of one node, gathered for a moment and told as one. A BSC sends one
 * for each of its cells, and one more for CBS and for ETWS. Its recovery indication is not trusted
 * (a mere reconnect and a real restart look the same), and it names CBS or ETWS only: whatever
 * it says, the cells may have lost what they had. A RESET that we order ends in the same, done or
 * not: nobody knows what is left of what a BSC could not, or did not say that it could, erase.
 */
#ifndef CARRIERS_CBSP_RESTART_H
#define CARRIERS_CBSP_RESTART_H

#include <osmocom/core/timer.h>

#include "net/stream.h"
#include "wire/cbsp.h"

enum { CBSP_RESTART_REASON_OCTETS = 160 };

enum cbsp_reset {
	CBSP_RESET_NONE = 0,   /* nobody ordered one */
	CBSP_RESET_UNANSWERED, /* not yet, or not at all */
	CBSP_RESET_DONE,
	CBSP_RESET_FAILED,
};

struct cbsp_restart {
	struct osmo_timer_list timer;
	enum cbsp_reset reset;
	char reason[CBSP_RESTART_REASON_OCTETS]; /* where it failed */
	void *data;
	void (*settled)(void *data);
};

/* settled() comes from the loop. */
void cbsp_restart_init(struct cbsp_restart *restart, void *data, void (*settled)(void *data));
/* Whichever cells it names: what is on the air of the node is looked at as a whole. */
void cbsp_restart_add(struct cbsp_restart *restart, unsigned int wait_s);
/*
 * Sends RESET for all cells (TS 48.049 8.1.3.7); settled() comes with its answer, or after wait_s:
 * osmo-bsc may never answer one.
 */
enum err MUST_USE cbsp_restart_by_reset(struct cbsp_restart *restart, struct stream *stream,
					unsigned int wait_s, struct fault *why);
/* True for the answer to it. */
bool cbsp_restart_answers_reset(struct cbsp_restart *restart, const struct cbsp_message *message);
/* In words, for settled(): who said so, or what came of a RESET. */
const char *cbsp_restart_reason(const struct cbsp_restart *restart);
/* A RESET was ordered, and the node has not said that everything is erased. */
bool cbsp_restart_reset_failed(const struct cbsp_restart *restart);
void cbsp_restart_forget(struct cbsp_restart *restart);

#endif
