/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/calls.h"

#include <talloc.h>

#include "desk/backlog.h"
#include "desk/batch.h"
#include "desk/broker.h"
#include "desk/correct.h"
#include "desk/follow.h"
#include "desk/links.h"
#include "desk/listeners.h"
#include "desk/past.h"
#include "desk/reminding.h"
#include "desk/scheduler.h"
#include "desk/shelf.h"
#include "desk/sight.h"
#include "desk/view.h"
#include "desk/waiting.h"
#include "net/clock.h"

/* ---- cancel ----------------------------------------------------------------------------- */

static void cancelled(void *data, enum err err, const struct fault *why)
{
	struct waiting *waiting = data;
	struct desk_case *c = desk_case_find(waiting->desk, waiting->notice);
	char *json;

	if (err != ERR_OK) {
		waiting_answer_fault(waiting, why);
		return;
	}
	if (c) {
		waiting_answer_flow(waiting, c->flow);
		return;
	}
	json = talloc_asprintf(waiting, "{\"notice\":\"%llu\",\"state\":\"cancelled\"}",
			       (unsigned long long)waiting->notice);
	intake_answer_json(waiting->call, 200, slice_of(json));
	talloc_free(waiting);
}

void calls_cancel(void *data, struct intake_call *call, const struct intake_cancel_request *request)
{
	struct desk *desk = data;
	struct desk_case *c = waiting_find_case(desk, call, request->notice);

	if (!c || !waiting_may_act(desk, call, c))
		return;
	if (request->correction.size > 0) {
		correct_begin(waiting_new(desk, call, request->notice), c, request);
		return;
	}
	follow_cancel(desk, c,
		      &(struct follow_cancel){
			      .person = slice_of(intake_call_principal(call)->person),
			      .reason = request->reason,
		      },
		      cancelled, waiting_new(desk, call, request->notice));
}

/* ---- drill clock ------------------------------------------------------------------------ */

static void advanced(void *data, const struct ledger_outcome *how)
{
	struct waiting *waiting = data;
	const struct span *offset = waiting->more;
	char now[UTC_TEXT_OCTETS];

	waiting->desk->clock_is_advancing = false;
	if (how->err != ERR_OK) {
		waiting_answer_fault(waiting, &how->why);
		return;
	}
	clock_set_offset(*offset);
	scheduler_run(waiting->desk);
	intake_answer_json(
		waiting->call, 200,
		slice_of(talloc_asprintf(waiting, "{\"now\":\"%s\"}",
					 utc_format(now, desk_now(), UTC_CHINA_OFFSET_MINUTES))));
	talloc_free(waiting);
}

static enum err may_advance(const struct desk *desk, struct fault *why)
{
	if (!desk_is_drill(desk))
		return err_set(why, ERR_STATE, NULL, "only a drill store's clock can be advanced");
	if (desk->clock_is_advancing)
		return err_set(why, ERR_FULL, NULL,
			       "another advance of the clock is being recorded; ask again in a "
			       "second");
	return ERR_OK;
}

static enum err advance(struct waiting *waiting, unsigned int days, struct fault *why)
{
	const struct span *offset = waiting->more;
	char *value = talloc_asprintf(waiting, "%lld", (long long)offset->us);
	struct slice person = slice_of(intake_call_principal(waiting->call)->person);
	struct desk_record record = {
		.event = { .kind = EVENT_CLOCK_ADVANCED,
			   .at = desk_now(),
			   .clock_advanced = { person, days, offset->us } },
		.state = LEDGER_STATE_CLOCK,
		.state_value = slice_of(value),
	};
	enum err err = desk_batch_record(waiting->desk, &record, advanced, waiting, why);

	waiting->desk->clock_is_advancing = err == ERR_OK;
	return err;
}

void calls_clock_advance(void *data, struct intake_call *call, unsigned int days)
{
	struct waiting *waiting = waiting_new(data, call, 0);
	struct span *offset = talloc_zero(waiting, struct span);
	struct fault why;
	enum err err = may_advance(waiting->desk, &why);

	offset->us = clock_offset().us + SPAN_DAYS(days).us;
	waiting->more = offset;
	if (err == ERR_OK)
		err = advance(waiting, days, &why);
	if (err != ERR_OK)
		waiting_answer_fault(waiting, &why);
}

/* ---- looking ---------------------------------------------------------------------------- */

void calls_links(void *data, struct intake_call *call)
{
	const struct desk *desk = data;
	const struct intake_principal *who = intake_call_principal(call);
	bool only_own = !(who->roles & (PERSON_ROLE_AUTHORITY | PERSON_ROLE_DUTY_OFFICER |
					PERSON_ROLE_INSPECTOR | PERSON_ROLE_ADMIN));

	intake_answer_json(call, 200,
			   links_json(desk, intake_call_ctx(call),
				      only_own ? slice_of(who->body) : (struct slice){ NULL, 0 }));
}

