/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/report_geojson.h"

#include "notice/report_words.h"
#include "wire/cause_words.h"
#include "wire/geojson.h"
#include "wire/member.h"

/* ---- the approved area ------------------------------------------------------------------ */

static size_t shapes_in(const struct report_answer *answer)
{
	size_t shapes = 0;

	for (size_t i = 0; i < answer->area_count; i++)
		shapes += answer->areas[i].polygon_count + answer->areas[i].circle_count;
	return shapes;
}

static void put_shapes(struct text *out, const struct report_answer *answer)
{
	const char *separator = "";

	for (size_t i = 0; i < answer->area_count; i++) {
		const struct area *area = &answer->areas[i];

		for (size_t p = 0; p < area->polygon_count; p++, separator = ",") {
			text_puts(out, separator);
			geojson_put_polygon(out, &area->polygons[p]);
		}
		for (size_t c = 0; c < area->circle_count; c++, separator = ",") {
			text_puts(out, separator);
			geojson_put_circle(out, &area->circles[c]);
		}
	}
}

/* One shape is itself; several are a collection; regions named by code alone have no shape here. */
static void put_area_geometry(struct text *out, const struct report_answer *answer)
{
	size_t shapes = shapes_in(answer);

	if (shapes == 0)
		text_puts(out, "null");
	if (shapes > 1)
		text_puts(out, "{\"type\":\"GeometryCollection\",\"geometries\":[");
	put_shapes(out, answer);
	if (shapes > 1)
		text_puts(out, "]}");
}

static void put_codes(struct text *out, const struct report_answer *answer)
{
	const char *separator = "";

	text_puts(out, ",\"codes\":[");
	for (size_t i = 0; i < answer->area_count; i++)
		for (size_t c = 0; c < answer->areas[i].code_count; c++, separator = ",") {
			text_puts(out, separator);
			text_put_json(out, answer->areas[i].codes[c].value);
		}
	text_puts(out, "]");
}

static void put_area(struct text *out, const struct report_answer *answer)
{
	text_puts(out, "\n{\"type\":\"Feature\",\"id\":\"area\",\"geometry\":");
	put_area_geometry(out, answer);
	text_printf(out, ",\"properties\":{\"kind\":\"area\",\"content\":\"%s\"", answer->content);
	put_codes(out, answer);
	text_puts(out, "}}");
}

/* ---- cells ------------------------------------------------------------------------------ */

static struct slice cause_of(const struct report_answer *answer, const struct report_place *place)
{
	const struct report *report = answer->report;
	struct report_row row = { .delivery = place->delivery, .place = place };

	if (place->delivery != REPORT_NO_DELIVERY)
		row.said = &report->cells[report->deliveries[place->delivery].first_cell +
					  place->index];
	return report_row_cause(answer, &row);
}

static void put_properties(struct text *out, const struct report_answer *answer,
			   const struct report_place *place)
{
	enum report_outcome outcome = (enum report_outcome)place->outcome;
	struct slice cause = cause_of(answer, place);

	text_puts(out, "{\"kind\":\"cell\"");
	member_put(out, "node", place->node);
	member_put(out, "outcome", slice_of(report_outcome_name(outcome)));
	member_put(out, "outcome_zh", report_words_of_outcome(outcome, REPORT_WORDS_ZH));
	member_put_text(out, "cause", cause);
	member_put_text(out, "cause_zh", cause_words_zh(cause));
	if (place->delivery != REPORT_NO_DELIVERY) {
		const struct flow *flow = answer->report->flow;

		text_printf(out, ",\"delivery\":\"%llu.%u\"", (unsigned long long)flow->notice,
			    place->delivery);
		member_put_text(out, "carrier", flow->deliveries[place->delivery].carrier);
	}
	if (place->is_partly)
		member_put_bool(out, "partly", true);
	if (place->is_lost)
		member_put_bool(out, "lost", true);
	member_put_some(out, "people", place->people);
	text_puts(out, "}");
}

static void put_cell(struct text *out, const struct report_answer *answer,
		     const struct report_place *place)
{
	char name[CELL_ID_TEXT_OCTETS] = "";
	struct cell_id cell;

	if (cell_id_unpack(&cell, place->octets))
		cell_id_format(name, &cell);
	text_printf(out, ",\n{\"type\":\"Feature\",\"id\":\"%s\",\"geometry\":", name);
	if (place->is_registered)
		geojson_put_sector(out, &place->coverage);
	else
		text_puts(out, "null");
	text_puts(out, ",\"properties\":");
	put_properties(out, answer, place);
	text_puts(out, "}");
}

static bool is_wanted(const struct report_answer *answer, const struct report_place *place)
{
	return answer->wanted == REPORT_ROWS_ALL ||
	       (answer->wanted == REPORT_ROWS_PROBLEMS &&
		(place->is_partly || place->is_lost ||
		 !report_outcome_is_good((enum report_outcome)place->outcome)));
}

/* Where it goes on; the number of places where it does not. */
static size_t put_cells(struct text *out, const struct report_answer *answer)
{
	const struct report_places *places = answer->places;
	uint64_t written = 0;
	size_t i = answer->cursor < places->count ? (size_t)answer->cursor : places->count;

	for (; i < places->count; i++) {
		if (!is_wanted(answer, &places->items[i]))
			continue;
		if (written++ == answer->limit || out->size >= REPORT_ROWS_OCTETS_MAX)
			break;
		put_cell(out, answer, &places->items[i]);
	}
	return i;
}

void report_geojson_write(struct text *out, const struct report_answer *answer)
{
	size_t end;

	text_printf(out, "{\"type\":\"FeatureCollection\",\"notice\":\"%llu\",\"route\":\"%s\"",
		    (unsigned long long)answer->report->flow->notice, answer->route);
	text_puts(out, ",\"features\":[");
	put_area(out, answer);
	end = put_cells(out, answer);
	text_puts(out, "\n]");
	member_put_bool(out, "truncated", end < answer->places->count);
	if (end < answer->places->count)
		text_printf(out, ",\"cursor\":\"%zu\"", end);
	text_puts(out, "}");
}
