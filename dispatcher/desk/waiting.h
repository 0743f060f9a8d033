/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Waiting: one request of a person about a notice, from the call until its answer. It hangs on
 * the desk, so that it outlives the case, and is answered exactly once.
 */
#ifndef DESK_WAITING_H
#define DESK_WAITING_H

#include "desk/batch.h"
#include "desk/case.h"

struct waiting {
	struct desk *desk;
	struct intake_call *call;
	uint64_t notice;
	struct event event; /* what the request makes happen, if so; its texts hang on this */
	void *more;	    /* of the file that made it; hangs on this struct */
};

struct waiting *waiting_new(struct desk *desk, struct intake_call *call, uint64_t notice);
struct slice waiting_copy(const struct waiting *waiting, struct slice text);

/* Each answers and frees it. */
void waiting_answer_fault(struct waiting *waiting, const struct fault *why);
void waiting_answer_flow(struct waiting *waiting, const struct flow *flow);
/*
 * Ends the turn: commits the batch and answers with the notice as it is then, or, if its events
 * could not be added (err, why), gives it up and answers so.
 */
void waiting_commit(struct waiting *waiting, struct desk_batch *batch, enum err err,
		    struct fault *why);

/* Whether it does not exist or is not theirs to see is answered alike. */
void waiting_set_absent(struct fault *why, uint64_t notice);
/*
 * The notice's case, as long as there is something left to do about it; else NULL, and it is
 * answered, now or when the ledger has been asked, that it is closed, or that there is none: to
 * whoever may not see it there is none.
 */
struct desk_case *waiting_find_case(struct desk *desk, struct intake_call *call, uint64_t notice);

bool waiting_may_act_on(const struct desk *desk, const struct intake_principal *who,
			const struct desk_case *c);
/* One of whose it is, or of the authority over it; else false, after having answered so. */
bool waiting_may_act(const struct desk *desk, struct intake_call *call, const struct desk_case *c);
/* The same for what only the authority does: nobody of the applicant's, whatever their roles. */
bool waiting_may_decide(const struct desk *desk, struct intake_call *call,
			const struct desk_case *c);

/* Gives `fn` the case's turn; on failure answers so. */
void waiting_take_turn(struct waiting *waiting, struct desk_case *c, desk_case_fn *fn);

#endif