/* Who sees a notice only because it went there sees what went there. */
static struct slice only_carrier(const struct waiting *waiting, const struct flow *flow)
{
	const struct intake_principal *who = intake_call_principal(waiting->call);

	return sight_of_flow(waiting->desk, who, flow) ? (struct slice){ NULL, 0 }
						       : slice_of(who->body);
}

static bool went_to(const struct flow *flow, struct slice carrier)
{
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		if (slice_equal(flow->deliveries[i].carrier, carrier))
			return true;
	return false;
}

static bool may_look(const struct waiting *waiting, const struct flow *flow)
{
	const struct intake_principal *who = intake_call_principal(waiting->call);
	return sight_of_flow(waiting->desk, who, flow) ||
	       ((who->roles & PERSON_ROLE_CARRIER) && went_to(flow, slice_of(who->body)));
}

static void answer_with(struct waiting *waiting, const struct flow *flow)
{
	struct text json;

	text_init(&json, waiting);
	view_deliveries(&json, flow, only_carrier(waiting, flow));
	intake_answer_json(waiting->call, 200, text_slice(&json));
	talloc_free(waiting);
}

/* One whose first commit is under way is nobody's yet. */
static void show_flow(struct waiting *waiting, const struct flow *flow)
{
	struct fault why;

	if (flow->event_count > 0 && may_look(waiting, flow)) {
		answer_with(waiting, flow);
		return;
	}
	waiting_set_absent(&why, waiting->notice);
	waiting_answer_fault(waiting, &why);
}

static void have_past(void *data, struct flow *flow, const struct fault *why)
{
	if (flow)
		show_flow(data, flow);
	else
		waiting_answer_fault(data, why);
}

void calls_deliveries(void *data, struct intake_call *call, uint64_t notice)
{
	struct desk *desk = data;
	const struct desk_case *c = desk_case_find(desk, notice);
	struct waiting *waiting = waiting_new(desk, call, notice);

	if (c)
		show_flow(waiting, c->flow);
	else
		past_ask(desk, waiting, notice, have_past, waiting);
}

/* ---- health ----------------------------------------------------------------------------- */

/* Degraded: it takes work as before, and somebody must act. */
static const char *health_name(bool is_good, enum shelf_condition cells)
{
	if (!is_good)
		return "failing";
	return cells > SHELF_GOOD ? "degraded" : "ok";
}

void calls_health(void *data, struct intake_call *call, bool readiness)
{
	struct desk *desk = data;
	struct links_summary links = links_summary(desk);
	bool writable = ledger_is_writable(desk->ledger);
	bool good = writable && !desk->is_stopping;
	enum shelf_condition cells = shelf_condition(desk);
	char now[UTC_TEXT_OCTETS], hash[DIGEST_HEX_OCTETS];
	struct ledger_head head = ledger_head(desk->ledger);
	struct reminding_counts owed = reminding_count(desk);
	char *json = talloc_asprintf(
		intake_call_ctx(call),
		"{\"status\":\"%s\",\"realm\":\"%s\",\"now\":\"%s\",\"ledger_writable\":%s,"
		"\"links\":%zu,\"links_open\":%zu,\"nodes\":%zu,\"nodes_up\":%zu,"
		"\"open_notices\":%zu,\"paperwork_owed\":%llu,\"paperwork_overdue\":%llu,"
		"\"content_reports_owed\":%llu,\"notices_damaged\":%llu,"
		"\"store_rows_damaged\":%llu,\"cell_register\":\"%s\","
		"\"head\":\"%s\",\"sequence\":%llu}",
		health_name(good, cells), desk_realm(desk),
		utc_format(now, desk_now(), UTC_CHINA_OFFSET_MINUTES), writable ? "true" : "false",
		links.links, links.open, links.nodes, links.up, desk_cases_count(desk->cases),
		(unsigned long long)owed.paperwork_owed, (unsigned long long)owed.paperwork_overdue,
		(unsigned long long)owed.reports_owed,
		(unsigned long long)desk->figures.notices_damaged,
		(unsigned long long)desk->figures.rows_damaged, shelf_condition_name(cells),
		digest_hex(hash, head.hash.octets, DIGEST_OCTETS),
		(unsigned long long)head.sequence);

	intake_answer_json(call, good || !readiness ? 200 : 503, slice_of(json));
}

struct metric {
	const char *name, *kind, *help;
	uint64_t value;
};

static void put_metrics(struct text *out, const struct metric *metrics, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct metric *m = &metrics[i];

		text_printf(out, "# TYPE %s %s\n# HELP %s %s\n%s%s %llu\n", m->name, m->kind,
			    m->name, m->help, m->name,
			    strcmp(m->kind, "counter") == 0 ? "_total" : "",
			    (unsigned long long)m->value);
	}
}

