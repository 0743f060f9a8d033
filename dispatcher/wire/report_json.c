/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/report_json.h"

#include <talloc.h>

#include "notice/cbs.h"
#include "notice/content.h"
#include "notice/report_words.h"
#include "wire/flow_json.h"
#include "wire/member.h"
#include "wire/report_json_cells.h"

/* ---- the head --------------------------------------------------------------------------- */

static struct flow_counts count_shown(const struct report *report)
{
	struct flow_counts counts = { 0 };

	for (uint32_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *delivery = &report->flow->deliveries[i];

		if (!report_shows(report, i))
			continue;
		counts.deliveries++;
		counts.cells += delivery->cell_count;
		counts.cells_ok += delivery->cells_ok;
		counts.cells_failed += delivery->cells_failed;
		counts.accepted += delivery->was_accepted;
		counts.failed += delivery->state == DELIVERY_FAILED ||
				 delivery->state == DELIVERY_REFUSED;
		counts.unknown += delivery->state == DELIVERY_UNKNOWN;
		counts.stopped += delivery->state == DELIVERY_STOPPED;
	}
	return counts;
}

static void put_answers(struct text *out, const struct report *report)
{
	struct utc first = { 0 }, last = { 0 };

	for (uint32_t i = 0; i < report->delivery_count; i++) {
		struct utc at = report->deliveries[i].accepted;

		if (!report_shows(report, i) || !utc_is_set(at))
			continue;
		if (!utc_is_set(first) || utc_before(at, first))
			first = at;
		if (utc_before(last, at))
			last = at;
	}
	member_put_time(out, "first_answer", first);
	member_put_time(out, "last_answer", last);
}

static void put_body(struct text *out, const struct report_answer *answer)
{
	const struct flow *flow = answer->report->flow;
	const struct registry_agency *agency = answer->registry
						       ? registry_agency(answer->registry,
									 flow->received.agency)
						       : NULL;

	member_put_text(out, "agency", flow->received.agency);
	if (agency)
		member_put_text(out, "agency_name", agency->name);
	member_put_text(out, "lane", slice_of(lane_name(flow->lane)));
	member_put_text(out, "title", flow->judged.title);
	member_put_text(out, "event_type", flow->judged.event_type);
	if (flow->judged.follows > 0)
		text_printf(out, ",\"follows\":\"%llu\"", (unsigned long long)flow->judged.follows);
	if (flow->superseded_by > 0)
		text_printf(out, ",\"superseded_by\":\"%llu\"",
			    (unsigned long long)flow->superseded_by);
	member_put_time(out, "expires", flow->judged.expires);
}

static void put_head(struct text *out, const struct report_answer *answer)
{
	const struct report *report = answer->report;
	const struct flow *flow = report->flow;
	struct flow_counts counts = count_shown(report);

	text_printf(out, "{\"notice\":\"%llu\",\"state\":\"%s\",\"realm\":\"%s\"",
		    (unsigned long long)flow->notice, notice_state_name(flow->state),
		    answer->realm);
	put_body(out, answer);
	member_put_time(out, "now", answer->now);
	member_put_time(out, "changed", flow->changed);
	member_put_bool(out, "final", !notice_state_is_open(flow->state));
	member_put_time(out, "received", flow->received_at);
	if (flow->route_count > 0) {
		member_put_time(out, "routed", flow->routes[0].at);
		report_json_put_span(out, "received_to_routed_ms", flow->received_at,
				     flow->routes[0].at);
	}
	put_answers(out, report);
	flow_json_put_counts(out, &counts);
	if (report->carrier.at) {
		member_put_text(out, "only_carrier", report->carrier);
		return;
	}
	member_put_number(out, "cells_without_link", flow->unreachable_cells);
	member_put_number(out, "people", flow->people);
}

/* ---- who was not warned ----------------------------------------------------------------- */

static void put_gap(struct text *out, const struct report_gap *gap)
{
	member_put_number(out, "cells", gap->cells);
	member_put_number(out, "people", gap->people);
	member_put_some(out, "cells_of_unknown_people", gap->cells_of_unknown_people);
	member_put_some(out, "accepted_before", gap->were_on);
	member_put_some(out, "subscribers", gap->deliveries);
}

struct gap_row {
	const char *name;
	struct slice zh, en;
	const struct report_gap *gap;
};

