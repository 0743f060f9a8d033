/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/report_csv.h"

#include "notice/report_words.h"
#include "wire/cause_words.h"
#include "wire/csv_text.h"

static const char header[] =
	"notice,delivery,language,carrier,link,node,cell,outcome,outcome_zh,cause,cause_zh,"
	"was_accepted,lost,people,received,committed,handed_over,answered,accepted,stopped";

static void put(struct text *out, struct slice field)
{
	text_puts(out, ",");
	csv_text_put(out, field);
}

static void put_time(struct text *out, struct utc at)
{
	char buf[UTC_TEXT_OCTETS];

	put(out, utc_is_set(at) ? slice_of(utc_format(buf, at, UTC_CHINA_OFFSET_MINUTES))
				: (struct slice){ NULL, 0 });
}

/* A cause may be a carrier's own sentence. */
static void put_cause(struct text *out, struct slice cause)
{
	text_puts(out, ",");
	csv_text_put_foreign(out, cause);
}

static void put_where(struct text *out, const struct report_answer *answer,
		      const struct report_row *row)
{
	const struct flow *flow = answer->report->flow;
	const struct route_message *message;
	char cell[CELL_ID_TEXT_OCTETS];

	text_put_u64(out, flow->notice);
	if (row->delivery == REPORT_NO_DELIVERY) {
		text_puts(out, ",,,,");
		put(out, row->place->node);
	} else {
		const struct delivery *delivery = &flow->deliveries[row->delivery];

		message = report_rows_message(answer, row->delivery);
		text_printf(out, ",%llu.%u", (unsigned long long)flow->notice, row->delivery);
		put(out, message ? message->language : (struct slice){ NULL, 0 });
		put(out, delivery->carrier);
		put(out, delivery->link);
		put(out, delivery->node);
	}
	put(out, row->cell ? slice_of(cell_id_format(cell, row->cell)) : (struct slice){ NULL, 0 });
}

static void put_outcome(struct text *out, const struct report_answer *answer,
			const struct report_row *row)
{
	struct slice cause = report_row_cause(answer, row);
	enum report_outcome outcome = report_row_outcome(row);

	if (row->purged_cells > 0) {
		text_printf(out,
			    ",purged,指令文件已清除,%u cells: the route was purged,"
			    "%u个小区：指令文件已清除",
			    row->purged_cells, row->purged_cells);
		return;
	}
	put(out, slice_of(report_outcome_name(outcome)));
	put(out, report_words_of_outcome(outcome, REPORT_WORDS_ZH));
	put_cause(out, cause);
	put_cause(out, cause_words_zh(cause));
}

static void put_times(struct text *out, const struct report_answer *answer,
		      const struct report_row *row)
{
	const struct report *report = answer->report;
	const struct report_delivery *delivery;

	put_time(out, report->flow->received_at);
	if (row->delivery == REPORT_NO_DELIVERY) {
		text_puts(out, ",,,,,");
		return;
	}
	delivery = &report->deliveries[row->delivery];
	put_time(out, delivery->committed);
	put_time(out, delivery->handed_over);
	put_time(out, delivery->answered);
	put_time(out, delivery->accepted);
	put_time(out, delivery->stopped);
}

static void put_row(struct text *out, const struct report_answer *answer,
		    const struct report_row *row)
{
	put_where(out, answer, row);
	put_outcome(out, answer, row);
	text_puts(out, row->said && row->said->was_on ? ",yes" : ",no");
	text_puts(out, row->said && row->said->is_lost ? ",yes," : ",no,");
	if (row->place && row->place->people > 0)
		text_put_u64(out, row->place->people);
	put_times(out, answer, row);
	text_puts(out, CSV_TEXT_LINE_END);
}

/* As many fields as the others have. */
static void put_truncated(struct text *out, const struct report_answer *answer, uint64_t cursor)
{
	text_put_u64(out, answer->report->flow->notice);
	text_printf(out,
		    ",,,,,,,truncated,未完,%llu,从 cursor=%llu 继续,,,,,,,,," CSV_TEXT_LINE_END,
		    (unsigned long long)cursor, (unsigned long long)cursor);
}

void report_csv_write(struct text *out, const struct report_answer *answer)
{
	struct report_rows rows;
	struct report_row row;
	uint64_t written = 0;

	text_puts(out, CSV_TEXT_MARK);
	text_puts(out, header);
	text_puts(out, CSV_TEXT_LINE_END);
	report_rows_begin(&rows, answer, answer->cursor);
	while (answer->wanted != REPORT_ROWS_NONE && report_rows_next(&rows, &row)) {
		if (answer->wanted == REPORT_ROWS_PROBLEMS && !report_row_is_problem(&row))
			continue;
		if (written == answer->limit || out->size >= REPORT_ROWS_OCTETS_MAX) {
			put_truncated(out, answer, rows.number - 1);
			return;
		}
		put_row(out, answer, &row);
		written++;
	}
}
