/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbering: under which serial number a message leaves: that of the message whose place it takes,
 * unchanged or its next update, or a new one.
 */
#ifndef DESK_NUMBERING_H
#define DESK_NUMBERING_H

#include "desk/batch.h"
#include "desk/predecessor.h"

/* Fills in `message`, complete else, which wanted->message is. ERR_FULL: no number is left. */
enum err MUST_USE numbering_give(struct desk_batch *batch, const struct predecessor *wanted,
				 struct route_message *message, struct fault *why);

#endif
