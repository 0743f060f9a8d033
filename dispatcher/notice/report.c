/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/report.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/report_event.h"
#include "notice/report_log.h"

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

/* ---- what carriers say ------------------------------------------------------------------ */

/* One receipt, beside the delivery as it was before its batch. */
struct hearing {
	struct report *report;
	const struct receipt *receipt;
	const struct delivery *was;
	struct report_delivery *delivery;
	struct report_cell *cells;
	struct report_line *line; /* NULL: the log is full */
	uint16_t words;		  /* of its cause */
};

/* The few sentences that carriers have; past the bound the number alone is kept. */
static uint16_t words_of(struct report *report, struct slice text)
{
	if (text.size == 0)
		return 0;
	for (uint16_t i = 1; i < report->cause_count; i++)
		if (slice_equal(report->causes[i], text))
			return i;
	if (report->cause_count == REPORT_CAUSES_MAX)
		return 0;
	report->causes[report->cause_count] = slice_copy(report, text);
	return report->cause_count++;
}

static void count(const struct hearing *hearing, enum report_outcome outcome)
{
	if (hearing->line)
		hearing->line->cells[outcome]++;
}

static enum report_outcome outcome_of(enum cell_outcome said)
{
	static const enum report_outcome outcomes[CELL_OUTCOME_COUNT] = {
		[CELL_ACCEPTED] = REPORT_ACCEPTED,
		[CELL_ON_AIR] = REPORT_ON_AIR,
		[CELL_REFUSED] = REPORT_REFUSED,
		[CELL_NO_ROOM] = REPORT_NO_ROOM,
		[CELL_DOWN] = REPORT_DOWN,
		/* What ended though nobody took it off is not there. */
		[CELL_STOPPED] = REPORT_DOWN,
		[CELL_STOPPING] = REPORT_DOWN,
	};

	return (unsigned int)said < CELL_OUTCOME_COUNT ? outcomes[said] : REPORT_UNKNOWN;
}

/* Silence takes no word back, it only makes it old. */
static void doubt(struct report_cell *cell)
{
	cell->is_lost = cell->outcome != REPORT_UNKNOWN;
}

static void hear(const struct hearing *hearing, struct report_cell *cell,
		 enum report_outcome outcome, uint16_t cause)
{
	bool is_same = cause == hearing->receipt->cause;
	/* Asked again, a node may say no more than that it has it. */
	bool is_less = cell->outcome == REPORT_ON_AIR && outcome == REPORT_ACCEPTED;

	count(hearing, outcome);
	if (outcome == REPORT_UNKNOWN) {
		doubt(cell);
		return;
	}
	*cell = (struct report_cell){
		.outcome = (uint8_t)(is_less ? REPORT_ON_AIR : outcome),
		.was_on = cell->was_on || report_outcome_is_good(outcome),
		.cause = report_outcome_is_good(outcome) ? 0 : cause,
		.words = report_outcome_is_good(outcome) || !is_same ? 0 : hearing->words,
	};
}

static bool is_off(const struct hearing *hearing, uint32_t cell)
{
	uint8_t was = hearing->was->cells[cell];

	return was == CELL_STOPPING || was == CELL_STOPPED;
}

static void hear_named(struct hearing *hearing)
{
	const struct receipt *receipt = hearing->receipt;

	for (size_t i = 0; i < receipt->cell_count; i++) {
		const struct receipt_cell *said = &receipt->cells[i];

		if (said->index >= hearing->was->cell_count)
			continue;
		if (!is_off(hearing, said->index)) {
			hear(hearing, &hearing->cells[said->index], outcome_of(said->outcome),
			     said->cause);
			hearing->delivery->is_named |= said->outcome != CELL_UNKNOWN;
		} else if (said->outcome == CELL_STOPPED && hearing->line) {
			hearing->line->stopped++;
		}
	}
}

/* What a word about the whole of it says of a cell that was never named (notice/delivery.h). */
static bool speaks_for_all(const struct hearing *hearing, enum report_outcome outcome)
{
	if (report_outcome_is_good(outcome))
		return !hearing->delivery->is_named;
	return outcome != REPORT_NOT_ORDERED;
}

