/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/criteria.h"

#include <stdio.h>
#include <unistr.h>

#include "desk/complaints.h"
#include "desk/registry.h"
#include "desk/shelf.h"
#include "judge/country.h"
#include "notice/calendar.h"
#include "notice/content.h"
#include "notice/page.h"
#include "notice/period.h"
#include "wire/member.h"

enum { NEAR_KEPT_MAX = 10 };

/* ---- content ---------------------------------------------------------------------------- */

/* What the phone shows of it: so many characters on so many pages of cell broadcast. */
static void put_shown(struct text *out, const struct content_text *text)
{
	struct page_set pages;
	size_t characters = u8_mbsnlen((const uint8_t *)text->text.at, text->text.size);

	text_puts(out, "{\"language\":");
	text_put_json(out, text->language);
	member_put_number(out, "characters", characters);
	if (page_make(&pages, text->text, (struct slice){ NULL, 0 }, NULL) == ERR_OK)
		member_put_number(out, "pages", pages.count);
	member_put_number(out, "message_identifier", text->message_identifier);
	text_puts(out, "}");
}

static void put_content(struct text *out, const struct criteria_case *about)
{
	const struct event_judged *judged = &about->flow->judged;
	struct slice rest = about->review->canonical;
	struct content_text text;

	text_printf(out, "\"content\":{\"findings\":%u", judged->finding_count);
	if (judged->class_of_emergency)
		member_put(out, "class", slice_of(lane_class_name(judged->class_of_emergency)));
	if (judged->event_type.size > 0)
		member_put(out, "event_type", judged->event_type);
	text_puts(out, ",\"texts\":[");
	for (size_t i = 0; rest.at && content_text_next(&text, &rest); i++) {
		text_puts(out, i ? "," : "");
		put_shown(out, &text);
	}
	text_puts(out, "]}");
}

/* ---- area ------------------------------------------------------------------------------- */

static void put_register(struct text *out, const char *name, const struct digest *digest)
{
	char hex[DIGEST_HEX_OCTETS];

	text_printf(out, ",\"%s\":\"%s\"", name, digest_hex(hex, digest->octets, DIGEST_OCTETS));
}

static void put_area(struct text *out, const struct criteria_case *about)
{
	const struct event_judged *judged = &about->flow->judged;
	uint64_t permille = judged->cells ? judged->cells_outside * 1000 / judged->cells : 0;

	text_printf(out, ",\"area\":{\"cells\":%llu", (unsigned long long)judged->cells);
	member_put_number(out, "nodes", judged->nodes);
	member_put_number(out, "people", judged->people);
	member_put_number(out, "cells_outside", judged->cells_outside);
	text_printf(out, ",\"share_outside\":%llu.%llu", (unsigned long long)permille / 10,
		    (unsigned long long)permille % 10);
	put_register(out, "judged_with", &judged->cell_register);
	put_register(out, "cell_register", &shelf_in_force(about->desk)->digest);
	text_puts(out, "}");
}

/* ---- frequency and volume --------------------------------------------------------------- */

static void put_periods(struct text *out, const char *name, const uint64_t values[REVIEW_PERIODS])
{
	text_printf(out, "\"%s\":{", name);
	for (size_t i = 0; i < REVIEW_PERIODS; i++)
		text_printf(out, "%s\"days_%u\":%llu", i ? "," : "", query_review_days[i],
			    (unsigned long long)values[i]);
	text_puts(out, "}");
}

static struct slice city_name(const struct desk *desk, uint32_t city)
{
	const struct division *division = division_find(&desk->country->divisions, city);

	return division ? division->name : SLICE_LITERAL("");
}

/* Of the cities that it reaches, the one that was sent to most. */
static void put_frequency(struct text *out, const struct criteria_case *about)
{
	const struct ledger_review *review = about->review;

	text_puts(out, ",\"frequency\":{");
	put_periods(out, "body", review->body.notices);
	text_puts(out, ",");
	put_periods(out, "area", review->city.notices);
	text_printf(out, ",\"busiest_city\":\"%u\"", review->busiest_city);
	member_put(out, "busiest_city_name", city_name(about->desk, review->busiest_city));
	text_puts(out, "}");
}

static void put_volume(struct text *out, const struct ledger_review *review)
{
	text_puts(out, ",\"volume\":{");
	put_periods(out, "body_people", review->body.people);
	text_puts(out, ",");
	put_periods(out, "authority_people", review->authority.people);
	text_puts(out, ",");
	put_periods(out, "authority_notices", review->authority.notices);
	text_puts(out, ",");
	put_periods(out, "area_people", review->city.people);
	text_puts(out, "}");
}

/* ---- willingness ------------------------------------------------------------------------ */

static struct complaint_sums sum_of_days(const struct criteria_case *about, unsigned int days)
{
	int64_t today = calendar_day_of(desk_now());
	struct period period = { today - days + 1, today };

	return complaints_sum(about->desk, about->flow->received.agency, period_from(&period),
			      period_until(&period));
}

