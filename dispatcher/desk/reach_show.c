/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reach_show.h"

#include <talloc.h>

#include "desk/shelf.h"
#include "desk/sight.h"
#include "desk/survey.h"
#include "desk/view.h"
#include "desk/waiting.h"
#include "ledger/query.h"
#include "wire/cells_geojson.h"

struct showing {
	struct desk *desk;
	struct intake_call *call;
	bool as_map;
	char *members; /* of the notice, each with its comma */
};

static void answer_fault(struct showing *showing, const struct fault *why)
{
	intake_answer_fault(showing->call, why);
	talloc_free(showing);
}

static void answer_numbers(const struct showing *showing, const struct survey *survey,
			   const struct register_answer *cells)
{
	struct text json;

	text_init(&json, (void *)(uintptr_t)showing);
	text_printf(&json, "{%s\"audience\":{", showing->members);
	survey_put(&json, survey, cells);
	text_puts(&json, "}}");
	intake_answer_json(showing->call, 200, text_slice(&json));
}

static void have_survey(void *data, const struct survey *survey,
			const struct register_answer *cells, const struct fault *why)
{
	struct showing *showing = data;

	if (why) {
		answer_fault(showing, why);
		return;
	}
	if (showing->as_map)
		intake_answer_text(showing->call, 200, CELLS_GEOJSON_MEDIA_TYPE,
				   text_slice(&survey->map));
	else
		answer_numbers(showing, survey, cells);
	talloc_free(showing);
}

static void have_content(void *data, const struct ledger_answer *answer)
{
	struct showing *showing = data;

	if (answer->err != ERR_OK) {
		answer_fault(showing, &answer->why);
		return;
	}
	survey_ask(showing->desk,
		   &(struct survey_question){ .canonical = answer->document,
					      .wants_map = showing->as_map,
					      .map_members = showing->members },
		   have_survey, showing);
}

/* Which registers: the one of now answers; the notice was judged with that one. */
static char *members_of(void *ctx, const struct desk *desk, const struct flow *flow)
{
	char judged[DIGEST_HEX_OCTETS], now[DIGEST_HEX_OCTETS];

	digest_hex(judged, flow->judged.cell_register.octets, DIGEST_OCTETS);
	digest_hex(now, shelf_in_force(desk)->digest.octets, DIGEST_OCTETS);
	return talloc_asprintf(ctx,
			       "\"notice\":\"%llu\",\"state\":\"%s\",\"cell_register\":\"%s\","
			       "\"judged_with\":\"%s\",",
			       (unsigned long long)flow->notice, notice_state_name(flow->state),
			       now, judged);
}

void reach_show(void *data, struct intake_call *call, uint64_t notice, bool as_map)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, notice);
	struct showing *showing;
	struct fault why;

	if (!c)
		return;
	showing = talloc_zero(desk, struct showing);
	*showing = (struct showing){ desk, call, as_map, members_of(showing, desk, c->flow) };
	if (!sight_of_flow(desk, intake_call_principal(call), c->flow))
		waiting_set_absent(&why, notice);
	else if (ledger_query_document(desk->ledger, &c->flow->judged.canonical, have_content,
				       showing, &why) == ERR_OK)
		return;
	answer_fault(showing, &why);
}
