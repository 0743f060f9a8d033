/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/criteria.h"

#include <stdio.h>
#include <unistr.h>

#include "judge/country.h"
#include "notice/content.h"
#include "notice/page.h"

enum { NEAR_KEPT_MAX = 10 };

static void put_number(struct text *out, const char *name, uint64_t value)
{
	text_printf(out, ",\"%s\":%llu", name, (unsigned long long)value);
}

static void put_name(struct text *out, const char *name, struct slice value)
{
	text_printf(out, ",\"%s\":", name);
	text_put_json(out, value);
}

/* ---- content ---------------------------------------------------------------------------- */

/* What the phone shows of it: so many characters on so many pages of cell broadcast. */
static void put_shown(struct text *out, const struct content_text *text)
{
	struct page_set pages;
	size_t characters = u8_mbsnlen((const uint8_t *)text->text.at, text->text.size);

	text_puts(out, "{\"language\":");
	text_put_json(out, text->language);
	put_number(out, "characters", characters);
	if (page_make(&pages, text->text, (struct slice){ NULL, 0 }, NULL) == ERR_OK)
		put_number(out, "pages", pages.count);
	put_number(out, "message_identifier", text->message_identifier);
	text_puts(out, "}");
}

static void put_content(struct text *out, const struct criteria_case *about)
{
	const struct event_judged *judged = &about->flow->judged;
	struct slice rest = about->review->canonical;
	struct content_text text;

	text_printf(out, "\"content\":{\"findings\":%u", judged->finding_count);
	if (judged->class_of_emergency)
		put_name(out, "class", slice_of(lane_class_name(judged->class_of_emergency)));
	if (judged->event_type.size > 0)
		put_name(out, "event_type", judged->event_type);
	text_puts(out, ",\"texts\":[");
	for (size_t i = 0; rest.at && content_text_next(&text, &rest); i++) {
		text_puts(out, i ? "," : "");
		put_shown(out, &text);
	}
	text_puts(out, "]}");
}

/* ---- area ------------------------------------------------------------------------------- */

static void put_area(struct text *out, const struct flow *flow)
{
	const struct event_judged *judged = &flow->judged;
	uint64_t permille = judged->cells ? judged->cells_outside * 1000 / judged->cells : 0;

	text_printf(out, ",\"area\":{\"cells\":%llu", (unsigned long long)judged->cells);
	put_number(out, "nodes", judged->nodes);
	put_number(out, "people", judged->people);
	put_number(out, "cells_outside", judged->cells_outside);
	text_printf(out, ",\"share_outside\":%llu.%llu}", (unsigned long long)permille / 10,
		    (unsigned long long)permille % 10);
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
	put_name(out, "busiest_city_name", city_name(about->desk, review->busiest_city));
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

void criteria_put(struct text *out, const struct criteria_case *about)
{
	text_puts(out, "{");
	put_content(out, about);
	put_area(out, about->flow);
	put_frequency(out, about);
	put_volume(out, about->review);
	/* Nobody may take an empty number for a good one. */
	text_puts(out,
		  ",\"willingness\":{\"source\":\"none\",\"zh\":\"未接入退订和投诉数据，接收意愿须"
		  "由审核人员另行了解。\",\"en\":\"No source of opt-outs or complaints is "
		  "connected: willingness must be learnt elsewhere.\"}}");
}

/* ---- other notices ---------------------------------------------------------------------- */

static void put_text(struct text *out, const char *name, const char *value)
{
	if (value && *value)
		put_name(out, name, slice_of(value));
}

static void put_time(struct text *out, const char *name, struct utc at)
{
	char buf[UTC_TEXT_OCTETS];

	if (utc_is_set(at))
		text_printf(out, ",\"%s\":\"%s\"", name,
			    utc_format(buf, at, UTC_CHINA_OFFSET_MINUTES));
}

static void put_near(struct text *out, const struct ledger_near *near)
{
	const struct ledger_notice *other = &near->notice;

	text_printf(out, "{\"notice\":\"%llu\"", (unsigned long long)other->number);
	put_text(out, "state", other->state);
	put_text(out, "lane", other->lane);
	put_text(out, "agency", other->agency);
	put_text(out, "title", other->title);
	put_text(out, "event_type", other->event_type);
	put_time(out, "received", other->received);
	put_time(out, "begins", other->begins);
	put_time(out, "expires", other->expires);
	put_number(out, "similarity", near->similarity / 10);
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
