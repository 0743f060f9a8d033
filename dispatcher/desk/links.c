/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/links.h"

#include <osmocom/core/timer.h>
#include <talloc.h>

#include "desk/backlog.h"
#include "desk/batch.h"
#include "desk/broker.h"
#include "desk/erase.h"
#include "desk/outage.h"
#include "desk/receipts.h"
#include "desk/reconcile.h"
#include "net/log.h"
#include "wire/text.h"

struct one_link {
	const struct carrier_link_config *config;
	const struct carrier_ops *ops;
	struct carrier_link *link; /* NULL: not open */
	char reason[FAULT_TEXT_OCTETS];
};

struct desk_links {
	struct one_link *rows;
	size_t count;
	struct carrier_events events;
	struct osmo_timer_list retry;
};

static struct one_link *find(const struct desk *desk, struct slice name)
{
	for (size_t i = 0; i < desk->links->count; i++)
		if (slice_is(name, desk->links->rows[i].config->link))
			return &desk->links->rows[i];
	return NULL;
}

enum err links_send(struct desk *desk, const struct carrier_order *order, struct fault *why)
{
	struct one_link *row = find(desk, order->delivery->link);

	if (!row)
		return err_set(why, ERR_ABSENT, NULL, "no link is called %.*s any more",
			       SLICE_PRINT(order->delivery->link));
	if (!row->link)
		return err_set(why, ERR_STATE, NULL, "%s", row->reason);
	return row->ops->send(row->link, order, why);
}

enum err links_stop(struct desk *desk, const struct carrier_order *order, struct fault *why)
{
	struct one_link *row = find(desk, order->delivery->link);

	if (!row)
		return err_set(why, ERR_ABSENT, NULL, "no link is called %.*s any more",
			       SLICE_PRINT(order->delivery->link));
	if (!row->link)
		return err_set(why, ERR_STATE, NULL, "%s", row->reason);
	return row->ops->stop(row->link, order, why);
}

bool links_serves(const struct config_link *link, enum rat rat)
{
	const struct carrier_ops *ops = carrier_find(link->link.protocol);

	return ops && (ops->rats & 1u << rat);
}

bool links_takes_parts(const struct desk *desk, struct slice link)
{
	const struct one_link *row = find(desk, link);

	return row && row->ops->takes_parts;
}

/* ---- what links report ------------------------------------------------------------------ */

static const char *const changes[] = {
	[CARRIER_NODE_NONE] = "none", [CARRIER_NODE_UP] = "up",
	[CARRIER_NODE_DOWN] = "down", [CARRIER_NODE_RESTARTED] = "restarted",
	[CARRIER_NODE_ROOM] = "room",
};

static void recorded(void *data, const struct ledger_outcome *how)
{
	(void)data;
	if (how->err != ERR_OK)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LEDGER,
							 .stop = "record",
							 .outcome = err_name(how->err),
							 .why = how->why.text });
}

static void record_change(struct desk *desk, const struct carrier_report *report)
{
	struct desk_record record = { .event = { .kind = EVENT_LINK_CHANGED,
						 .at = report->at,
						 .link_changed = {
							 slice_of(report->link),
							 slice_of(report->node),
							 slice_of(changes[report->event]),
							 slice_of(report->reason),
						 } } };
	struct fault why;

	if (desk_batch_record(desk, &record, recorded, NULL, &why) != ERR_OK)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LEDGER,
							 .stop = "record",
							 .link = report->link,
							 .node = report->node,
							 .why = why.text });
}

static void on_report(void *data, const struct carrier_report *report)
{
	struct desk *desk = data;

	if (report->event == CARRIER_NODE_ROOM) {
		erase_has_room(desk, report->link, report->node);
		backlog_has_room(desk, report->link, report->node);
		return;
	}
	if (report->event == CARRIER_NODE_CELLS_UP || report->event == CARRIER_NODE_CELLS_DOWN) {
		outage_hear(desk, report);
		return;
	}
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
						  .stop = "link",
						  .link = report->link,
						  .node = report->node,
						  .outcome = changes[report->event],
						  .why = report->reason });
	if (desk->is_stopping)
		return;
	record_change(desk, report);
	if (report->event == CARRIER_NODE_DOWN) {
		erase_is_down(desk, report->link, report->node);
		backlog_is_down(desk, report->link, report->node);
	}
	reconcile_report(desk, report);
}