static void put_sums(struct text *out, const struct criteria_case *about)
{
	uint64_t complaints[REVIEW_PERIODS], opt_outs[REVIEW_PERIODS];

	for (size_t i = 0; i < REVIEW_PERIODS; i++) {
		struct complaint_sums sums = sum_of_days(about, query_review_days[i]);

		complaints[i] = sums.complaints;
		opt_outs[i] = sums.opt_outs;
	}
	put_periods(out, "complaints", complaints);
	text_puts(out, ",");
	put_periods(out, "opt_outs", opt_outs);
}

static void put_recorded(struct text *out, const struct criteria_case *about,
			 const struct complaints_known *known)
{
	text_puts(out, ",\"willingness\":{\"source\":\"recorded\",");
	put_sums(out, about);
	member_put_number(out, "records", known->records);
	member_put_time(out, "last_recorded", known->newest);
	if (known->records == 0)
		text_puts(out,
			  ",\"zh\":\"电信管理机构录入的投诉、退订数据中，没有关于该机构的记录。"
			  "\",\"en\":\"The authority records complaints and opt-outs; none of "
			  "them is about this body.\"}");
	else
		text_puts(
			out,
			",\"zh\":\"投诉、退订数为电信管理机构录入的数据，未录入的不在其中。\",\"en\":"
			"\"Complaints and opt-outs as the authority has recorded them; what it "
			"did not record is not in them.\"}");
}

/* The registry's of today: whoever records about the body now. */
static struct slice authority_of(const struct criteria_case *about)
{
	const struct registry_agency *agency = registry_agency(desk_registry(about->desk),
							       about->flow->received.agency);

	return agency ? agency->authority : about->flow->judged.authority;
}

static void put_willingness(struct text *out, const struct criteria_case *about)
{
	struct complaints_known known = complaints_known(about->desk, about->flow->received.agency,
							 authority_of(about));

	if (utc_is_set(known.newest)) {
		put_recorded(out, about, &known);
		return;
	}
	/* Nobody may take an empty number for a good one. */
	text_puts(out,
		  ",\"willingness\":{\"source\":\"none\",\"zh\":\"未接入退订和投诉数据，接收意愿须"
		  "由审核人员另行了解。\",\"en\":\"No source of opt-outs or complaints is "
		  "connected: willingness must be learnt elsewhere.\"}");
}

void criteria_put(struct text *out, const struct criteria_case *about)
{
	text_puts(out, "{");
	put_content(out, about);
	put_area(out, about);
	put_frequency(out, about);
	put_volume(out, about->review);
	put_willingness(out, about);
	text_puts(out, "}");
}

static void put_near(struct text *out, const struct ledger_near *near)
{
	const struct ledger_notice *other = &near->notice;

	text_printf(out, "{\"notice\":\"%llu\"", (unsigned long long)other->number);
	member_put_text(out, "state", slice_of(other->state));
	member_put_text(out, "lane", slice_of(other->lane));
	member_put_text(out, "agency", slice_of(other->agency));
	member_put_text(out, "title", slice_of(other->title));
	member_put_text(out, "event_type", slice_of(other->event_type));
	member_put_time(out, "received", other->received);
	member_put_time(out, "begins", other->begins);
	member_put_time(out, "expires", other->expires);
	member_put_number(out, "similarity", near->similarity / 10);
	text_printf(out, ",\"same_event_type\":%s,\"duplicate\":%s,\"conflict\":%s}",
		    near->is_same_type ? "true" : "false", near->is_duplicate ? "true" : "false",
		    near->is_conflict ? "true" : "false");
}

void criteria_put_near(struct text *out, const struct criteria_case *about)
{
	const struct ledger_review *review = about->review;

	text_puts(out, "[");
	for (size_t i = 0; i < review->near_count; i++) {
		text_puts(out, i ? "," : "");
		put_near(out, &review->near[i]);
	}
	text_puts(out, "]");
}

/* ---- what the chain keeps --------------------------------------------------------------- */

static void put_near_numbers(struct text *out, const struct ledger_review *review)
{
	text_puts(out, ",\"near\":[");
	for (size_t i = 0; i < review->near_count && i < NEAR_KEPT_MAX; i++)
		text_printf(out, "%s\"%llu\"", i ? "," : "",
			    (unsigned long long)review->near[i].notice.number);
	text_puts(out, "]");
}

struct slice criteria_of_decision(void *ctx, const struct criteria_case *about,
				  struct slice reviewers, const char *missing)
{
	struct text out;

	text_init(&out, ctx);
	text_puts(&out, "{");
	if (reviewers.size > 0) {
		text_puts(&out, "\"reviewer\":");
		text_put(&out, reviewers.at, reviewers.size);
		text_puts(&out, ",");
	}
	text_puts(&out, "\"server\":{");
	if (about->review) {
		text_puts(&out, "\"criteria\":");
		criteria_put(&out, about);
		put_near_numbers(&out, about->review);
	} else {
		text_puts(&out, "\"missing\":");
		text_put_json(&out, slice_of(missing));
	}
	text_puts(&out, "}}");
	return text_slice(&out);
}
