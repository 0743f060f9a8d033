/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/paper.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/past.h"
#include "desk/sight.h"
#include "desk/view.h"
#include "desk/waiting.h"
#include "judge/country.h"
#include "ledger/query.h"
#include "notice/content.h"
#include "notice/reply.h"
#include "notice/rules.h"
#include "wire/member.h"
#include "wire/paperwork_json.h"
#include "wire/route_bytes.h"

/* ---- the draft -------------------------------------------------------------------------- */

/* What the chain knows, gathered document by document. */
struct drafting {
	struct waiting *waiting;
	struct text messages;	 /* JSON objects, commas between */
	struct slice departures; /* the findings, as they were told */
	struct slice canonical;	 /* what was approved: the areas of the texts */
	struct slice form;	 /* to file with it; absent: it is only shown */
	struct text filed;	 /* what was filed last, to be shown beside the draft */
	uint32_t next_route;
	const struct flow *past; /* of a notice that is closed, which is only shown */
};

static enum err may_be_seen(const struct desk *desk, struct intake_call *call,
			    const struct flow *flow, struct fault *why)
{
	if (flow->event_count == 0 || flow->state == NOTICE_NONE ||
	    !sight_of_flow(desk, intake_call_principal(call), flow)) {
		waiting_set_absent(why, flow->notice);
		return ERR_ABSENT;
	}
	if (flow->paperwork.state == PAPERWORK_NONE)
		return err_set(why, ERR_STATE, "art. 26", "notice %llu owes no paperwork",
			       (unsigned long long)flow->notice);
	return ERR_OK;
}

/* NULL: it was answered, and drafting is gone. A notice may close while documents are read. */
static const struct flow *flow_of(struct drafting *drafting)
{
	struct waiting *waiting = drafting->waiting;
	const struct desk_case *c;

	if (drafting->past)
		return drafting->past;
	c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);
	if (!c)
		talloc_free(waiting);
	return c ? c->flow : NULL;
}

/*
 * {..,"paperwork":{..},"draft":{..}}, and behind it "form":{..} where that is filed, or
 * "filed":{..} where it is shown.
 */
static void put_draft(struct text *out, const struct drafting *drafting, const struct flow *flow)
{
	view_paperwork(out, flow);
	text_puts(out, ",\"messages\":[");
	text_put(out, drafting->messages.at, drafting->messages.size);
	text_puts(out, "],\"departures\":");
	text_put(out, drafting->departures.at, drafting->departures.size);
	text_puts(out, "}");
	if (drafting->form.at) {
		text_puts(out, ",\"form\":");
		text_put(out, drafting->form.at, drafting->form.size);
	}
	text_put(out, drafting->filed.at, drafting->filed.size);
	text_puts(out, "}");
}

static void fold(struct desk *desk, struct desk_case *c, void *data);

/* All is gathered: it is shown, or filed. */
static void finish(struct drafting *drafting, const struct flow *flow)
{
	struct waiting *waiting = drafting->waiting;
	struct text json;

	if (drafting->form.at) {
		waiting_take_turn(waiting, desk_case_find(waiting->desk, flow->notice), fold);
		return;
	}
	text_init(&json, waiting);
	put_draft(&json, drafting, flow);
	intake_answer_json(waiting->call, 200, text_slice(&json));
	talloc_free(waiting);
}

/* ---- the texts -------------------------------------------------------------------------- */

/* Its own area in words, from what was approved; left out where that was purged. */
static void put_area(struct drafting *drafting, const struct route_message *message)
{
	struct slice rest = drafting->canonical, lines;
	struct content_text text;

	while (content_text_next(&text, &rest))
		continue;
	while (content_area_next(&lines, &rest)) {
		struct digest area = digest_of_text(lines);

		if (!digest_equal(&area, &message->area))
			continue;
		member_put_text(&drafting->messages, "area",
				reply_area_of(drafting, lines,
					      &drafting->waiting->desk->country->divisions, "zh"));
		return;
	}
}

