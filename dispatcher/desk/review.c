/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/review.h"

#include <talloc.h>

#include "desk/criteria.h"
#include "desk/registry.h"
#include "desk/survey.h"
#include "desk/view.h"
#include "judge/country.h"
#include "notice/calendar.h"
#include "notice/content.h"
#include "notice/reply.h"
#include "wire/member.h"

enum err review_ask(struct desk *desk, const struct flow *flow, ledger_answer_fn *answer,
		    void *data, struct fault *why)
{
	const struct event_judged *judged = &flow->judged;
	void *scratch = talloc_new(desk);
	struct ledger_review_question question = {
		.notice = flow->notice,
		.body = slice_string(scratch, flow->received.agency),
		.authority = slice_string(scratch, judged->authority),
		.event_type = slice_string(scratch, judged->event_type),
		.today = calendar_day_of(desk_now()),
		.begins = utc_is_set(judged->begins) ? judged->begins : flow->received_at,
		.until = judged->expires,
		.canonical = judged->canonical,
		.findings = judged->findings,
	};
	enum err err;

	if (slice_is(flow->received.format, "application"))
		question.application = flow->received.document;
	err = ledger_query_review(desk->ledger, &question, answer, data, why);
	talloc_free(scratch);
	return err;
}

static void put_body(struct text *out, const struct desk *desk, const char *member,
		     struct slice identifier)
{
	const struct registry_agency *agency = registry_agency(desk_registry(desk), identifier);

	if (identifier.size == 0)
		return;
	text_printf(out, ",\"%s\":{\"id\":", member);
	text_put_json(out, identifier);
	if (agency)
		member_put(out, "name", agency->name);
	text_puts(out, "}");
}

/* How long it has waited, until when it must be decided, when it lapses. */
static void put_clock(struct text *out, const struct flow *flow)
{
	struct utc now = desk_now(), by = flow_decide_by(flow);
	enum notice_wait wait = flow_waiting_for(flow);
	char buf[UTC_TEXT_OCTETS];

	text_printf(out, ",\"clock\":{\"now\":\"%s\",\"waiting_for\":\"%s\"",
		    utc_format(buf, now, UTC_CHINA_OFFSET_MINUTES), notice_wait_name(wait));
	if (wait != NOTICE_WAIT_NONE) {
		member_put_time(out, "waits_since", flow->waits_since);
		text_printf(out, ",\"waited_s\":%lld",
			    (long long)(utc_since(now, flow->waits_since).us / 1000000));
		member_put_time(out, "decide_by", by);
		member_put_time(out, "next_alarm", flow_alarm_at(flow));
		text_printf(out, ",\"overdue\":%s,\"alarms\":%u",
			    utc_is_set(by) && !utc_before(now, by) ? "true" : "false",
			    flow->alarms);
	}
	view_because(out, flow);
	member_put_time(out, "lapses", flow->judged.expires);
	text_puts(out, "}");
}

static void put_texts(struct text *out, struct slice canonical)
{
	struct content_text text;

	text_puts(out, ",\"texts\":[");
	for (size_t i = 0; canonical.at && content_text_next(&text, &canonical); i++) {
		text_printf(out, "%s{\"language\":", i ? "," : "");
		text_put_json(out, text.language);
		member_put(out, "text", text.text);
		text_puts(out, "}");
	}
	text_puts(out, "]");
}

static void put_notice(struct text *out, const struct desk *desk, const struct flow *flow)
{
	char hex[DIGEST_HEX_OCTETS], number[REPLY_NUMBER_OCTETS];

	text_printf(out, "{\"notice\":\"%llu\",\"state\":\"%s\",\"lane\":\"%s\",\"version\":%u",
		    (unsigned long long)flow->notice, notice_state_name(flow->state),
		    lane_name(flow->lane), flow->version);
	member_put(out, "acceptance_number", slice_of(reply_acceptance_number(number, flow)));
	member_put(out, "title", flow->judged.title);
	put_body(out, desk, "applicant", flow->received.agency);
	put_body(out, desk, "sending_body", flow->judged.sending_body);
	member_put(out, "authority", flow->judged.authority);
	member_put(out, "submitted_by", flow->received.person);
	if (flow->decided_by.size > 0)
		member_put(out, "decided_by", flow->decided_by);
	text_printf(out, ",\"needs_second_person\":%s",
		    flow->judged.needs_second_person ? "true" : "false");
	member_put_time(out, "filed", flow->received_at);
	member_put_time(out, "begins", flow->judged.begins);
	member_put_time(out, "expires", flow->judged.expires);
	text_printf(out, ",\"digest\":\"%s\"",
		    digest_hex(hex, flow->judged.content.octets, DIGEST_OCTETS));
}

