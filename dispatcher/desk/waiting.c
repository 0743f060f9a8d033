/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/waiting.h"

#include <talloc.h>

#include "desk/registry.h"
#include "desk/sight.h"
#include "desk/view.h"
#include "ledger/query.h"

struct waiting *waiting_new(struct desk *desk, struct intake_call *call, uint64_t notice)
{
	struct waiting *waiting = talloc_zero(desk, struct waiting);

	waiting->desk = desk;
	waiting->call = call;
	waiting->notice = notice;
	return waiting;
}

struct slice waiting_copy(const struct waiting *waiting, struct slice text)
{
	return slice_copy(waiting, text);
}

void waiting_answer_fault(struct waiting *waiting, const struct fault *why)
{
	intake_answer_fault(waiting->call, why);
	talloc_free(waiting);
}

void waiting_answer_flow(struct waiting *waiting, const struct flow *flow)
{
	struct text json;

	text_init(&json, waiting);
	view_summary(&json, flow);
	intake_answer_json(waiting->call, 200, text_slice(&json));
	talloc_free(waiting);
}

static void committed(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	struct waiting *waiting = data;

	if (how->err == ERR_OK)
		waiting_answer_flow(waiting, c->flow);
	else
		waiting_answer_fault(waiting, &how->why);
}

void waiting_commit(struct waiting *waiting, struct desk_batch *batch, enum err err,
		    struct fault *why)
{
	if (err != ERR_OK)
		desk_batch_abandon(batch);
	else
		err = desk_batch_commit(batch, committed, waiting, why);
	if (err != ERR_OK)
		waiting_answer_fault(waiting, why);
}

/* ---- who may ---------------------------------------------------------------------------- */

bool waiting_may_act_on(const struct desk *desk, const struct intake_principal *who,
			const struct desk_case *c)
{
	return registry_may_act(desk, who, c->flow->received.agency, c->flow->judged.authority);
}

static bool allow(bool may, struct intake_call *call, const struct desk_case *c)
{
	struct fault why;

	if (may)
		return true;
	err_set(&why, ERR_DENIED, "art. 3", "%s may not act on a notice of %.*s",
		intake_call_principal(call)->body, SLICE_PRINT(c->flow->received.agency));
	intake_answer_fault(call, &why);
	return false;
}

bool waiting_may_act(const struct desk *desk, struct intake_call *call, const struct desk_case *c)
{
	return allow(waiting_may_act_on(desk, intake_call_principal(call), c), call, c);
}

bool waiting_may_decide(const struct desk *desk, struct intake_call *call,
			const struct desk_case *c)
{
	return allow(registry_may_decide(desk, intake_call_principal(call),
					 c->flow->received.agency, c->flow->judged.authority),
		     call, c);
}

/* ---- which notice ------------------------------------------------------------------------ */

void waiting_set_absent(struct fault *why, uint64_t notice)
{
	err_set(why, ERR_ABSENT, NULL, "there is no notice %llu", (unsigned long long)notice);
}

static void have_closed(void *data, const struct ledger_answer *answer)
{
	struct waiting *waiting = data;
	const struct intake_principal *who = intake_call_principal(waiting->call);
	struct intake_subject about = { .agency = NULL };
	struct fault why = answer->why;

	if (answer->err == ERR_OK && answer->count > 0)
		about = (struct intake_subject){ .agency = answer->notices[0].agency,
						 .authority = answer->notices[0].authority };
	if (answer->err == ERR_OK && answer->count > 0 && sight_may_see(waiting->desk, who, &about))
		err_set(&why, ERR_STATE, NULL, "notice %llu is closed",
			(unsigned long long)waiting->notice);
	else if (answer->err == ERR_OK)
		waiting_set_absent(&why, waiting->notice);
	waiting_answer_fault(waiting, &why);
}

static void look_for_closed(struct waiting *waiting)
{
	struct fault why;

	if (ledger_query_notice(waiting->desk->ledger, waiting->notice, have_closed, waiting,
				&why) != ERR_OK)
		waiting_answer_fault(waiting, &why);
}

struct desk_case *waiting_find_case(struct desk *desk, struct intake_call *call, uint64_t notice)
{
	const struct intake_principal *who = intake_call_principal(call);
	struct desk_case *c = desk_case_find(desk, notice);
	struct fault why;

	if (!c) {
		look_for_closed(waiting_new(desk, call, notice));
		return NULL;
	}
	/* One whose first commit is under way is nobody's yet. */
	if (c->flow->state != NOTICE_NONE && sight_of_flow(desk, who, c->flow))
		return c;
	waiting_set_absent(&why, notice);
	intake_answer_fault(call, &why);
	return NULL;
}

/* ---- its turn ---------------------------------------------------------------------------- */

void waiting_take_turn(struct waiting *waiting, struct desk_case *c, desk_case_fn *fn)
{
	enum err err = desk_case_when_idle(waiting->desk, c, fn, waiting, DESK_CASE_LAST);
	struct fault why;

	if (err == ERR_OK)
		return;
	err_set(&why, err, NULL, "too much waits for this notice");
	waiting_answer_fault(waiting, &why);
}
