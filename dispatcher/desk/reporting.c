/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/reporting.h"

#include <talloc.h>

#include "desk/channels.h"
#include "desk/register_mend.h"
#include "desk/registry.h"
#include "desk/shelf.h"
#include "desk/waiting.h"
#include "ledger/query.h"
#include "ledger/register.h"
#include "net/clock.h"
#include "net/log.h"
#include "notice/area_lines.h"
#include "notice/content.h"
#include "wire/event_bytes.h"
#include "wire/report_csv.h"
#include "wire/report_geojson.h"
#include "wire/report_json.h"
#include "wire/route_bytes.h"

enum {
	EVENTS_AT_ONCE = 100, /* others have their turn in between */
	DOCUMENTS_MAX = 1 + FLOW_ROUTES_MAX,
};

struct reporting {
	struct desk *desk;
	struct intake_call *call;
	struct intake_report_request request;
	struct registry registry; /* as it was; kept until the end */
	struct utc now;
	struct span begun;
	struct cell_register *cell_register; /* of the reader of people; NULL: there is none */
	struct digest register_digest;

	/* The reader's while a question is asked. */
	void *read_on; /* of all that follows; hangs on nothing */
	struct report *report;
	uint64_t last_sequence;
	struct digest digests[DOCUMENTS_MAX];
	uint32_t document_count;
	bool has_content; /* the first of them */
	bool is_content_gone, is_route_gone;
	struct slice content;
	struct route routes[FLOW_ROUTES_MAX];
	struct area *areas;
	size_t area_count;
	bool is_meant_for_cells; /* its channels as approved */
	bool has_register;
	struct register_answer cells;
	enum err found;
	struct slice asked_node; /* the last that `serves` was asked about, and its answer */
	bool is_served;
	enum err err;
	struct fault why;

	void *answer_on; /* of the answer; hangs on nothing */
	struct text answer;
};

static int end_reporting(struct reporting *reporting)
{
	talloc_free(reporting->read_on);
	talloc_free(reporting->answer_on);
	reporting->desk->reports_running--;
	return 0;
}

static void fail(struct reporting *reporting, const struct fault *why)
{
	intake_answer_fault(reporting->call, why);
	talloc_free(reporting);
}

/* ---- 3. the answer ---------------------------------------------------------------------- */

/* Each set of areas as one; what cannot be read has no shape. */
static void read_content(struct reporting *reporting)
{
	struct slice rest = reporting->content, lines, channel;
	struct content_text text;

	while (rest.at && content_text_next(&text, &rest))
		continue;
	while (rest.at && content_area_next(&lines, &rest)) {
		reporting->areas = talloc_realloc(reporting->read_on, reporting->areas, struct area,
						  (unsigned int)reporting->area_count + 1);
		if (area_lines_read(reporting->read_on, &reporting->areas[reporting->area_count],
				    lines, NULL) == ERR_OK)
			reporting->area_count++;
		else
			reporting->is_content_gone = true;
	}
	while (rest.at && content_channel_next(&channel, &rest))
		reporting->is_meant_for_cells |= channel_of(channel) == CHANNEL_CELL_BROADCAST;
}

static void find_cells(struct reporting *reporting)
{
	if (!reporting->cell_register || !reporting->is_meant_for_cells ||
	    reporting->area_count == 0)
		return;
	reporting->found = register_reach(&reporting->cells, reporting->cell_register,
					  reporting->areas, reporting->area_count, NULL);
	reporting->has_register = reporting->found == ERR_OK;
}

/* As routing decides it: by a configured node of a link that is no subscriber's. */
static bool serves(void *data, struct slice node)
{
	struct reporting *reporting = data;
	const struct registry_carrier *carrier;
	const struct config_link *link;

	if (node.at == reporting->asked_node.at)
		return reporting->is_served;
	reporting->asked_node = node;
	reporting->is_served = config_node(reporting->desk->config, node, &link) != NULL;
	if (!reporting->is_served)
		return false;
	carrier = registry_carrier(&reporting->registry, slice_of(link->link.carrier));
	reporting->is_served = !carrier || carrier->kind != REGISTRY_CARRIER_INTERNET;
	return reporting->is_served;
}