static void put_doors(struct text *out, const struct desk *desk)
{
	struct broker_figures mqtt = broker_figures(desk);
	struct http_figures http = listeners_figures(desk);
	const struct metric metrics[] = {
		{ "cbd_http_requests", "counter", "Requests by HTTP.", http.requests },
		{ "cbd_http_timed_out", "counter", "Requests that took too long.", http.timed_out },
		{ "cbd_http_turned_away", "counter", "Connections and requests without a place.",
		  http.turned_away },
		{ "cbd_http_pushed_out", "counter", "Silent connections that made room.",
		  http.pushed_out },
		{ "cbd_mqtt_up", "gauge", "1 if the broker is reached.", mqtt.is_up },
		{ "cbd_mqtt_connections", "counter", "Connections to the broker.",
		  mqtt.connections },
		{ "cbd_mqtt_published", "counter", "Messages it has taken.", mqtt.published },
		{ "cbd_mqtt_documents", "counter", "Documents by MQTT.", mqtt.in.documents },
		{ "cbd_mqtt_answers", "counter", "Answers by MQTT.", mqtt.in.answers },
		{ "cbd_mqtt_refused", "counter", "Messages refused unrecorded.", mqtt.in.refused },
		{ "cbd_mqtt_again", "counter", "Messages left to the broker to bring again.",
		  mqtt.in.again },
	};

	put_metrics(out, metrics, sizeof(metrics) / sizeof(metrics[0]));
}

void calls_metrics(void *data, struct intake_call *call)
{
	struct desk *desk = data;
	struct ledger_figures ledger = ledger_figures(desk->ledger);
	struct links_summary links = links_summary(desk);
	struct reminding_counts owed = reminding_count(desk);
	const struct desk_figures *f = &desk->figures;
	const struct metric metrics[] = {
		{ "cbd_documents_received", "counter", "Documents received.", f->received },
		{ "cbd_documents_refused", "counter", "Documents refused.", f->refused },
		{ "cbd_urgent_sent", "counter", "Urgent notices sent at once.", f->sent_urgent },
		{ "cbd_unreached", "counter", "Notices let go that would have reached nobody.",
		  f->unreached },
		{ "cbd_pages", "counter", "Pages to duty officers.", f->pages },
		{ "cbd_cancels", "counter", "Cancels.", f->cancels },
		{ "cbd_receipts", "counter", "Receipts of carriers.", f->receipts },
		{ "cbd_receipts_unknown", "counter", "Silences.", f->receipts_unknown },
		{ "cbd_receipts_stray", "counter", "Receipts of no open notice.",
		  f->receipts_stray },
		{ "cbd_commits_failed", "counter", "Commits that failed.", f->commits_failed },
		{ "cbd_ledger_events", "counter", "Events committed.", ledger.events },
		{ "cbd_ledger_commits", "counter", "Commits.", ledger.commits },
		{ "cbd_ledger_commit_max_us", "gauge", "Slowest commit.", ledger.commit_us_max },
		{ "cbd_ledger_queue", "gauge", "Batches waiting.", ledger.queue_depth },
		{ "cbd_ledger_wal_pages", "gauge", "Pages in the WAL.", ledger.wal_pages },
		{ "cbd_ledger_writable", "gauge", "1 if the ledger can commit.",
		  ledger_is_writable(desk->ledger) },
		{ "cbd_open_notices", "gauge", "Open notices.", desk_cases_count(desk->cases) },
		{ "cbd_paperwork_owed", "gauge", "Paperwork owed or returned.",
		  owed.paperwork_owed },
		{ "cbd_paperwork_overdue", "gauge", "Paperwork overdue.", owed.paperwork_overdue },
		{ "cbd_content_reports_owed", "gauge", "Reports on prohibited content owed.",
		  owed.reports_owed },
		{ "cbd_notices_refolded", "counter", "Snapshots unreadable.", f->notices_refolded },
		{ "cbd_notices_damaged", "gauge", "Notices with parts lost.", f->notices_damaged },
		{ "cbd_store_rows_damaged", "gauge", "Other rows damaged.", f->rows_damaged },
		{ "cbd_cell_register_bad", "gauge",
		  "1 if the cell register in force is not the configured one, or damaged.",
		  shelf_condition(desk) > SHELF_GOOD },
		{ "cbd_nodes", "gauge", "Configured nodes.", links.nodes },
		{ "cbd_nodes_up", "gauge", "Nodes that are up.", links.up },
		{ "cbd_orders_waiting", "gauge", "Orders that wait for room at a node.",
		  backlog_waiting(desk, NULL, NULL) },
		{ "cbd_preempted", "counter", "Messages that gave way.", f->preempted },
		{ "cbd_receipts_strange", "counter", "Receipts of carriers that fit nothing.",
		  links.strange },
	};
	struct text out;

	text_init(&out, intake_call_ctx(call));
	put_metrics(&out, metrics, sizeof(metrics) / sizeof(metrics[0]));
	put_doors(&out, desk);
	text_puts(&out, "# EOF\n");
	intake_answer_text(call, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8",
			   text_slice(&out));
}
