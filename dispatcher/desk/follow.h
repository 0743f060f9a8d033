/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Follow: what one notice does to another: an update takes its predecessor's place node by
 * node, never before the new message is on; a CAP Cancel ends what it names.
 */
#ifndef DESK_FOLLOW_H
#define DESK_FOLLOW_H

#include "desk/case.h"

/*
 * The update's delivery has been accepted: its predecessor may go from that node. Or it was
 * refused: the predecessor goes if its pages there are at least as many as the update needs.
 */
void follow_release(struct desk *desk, struct desk_case *c, uint32_t delivery);

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
 */
void follow_cancel(struct desk *desk, struct desk_case *c, const struct follow_cancel *cancel,
		   follow_cancelled_fn *done, void *data);

#endif
