/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/figures.h"

#include <talloc.h>

#include "desk/registry.h"
#include "net/clock.h"
#include "net/log.h"

struct counting {
	struct desk *desk;
	struct intake_call *call;
	struct intake_statistics_request request; /* its text copied */
	struct slice authority;			  /* copied; empty: everybody's */
	struct statistics *statistics;		  /* the reader's while a question is asked */
	struct span begun;
};

static int end_counting(struct counting *counting)
{
	statistics_free(counting->statistics);
	counting->desk->statistics_running--;
	return 0;
}

static void fail(struct counting *counting, const struct fault *why)
{
	intake_answer_fault(counting->call, why);
	talloc_free(counting);
}

/* ---- the answer ------------------------------------------------------------------------- */

static void tell(const struct counting *counting)
{
	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						.stop = "statistics",
						.outcome = counting->request.period_text,
						.has_took = true,
						.took_ms = clock_took_ms(counting->begun) });
}

static void answer(void *job)
{
	struct counting *counting = job;
	struct figures_answer figures = {
		.statistics = counting->statistics,
		.registry = desk_registry(counting->desk),
		.period = &counting->request.period,
		.period_text = counting->request.period_text,
		.authority = counting->authority,
		.desk = counting->desk,
	};
	struct text out;

	tell(counting);
	text_init(&out, counting);
	if (counting->request.as_csv) {
		figures_write_csv(&out, &figures);
		intake_answer_text(counting->call, 200, "text/csv; charset=utf-8",
				   text_slice(&out));
	} else {
		figures_write_json(&out, &figures);
		intake_answer_json(counting->call, 200, text_slice(&out));
	}
	talloc_free(counting);
}

/* ---- counting --------------------------------------------------------------------------- */

static void ask_slice(struct counting *counting);

static void finish(void *job)
{
	statistics_finish(((struct counting *)job)->statistics);
}

static bool is_incomplete(const struct counting *counting, struct fault *why)
{
	enum err err = counting->statistics->err;

	if (counting->desk->is_stopping)
		err_set(why, ERR_FULL, NULL, "the program is stopping");
	else if (err == ERR_LIMIT)
		err_set(why, ERR_LIMIT, NULL, "more than %d notices: ask for a shorter period",
			STATISTICS_NOTICES_MAX);
	else if (err != ERR_OK)
		err_set(why, err, NULL, "no memory for the figures");
	return err != ERR_OK || counting->desk->is_stopping;
}

static void have_slice(void *data, const struct ledger_answer *found)
{
	struct counting *counting = data;
	struct fault why;

	if (found->err != ERR_OK)
		fail(counting, &found->why);
	else if (is_incomplete(counting, &why))
		fail(counting, &why);
	else if (found->more)
		ask_slice(counting);
	else if (ledger_query_run(counting->desk->ledger,
				  &(struct ledger_work){ finish, answer, LEDGER_FOR_PEOPLE },
				  counting, &why) != ERR_OK)
		fail(counting, &why);
}

static void ask_slice(struct counting *counting)
{
	const struct statistics *statistics = counting->statistics;
	struct ledger_figure_filter filter = {
		.from = period_from(&counting->request.period),
		.until = period_until(&counting->request.period),
		.after_received = statistics->last_received,
		.after_number = statistics->last_number,
		.visit = statistics_count,
		.visit_data = counting->statistics,
	};
	struct fault why;

	if (ledger_query_figures(counting->desk->ledger, &filter, have_slice, counting, &why) !=
	    ERR_OK)
		fail(counting, &why);
}

/* ---- who asks --------------------------------------------------------------------------- */

/* The registry is the loop's: the reader gets the names of the bodies that count. */
static void know_bodies(struct counting *counting, const struct intake_principal *who)
{
	const struct registry *registry = desk_registry(counting->desk);

	if (who->roles & PERSON_ROLE_INSPECTOR)
		return;
	counting->authority = slice_of(talloc_strdup(counting, who->body));
	counting->statistics->only_known_bodies = true;
	for (size_t i = 0; i < registry->agency_count; i++) {
		struct slice body = registry->agencies[i].identifier;

		if (registry_has_authority(counting->desk, who, body))
			statistics_know_body(counting->statistics, body.at);
	}
}

static struct counting *begin(struct desk *desk, struct intake_call *call,
			      const struct intake_statistics_request *request)
{
	struct statistics *statistics = statistics_new(desk_now());
	struct counting *counting;

	if (!statistics)
		return NULL;
	counting = talloc_zero(desk, struct counting);
	counting->desk = desk;
	counting->call = call;
	counting->request = *request;
	counting->request.period_text = talloc_strdup(counting, request->period_text);
	counting->statistics = statistics;
	counting->begun = clock_monotonic();
	desk->statistics_running++;
	talloc_set_destructor(counting, end_counting);
	know_bodies(counting, intake_call_principal(call));
	return counting;
}

void figures_ask(void *data, struct intake_call *call,
		 const struct intake_statistics_request *request)
{
	struct desk *desk = data;
	struct counting *counting = NULL;
	struct fault why;

	if (desk->statistics_running < FIGURES_RUNNING_MAX)
		counting = begin(desk, call, request);
	if (counting) {
		ask_slice(counting);
		return;
	}
	err_set(&why, ERR_FULL, NULL, "%u statistics are being counted already; ask again",
		desk->statistics_running);
	intake_answer_fault(call, &why);
}