static void on_receipt(void *data, const struct receipt *receipt)
{
	receipts_add(data, receipt);
}

/* ---- opening ---------------------------------------------------------------------------- */

static void try_open(struct desk *desk, struct one_link *row)
{
	struct fault why;

	if (row->ops->open(&row->link, desk->links, row->config, &desk->links->events, &why) ==
	    ERR_OK)
		return;
	row->link = NULL;
	/* Said once: a port that stays taken would fill the log. */
	if (strcmp(row->reason, why.text) != 0)
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LINK,
							 .stop = "open",
							 .link = row->config->link,
							 .why = why.text });
	memcpy(row->reason, why.text, sizeof(row->reason));
}

static void open_missing(void *data)
{
	struct desk *desk = data;
	bool all = true;

	for (size_t i = 0; i < desk->links->count; i++) {
		if (!desk->links->rows[i].link)
			try_open(desk, &desk->links->rows[i]);
		all = all && desk->links->rows[i].link;
	}
	if (!all)
		osmo_timer_schedule(&desk->links->retry, DESK_LINK_RETRY_S, 0);
}

/* As the configuration has it, with what the desk alone knows. */
static const struct carrier_link_config *config_of(struct desk_links *links,
						   const struct desk *desk, size_t index)
{
	struct carrier_link_config *config = talloc_memdup(links, &desk->config->links[index].link,
							   sizeof(*config));

	config->realm = desk_realm(desk);
	config->broker = &desk->config->broker.broker;
	return config;
}

struct desk_links *links_open(struct desk *desk)
{
	struct desk_links *links = talloc_zero(desk, struct desk_links);

	links->rows = talloc_zero_array(links, struct one_link,
					(unsigned int)desk->config->link_count + 1);
	links->count = desk->config->link_count;
	links->events = (struct carrier_events){ desk, on_receipt, on_report };
	for (size_t i = 0; i < links->count; i++)
		links->rows[i] = (struct one_link){
			.config = config_of(links, desk, i),
			.ops = carrier_find(desk->config->links[i].link.protocol),
		};
	osmo_timer_setup(&links->retry, open_missing, desk);
	desk->links = links;
	open_missing(desk);
	return links;
}

void links_close(struct desk *desk)
{
	osmo_timer_del(&desk->links->retry);
	for (size_t i = 0; i < desk->links->count; i++)
		if (desk->links->rows[i].link)
			desk->links->rows[i].ops->close(desk->links->rows[i].link);
	TALLOC_FREE(desk->links);
}

/* ---- shown ------------------------------------------------------------------------------ */

static struct carrier_node_state *states_of(const struct one_link *row, void *ctx, size_t *count)
{
	size_t capacity = row->config->node_count;
	struct carrier_node_state *states = talloc_zero_array(ctx, struct carrier_node_state,
							      (unsigned int)capacity + 1);

	*count = 0;
	if (row->link)
		*count = row->ops->nodes(row->link, states, capacity);
	if (*count > capacity)
		*count = capacity;
	return states;
}

enum err links_can_reset(const struct desk *desk, struct slice link, struct slice node,
			 struct fault *why)
{
	const struct one_link *row = find(desk, link);
	struct carrier_node_state *states;
	bool is_up = false;
	size_t count;

	if (!row || !row->ops->reset)
		return err_set(why, ERR_INPUT, NULL, "the interface of node %.*s knows no reset",
			       SLICE_PRINT(node));
	states = states_of(row, NULL, &count);
	for (size_t i = 0; i < count; i++)
		is_up |= slice_is(node, states[i].node) && states[i].is_up;
	talloc_free(states);
	if (!is_up)
		return err_set(why, ERR_STATE, NULL, "node %.*s is down", SLICE_PRINT(node));
	return ERR_OK;
}

enum err links_reset(struct desk *desk, struct slice link, struct slice node, struct fault *why)
{
	struct one_link *row = find(desk, link);

	if (!row || !row->link)
		return err_set(why, ERR_STATE, NULL, "node %.*s is down", SLICE_PRINT(node));
	return row->ops->reset(row->link, node, why);
}

