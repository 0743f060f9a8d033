/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/report_rows.h"

#include "wire/cbsp.h"

const struct route_delivery *report_rows_routed(const struct report_answer *answer,
						uint32_t delivery)
{
	const struct report *report = answer->report;
	uint32_t index = report->deliveries[delivery].route;
	const struct route *route = &answer->routes[index];
	uint32_t at = delivery - report->flow->routes[index].first_delivery;

	if (at >= route->delivery_count ||
	    route->deliveries[at].cell_count != report->flow->deliveries[delivery].cell_count)
		return NULL;
	return &route->deliveries[at];
}

const struct route_message *report_rows_message(const struct report_answer *answer,
						uint32_t delivery)
{
	const struct route *route = &answer->routes[answer->report->deliveries[delivery].route];
	uint32_t message = answer->report->flow->deliveries[delivery].message;

	return message < route->message_count ? &route->messages[message] : NULL;
}

/* ---- one after the other ---------------------------------------------------------------- */

/* A delivery without cells, and one whose cells nobody knows any more, are a row each. */
static uint32_t rows_of(const struct report_answer *answer, uint32_t delivery)
{
	const struct route_delivery *row;

	if (!report_shows(answer->report, delivery))
		return 0;
	row = report_rows_routed(answer, delivery);
	return row && row->cell_count > 0 ? (uint32_t)row->cell_count : 1;
}

static void skip_places(struct report_rows *rows)
{
	const struct report_places *places = rows->answer->places;

	while (rows->place < places->count &&
	       places->items[rows->place].delivery != REPORT_NO_DELIVERY)
		rows->place++;
}

/* Whole deliveries at a time; then the places that went into none. */
void report_rows_begin(struct report_rows *rows, const struct report_answer *answer, uint64_t from)
{
	uint32_t count = answer->report->delivery_count;

	*rows = (struct report_rows){ .answer = answer };
	while (rows->delivery < count && rows->number + rows_of(answer, rows->delivery) <= from)
		rows->number += rows_of(answer, rows->delivery++);
	if (rows->delivery < count) {
		rows->cell = (uint32_t)(from - rows->number);
		rows->number = from;
		return;
	}
	skip_places(rows);
	for (; rows->number < from && rows->place < answer->places->count; rows->number++) {
		rows->place++;
		skip_places(rows);
	}
}

static struct report_row row_in_delivery(const struct report_rows *rows)
{
	const struct report_answer *answer = rows->answer;
	const struct report_delivery *of = &answer->report->deliveries[rows->delivery];
	const struct route_delivery *routed = report_rows_routed(answer, rows->delivery);
	uint32_t cells = answer->report->flow->deliveries[rows->delivery].cell_count;
	struct report_row row = { .delivery = rows->delivery };
	uint8_t octets[CELL_ID_OCTETS];

	if (cells == 0) {
		row.said = &of->whole;
		return row;
	}
	if (!routed) {
		row.purged_cells = cells;
		return row;
	}
	row.cell = &routed->cells[rows->cell];
	row.said = &answer->report->cells[of->first_cell + rows->cell];
	cell_id_pack(octets, row.cell);
	row.place = report_places_find(answer->places, octets);
	return row;
}

static bool next_place(struct report_rows *rows, struct report_row *out)
{
	const struct report_places *places = rows->answer->places;

	skip_places(rows);
	if (rows->place == places->count)
		return false;
	*out = (struct report_row){ .delivery = REPORT_NO_DELIVERY,
				    .place = &places->items[rows->place++] };
	if (cell_id_unpack(&rows->left_out, out->place->octets))
		out->cell = &rows->left_out;
	rows->number++;
	return true;
}

bool report_rows_next(struct report_rows *rows, struct report_row *out)
{
	uint32_t count = rows->answer->report->delivery_count;

	while (rows->delivery < count && rows->cell >= rows_of(rows->answer, rows->delivery)) {
		rows->delivery++;
		rows->cell = 0;
	}
	if (rows->delivery == count)
		return next_place(rows, out);
	*out = row_in_delivery(rows);
	rows->cell++;
	rows->number++;
	return true;
}

/* ---- what is said of it ----------------------------------------------------------------- */

enum report_outcome report_row_outcome(const struct report_row *row)
{
	if (row->said)
		return (enum report_outcome)row->said->outcome;
	return row->place ? (enum report_outcome)row->place->outcome : REPORT_UNKNOWN;
}

static struct slice cause_of_silence(const struct report_delivery *delivery)
{
	if (delivery->was_handed_over || utc_is_set(delivery->answered))
		return (struct slice){ NULL, 0 };
	return SLICE_LITERAL("not handed over yet");
}

struct slice report_rows_cause_of(const struct report_answer *answer, uint32_t delivery)
{
	struct slice said = answer->report->flow->deliveries[delivery].cause_text;

	return said.size > 0 ? said : cause_of_silence(&answer->report->deliveries[delivery]);
}

/* Of numbers only CBSP has any (TS 48.049 8.2.13). */
struct slice report_row_cause(const struct report_answer *answer, const struct report_row *row)
{
	const struct report *report = answer->report;

	if (!row->said || report_outcome_is_good((enum report_outcome)row->said->outcome))
		return (struct slice){ NULL, 0 };
	if (row->said->words > 0)
		return report->causes[row->said->words];
	if (row->said->cause > 0 && row->said->cause <= UINT8_MAX)
		return slice_of(cbsp_cause_name((uint8_t)row->said->cause));
	/* Nobody said anything of the cell: what was said of others is not its own. */
	return cause_of_silence(&report->deliveries[row->delivery]);
}

bool report_row_is_problem(const struct report_row *row)
{
	return !report_outcome_is_good(report_row_outcome(row)) ||
	       (row->said && row->said->is_lost) || (row->place && row->place->is_partly);
}