static void put_message(struct drafting *drafting, const struct route_message *message)
{
	bool is_broadcast = cell_id_plmn_is_set(message->plmn);
	struct text *out = &drafting->messages;
	char plmn[16];

	text_puts(out, out->size ? ",{\"language\":" : "{\"language\":");
	text_put_json(out, message->language);
	member_put(out, "text", message->text);
	put_area(drafting, message);
	member_put_text(out, "channel", slice_of(is_broadcast ? "cell-broadcast" : "internet"));
	if (is_broadcast)
		member_put_text(out, "plmn", slice_of(cell_id_plmn_format(plmn, message->plmn)));
	member_put_number(out, "message_identifier", message->message_identifier);
	member_put_number(out, "serial_number", message->serial_number);
}

static void put_messages(struct drafting *drafting, const struct route *route, struct utc sent)
{
	for (size_t i = 0; i < route->message_count; i++) {
		put_message(drafting, &route->messages[i]);
		member_put_time(&drafting->messages, "sent", sent);
		member_put_time(&drafting->messages, "until", route->expires);
		text_puts(&drafting->messages, "}");
	}
}

static void gather(struct drafting *drafting);

static void have_route(void *data, const struct ledger_answer *answer)
{
	struct drafting *drafting = data;
	const struct flow *flow = flow_of(drafting);
	struct route route;

	if (!flow)
		return;
	/* A purged text is not there any more; the rest of the draft is. */
	if (answer->err == ERR_OK &&
	    route_bytes_unpack(drafting, &route, answer->document, NULL) == ERR_OK)
		put_messages(drafting, &route, flow->routes[drafting->next_route].at);
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

static void have_canonical(void *data, const struct ledger_answer *answer)
{
	struct drafting *drafting = data;

	drafting->canonical = SLICE_LITERAL("");
	if (answer->err == ERR_OK)
		drafting->canonical = waiting_copy(drafting->waiting, answer->document);
	gather(drafting);
}

/* Whoever settles it reads what was filed first: who, when, the text, and what the chain says. */
static void have_filed(void *data, const struct ledger_answer *answer)
{
	struct drafting *drafting = data;
	const struct flow *flow = flow_of(drafting);
	struct text *out = &drafting->filed;
	char hex[DIGEST_HEX_OCTETS];

	if (!flow)
		return;
	text_printf(out, ",\"filed\":{\"filings\":%u", flow->paperwork.filings);
	member_put_text(out, "by", flow->paperwork.filed_by);
	member_put_time(out, "at", flow->paperwork.filed_at);
	member_put_text(out, "digest",
			slice_of(digest_hex(hex, flow->paperwork.document.octets, DIGEST_OCTETS)));
	/* Never a part of it: the digest could not be checked against that. */
	if (answer->err != ERR_OK ||
	    paperwork_json_put_filed(out, answer->document, NULL) != ERR_OK)
		member_put_bool(out, "is_missing", true);
	text_puts(out, "}");
	gather(drafting);
}

/* One document after the other; then the answer. */
static void gather(struct drafting *drafting)
{
	struct waiting *waiting = drafting->waiting;
	const struct flow *flow = flow_of(drafting);
	struct ledger *ledger = waiting->desk->ledger;
	struct fault why;
	enum err err = ERR_OK;

	if (!flow)
		return;
	if (!drafting->departures.at && flow->judged.finding_count > 0)
		err = ledger_query_document(ledger, &flow->judged.findings, have_findings, drafting,
					    &why);
	else if (!drafting->canonical.at)
		err = ledger_query_document(ledger, &flow->judged.canonical, have_canonical,
					    drafting, &why);
	else if (drafting->next_route < flow->route_count)
		err = ledger_query_document(ledger, &flow->routes[drafting->next_route].document,
					    have_route, drafting, &why);
	else if (!drafting->form.at && flow->paperwork.filings > 0 && drafting->filed.size == 0)
		err = ledger_query_document(ledger, &flow->paperwork.document, have_filed, drafting,
					    &why);
	else
		finish(drafting, flow);
	if (err != ERR_OK)
		waiting_answer_fault(waiting, &why);
}

static struct drafting *drafting_of(struct waiting *waiting, const struct flow *flow)
{
	struct drafting *drafting = talloc_zero(waiting, struct drafting);

	drafting->waiting = waiting;
	text_init(&drafting->messages, drafting);
	text_init(&drafting->filed, drafting);
	if (flow->judged.finding_count == 0)
		drafting->departures = SLICE_LITERAL("[]");
	return drafting;
}

static void show(struct waiting *waiting, const struct flow *flow, bool is_closed)
{
	struct drafting *drafting;
	struct fault why;

	if (may_be_seen(waiting->desk, waiting->call, flow, &why) != ERR_OK) {
		waiting_answer_fault(waiting, &why);
		return;
	}
	drafting = drafting_of(waiting, flow);
	drafting->past = is_closed ? flow : NULL;
	gather(drafting);
}

static void have_past(void *data, struct flow *flow, const struct fault *why)
{
	if (flow)
		show(data, flow, true);
	else
		waiting_answer_fault(data, why);
}

void paper_draft(void *data, struct intake_call *call, uint64_t notice)
{
	struct desk *desk = data;
	struct desk_case *c = desk_case_find(desk, notice);
	struct waiting *waiting = waiting_new(desk, call, notice);

	if (c)
		show(waiting, c->flow, false);
	else
		past_ask(desk, waiting, notice, have_past, waiting);
}

/* ---- filing and settling ---------------------------------------------------------------- */

static void fold(struct desk *desk, struct desk_case *c, void *data)
{
	struct waiting *waiting = data;
	struct desk_batch *batch = desk_batch_begin(desk, c, LEDGER_ROUTINE);
	const struct drafting *drafting = waiting->more;
	struct text document;
	struct fault why;

	waiting->event.at = desk_now();
	if (drafting) {
		text_init(&document, waiting);
		put_draft(&document, drafting, c->flow);
		waiting->event.paperwork_filed.document = desk_batch_document(
			batch, "paperwork", text_slice(&document));
	}
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
	struct drafting *drafting;
	struct waiting *waiting;

	if (!c || !waiting_may_act(desk, call, c))
		return;
	waiting = begin(desk, call, c, EVENT_PAPERWORK_FILED);
	if (!check_form(waiting, form))
		return;
	drafting = drafting_of(waiting, c->flow);
	drafting->form = waiting_copy(waiting, form);
	waiting->more = drafting;
	waiting->event.paperwork_filed.person = waiting_copy(
		waiting, slice_of(intake_call_principal(call)->person));
	gather(drafting);
}

/*
 * Without a digest the newest is meant. Where it was filed more than once nobody can tell which
 * of them was read, so accepting then names it; an amended application is agreed to likewise.
 */
static enum err read_document(struct digest *out, const struct flow *flow,
			      const struct intake_paperwork_decision *decision, struct fault *why)
{
	*out = flow->paperwork.document;
	if (decision->digest.size > 0)
		return digest_from_hex(out->octets, DIGEST_OCTETS, decision->digest)
			       ? ERR_OK
			       : err_set(why, ERR_INPUT, NULL, "digest: 64 hexadecimal digits");
	if (flow->paperwork.filings < 2 || !slice_is(decision->outcome, "accepted"))
		return ERR_OK;
	return err_set(why, ERR_CONFLICT, "art. 26",
		       "the paperwork was filed %u times: read what was filed last, and name its "
		       "`digest`",
		       flow->paperwork.filings);
}

static enum err judge_outcome(const struct intake_paperwork_decision *decision, struct fault *why)
{
	if (slice_is(decision->outcome, "accepted") || !slice_says_nothing(decision->reason))
		return ERR_OK;
	return err_set(why, ERR_INPUT, "art. 26", "\"reason\" is needed for all but accepted");
}

void paper_settle(void *data, struct intake_call *call,
		  const struct intake_paperwork_decision *decision)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, decision->notice);
	struct waiting *waiting;
	struct digest document;
	struct fault why;

	if (!c || !waiting_may_decide(desk, call, c))
		return;
	if (judge_outcome(decision, &why) != ERR_OK ||
	    read_document(&document, c->flow, decision, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	waiting = begin(desk, call, c, EVENT_PAPERWORK_SETTLED);
	waiting->event.paperwork_settled = (struct event_paperwork_settled){
		.person = waiting_copy(waiting, slice_of(intake_call_principal(call)->person)),
		.reason = waiting_copy(waiting, decision->reason),
		.outcome = waiting_copy(waiting, decision->outcome),
		.document = document,
	};
	waiting_take_turn(waiting, c, fold);
}
