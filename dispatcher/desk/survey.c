/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/survey.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/register_mend.h"
#include "desk/roster.h"
#include "desk/shelf.h"
#include "ledger/query.h"
#include "notice/area_read.h"
#include "wire/audience_json.h"
#include "wire/cells_geojson.h"

struct survey *survey_new(void *ctx, const struct desk *desk, bool wants_map)
{
	struct survey *survey = talloc_zero(ctx, struct survey);

	survey->roster = roster_new(survey, desk);
	survey->cell_register = shelf_in_force(desk)->digest;
	survey->wants_map = wants_map;
	return survey;
}

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void draw(struct survey *survey, const struct survey_cells *cells,
		 const enum audience_status *statuses)
{
	text_init(&survey->map, survey->found_on);
	cells_geojson_write(&survey->map, &(struct cells_geojson){
						  .areas = cells->areas,
						  .area_count = cells->area_count,
						  .cells = cells->answer->cells,
						  .statuses = statuses,
						  .count = cells->answer->cell_count,
						  .most = SURVEY_MAP_CELLS_MAX,
						  .members = survey->map_members,
					  });
}

void survey_look(struct survey *survey, const struct survey_cells *cells)
{
	const struct register_answer *answer = cells->answer;
	unsigned int room = (unsigned int)answer->cell_count + 1;
	enum audience_status *statuses;
	bool *can_be_told;

	if (!survey->found_on)
		survey->found_on = must(talloc_new(NULL));
	statuses = must(talloc_array(survey->found_on, enum audience_status, room));
	can_be_told = must(talloc_array(survey->found_on, bool, room));
	roster_call(survey->roster, statuses, answer->cells, answer->cell_count);
	for (size_t i = 0; i < answer->cell_count; i++)
		can_be_told[i] = statuses[i] == AUDIENCE_REACHED;
	audience_of_cells(&survey->audience, answer->cells, statuses, answer->cell_count);
	if (survey->wants_map)
		draw(survey, cells, statuses);
	else
		fit_measure(&survey->fit, survey->found_on,
			    &(struct fit_question){ answer->cells, answer->cell_count, cells->areas,
						    cells->area_count, can_be_told });
	talloc_free(statuses);
	talloc_free(can_be_told);
}

void survey_end(struct survey *survey)
{
	if (survey->found_on)
		talloc_steal(survey, survey->found_on);
}

void survey_put(struct text *out, const struct survey *survey, const struct register_answer *answer)
{
	static const struct digest none;
	char hex[DIGEST_HEX_OCTETS];

	audience_json_put(out, &survey->audience, true);
	audience_json_put_fit(out, &survey->fit);
	text_puts(out, ",\"codes_without_cells\":[");
	for (size_t i = 0; i < answer->unresolved_count; i++) {
		const struct register_unresolved *code = &answer->unresolved[i];

		text_puts(out, i ? "," : "");
		audience_json_put_code(out, &(struct area_code){ code->value_name, code->value },
				       code->code);
	}
	text_puts(out, "]");
	if (!digest_equal(&survey->cell_register, &none))
		text_printf(out, ",\"cell_register\":\"%s\"",
			    digest_hex(hex, survey->cell_register.octets, DIGEST_OCTETS));
}

/* ---- of what was approved --------------------------------------------------------------- */

struct surveying {
	struct desk *desk;
	struct survey *survey;
	struct cell_register *cells; /* NULL: there is none, and nothing is reached */
	struct slice canonical;
	struct register_answer answer;
	enum err err;
	struct fault why;
	survey_done_fn *done;
	void *data;
};

static void look(void *job)
{
	struct surveying *surveying = job;
	struct survey_cells cells = { .answer = &surveying->answer };

	surveying->survey->found_on = must(talloc_new(NULL));
	surveying->err = area_read(surveying->survey->found_on, &cells.areas, &cells.area_count,
				   surveying->canonical, &surveying->why);
	if (surveying->err == ERR_OK && surveying->cells)
		surveying->err = register_reach(&surveying->answer, surveying->cells, cells.areas,
						cells.area_count, &surveying->why);
	if (surveying->err == ERR_OK)
		roster_choose(surveying->survey->roster, surveying->answer.cells,
			      surveying->answer.cell_count);
	if (surveying->err == ERR_OK)
		survey_look(surveying->survey, &cells);
}

static void looked(void *job)
{
	struct surveying *surveying = job;

	/* Of what is stored here, not of what was asked. */
	if (surveying->err == ERR_INPUT)
		surveying->why.err = ERR_IO;
	if (surveying->err == ERR_DAMAGED)
		register_mend(surveying->desk, surveying->cells, NULL, NULL);
	survey_end(surveying->survey);
	surveying->done(surveying->data, surveying->survey, &surveying->answer,
			surveying->err == ERR_OK ? NULL : &surveying->why);
	register_answer_free(&surveying->answer);
	talloc_free(surveying);
}

void survey_ask(struct desk *desk, const struct survey_question *question, survey_done_fn *done,
		void *data)
{
	struct surveying *surveying = talloc_zero(desk, struct surveying);

	surveying->desk = desk;
	surveying->survey = survey_new(surveying, desk, question->wants_map);
	if (question->map_members)
		surveying->survey->map_members = talloc_strdup(surveying, question->map_members);
	surveying->cells = shelf_in_force(desk)->for_people;
	surveying->canonical = slice_copy(surveying, question->canonical);
	surveying->done = done;
	surveying->data = data;
	if (ledger_query_run(desk->ledger, &(struct ledger_work){ look, looked, LEDGER_FOR_PEOPLE },
			     surveying, &surveying->why) == ERR_OK)
		return;
	done(data, surveying->survey, &surveying->answer, &surveying->why);
	talloc_free(surveying);
}