static void put_area(struct text *out, const struct desk *desk, struct slice canonical)
{
	const struct division_table *divisions = &desk->country->divisions;

	text_puts(out, ",\"area\":{\"zh\":");
	text_put_json(out, reply_area(out->ctx, canonical, divisions, "zh"));
	member_put(out, "en", reply_area(out->ctx, canonical, divisions, "en"));
	text_puts(out, "}");
}

static void put_beside(struct text *out, const struct criteria_case *about)
{
	const struct ledger_review *review = about->review;

	text_puts(out, ",\"findings\":");
	if (review->findings.at)
		text_put(out, review->findings.at, review->findings.size);
	else
		text_puts(out, "[]");
	if (review->application.at) {
		text_puts(out, ",\"application\":");
		text_put(out, review->application.at, review->application.size);
	}
	text_puts(out, ",\"criteria\":");
	criteria_put(out, about);
	text_puts(out, ",\"near\":");
	criteria_put_near(out, about);
	text_printf(out, ",\"near_looked_at\":%zu,\"near_is_cut\":%s", review->scanned,
		    review->is_cut ? "true" : "false");
}

/* A sheet on its way: all but whom it reaches now. */
struct sheet {
	struct waiting *waiting;
	struct text json;
};

/* Numbers that cannot be had keep nobody from looking at the rest. */
static void have_survey(void *data, const struct survey *survey,
			const struct register_answer *cells, const struct fault *why)
{
	struct sheet *sheet = data;

	text_puts(&sheet->json, ",\"audience\":{");
	if (why) {
		text_puts(&sheet->json, "\"missing\":");
		text_put_json(&sheet->json, slice_of(why->text));
	} else {
		survey_put(&sheet->json, survey, cells);
	}
	text_puts(&sheet->json, "}}");
	intake_answer_json(sheet->waiting->call, 200, text_slice(&sheet->json));
	talloc_free(sheet->waiting);
}

static void answer_sheet(struct waiting *waiting, const struct flow *flow,
			 const struct ledger_review *review)
{
	struct criteria_case about = { waiting->desk, flow, review };
	struct sheet *sheet = talloc_zero(waiting, struct sheet);
	struct text *json = &sheet->json;

	sheet->waiting = waiting;
	text_init(json, sheet);
	put_notice(json, waiting->desk, flow);
	put_clock(json, flow);
	put_texts(json, review->canonical);
	put_area(json, waiting->desk, review->canonical);
	put_beside(json, &about);
	survey_ask(waiting->desk, &(struct survey_question){ .canonical = review->canonical },
		   have_survey, sheet);
}

static void have_review(void *data, const struct ledger_answer *answer)
{
	struct waiting *waiting = data;
	struct desk_case *c;

	if (answer->err != ERR_OK) {
		waiting_answer_fault(waiting, &answer->why);
		return;
	}
	c = waiting_find_case(waiting->desk, waiting->call, waiting->notice);
	if (c)
		answer_sheet(waiting, c->flow, answer->review);
	else
		talloc_free(waiting);
}

/* Those who decide on it, and whoever may read the chain anyway. */
static bool may_read(struct desk *desk, struct intake_call *call, const struct desk_case *c)
{
	return (intake_call_principal(call)->roles & PERSON_ROLE_INSPECTOR) ||
	       waiting_may_decide(desk, call, c);
}

void review_show(void *data, struct intake_call *call, uint64_t notice)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, notice);
	struct waiting *waiting;
	struct fault why;

	if (!c || !may_read(desk, call, c))
		return;
	waiting = waiting_new(desk, call, notice);
	if (review_ask(desk, c->flow, have_review, waiting, &why) != ERR_OK)
		waiting_answer_fault(waiting, &why);
}
