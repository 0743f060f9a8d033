/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/paper.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/view.h"
#include "desk/waiting.h"
#include "ledger/query.h"
#include "notice/rules.h"
#include "wire/paperwork_json.h"
#include "wire/route_bytes.h"

/* ---- the draft -------------------------------------------------------------------------- */

/* What the chain knows, gathered document by document. */
struct drafting {
	struct waiting *waiting;
	struct text messages;	 /* JSON objects, commas between */
	struct slice departures; /* the findings, as they were told */
	uint32_t next_route;
};

static enum err may_be_seen(const struct desk *desk, struct intake_call *call,
			    const struct desk_case *c, struct fault *why)
{
	const struct intake_principal *who = intake_call_principal(call);
	bool is_read_only = who->roles & PERSON_ROLE_INSPECTOR;

	if (!is_read_only && !waiting_may_act_on(desk, who, c))
		return err_set(why, ERR_ABSENT, NULL, "there is no such notice for this person");
	if (c->flow->paperwork.state == PAPERWORK_NONE)
		return err_set(why, ERR_STATE, "art. 26", "notice %llu owes no paperwork",
			       (unsigned long long)c->flow->notice);
	return ERR_OK;
}

static void answer_draft(struct drafting *drafting)
{
	struct waiting *waiting = drafting->waiting;
	struct desk_case *c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);
	struct text json;

	if (!c) {
		talloc_free(waiting);
		return;
	}
	text_init(&json, waiting);
	view_paperwork(&json, c->flow);
	text_puts(&json, ",\"messages\":[");
	text_put(&json, drafting->messages.at, drafting->messages.size);
	text_puts(&json, "],\"departures\":");
	text_put(&json, drafting->departures.at, drafting->departures.size);
	text_puts(&json, "}}");
	intake_answer_json(waiting->call, 200, text_slice(&json));
	talloc_free(waiting);
}

static void put_messages(struct drafting *drafting, const struct route *route)
{
	struct text *out = &drafting->messages;

	for (size_t i = 0; i < route->message_count; i++) {
		const struct route_message *message = &route->messages[i];

		text_printf(out, "%s{\"language\":", out->size ? "," : "");
		text_put_json(out, message->language);
		text_puts(out, ",\"text\":");
		text_put_json(out, message->text);
		text_printf(out, ",\"message_identifier\":%u,\"serial_number\":%u}",
			    message->message_identifier, message->serial_number);
	}
}

static void gather(struct drafting *drafting);

static void have_route(void *data, const struct ledger_answer *answer)
{
	struct drafting *drafting = data;
	struct route route;

	/* A purged text is not there any more; the rest of the draft is. */
	if (answer->err == ERR_OK &&
	    route_bytes_unpack(drafting, &route, answer->document, NULL) == ERR_OK)
		put_messages(drafting, &route);
	drafting->next_route++;
	gather(drafting);
}

static void have_findings(void *data, const struct ledger_answer *answer)
{
	struct drafting *drafting = data;

	drafting->departures = SLICE_LITERAL("[]");
	if (answer->err == ERR_OK)
		drafting->departures = waiting_copy(drafting->waiting, answer->document);
	gather(drafting);
}

/* One document after the other; then the answer. */
static void gather(struct drafting *drafting)
{
	struct waiting *waiting = drafting->waiting;
	struct desk_case *c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);
	struct ledger *ledger = waiting->desk->ledger;
	struct fault why;
	enum err err = ERR_OK;

	if (!c) {
		talloc_free(waiting);
		return;
	}
	if (!drafting->departures.at && c->flow->judged.finding_count > 0)
		err = ledger_query_document(ledger, &c->flow->judged.findings, have_findings,
					    drafting, &why);
	else if (drafting->next_route < c->flow->route_count)
		err = ledger_query_document(ledger, &c->flow->routes[drafting->next_route].document,
					    have_route, drafting, &why);
	else
		answer_draft(drafting);
	if (err != ERR_OK)
		waiting_answer_fault(waiting, &why);
}

