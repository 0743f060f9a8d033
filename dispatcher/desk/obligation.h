/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Obligation: the paperwork 补办手续 that the department owes once an emergency was sent first
 * (art. 26). One for a chain of messages, opened in the same commit that sends the first.
 */
#ifndef DESK_OBLIGATION_H
#define DESK_OBLIGATION_H

#include "desk/batch.h"
#include "desk/resolve.h"

/* Adds EVENT_PAPERWORK_OWED if the flow is urgent and its chain owes none yet. */
enum err MUST_USE obligation_add(struct desk_batch *batch, const struct resolution *resolution,
				 struct fault *why);

#endif