static void write_answer(struct reporting *reporting, const struct report_answer *answer)
{
	static void (*const write[INTAKE_REPORT_FORMAT_COUNT])(struct text * out,
							       const struct report_answer *) = {
		[INTAKE_REPORT_JSON] = report_json_write,
		[INTAKE_REPORT_CSV] = report_csv_write,
		[INTAKE_REPORT_GEOJSON] = report_geojson_write,
	};

	reporting->answer_on = talloc_new(NULL);
	text_init(&reporting->answer, reporting->answer_on);
	write[reporting->request.format](&reporting->answer, answer);
}

static const char *state_of(bool is_named, bool is_gone)
{
	return !is_named ? "none" : is_gone ? "purged" : "kept";
}

/* On the reader's thread. What was read goes here too: a million cells are not freed on the loop.
 */
static void build(void *job)
{
	struct reporting *reporting = job;
	struct report_delay delays[REPORT_DELAY_MEASURES];
	struct report_places places;

	read_content(reporting);
	find_cells(reporting);
	report_end(reporting->report);
	report_places_make(&places, reporting->read_on, reporting->report,
			   &(struct report_world){ reporting->routes, reporting->has_register,
						   reporting->cells.cells,
						   reporting->cells.cell_count, serves,
						   reporting });
	report_delays_make(delays, reporting->report);
	write_answer(reporting, &(struct report_answer){
					.report = reporting->report,
					.places = &places,
					.delays = delays,
					.routes = reporting->routes,
					.areas = reporting->areas,
					.area_count = reporting->area_count,
					.registry = &reporting->registry,
					.content = state_of(reporting->has_content,
							    reporting->is_content_gone),
					.route = state_of(reporting->report->flow->route_count > 0,
							  reporting->is_route_gone),
					.realm = desk_realm(reporting->desk),
					.texts = reporting->content,
					.has_register = reporting->has_register,
					.register_digest = reporting->register_digest,
					.now = reporting->now,
					.wanted = (enum report_rows_wanted)reporting->request.cells,
					.cursor = reporting->request.cursor,
					.limit = reporting->request.limit,
				});
	register_answer_free(&reporting->cells);
	TALLOC_FREE(reporting->read_on);
}

static void tell(const struct reporting *reporting)
{
	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						.notice = reporting->request.notice,
						.stop = "report",
						.outcome = "told",
						.has_took = true,
						.took_ms = clock_took_ms(reporting->begun) });
}

static void answer(void *job)
{
	static const char *const media_types[INTAKE_REPORT_FORMAT_COUNT] = {
		[INTAKE_REPORT_JSON] = "application/json",
		[INTAKE_REPORT_CSV] = "text/csv; charset=utf-8",
		[INTAKE_REPORT_GEOJSON] = "application/geo+json",
	};
	struct reporting *reporting = job;
	void *owner = reporting->answer_on;

	if (reporting->found == ERR_DAMAGED)
		register_mend(reporting->desk, reporting->cell_register, NULL, NULL);
	tell(reporting);
	reporting->answer_on = NULL;
	intake_answer_owned(reporting->call, media_types[reporting->request.format],
			    text_slice(&reporting->answer), owner);
	talloc_free(reporting);
}

/* ---- 2. documents ----------------------------------------------------------------------- */

/* On the reader's thread, as the next one. A route that cannot be read is as good as none. */
static void visit_document(void *data, size_t index, struct slice octets)
{
	struct reporting *reporting = data;
	bool is_content = reporting->has_content && index == 0;

	if (is_content) {
		reporting->is_content_gone = octets.at == NULL;
		if (octets.at)
			reporting->content = slice_copy(reporting->read_on, octets);
		return;
	}
	index -= reporting->has_content;
	if (!octets.at || route_bytes_unpack(reporting->read_on, &reporting->routes[index], octets,
					     NULL) != ERR_OK)
		reporting->is_route_gone = true;
}

static void have_documents(void *data, const struct ledger_answer *found)
{
	struct reporting *reporting = data;
	struct fault why = found->why;
	enum err err = found->err;

	/* It is closed by that reader too, behind what was asked before. */
	reporting->cell_register = shelf_in_force(reporting->desk)->for_people;
	reporting->register_digest = shelf_in_force(reporting->desk)->digest;
	if (err == ERR_OK)
		err = ledger_query_run(reporting->desk->ledger,
				       &(struct ledger_work){ build, answer, LEDGER_FOR_PEOPLE },
				       reporting, &why);
	if (err != ERR_OK)
		fail(reporting, &why);
}