void links_visit_nodes(const struct desk *desk, links_visit_fn *visit, void *data)
{
	for (size_t i = 0; i < desk->links->count; i++) {
		const struct one_link *row = &desk->links->rows[i];
		size_t count;
		struct carrier_node_state *states = states_of(row, NULL, &count);

		for (size_t n = 0; n < row->config->node_count; n++)
			visit(data, &desk->config->links[i], row->config->nodes[n].node,
			      n < count && states[n].is_up);
		talloc_free(states);
	}
}

struct links_summary links_summary(const struct desk *desk)
{
	struct links_summary summary = { .links = desk->links->count };

	for (size_t i = 0; i < desk->links->count; i++) {
		size_t count;
		struct carrier_node_state *states = states_of(&desk->links->rows[i], NULL, &count);

		summary.open += desk->links->rows[i].link != NULL;
		summary.nodes += desk->links->rows[i].config->node_count;
		for (size_t n = 0; n < count; n++)
			summary.up += states[n].is_up, summary.strange += states[n].strange;
		talloc_free(states);
	}
	return summary;
}

/* What the desk knows beside what the link itself says. */
struct node_extra {
	size_t waiting, cells_down;
};

static void put_node(struct text *out, const struct carrier_node_state *state,
		     struct node_extra extra)
{
	char since[UTC_TEXT_OCTETS];

	text_puts(out, "{\"node\":");
	text_put_json(out, slice_of(state->node));
	text_printf(out, ",\"up\":%s", state->is_up ? "true" : "false");
	if (utc_is_set(state->since))
		text_printf(out, ",\"since\":\"%s\"",
			    utc_format(since, state->since, UTC_CHINA_OFFSET_MINUTES));
	text_puts(out, ",\"peer\":");
	text_put_json(out, slice_of(state->peer));
	text_printf(out,
		    ",\"sent\":%llu,\"answered\":%llu,\"unanswered\":%llu,\"refused\":%llu,"
		    "\"strange\":%llu,\"outstanding\":%zu,\"waiting\":%zu,\"cells_down\":%zu}",
		    (unsigned long long)state->sent, (unsigned long long)state->answered,
		    (unsigned long long)state->unanswered, (unsigned long long)state->refused,
		    (unsigned long long)state->strange, state->outstanding, extra.waiting,
		    extra.cells_down);
}

static void put_link(struct text *out, const struct desk *desk, const struct one_link *row,
		     void *ctx)
{
	const char *link = row->config->link;
	size_t count;
	struct carrier_node_state *states = states_of(row, ctx, &count);

	text_puts(out, "{\"link\":");
	text_put_json(out, slice_of(row->config->link));
	text_puts(out, ",\"carrier\":");
	text_put_json(out, slice_of(row->config->carrier));
	text_puts(out, ",\"protocol\":");
	text_put_json(out, slice_of(row->config->protocol));
	text_printf(out, ",\"open\":%s", row->link ? "true" : "false");
	if (!row->link) {
		text_puts(out, ",\"reason\":");
		text_put_json(out, slice_of(row->reason));
	}
	text_puts(out, ",\"nodes\":[");
	for (size_t i = 0; i < count; i++) {
		text_puts(out, i ? "," : "");
		put_node(out, &states[i],
			 (struct node_extra){ backlog_waiting(desk, link, states[i].node),
					      outage_of(desk, link, states[i].node).count });
	}
	text_puts(out, "]}");
}

struct slice links_carrier(const struct desk *desk, struct slice link)
{
	const struct one_link *row = find(desk, link);

	return slice_of(row ? row->config->carrier : NULL);
}

struct slice links_json(const struct desk *desk, void *ctx, struct slice only_carrier)
{
	const char *comma = "";
	struct text out;

	text_init(&out, ctx);
	text_puts(&out, "{\"links\":[");
	for (size_t i = 0; i < desk->links->count; i++) {
		const struct one_link *row = &desk->links->rows[i];

		if (only_carrier.size > 0 && !slice_is(only_carrier, row->config->carrier))
			continue;
		text_puts(&out, comma);
		put_link(&out, desk, row, ctx);
		comma = ",";
	}
	text_puts(&out, "]");
	if (only_carrier.size == 0)
		broker_json(&out, desk);
	text_puts(&out, "}");
	return text_slice(&out);
}
