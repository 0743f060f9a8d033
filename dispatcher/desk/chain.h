/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Chain: the notices that a follow-up speaks of. An Update, a Cancel or a lifting names messages;
 * what it means is every open notice of theirs and whatever followed them since: a Cancel that
 * names the first message ends the update that took its place, and of two that are open while an
 * update takes over it ends both. A notice whose first commit is still under way is open too.
 *
 * A national message names the chain's first message and never the one on the air now.
 */
#ifndef DESK_CHAIN_H
#define DESK_CHAIN_H

#include "desk/case.h"
#include "notice/alert.h"

enum { CHAIN_NOTICES_MAX = 256 }; /* more are not looked at */

struct chain {
	uint64_t known; /* a notice that was named, open or not; 0: none is known */
	uint64_t open[CHAIN_NOTICES_MAX]; /* the newest first */
	size_t open_count;
	size_t head_count; /* of the open: those that no other open one follows */
};

/* `own`: the notice that says so, if it is one already; it and what came after it do not count. */
void chain_find(struct chain *out, const struct desk *desk, const struct alert *alert,
		uint64_t own);

/* ---- a Cancel that came first ----------------------------------------------------------- */

/*
 * Waits for what it names: noted before its own commit, so that an alert that is resolved at the
 * same moment finds it. ERR_FULL past the bound.
 */
struct desk_early;
struct desk_early *chain_early_new(void *ctx);
enum err MUST_USE chain_early_note(struct desk *desk, const struct alert *alert, uint64_t cancel,
				   struct fault *why);
/* At start: of a held Cancel, by the references as they were judged. */
enum err MUST_USE chain_early_load(struct desk *desk, const struct flow *flow, struct fault *why);
/* It waits no more: its case is gone, or never came to be. */
void chain_early_forget(struct desk *desk, uint64_t cancel);
/* The Cancels that wait for this alert: at most `capacity` of them, returns how many. */
size_t chain_early_find(const struct desk *desk, const struct alert *alert, uint64_t *cancels,
			size_t capacity);

#endif
