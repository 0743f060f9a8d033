/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Suspensions (art. 22, 37) of this store: ordered and lifted by the body's authority, each an
 * audited event; looked at when a document is judged, and again before a planned notice leaves.
 */
#ifndef DESK_SUSPENSIONS_H
#define DESK_SUSPENSIONS_H

#include "desk/desk.h"
#include "desk/resolve.h"
#include "notice/flow.h"
#include "notice/suspension.h"
#include "wire/text.h"

struct desk_suspensions *suspensions_new(struct desk *desk);
/* A row of the store, at start. Rows may be missing before it. */
enum err MUST_USE suspensions_load(struct desk *desk, struct slice row, struct fault *why);
size_t suspensions_count(const struct desk *desk);
bool suspensions_has(const struct desk *desk, uint64_t number);
/* The row of that number. */
void suspensions_write(struct text *out, const struct desk *desk, uint64_t number);

/* From the chain, in the order of its events, where a row cannot be read: ordered, or lifted. Its
   texts are copied. ERR_INPUT: its number does not follow. */
void suspensions_forget(struct desk *desk);
enum err MUST_USE suspensions_fold(struct desk *desk, const struct suspension *next,
				   struct fault *why);

/* Who sends, and who applies: either may be suspended. Emergencies go out, with a notice. */
void suspensions_judge(struct resolution *resolution);
/* A planned notice waits in its window while its body is suspended. */
bool suspensions_hold_back(const struct desk *desk, const struct flow *flow);

/* intake's */
void suspensions_order(void *data, struct intake_call *call, const struct suspension *order);
void suspensions_lift(void *data, struct intake_call *call, uint64_t number, struct slice reason);
void suspensions_show(void *data, struct intake_call *call);

#endif