static void put_gap_row(struct text *out, const struct gap_row *row, const char **separator)
{
	if (row->gap->cells == 0 && row->gap->deliveries == 0)
		return;
	text_printf(out, "%s{\"outcome\":\"%s\"", *separator, row->name);
	member_put(out, "zh", row->zh);
	member_put(out, "en", row->en);
	put_gap(out, row->gap);
	text_puts(out, "}");
	*separator = ",";
}

static void put_not_warned(struct text *out, const struct report_answer *answer)
{
	const struct report_places *places = answer->places;
	const char *separator = "";

	text_puts(out, ",\"not_warned\":{\"zh\":\"没有证据表明已播出的范围\","
		       "\"en\":\"where nothing shows that it was on the air\"");
	put_gap(out, &places->not_warned);
	text_puts(out, ",\"rows\":[");
	for (enum report_outcome i = 0; i < REPORT_OUTCOME_COUNT; i++) {
		struct gap_row row = { report_outcome_name(i),
				       report_words_of_outcome(i, REPORT_WORDS_ZH),
				       report_words_of_outcome(i, REPORT_WORDS_EN),
				       &places->by[i] };

		if (!report_outcome_is_good(i))
			put_gap_row(out, &row, &separator);
	}
	text_puts(out, "]}");
}

/* What the nodes said they took; nobody is said to have read anything. */
static void put_warned(struct text *out, const struct report_answer *answer)
{
	const struct report_places *places = answer->places;
	const struct gap_row rows[] = {
		{ "on-air", report_words_of_outcome(REPORT_ON_AIR, REPORT_WORDS_ZH),
		  report_words_of_outcome(REPORT_ON_AIR, REPORT_WORDS_EN),
		  &places->by[REPORT_ON_AIR] },
		{ "accepted", report_words_of_outcome(REPORT_ACCEPTED, REPORT_WORDS_ZH),
		  report_words_of_outcome(REPORT_ACCEPTED, REPORT_WORDS_EN),
		  &places->by[REPORT_ACCEPTED] },
		{ "lost", SLICE_LITERAL("其中接受后情况不明"),
		  SLICE_LITERAL("of these: accepted, and not known since"), &places->lost },
		{ "partly", SLICE_LITERAL("其中只接受了部分消息"),
		  SLICE_LITERAL("of these: some of its messages only"), &places->partly },
	};
	const char *separator = "";

	text_puts(out, ",\"warned\":{\"zh\":\"节点报告已接受或已播出的范围\","
		       "\"en\":\"where the nodes say that they took it or broadcast it\"");
	put_gap(out, &places->warned);
	text_puts(out, ",\"rows\":[");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		put_gap_row(out, &rows[i], &separator);
	text_puts(out, "]}");
}

static void put_sources(struct text *out, const struct report_answer *answer)
{
	char hex[DIGEST_HEX_OCTETS];

	text_printf(out, ",\"documents\":{\"content\":\"%s\",\"route\":\"%s\"}", answer->content,
		    answer->route);
	if (answer->has_register)
		text_printf(out, ",\"register\":\"%s\"",
			    digest_hex(hex, answer->register_digest.octets, DIGEST_OCTETS));
	member_put_some(out, "cells_purged", answer->places->cells_without_document);
}

/* ---- the log ---------------------------------------------------------------------------- */

static void put_cells_of_line(struct text *out, const struct report_line *line)
{
	uint32_t others = 0;

	if (line->stop != REPORT_STOP_RECEIPTS)
		return;
	member_put_number(out, "handed_over", line->handed_over);
	text_puts(out, ",\"cells\":{\"stopped\":");
	text_put_u64(out, line->stopped);
	for (enum report_outcome i = 0; i < REPORT_NOT_SERVED; i++)
		member_put_number(out, report_outcome_name(i), line->cells[i]);
	text_puts(out, "}");
	for (enum report_outcome i = 0; i < REPORT_NOT_SERVED; i++)
		others += line->others[i];
	if (others == 0)
		return;
	text_puts(out, ",\"without_cells\":{");
	for (enum report_outcome i = 0; i < REPORT_NOT_SERVED; i++)
		text_printf(out, "%s\"%s\":%u", i ? "," : "", report_outcome_name(i),
			    line->others[i]);
	text_puts(out, "}");
}

