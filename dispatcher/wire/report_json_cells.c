/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/report_json_cells.h"

#include "wire/cause_words.h"
#include "wire/flow_json.h"
#include "wire/member.h"

void report_json_put_ms(struct text *out, const char *name, int64_t us)
{
	text_printf(out, ",\"%s\":", name);
	text_put_i64(out, us < 0 ? -((500 - us) / 1000) : (us + 500) / 1000);
}

void report_json_put_span(struct text *out, const char *name, struct utc from, struct utc to)
{
	if (utc_is_set(from) && utc_is_set(to))
		report_json_put_ms(out, name, utc_since(to, from).us);
}

/* ---- nodes ------------------------------------------------------------------------------ */

static void put_outcomes(struct text *out, const struct report *report, uint32_t delivery)
{
	uint32_t counts[REPORT_OUTCOME_COUNT];
	const char *separator = "";

	report_count_cells(report, delivery, counts);
	text_puts(out, ",\"outcomes\":{");
	for (enum report_outcome i = 0; i < REPORT_OUTCOME_COUNT; i++) {
		if (counts[i] == 0)
			continue;
		text_printf(out, "%s\"%s\":%u", separator, report_outcome_name(i), counts[i]);
		separator = ",";
	}
	text_puts(out, "}");
}

static bool has_problem(const struct report *report, uint32_t delivery)
{
	const struct report_delivery *of = &report->deliveries[delivery];
	uint32_t cells = report->flow->deliveries[delivery].cell_count;

	for (uint32_t i = 0; i < cells; i++) {
		const struct report_cell *cell = &report->cells[of->first_cell + i];

		if (!report_outcome_is_good((enum report_outcome)cell->outcome) || cell->is_lost)
			return true;
	}
	return cells == 0 && (!report_outcome_is_good((enum report_outcome)of->whole.outcome) ||
			      of->whole.is_lost);
}

static void put_times(struct text *out, const struct report *report, uint32_t delivery)
{
	const struct report_delivery *of = &report->deliveries[delivery];
	struct utc received = report->flow->received_at;

	member_put_time(out, "committed", of->committed);
	member_put_time(out, "handed_over", of->handed_over);
	member_put_time(out, "answered", of->answered);
	member_put_time(out, "accepted", of->accepted);
	member_put_time(out, "on_air", of->on_air);
	member_put_time(out, "stopped", of->stopped);
	report_json_put_span(out, "received_to_handed_over_ms", received, of->handed_over);
	report_json_put_span(out, "received_to_answered_ms", received, of->answered);
}

static void put_node(struct text *out, const struct report_answer *answer, uint32_t delivery)
{
	const struct report *report = answer->report;
	const struct route_message *message = report_rows_message(answer, delivery);
	struct slice cause = report_rows_cause_of(answer, delivery);

	flow_json_put_delivery(out, report->flow, delivery);
	if (message)
		member_put_text(out, "language", message->language);
	if (report->flow->deliveries[delivery].cause_text.size == 0)
		member_put_text(out, "cause_text", cause);
	member_put_text(out, "cause_zh", cause_words_zh(cause));
	if (report->deliveries[delivery].is_repeat)
		member_put_bool(out, "repeat", true);
	put_outcomes(out, report, delivery);
	member_put_bool(out, "problem", has_problem(report, delivery));
	put_times(out, report, delivery);
	text_puts(out, "}");
}

void report_json_put_nodes(struct text *out, const struct report_answer *answer)
{
	const struct report *report = answer->report;
	bool only_problems = report->delivery_count > REPORT_JSON_DELIVERIES_MAX;
	uint32_t told = 0, left_out = 0;

	text_puts(out, ",\"nodes\":{\"deliveries\":[");
	for (uint32_t i = 0; i < report->delivery_count; i++) {
		if (!report_shows(report, i))
			continue;
		if (only_problems &&
		    (told == REPORT_JSON_DELIVERIES_MAX || !has_problem(report, i))) {
			left_out++;
			continue;
		}
		text_puts(out, told++ ? "," : "");
		put_node(out, answer, i);
	}
	text_puts(out, "]");
	if (left_out > 0) {
		member_put_bool(out, "truncated", true);
		member_put_number(out, "left_out", left_out);
	}
	text_puts(out, "}");
}

/* ---- cells ------------------------------------------------------------------------------ */

static void put_row(struct text *out, const struct report_answer *answer,
		    const struct report_row *row)
{
	struct slice cause = report_row_cause(answer, row);
	char cell[CELL_ID_TEXT_OCTETS];

	text_printf(out, "{\"cell\":\"%s\",\"outcome\":\"%s\"", cell_id_format(cell, row->cell),
		    report_outcome_name(report_row_outcome(row)));
	if (row->delivery != REPORT_NO_DELIVERY)
		text_printf(out, ",\"delivery\":\"%llu.%u\"",
			    (unsigned long long)answer->report->flow->notice, row->delivery);
	else
		member_put_text(out, "node", row->place->node);
	if (cause.size > 0) {
		member_put(out, "cause", cause);
		member_put(out, "cause_zh", cause_words_zh(cause));
	}
	if (row->said && row->said->was_on && !report_outcome_is_good(report_row_outcome(row)))
		member_put_bool(out, "accepted_before", true);
	if (row->said && row->said->is_lost)
		member_put_bool(out, "lost", true);
	if (row->place && row->place->people > 0)
		member_put_number(out, "people", row->place->people);
	text_puts(out, "}");
}

static bool is_wanted(const struct report_answer *answer, const struct report_row *row)
{
	return row->cell && (answer->wanted == REPORT_ROWS_ALL || report_row_is_problem(row));
}

void report_json_put_cells(struct text *out, const struct report_answer *answer)
{
	struct report_rows rows;
	struct report_row row;
	uint64_t written = 0;
	bool is_cut = false;

	text_puts(out, ",\"cell_rows\":[");
	report_rows_begin(&rows, answer, answer->cursor);
	while (answer->wanted != REPORT_ROWS_NONE && !is_cut && report_rows_next(&rows, &row)) {
		if (!is_wanted(answer, &row))
			continue;
		is_cut = written == answer->limit || out->size >= REPORT_ROWS_OCTETS_MAX;
		if (is_cut)
			continue;
		text_puts(out, written++ ? "," : "");
		put_row(out, answer, &row);
	}
	text_puts(out, "]");
	member_put_bool(out, "truncated", is_cut);
	if (is_cut)
		text_printf(out, ",\"cursor\":\"%llu\"", (unsigned long long)rows.number - 1);
}