static enum report_outcome outcome_of_whole(enum receipt_outcome said)
{
	static const enum report_outcome outcomes[RECEIPT_COUNT] = {
		[RECEIPT_SENT] = REPORT_NOT_ORDERED,	[RECEIPT_ACCEPTED] = REPORT_ACCEPTED,
		[RECEIPT_ON_AIR] = REPORT_ON_AIR,	[RECEIPT_PARTIAL] = REPORT_NOT_ORDERED,
		[RECEIPT_DELIVERED] = REPORT_ACCEPTED,	[RECEIPT_REFUSED] = REPORT_REFUSED,
		[RECEIPT_FAILED] = REPORT_FAILED,	[RECEIPT_UNKNOWN] = REPORT_UNKNOWN,
		[RECEIPT_STOPPED] = REPORT_NOT_ORDERED, [RECEIPT_UNSENT] = REPORT_UNSENT,
	};

	return (unsigned int)said < RECEIPT_COUNT ? outcomes[said] : REPORT_NOT_ORDERED;
}

/* Where it names no cell: of those of which nothing better is known. */
static void hear_whole(struct hearing *hearing, enum report_outcome outcome)
{
	uint16_t cause = hearing->receipt->cause;

	if (!speaks_for_all(hearing, outcome))
		return;
	for (uint32_t i = 0; i < hearing->was->cell_count; i++) {
		struct report_cell *cell = &hearing->cells[i];
		bool is_news = outcome == REPORT_UNKNOWN || report_outcome_is_good(outcome) ||
			       !report_outcome_is_good(cell->outcome);

		if (!is_off(hearing, i) && is_news)
			hear(hearing, cell, outcome, cause);
	}
	if (hearing->was->cell_count == 0)
		hear(hearing, &hearing->delivery->whole, outcome, cause);
}

static bool any_good(const struct hearing *hearing, bool on_air)
{
	for (uint32_t i = 0; i < hearing->was->cell_count; i++)
		if (on_air ? hearing->cells[i].outcome == REPORT_ON_AIR : hearing->cells[i].was_on)
			return true;
	return on_air ? hearing->delivery->whole.outcome == REPORT_ON_AIR
		      : hearing->delivery->whole.was_on;
}

/* The first time of each: a moment of the log too, unless it only shows again what was there. */
static void note_moment(struct hearing *hearing, struct utc *moment, enum report_mark mark)
{
	if (utc_is_set(*moment))
		return;
	*moment = hearing->receipt->at;
	if (!hearing->delivery->is_repeat)
		report_log_mark(hearing->report, mark, hearing->receipt->delivery,
				hearing->receipt->at);
}

/* Silence is none; and what was never handed over has failed here, not there. */
static bool is_answer(const struct hearing *hearing)
{
	switch (hearing->receipt->outcome) {
	case RECEIPT_UNKNOWN:
	case RECEIPT_UNSENT:
		return false;
	case RECEIPT_FAILED:
		return utc_is_set(hearing->delivery->handed_over);
	default:
		return true;
	}
}

static void hear_words(struct hearing *hearing)
{
	const struct receipt *receipt = hearing->receipt;

	if (is_answer(hearing) && !utc_is_set(hearing->delivery->answered))
		hearing->delivery->answered = receipt->at;
	if (receipt->cell_count > 0)
		hear_named(hearing);
	else
		hear_whole(hearing, outcome_of_whole(receipt->outcome));
	hearing->delivery->is_over = receipt->outcome == RECEIPT_STOPPED;
	if (!utc_is_set(hearing->delivery->accepted) && any_good(hearing, false))
		note_moment(hearing, &hearing->delivery->accepted, REPORT_MARK_ACCEPTED);
	if (!utc_is_set(hearing->delivery->on_air) && any_good(hearing, true))
		note_moment(hearing, &hearing->delivery->on_air, REPORT_MARK_ON_AIR);
}

static uint64_t stopped_cells(const struct hearing *hearing)
{
	uint64_t stopped = 0;

	for (size_t i = 0; i < hearing->receipt->cell_count; i++)
		stopped += hearing->receipt->cells[i].outcome == CELL_STOPPED;
	return hearing->receipt->cell_count > 0 ? stopped : hearing->was->cell_count;
}

