/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/report_event.h"
#include "notice/report_hear.h"

static const char *const outcome_names[REPORT_OUTCOME_COUNT] = {
	[REPORT_UNKNOWN] = "unknown",	    [REPORT_ACCEPTED] = "accepted",
	[REPORT_ON_AIR] = "on-air",	    [REPORT_REFUSED] = "refused",
	[REPORT_NO_ROOM] = "no-room",	    [REPORT_DOWN] = "down",
	[REPORT_FAILED] = "failed",	    [REPORT_UNSENT] = "unsent",
	[REPORT_NOT_SERVED] = "not-served", [REPORT_NOT_ORDERED] = "not-ordered",
};

const char *report_outcome_name(enum report_outcome outcome)
{
	return (unsigned int)outcome < REPORT_OUTCOME_COUNT ? outcome_names[outcome] : "invalid";
}

bool report_outcome_is_good(enum report_outcome outcome)
{
	return outcome == REPORT_ACCEPTED || outcome == REPORT_ON_AIR;
}

struct report *report_new(void *ctx, uint64_t notice, struct slice carrier)
{
	struct report *report = talloc_zero(ctx, struct report);

	if (!report)
		abort();
	report->flow = flow_new(report, report, notice);
	if (carrier.at)
		report->carrier = slice_copy(report, carrier);
	report->cause_count = 1;
	return report;
}

bool report_shows(const struct report *report, uint32_t delivery)
{
	return !report->carrier.at ||
	       slice_equal(report->carrier, report->flow->deliveries[delivery].carrier);
}

static void *grown(void *ctx, void *items, size_t count, size_t size)
{
	void *out = talloc_realloc_size(ctx, items, count * size + 1);

	if (!out)
		abort();
	return out;
}

/* ---- nodes: a delivery's is found in one step, however many there are ------------------- */

static uint32_t hash(struct slice link, struct slice node)
{
	uint32_t value = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < link.size; i++)
		value = (value ^ (unsigned char)link.at[i]) * 16777619u;
	for (size_t i = 0; i < node.size; i++)
		value = (value ^ (unsigned char)node.at[i]) * 16777619u;
	return value;
}

static uint32_t *slot_of(struct report *report, struct slice link, struct slice node)
{
	uint32_t mask = report->node_slot_count - 1, at = hash(link, node) & mask;

	for (; report->node_slots[at]; at = (at + 1) & mask) {
		const struct report_node *known = &report->nodes[report->node_slots[at] - 1];

		if (slice_equal(known->node, node) && slice_equal(known->link, link))
			break;
	}
	return &report->node_slots[at];
}

/* Room for so many more, at most half of the slots taken. */
static void make_node_room(struct report *report, size_t more)
{
	size_t wanted = 2 * (report->node_count + more), slots = 64;

	report->nodes = grown(report, report->nodes, report->node_count + more,
			      sizeof(*report->nodes));
	while (slots < wanted)
		slots *= 2;
	if (slots <= report->node_slot_count)
		return;
	talloc_free(report->node_slots);
	report->node_slots = talloc_zero_array(report, uint32_t, (unsigned int)slots);
	if (!report->node_slots)
		abort();
	report->node_slot_count = (uint32_t)slots;
	for (uint32_t i = 0; i < report->node_count; i++)
		*slot_of(report, report->nodes[i].link, report->nodes[i].node) = i + 1;
}

static uint32_t node_of(struct report *report, const struct delivery *delivery)
{
	uint32_t *slot = slot_of(report, delivery->link, delivery->node);

	if (*slot)
		return *slot - 1;
	report->nodes[report->node_count] = (struct report_node){ delivery->carrier, delivery->link,
								  delivery->node, 0 };
	*slot = ++report->node_count;
	return *slot - 1;
}

/* ---- deliveries ------------------------------------------------------------------------- */

/* The flow's, as the route has just added them; the flow's texts live as long as the report. */
static void add_deliveries(struct report *report, const struct event *event)
{
	const struct flow *flow = report->flow;
	uint64_t cells = report->cell_count;

	make_node_room(report, flow->delivery_count - report->delivery_count);
	report->deliveries = grown(report, report->deliveries, flow->delivery_count,
				   sizeof(*report->deliveries));
	report->cells = grown(report, report->cells, flow->cell_count, sizeof(*report->cells));
	memset(report->cells + cells, 0, (flow->cell_count - cells) * sizeof(*report->cells));
	for (uint32_t i = report->delivery_count; i < flow->delivery_count; i++) {
		report->deliveries[i] = (struct report_delivery){
			.committed = event->at,
			.first_cell = cells,
			.node = node_of(report, &flow->deliveries[i]),
			.route = flow->route_count - 1,
			.is_repeat = event->routed.is_repeat,
		};
		cells += flow->deliveries[i].cell_count;
	}
	report->delivery_count = flow->delivery_count;
	report->cell_count = flow->cell_count;
}

void report_count_cells(const struct report *report, uint32_t delivery,
			uint32_t counts[REPORT_OUTCOME_COUNT])
{
	const struct report_delivery *of = &report->deliveries[delivery];
	uint32_t cells = report->flow->deliveries[delivery].cell_count;

	memset(counts, 0, REPORT_OUTCOME_COUNT * sizeof(*counts));
	for (uint32_t i = 0; i < cells; i++)
		counts[report->cells[of->first_cell + i].outcome]++;
	if (cells == 0)
		counts[of->whole.outcome]++;
}

/* ---- events ----------------------------------------------------------------------------- */

enum err report_fold(struct report *report, const struct event *event, struct fault *why)
{
	struct orders orders = { .ctx = talloc_new(report) };
	enum notice_state before = report->flow->state;
	enum err err;

	if (event->kind == EVENT_RECEIPTS)
		report_hear_all(report, &event->receipts);
	else if (event->kind == EVENT_RESTARTED)
		report_hear_restart(report, &event->restarted);
	err = flow_step(report->flow, event, &orders, why);
	talloc_free(orders.ctx);
	if (err != ERR_OK)
		return err;
	if (event->kind == EVENT_ROUTED)
		add_deliveries(report, event);
	if (event->kind == EVENT_RECEIPTS)
		report_hear_stops(report, &event->receipts);
	report_event_say(report, event, before);
	return ERR_OK;
}