void paper_draft(void *data, struct intake_call *call, uint64_t notice)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, notice);
	struct drafting *drafting;
	struct waiting *waiting;
	struct fault why;

	if (!c)
		return;
	if (may_be_seen(desk, call, c, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	waiting = waiting_new(desk, call, notice);
	drafting = talloc_zero(waiting, struct drafting);
	drafting->waiting = waiting;
	text_init(&drafting->messages, drafting);
	if (c->flow->judged.finding_count == 0)
		drafting->departures = SLICE_LITERAL("[]");
	gather(drafting);
}

/* ---- filing and settling ---------------------------------------------------------------- */

static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct waiting *waiting = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	struct slice *form = waiting->more;
	struct fault why;

	waiting->event.at = desk_now();
	if (form)
		waiting->event.paperwork_filed.document = desk_batch_document(batch, "paperwork",
									      *form);
	waiting_commit(waiting, batch, desk_batch_event(batch, &waiting->event, &why), &why);
}

static void answer_missing(struct waiting *waiting, const struct form_member *missing, size_t count)
{
	struct form_names names = form_names(waiting, missing, count);
	struct findings findings;
	struct fault why;

	findings_init(&findings, waiting);
	rules_breached(&findings, &(struct rule_breach){
					  .rule = RULE_PAPERWORK,
					  .lane = LANE_URGENT,
					  .basis = waiting->desk->config->basis,
					  .words = (struct rule_word[]){ { "fields", names.en },
									 { "fields_zh", names.zh },
									 { NULL, NULL } },
				  });
	err_set(&why, ERR_INPUT, "art. 26", "the paperwork lacks: %s", names.en);
	intake_answer_problem(waiting->call, 422, &why, &findings);
	talloc_free(waiting);
}

/* False: it was answered. */
static bool check_form(struct waiting *waiting, struct slice json)
{
	struct form_member missing[PAPERWORK_MEMBERS_MAX];
	struct paperwork_form form;
	struct fault why;
	size_t count;

	if (fields_read_text(waiting, &form, &paperwork_json_form, json, &why) != ERR_OK) {
		waiting_answer_fault(waiting, &why);
		return false;
	}
	count = paperwork_missing(&form, missing);
	if (count > 0) {
		answer_missing(waiting, missing, count);
		return false;
	}
	if (!utc_before(desk_now(), form.lifted_at))
		return true;
	err_set(&why, ERR_INPUT, "art. 26", "lifted_at: it cannot have been lifted in the future");
	waiting_answer_fault(waiting, &why);
	return false;
}

static struct waiting *begin(struct desk *desk, struct intake_call *call, struct desk_case *c,
			     enum event_kind kind)
{
	struct waiting *waiting = waiting_new(desk, call, c->flow->notice);

	waiting->event.kind = kind;
	return waiting;
}

void paper_file(void *data, struct intake_call *call, uint64_t notice, struct slice form)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, notice);
	struct waiting *waiting;
	struct slice *copy;

	if (!c || !waiting_may_act(desk, call, c))
		return;
	waiting = begin(desk, call, c, EVENT_PAPERWORK_FILED);
	if (!check_form(waiting, form))
		return;
	copy = talloc_zero(waiting, struct slice);
	*copy = waiting_copy(waiting, form);
	waiting->more = copy;
	waiting->event.paperwork_filed.person = waiting_copy(
		waiting, slice_of(intake_call_principal(call)->person));
	waiting_take_turn(waiting, c, fold);
}

void paper_settle(void *data, struct intake_call *call,
		  const struct intake_paperwork_decision *decision)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, decision->notice);
	struct waiting *waiting;
	struct fault why;

	if (!c || !waiting_may_decide(desk, call, c))
		return;
	if (!slice_is(decision->outcome, "accepted") && slice_says_nothing(decision->reason)) {
		err_set(&why, ERR_INPUT, "art. 26", "\"reason\" is needed for all but accepted");
		intake_answer_fault(call, &why);
		return;
	}
	waiting = begin(desk, call, c, EVENT_PAPERWORK_SETTLED);
	waiting->event.paperwork_settled = (struct event_paperwork_settled){
		.person = waiting_copy(waiting, slice_of(intake_call_principal(call)->person)),
		.reason = waiting_copy(waiting, decision->reason),
		.outcome = waiting_copy(waiting, decision->outcome),
	};
	waiting_take_turn(waiting, c, fold);
}