/* While it must be off, only the end of it is news. */
static void hear_stop(struct hearing *hearing)
{
	enum receipt_outcome outcome = hearing->receipt->outcome;

	if (outcome == RECEIPT_UNSENT)
		hear_whole(hearing, REPORT_UNSENT);
	else if (hearing->line && (outcome == RECEIPT_STOPPED || outcome == RECEIPT_PARTIAL))
		hearing->line->stopped += stopped_cells(hearing);
	hearing->delivery->is_over = outcome == RECEIPT_STOPPED || outcome == RECEIPT_UNSENT;
	hearing->delivery->is_unsent = outcome == RECEIPT_UNSENT;
}

static bool is_final(const struct delivery *delivery)
{
	return delivery->state == DELIVERY_STOPPED || delivery->state == DELIVERY_EXPIRED;
}

static void hear_receipt(struct report *report, const struct receipt *receipt)
{
	struct report_delivery *delivery = &report->deliveries[receipt->delivery];
	struct hearing hearing = {
		.report = report,
		.receipt = receipt,
		.was = &report->flow->deliveries[receipt->delivery],
		.delivery = delivery,
		.cells = report->cells + delivery->first_cell,
		.words = words_of(report, receipt->cause_text),
	};

	if (delivery->is_over || is_final(hearing.was))
		return;
	hearing.line = report_log_receipt(report, receipt->delivery, receipt->at);
	if (receipt->outcome == RECEIPT_SENT) {
		if (hearing.line)
			hearing.line->handed_over++;
		note_moment(&hearing, &delivery->handed_over, REPORT_MARK_HANDED_OVER);
	} else if (hearing.was->state == DELIVERY_STOPPING) {
		hear_stop(&hearing);
	} else {
		hear_words(&hearing);
	}
}

/* Against the flow as it was before them: what must be off learns nothing else. */
static void hear_all(struct report *report, const struct event_receipts *receipts)
{
	for (size_t i = 0; i < receipts->count; i++)
		if (receipts->items[i].delivery < report->delivery_count &&
		    report_shows(report, receipts->items[i].delivery))
			hear_receipt(report, &receipts->items[i]);
}

/* As a whole, or with the last of its cells: the flow knows. */
static void note_stops(struct report *report, const struct event_receipts *receipts)
{
	for (size_t i = 0; i < receipts->count; i++) {
		uint32_t index = receipts->items[i].delivery;
		struct report_delivery *delivery = &report->deliveries[index];
		const struct delivery *is = &report->flow->deliveries[index];

		if (is->state == DELIVERY_STOPPED && !delivery->is_unsent &&
		    !utc_is_set(delivery->stopped))
			delivery->stopped = is->changed;
	}
}

/* What was believed of that node, or of all of them, may be lost. */
static void doubt_nodes(struct report *report, const struct event_restarted *restarted)
{
	for (uint32_t i = 0; i < report->delivery_count; i++) {
		const struct delivery *was = &report->flow->deliveries[i];
		struct report_delivery *delivery = &report->deliveries[i];
		bool is_meant = restarted->link.size == 0 ||
				(slice_equal(was->link, restarted->link) &&
				 slice_equal(was->node, restarted->node));

		if (!is_meant || !delivery_must_be_on(was) || was->state == DELIVERY_QUEUED)
			continue;
		for (uint32_t c = 0; c < was->cell_count; c++)
			doubt(&report->cells[delivery->first_cell + c]);
		doubt(&delivery->whole);
	}
}

enum err report_fold(struct report *report, const struct event *event, struct fault *why)
{
	struct orders orders = { .ctx = talloc_new(report) };
	enum notice_state before = report->flow->state;
	enum err err;

	if (event->kind == EVENT_RECEIPTS)
		hear_all(report, &event->receipts);
	else if (event->kind == EVENT_RESTARTED)
		doubt_nodes(report, &event->restarted);
	err = flow_step(report->flow, event, &orders, why);
	talloc_free(orders.ctx);
	if (err != ERR_OK)
		return err;
	if (event->kind == EVENT_ROUTED)
		add_deliveries(report, event);
	if (event->kind == EVENT_RECEIPTS)
		note_stops(report, &event->receipts);
	report_event_say(report, event, before);
	return ERR_OK;
}