static void ask_documents(struct reporting *reporting)
{
	static const struct digest none;
	const struct flow *flow = reporting->report->flow;
	struct ledger_documents documents = { reporting->digests, 0, visit_document, reporting };
	struct fault why;

	reporting->has_content = !digest_equal(&flow->judged.canonical, &none);
	if (reporting->has_content)
		reporting->digests[documents.count++] = flow->judged.canonical;
	for (uint32_t i = 0; i < flow->route_count; i++)
		reporting->digests[documents.count++] = flow->routes[i].document;
	if (ledger_query_documents(reporting->desk->ledger, &documents, have_documents, reporting,
				   &why) != ERR_OK)
		fail(reporting, &why);
}

/* ---- 1. events -------------------------------------------------------------------------- */

static void visit_event(void *data, const struct ledger_stored_event *stored)
{
	struct reporting *reporting = data;
	void *scratch = talloc_new(reporting->read_on);
	struct event event;

	reporting->last_sequence = stored->sequence;
	if (reporting->err == ERR_OK)
		reporting->err = event_bytes_unpack(scratch, &event, stored->bytes,
						    &reporting->why);
	if (reporting->err == ERR_OK)
		reporting->err = report_fold(reporting->report, &event, &reporting->why);
	talloc_free(scratch);
}

static bool is_there(const struct reporting *reporting)
{
	const struct report *report = reporting->report;

	for (uint32_t i = 0; report->carrier.at && i < report->delivery_count; i++)
		if (report_shows(report, i))
			return true;
	return !report->carrier.at && report->flow->event_count > 0;
}

static void ask_events(struct reporting *reporting);

static void have_events(void *data, const struct ledger_answer *found)
{
	struct reporting *reporting = data;
	struct fault why;

	if (found->err != ERR_OK) {
		fail(reporting, &found->why);
	} else if (reporting->err != ERR_OK) {
		fail(reporting, &reporting->why);
	} else if (found->more) {
		ask_events(reporting);
	} else if (is_there(reporting)) {
		ask_documents(reporting);
	} else {
		waiting_set_absent(&why, reporting->request.notice);
		fail(reporting, &why);
	}
}

static void ask_events(struct reporting *reporting)
{
	struct ledger_event_filter filter = {
		.after = reporting->last_sequence,
		.notice = reporting->request.notice,
		.limit = EVENTS_AT_ONCE,
		.visit = visit_event,
		.visit_data = reporting,
	};
	struct fault why;

	if (ledger_query_events(reporting->desk->ledger, &filter, have_events, reporting, &why) !=
	    ERR_OK)
		fail(reporting, &why);
}

/* ---- who asks --------------------------------------------------------------------------- */

static struct reporting *begin(struct desk *desk, struct intake_call *call,
			       const struct intake_report_request *request)
{
	struct reporting *reporting = talloc_zero(desk, struct reporting);
	struct slice carrier = { NULL, 0 };

	if (request->only_own)
		carrier = slice_of(intake_call_principal(call)->body);
	reporting->desk = desk;
	reporting->call = call;
	reporting->request = *request;
	reporting->registry = *desk_registry(desk);
	desk_registry_keep(desk, reporting);
	reporting->now = desk_now();
	reporting->begun = clock_monotonic();
	reporting->read_on = talloc_new(NULL);
	reporting->report = report_new(reporting->read_on, request->notice, carrier);
	desk->reports_running++;
	talloc_set_destructor(reporting, end_reporting);
	return reporting;
}

void reporting_ask(void *data, struct intake_call *call,
		   const struct intake_report_request *request)
{
	struct desk *desk = data;
	struct fault why;

	if (desk->reports_running < REPORTING_RUNNING_MAX) {
		ask_events(begin(desk, call, request));
		return;
	}
	err_set(&why, ERR_FULL, NULL, "%u reports are being written already; ask again",
		desk->reports_running);
	intake_answer_fault(call, &why);
}