static void put_line(struct text *out, const struct report_answer *answer,
		     const struct report_line *line, const struct report_line *before)
{
	void *scratch = talloc_new(out->ctx);

	text_printf(out, "{\"stop\":\"%s\"", report_stop_name(line->stop));
	member_put_time(out, "at", line->at);
	if (utc_before(line->at, line->until))
		member_put_time(out, "until", line->until);
	if (before)
		report_json_put_span(out, "after_ms", before->at, line->at);
	member_put_text(out, "who", line->person.size > 0 ? line->person : line->who);
	if (line->times > 1)
		member_put_number(out, "times", line->times);
	member_put_some(out, "nodes", line->nodes);
	put_cells_of_line(out, line);
	member_put(out, "zh",
		   report_words_of_line(scratch, line, answer->registry, REPORT_WORDS_ZH));
	member_put(out, "en",
		   report_words_of_line(scratch, line, answer->registry, REPORT_WORDS_EN));
	text_puts(out, "}");
	talloc_free(scratch);
}

static void put_log(struct text *out, const struct report_answer *answer)
{
	const struct report *report = answer->report;

	text_puts(out, ",\"log\":[");
	for (size_t i = 0; i < report->line_count; i++) {
		text_puts(out, i ? "," : "");
		put_line(out, answer, &report->lines[i], i ? &report->lines[i - 1] : NULL);
	}
	text_puts(out, "]");
	member_put_some(out, "log_left_out", report->lines_dropped);
}

/* ---- delays ----------------------------------------------------------------------------- */

static void put_delays(struct text *out, const struct report_answer *answer)
{
	const char *separator = "";

	text_puts(out, ",\"delays\":[");
	for (enum report_delay_measure i = 0; i < REPORT_DELAY_MEASURES; i++) {
		const struct report_delay *delay = &answer->delays[i];

		if (delay->count == 0)
			continue;
		text_printf(out, "%s{\"measure\":\"%s\",\"deliveries\":%u", separator,
			    report_delay_name(i), delay->count);
		report_json_put_ms(out, "p50_ms", delay->p50_us);
		report_json_put_ms(out, "worst_ms", delay->worst_us);
		text_printf(out, ",\"worst\":\"%llu.%u\"",
			    (unsigned long long)answer->report->flow->notice, delay->worst);
		member_put_text(out, "worst_node",
				answer->report->flow->deliveries[delay->worst].node);
		text_puts(out, "}");
		separator = ",";
	}
	text_puts(out, "]");
}

/* ---- what was said ---------------------------------------------------------------------- */

static void put_message(struct text *out, const struct route_message *message, size_t route)
{
	char plmn[8];

	text_printf(out, "{\"route\":%zu,\"language\":", route);
	text_put_json(out, message->language);
	if (message->page_count > 0) {
		member_put(out, "plmn", slice_of(cell_id_plmn_format(plmn, message->plmn)));
		member_put_number(out, "message_identifier", message->message_identifier);
		member_put_text(out, "name_zh", slice_of(cbs_name_zh(message->message_identifier)));
		member_put_text(out, "name_en", slice_of(cbs_name(message->message_identifier)));
		member_put_number(out, "pages", message->page_count);
	}
	member_put_number(out, "serial_number", message->serial_number);
	text_puts(out, "}");
}

static void put_messages(struct text *out, const struct report_answer *answer)
{
	struct slice rest = answer->texts;
	struct content_text text;
	const char *separator = "";

	text_puts(out, ",\"texts\":[");
	for (; rest.at && content_text_next(&text, &rest); separator = ",") {
		text_printf(out, "%s{\"language\":", separator);
		text_put_json(out, text.language);
		member_put(out, "text", text.text);
		text_puts(out, "}");
	}
	text_puts(out, "],\"messages\":[");
	separator = "";
	for (uint32_t r = 0; r < answer->report->flow->route_count; r++)
		for (size_t i = 0; i < answer->routes[r].message_count; i++, separator = ",") {
			text_puts(out, separator);
			put_message(out, &answer->routes[r].messages[i], r);
		}
	text_puts(out, "]");
}

void report_json_write(struct text *out, const struct report_answer *answer)
{
	put_head(out, answer);
	put_not_warned(out, answer);
	put_warned(out, answer);
	put_sources(out, answer);
	if (answer->cursor == 0) {
		put_log(out, answer);
		put_delays(out, answer);
		put_messages(out, answer);
		report_json_put_nodes(out, answer);
	}
	report_json_put_cells(out, answer);
	text_puts(out, "}");
}
