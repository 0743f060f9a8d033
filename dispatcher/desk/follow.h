/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Follow: what ends a notice at a person's word or another notice's: a cancel, a CAP Cancel,
 * prohibited content.
 */
#ifndef DESK_FOLLOW_H
#define DESK_FOLLOW_H

#include "desk/case.h"

/* Who ended it and why; the texts are copied. */
struct follow_cancel {
	struct slice person, reason;
	struct slice hit; /* prohibited words a person has confirmed (art. 15, 32); or none */
	uint64_t by_notice, correction;
};
typedef void follow_cancelled_fn(void *data, enum err err, const struct fault *why);

/*
 * Folds EVENT_CANCEL_REQUESTED (EVENT_CONTENT_STOPPED with a hit) into the open notice, before
 * anything else that waits for it; `done` runs after the commit. ERR_STATE through `done` if there
 * is nothing left to cancel.
 *
 * What an update had begun to take the place of is cancelled with it, and first, so that a crash in
 * between leaves nothing on that nobody can name: that one was superseded with the update.
 */
void follow_cancel(struct desk *desk, struct desk_case *c, const struct follow_cancel *cancel,
		   follow_cancelled_fn *done, void *data);

#endif
