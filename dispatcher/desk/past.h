/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Past: the flow of a notice, open or closed, folded again from its events as they are recorded:
 * the same function, the same answer.
 */
#ifndef DESK_PAST_H
#define DESK_PAST_H

#include "desk/desk.h"
#include "notice/flow.h"

/* `flow` hangs on the ctx of the asking; without events where there is no such notice. NULL: why.
 */
typedef void past_fn(void *data, struct flow *flow, const struct fault *why);

/* Calls `done` once. ctx must live until then. */
void past_ask(struct desk *desk, void *ctx, uint64_t notice, past_fn *done, void *data);

#endif
