/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/flow.h"
#include "test.h"
#include "wire/event_bytes.h"
#include "wire/flow_bytes.h"

#include <string.h>
#include <talloc.h>

enum { NOTICE = 81 };

static const struct digest content = { { 1, 2, 3 } };

static const struct event_routed_delivery two_nodes[] = {
	{ 0, SLICE_LITERAL("mobile"), SLICE_LITERAL("north"), SLICE_LITERAL("bsc-1"), 3 },
	{ 0, SLICE_LITERAL("mobile"), SLICE_LITERAL("north"), SLICE_LITERAL("bsc-2"), 1 },
};

struct story {
	void *ctx;
	struct flow *flow;
	struct orders orders;
	int64_t clock;
	struct fault why;
};

static struct story begin(void)
{
	struct story story = { .ctx = talloc_new(NULL), .clock = 1772413200000000 };

	story.flow = flow_new(story.ctx, story.ctx, NOTICE);
	story.orders.ctx = story.ctx;
	return story;
}

static enum err step(struct story *story, struct event event)
{
	event.notice = NOTICE;
	event.at.us = story->clock += 1000000;
	story->orders = (struct orders){ .ctx = story->ctx };
	return flow_step(story->flow, &event, &story->orders, &story->why);
}

static struct event received(void)
{
	return (struct event){ .kind = EVENT_RECEIVED,
			       .received = { SLICE_LITERAL("yj-em"),
					     SLICE_LITERAL("wang"),
					     SLICE_LITERAL("http"),
					     SLICE_LITERAL("cap"),
					     { { 9 } },
					     2048 } };
}

static struct event judged(enum lane lane, const char *plan)
{
	return (struct event){ .kind = EVENT_JUDGED,
			       .judged = { .verdict = EFFECT_WARN,
					   .lane = lane,
					   .key = lane == LANE_URGENT && *plan ? LANE_KEY_PLAN
									       : LANE_KEY_NONE,
					   .class_of_emergency = LANE_CLASS_NATURAL_DISASTER,
					   .plan = slice_of(plan),
					   .authority = SLICE_LITERAL("yj-ca"),
					   .content = content,
					   .expires = { 1772413200000000 + 3600000000 } } };
}

static struct event authorised(void)
{
	return (struct event){ .kind = EVENT_AUTHORISED,
			       .authorised = { .key = LANE_KEY_PLAN,
					       .plan = SLICE_LITERAL("flood") } };
}

static struct event routed(const struct flow *flow)
{
	return (struct event){ .kind = EVENT_ROUTED,
			       .routed = { .document = { { 7 } },
					   .content = content,
					   .first_delivery = flow->delivery_count,
					   .deliveries = two_nodes,
					   .delivery_count = 2,
					   .cells = 4 } };
}

static struct event decided(enum event_decision decision)
{
	return (struct event){ .kind = EVENT_DECIDED,
			       .decided = { .decision = decision,
					    .person = SLICE_LITERAL("zhao"),
					    .situation = SLICE_LITERAL("s"),
					    .reason = SLICE_LITERAL("r"),
					    .content = content } };
}

static struct event receipt(uint32_t delivery, enum receipt_outcome outcome,
			    const struct receipt_cell *cells, size_t count)
{
	static struct receipt item;

	item = (struct receipt){ .notice = NOTICE,
				 .delivery = delivery,
				 .outcome = outcome,
				 .cells = cells,
				 .cell_count = count,
				 .at = { 1772413201000000 } };
	return (struct event){ .kind = EVENT_RECEIPTS, .receipts = { &item, 1 } };
}

static void on_the_air(struct story *story)
{
	assert_int_equal(step(story, received()), ERR_OK);
	assert_int_equal(step(story, judged(LANE_URGENT, "flood")), ERR_OK);
	assert_int_equal(step(story, authorised()), ERR_OK);
	assert_int_equal(step(story, routed(story->flow)), ERR_OK);
}

static const struct receipt_cell three_good[] = { { 0, CELL_ACCEPTED, 0 },
						  { 1, CELL_ACCEPTED, 0 },
						  { 2, CELL_ACCEPTED, 0 } };

static size_t orders_of(const struct story *story, enum order_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < story->orders.count; i++)
		count += story->orders.items[i].kind == kind;
	return count;
}

/* art. 26 (a) */
static void a_plan_sends_at_once(void **state)
{
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	assert_int_equal(story.flow->state, NOTICE_SENDING);
	assert_int_equal(orders_of(&story, ORDER_SEND), 2);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_BROADCASTING);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_ACCEPTED);
	assert_int_equal(story.flow->deliveries[1].state, DELIVERY_QUEUED);
	talloc_free(story.ctx);
}

/* art. 26 (b) */
static void without_a_plan_the_duty_officer_is_paged_and_orders(void **state)
{
	struct story story = begin();

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_URGENT, "")), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_HELD);
	assert_int_equal(orders_of(&story, ORDER_PAGE), 1);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_PAGED }), ERR_OK);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_PAGE);
	assert_int_equal(flow_next_timer(story.flow).at.us, story.clock + 120 * 1000000);
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_AGREED);
	assert_int_equal(story.flow->key, LANE_KEY_MECHANISM);
	assert_int_equal(orders_of(&story, ORDER_ROUTE), 1);
	talloc_free(story.ctx);
}

/* art. 15: on the urgent lane nothing is stopped; the duty officer is told, once. */
static void suspected_content_is_sent_and_the_duty_officer_told(void **state)
{
	struct story story = begin();
	struct event event = judged(LANE_URGENT, "flood");

	(void)state;
	event.judged.tells_duty_officer = true;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_not_equal(story.flow->state, NOTICE_HELD);
	assert_int_equal(orders_of(&story, ORDER_PAGE), 1);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_PAGE);
	assert_int_equal(step(&story, authorised()), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_ROUTE), 1);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_PAGED }), ERR_OK);
	assert_int_not_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_PAGE);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_PAGED }), ERR_STATE);
	talloc_free(story.ctx);
}

static void what_was_not_agreed_cannot_be_routed(void **state)
{
	struct story story = begin();
	struct event route;

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_PLANNED, "")), ERR_OK);
	assert_int_equal(step(&story, routed(story.flow)), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	route = routed(story.flow);
	route.routed.content.octets[0] ^= 1;
	assert_int_equal(step(&story, route), ERR_CONFLICT);
	assert_int_equal(story.flow->delivery_count, 0);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	talloc_free(story.ctx);
}

static void silence_is_unknown_and_a_list_speaks_only_of_its_cells(void **state)
{
	static const struct receipt_cell one_good_one_bad[] = { { 0, CELL_ACCEPTED, 0 },
								{ 2, CELL_REFUSED, 3 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, one_good_one_bad, 2)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_PARTIAL);
	assert_int_equal(delivery->cells_ok, 1);
	assert_int_equal(delivery->cells_failed, 1);
	assert_int_equal(delivery->cells[1], CELL_UNKNOWN);
	assert_int_equal(step(&story, receipt(0, RECEIPT_UNKNOWN, NULL, 0)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_UNKNOWN);
	assert_int_equal(delivery->cells_ok, 0);
	assert_true(delivery->was_accepted);
	talloc_free(story.ctx);
}

static void a_cancel_stops_everything_and_only_a_stop_ends_it(void **state)
{
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CANCEL_REQUESTED }), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_CANCELLING);
	assert_int_equal(orders_of(&story, ORDER_STOP), 2);
	/* A late "accepted" must not bring it back to life. */
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_STOPPING);
	assert_int_equal(step(&story, receipt(0, RECEIPT_STOPPED, NULL, 0)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_CANCELLING);
	assert_int_equal(step(&story, receipt(1, RECEIPT_STOPPED, NULL, 0)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_CANCELLED);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CANCEL_REQUESTED }), ERR_STATE);
	talloc_free(story.ctx);
}

/* Art. 15, "stop at once": what is in the way of it is told. */
static void a_stop_that_is_refused_says_why_until_it_is_done(void **state)
{
	static const struct receipt_cell refused[] = { { 0, CELL_REFUSED, 14 } };
	const struct event page = { .kind = EVENT_PAGED };
	const struct delivery *delivery;
	struct story story = begin();
	struct receipt said = { .notice = NOTICE,
				.outcome = RECEIPT_REFUSED,
				.cause = 14,
				.cause_text = SLICE_LITERAL("unspecified error"),
				.cells = refused,
				.cell_count = 1 };
	const struct event event = { .kind = EVENT_RECEIPTS, .receipts = { &said, 1 } };

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CANCEL_REQUESTED }), ERR_OK);
	delivery = &story.flow->deliveries[0];
	/* What was said before was not said of the stop. */
	assert_int_equal(delivery->cause_text.size, 0);
	assert_int_equal(step(&story, page), ERR_STATE);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_STOPPING);
	assert_int_equal(delivery->cause, 14);
	assert_int_equal(flow_stops_refused(story.flow), 1);
	assert_int_equal(step(&story, page), ERR_OK);
	assert_int_equal(step(&story, receipt(0, RECEIPT_STOPPED, NULL, 0)), ERR_OK);
	assert_int_equal(delivery->cause_text.size, 0);
	assert_int_equal(flow_stops_refused(story.flow), 0);
	talloc_free(story.ctx);
}

static void a_restart_stops_first_and_writes_again(void **state)
{
	static const struct event_delivery_part first = { 0, NULL, 0 };
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_SUPERSEDED,
						      .superseded = { 90, &first, 1 } }),
			 ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(story.orders.count, 2);
	assert_int_equal(story.orders.items[0].kind, ORDER_STOP);
	assert_int_equal(story.orders.items[0].delivery, 0);
	assert_int_equal(story.orders.items[1].kind, ORDER_SEND);
	assert_int_equal(story.orders.items[1].delivery, 1);
	assert_true(story.orders.items[1].again);
	talloc_free(story.ctx);
}

/* The orders of a committed event may be lost with the program. */
static void a_restart_orders_again_what_was_let_go(void **state)
{
	struct story story = begin();
	struct event partly_outside = judged(LANE_URGENT, "flood");
	struct event update = judged(LANE_URGENT, "flood");

	(void)state;
	partly_outside.judged.part_is_outside = true;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, partly_outside), ERR_OK);
	assert_int_equal(step(&story, authorised()), ERR_OK);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	assert_false(flow_outside_is_due(story.flow));
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_ROUTE), 1);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_ROUTE), 1);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	assert_false(flow_outside_is_due(story.flow));
	talloc_free(story.ctx);

	story = begin();
	update.judged.relation = NOTICE_RELATION_UPDATE;
	update.judged.follows = 80;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, update), ERR_OK);
	assert_int_equal(step(&story, authorised()), ERR_OK);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	/* The first acceptance has the whole looked at: where the update never goes, too. */
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 1)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_RELEASE), 2);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good + 1, 2)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_RELEASE), 1);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_RELEASE), 1);
	assert_int_equal(story.orders.items[0].delivery, ORDER_EVERYWHERE);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_RELEASE), 1);
	talloc_free(story.ctx);
}

static struct event superseded_in(const uint32_t *cells, size_t count)
{
	static struct event_delivery_part named;

	named = (struct event_delivery_part){ 0, cells, count };
	return (struct event){ .kind = EVENT_SUPERSEDED, .superseded = { 90, &named, 1 } };
}

/* An update takes its predecessor's place cell by cell. */
static void a_part_of_the_cells_is_taken_off_and_the_others_stay(void **state)
{
	static const uint32_t first[] = { 0 }, others[] = { 1, 2 };
	static const struct receipt_cell is_off[] = { { 0, CELL_STOPPED, 0 } };
	static const struct receipt_cell late[] = { { 0, CELL_ACCEPTED, 0 },
						    { 1, CELL_ACCEPTED, 0 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, superseded_in(first, 1)), ERR_OK);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(orders_of(&story, ORDER_STOP), 1);
	assert_int_equal(delivery->state, DELIVERY_ACCEPTED);
	assert_int_equal(delivery->cells[0], CELL_STOPPING);
	assert_int_equal(delivery->cells_ok, 2);
	/* Asked for again, it changes nothing; a late "accepted" does not bring it back. */
	assert_int_equal(step(&story, superseded_in(first, 1)), ERR_OK);
	assert_int_equal(story.orders.count, 0);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, late, 2)), ERR_OK);
	assert_int_equal(delivery->cells[0], CELL_STOPPING);
	/* A restart must neither forget it nor bring it back. */
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_STOP), 1);
	assert_int_equal(orders_of(&story, ORDER_SEND), 2);
	assert_int_equal(delivery->cells[0], CELL_STOPPING);
	assert_int_equal(delivery->cells[1], CELL_UNKNOWN);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, is_off, 1)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 1);
	assert_int_equal(delivery->cells[0], CELL_STOPPED);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, late, 2)), ERR_OK);
	assert_int_equal(delivery->cells[0], CELL_STOPPED);
	assert_int_equal(delivery->state, DELIVERY_PARTIAL);
	/* With the last of them it is off as a whole. */
	assert_int_equal(step(&story, superseded_in(others, 2)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_STOPPING);
	assert_int_equal(step(&story, receipt(0, RECEIPT_STOPPED, NULL, 0)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_STOPPED);
	talloc_free(story.ctx);
}

/*
 * A cell in which an update goes on under the same number was not stopped, and is not counted so;
 * the others are.
 */
static void what_goes_on_under_its_number_is_taken_over(void **state)
{
	static const struct event_delivery_part both[] = { { 0, NULL, 0 }, { 1, NULL, 0 } };
	static const struct receipt_cell go_on[] = { { 0, CELL_TAKEN_OVER, 0 },
						     { 1, CELL_TAKEN_OVER, 0 } };
	static const struct receipt_cell late[] = { { 0, CELL_STOPPED, 0 },
						    { 1, CELL_ACCEPTED, 0 } };
	static const struct receipt_cell off[] = { { 2, CELL_STOPPED, 0 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	delivery = &story.flow->deliveries[0];
	/* Where it must be on it is nobody else's. */
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, receipt(0, RECEIPT_TAKEN_OVER, go_on, 2)), ERR_OK);
	assert_int_equal(delivery->cells_ok, 3);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_SUPERSEDED,
						      .superseded = { 90, both, 2 } }),
			 ERR_OK);
	assert_int_equal(step(&story, receipt(0, RECEIPT_TAKEN_OVER, go_on, 2)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 0);
	assert_int_equal(delivery->state, DELIVERY_STOPPING);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, late, 2)), ERR_OK);
	assert_int_equal(delivery->cells_taken_over, 2);
	/* After a crash only the stop of the rest is ordered. */
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_STOP), 2);
	assert_int_equal(orders_of(&story, ORDER_SEND), 0);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, off, 1)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 1);
	assert_int_equal(delivery->state, DELIVERY_TAKEN_OVER);
	assert_int_equal(delivery->cells_stopped, 1);
	assert_int_equal(step(&story, receipt(1, RECEIPT_TAKEN_OVER, NULL, 0)), ERR_OK);
	assert_int_equal(story.flow->deliveries[1].state, DELIVERY_TAKEN_OVER);
	assert_int_equal(story.flow->state, NOTICE_SUPERSEDED);
	assert_int_equal(flow_count(story.flow).stopped, 0);
	assert_int_equal(flow_count(story.flow).cells_taken_over, 2);
	talloc_free(story.ctx);
}

/* Of a part that goes on while the rest of the delivery stays. */
static void a_part_is_taken_over_and_the_others_stay(void **state)
{
	static const uint32_t first[] = { 0 };
	static const struct receipt_cell goes_on[] = { { 0, CELL_TAKEN_OVER, 0 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, superseded_in(first, 1)), ERR_OK);
	assert_int_equal(step(&story, receipt(0, RECEIPT_TAKEN_OVER, goes_on, 1)), ERR_OK);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(delivery->state, DELIVERY_ACCEPTED);
	assert_int_equal(delivery->cells_ok, 2);
	assert_true(delivery_is_off_in(delivery, 0));
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_STOP), 0);
	assert_int_equal(delivery->cells[0], CELL_TAKEN_OVER);
	assert_int_equal(delivery->cells[1], CELL_UNKNOWN);
	talloc_free(story.ctx);
}

/* It may be there: "already used" is then no refusal, and a stop no "never sent". */
static void what_keeps_its_number_is_sent_as_if_again(void **state)
{
	static const struct event_routed_number numbers[] = {
		{ { 460, 0, false }, 4371, 0x4010, true },
	};
	struct story story = begin();
	struct event event;

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_URGENT, "flood")), ERR_OK);
	assert_int_equal(step(&story, authorised()), ERR_OK);
	event = routed(story.flow);
	event.routed.numbers = numbers;
	event.routed.number_count = 1;
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_SEND), 2);
	assert_true(story.orders.items[0].again && story.orders.items[1].again);
	talloc_free(story.ctx);
}

static void a_stop_in_several_parts_ends_with_the_last(void **state)
{
	static const struct receipt_cell two[] = { { 0, CELL_STOPPED, 0 }, { 1, CELL_STOPPED, 0 } };
	static const struct receipt_cell third[] = { { 2, CELL_STOPPED, 0 } };
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CANCEL_REQUESTED }), ERR_OK);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, two, 2)), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_STOPPING);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, third, 1)), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_STOPPED);
	talloc_free(story.ctx);
}

/* Silence, or a refusal, of one part says nothing of the others. */
static void what_is_said_of_a_part_is_of_that_part(void **state)
{
	static const struct receipt_cell silent[] = { { 2, CELL_UNKNOWN, 0 } };
	static const struct receipt_cell full[] = { { 2, CELL_NO_ROOM, 6 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 2)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_PARTIAL);
	assert_int_equal(step(&story, receipt(0, RECEIPT_UNKNOWN, silent, 1)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_PARTIAL);
	assert_int_equal(delivery->cells_ok, 2);
	assert_false(delivery_wants_room(delivery));
	assert_int_equal(step(&story, receipt(0, RECEIPT_REFUSED, full, 1)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_PARTIAL);
	assert_true(delivery_wants_room(delivery));
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good + 2, 1)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_ACCEPTED);
	assert_false(delivery_wants_room(delivery));
	talloc_free(story.ctx);
}

/* osmo-bsc 1.9.0 refuses what finds no room (cause 6) and does not say when there is some. */
static void whatever_leaves_a_node_makes_room_there_once(void **state)
{
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CANCEL_REQUESTED }), ERR_OK);
	assert_int_equal(step(&story, receipt(1, RECEIPT_UNKNOWN, NULL, 0)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 0);
	assert_int_equal(step(&story, receipt(1, RECEIPT_STOPPED, NULL, 0)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 1);
	assert_int_equal(story.orders.items[0].delivery, 1);
	assert_int_equal(step(&story, receipt(1, RECEIPT_STOPPED, NULL, 0)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 0);
	talloc_free(story.ctx);
}

static struct event preempted_in(const uint32_t *cells, size_t count)
{
	static struct event_delivery_part named;

	named = (struct event_delivery_part){ 0, cells, count };
	return (struct event){ .kind = EVENT_PREEMPTED, .preempted = { 91, &named, 1, false } };
}

/* What gives way goes off for a while: it stays wanted, and comes back under the same number. */
static void what_gives_way_is_wanted_again(void **state)
{
	static const uint32_t two[] = { 0, 1 };
	static const struct receipt_cell off[] = { { 0, CELL_STOPPED, 0 }, { 1, CELL_STOPPED, 0 } };
	static const struct receipt_cell late[] = { { 0, CELL_ACCEPTED, 0 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, preempted_in(two, 2)), ERR_OK);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(orders_of(&story, ORDER_STOP), 1);
	assert_int_equal(delivery->state, DELIVERY_PARTIAL);
	assert_int_equal(delivery->cells_yielding, 2);
	assert_int_equal(delivery->cells_failed, 2);
	assert_true(slice_is(delivery->cause_text, "it gave its room to notice 91"));
	assert_false(delivery_wants_room(delivery));
	/* Once; a late "accepted" is not news; a restart forgets nothing of it. */
	assert_int_equal(step(&story, preempted_in(two, 2)), ERR_OK);
	assert_int_equal(story.orders.count, 0);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, late, 1)), ERR_OK);
	assert_true(delivery_yields_in(delivery, 0));
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_STOP), 1);
	assert_true(delivery_yields_in(delivery, 0));
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, off, 2)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_MADE_ROOM), 1);
	assert_int_equal(delivery->cells_no_room, 2);
	assert_true(delivery_wants_room(delivery));
	assert_true(slice_is(delivery->cause_text, "it gave its room to notice 91"));
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_ACCEPTED);
	talloc_free(story.ctx);
}

static void what_gave_way_is_still_cancelled(void **state)
{
	static const uint32_t all[] = { 0, 1, 2 };
	static const struct receipt_cell off[] = { { 0, CELL_STOPPED, 0 },
						   { 1, CELL_STOPPED, 0 },
						   { 2, CELL_STOPPED, 0 } };
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, preempted_in(all, 3)), ERR_OK);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(delivery->state, DELIVERY_FAILED);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CANCEL_REQUESTED }), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_STOPPING);
	assert_int_equal(step(&story, receipt(0, RECEIPT_PARTIAL, off, 3)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_STOPPED);
	assert_int_equal(step(&story, preempted_in(all, 3)), ERR_STATE);
	talloc_free(story.ctx);
}

/* A primary notification that a newer one took the place of has sounded: it does not come back. */
static void what_gives_way_for_good_is_over(void **state)
{
	static const uint32_t all[] = { 0, 1, 2 };
	static const struct receipt_cell off[] = { { 0, CELL_STOPPED, 0 },
						   { 1, CELL_STOPPED, 0 },
						   { 2, CELL_STOPPED, 0 } };
	struct event event = preempted_in(all, 3);
	struct story story = begin();
	const struct delivery *delivery;

	(void)state;
	event.preempted.for_good = true;
	on_the_air(&story);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_STOP), 1);
	delivery = &story.flow->deliveries[0];
	assert_int_equal(step(&story, receipt(0, RECEIPT_STOPPED, off, 3)), ERR_OK);
	assert_int_equal(delivery->state, DELIVERY_STOPPED);
	assert_false(delivery_wants_room(delivery));
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_RESTARTED }), ERR_OK);
	for (size_t i = 0; i < story.orders.count; i++)
		assert_int_not_equal(story.orders.items[i].delivery, 0);
	talloc_free(story.ctx);
}

/* Each refusal asks for room again: what gave way may not have been enough. */
static void a_refusal_for_want_of_room_asks_for_it(void **state)
{
	static const struct receipt_cell full[] = { { 2, CELL_NO_ROOM, 6 } };
	static const struct receipt_cell bad[] = { { 2, CELL_REFUSED, 3 } };
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(step(&story, receipt(0, RECEIPT_REFUSED, full, 1)), ERR_OK);
		assert_int_equal(orders_of(&story, ORDER_WANTS_ROOM), 1);
	}
	assert_int_equal(step(&story, receipt(0, RECEIPT_REFUSED, bad, 1)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_WANTS_ROOM), 0);
	talloc_free(story.ctx);
}

static void an_expiry_is_honest(void **state)
{
	struct story story = begin();

	(void)state;
	on_the_air(&story);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_EXPIRE);
	assert_int_equal(step(&story, receipt(0, RECEIPT_ACCEPTED, three_good, 3)), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_EXPIRED }), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_STOPPING);
	/* It may have gone out before a crash: only who knows that it did not may say so. */
	assert_int_equal(story.flow->deliveries[1].state, DELIVERY_STOPPING);
	assert_int_equal(orders_of(&story, ORDER_STOP), 2);
	assert_int_equal(step(&story, receipt(1, RECEIPT_UNSENT, NULL, 0)), ERR_OK);
	assert_int_equal(story.flow->deliveries[1].state, DELIVERY_EXPIRED);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_CLOSE);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CLOSED }), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_DONE);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_UNKNOWN);
	talloc_free(story.ctx);
}

/* Art. 27 par. 2. */
static void nobody_decides_what_they_submitted(void **state)
{
	struct story story = begin();
	struct event by_the_submitter = decided(EVENT_DECISION_AGREE);

	(void)state;
	by_the_submitter.decided.person = SLICE_LITERAL("wang");
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_PLANNED, "")), ERR_OK);
	assert_int_equal(step(&story, by_the_submitter), ERR_DENIED);
	by_the_submitter.decided.decision = EVENT_DECISION_AGREE_ADJUSTED;
	assert_int_equal(step(&story, by_the_submitter), ERR_DENIED);
	assert_int_equal(story.flow->state, NOTICE_PENDING);
	talloc_free(story.ctx);
}

/* Whoever was waited for in the version before is not waited for in the next. */
static void a_new_version_begins_without_a_second_person(void **state)
{
	struct story story = begin();
	struct event twofold = judged(LANE_PLANNED, "");
	struct event amended = { .kind = EVENT_AMENDED,
				 .amended = { SLICE_LITERAL("wang"), { { 4 } }, 2, false } };

	(void)state;
	twofold.judged.needs_second_person = true;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, twofold), ERR_OK);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_true(story.flow->waits_for_second_person);
	assert_int_equal(step(&story, decided(EVENT_DECISION_RETURN)), ERR_OK);
	assert_int_equal(step(&story, amended), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_PLANNED, "")), ERR_OK);
	assert_false(story.flow->waits_for_second_person);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_AGREED);
	talloc_free(story.ctx);
}

static struct event in_two_hours(struct event event)
{
	event.judged.begins.us = 1772413200000000 + 7200000000;
	event.judged.expires.us = event.judged.begins.us + 3600000000;
	return event;
}

static struct event scheduled(const struct flow *flow)
{
	return (struct event){ .kind = EVENT_SCHEDULED, .scheduled = { flow->judged.begins } };
}

/* The part outside is decided on once the rest is on its way; until then its window is waited for.
 */
static void a_part_outside_does_not_keep_the_window_from_opening(void **state)
{
	struct story story = begin();
	struct event event = in_two_hours(judged(LANE_URGENT, "flood"));

	(void)state;
	event.judged.part_is_outside = true;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(step(&story, authorised()), ERR_OK);
	assert_int_equal(step(&story, scheduled(story.flow)), ERR_OK);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_WINDOW);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_PAGE);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_PAGED }), ERR_OK);
	talloc_free(story.ctx);
}

/* An order of the whole is an order of the part outside too: it is not routed twice. */
static void what_was_ordered_as_a_whole_has_no_part_to_come(void **state)
{
	struct story story = begin();
	struct event event = judged(LANE_URGENT, "");

	(void)state;
	event.judged.part_is_outside = true;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	assert_false(flow_outside_is_due(story.flow));
	talloc_free(story.ctx);
}

/* Art. 26, 27: what could not be agreed to is not adjusted into either. */
static void nothing_is_adjusted_past_an_order_or_a_calendar(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct story story = begin();
		struct event adjusted = judged(i == 0 ? LANE_URGENT : LANE_PLANNED, "");
		struct event amended = { .kind = EVENT_AMENDED,
					 .amended = { .version = 2, .is_adjusted = true } };

		adjusted.judged.waits_for_calendar = i == 1;
		assert_int_equal(step(&story, received()), ERR_OK);
		assert_int_equal(step(&story, judged(LANE_PLANNED, "")), ERR_OK);
		assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE_ADJUSTED)), ERR_OK);
		amended.amended.person = story.flow->decided_by;
		assert_int_equal(step(&story, amended), ERR_OK);
		assert_int_equal(step(&story, adjusted), ERR_STATE);
		assert_non_null(strstr(story.why.text, "return it instead"));
		talloc_free(story.ctx);
	}
}

/* Art. 26: withheld after an order, it waits for the duty officer as it did before. */
static void an_order_that_was_withheld_is_waited_for_again(void **state)
{
	struct story story = begin();

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, in_two_hours(judged(LANE_URGENT, ""))), ERR_OK);
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(step(&story, scheduled(story.flow)), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_WITHHELD }), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_PAGE), 1);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_DUTY_OFFICER);
	assert_int_equal(story.flow->key, LANE_KEY_NONE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(story.flow->key, LANE_KEY_MECHANISM);
	talloc_free(story.ctx);
}

/* Who looked at one version has not seen the next. */
static void a_new_version_is_paged_anew(void **state)
{
	struct story story = begin();
	struct event event = judged(LANE_URGENT, "");
	struct event amended = { .kind = EVENT_AMENDED,
				 .amended = { SLICE_LITERAL("wang"), { { 4 } }, 2, false } };

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_PAGED }), ERR_OK);
	assert_int_equal(flow_decide_by(story.flow).us, story.clock + 120 * 1000000);
	assert_int_equal(step(&story, decided(EVENT_DECISION_RETURN)), ERR_OK);
	assert_int_equal(step(&story, amended), ERR_OK);
	event = judged(LANE_PLANNED, "");
	event.judged.tells_duty_officer = true;
	assert_int_equal(step(&story, event), ERR_OK);
	assert_true(flow_wants_page(story.flow));
	talloc_free(story.ctx);
}

/* A plan of two persons does not wait in silence at 3 a.m.; what is planned has office hours. */
static void whom_an_urgent_notice_waits_for_is_paged(void **state)
{
	static const struct {
		enum lane lane;
		const char *plan;
		bool is_paged;
	} rows[] = { { LANE_URGENT, "flood", true }, { LANE_PLANNED, "", false } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct story story = begin();
		struct event twofold = judged(rows[i].lane, rows[i].plan);

		twofold.judged.needs_second_person = true;
		assert_int_equal(step(&story, received()), ERR_OK);
		assert_int_equal(step(&story, twofold), ERR_OK);
		assert_int_equal(flow_wants_page(story.flow), rows[i].is_paged);
		assert_int_equal(orders_of(&story, ORDER_PAGE), rows[i].is_paged);
		talloc_free(story.ctx);
	}
}

static void paperwork_goes_round_until_it_is_settled(void **state)
{
	struct story story = begin();
	struct event owed = { .kind = EVENT_PAPERWORK_OWED,
			      .paperwork_owed = { SLICE_LITERAL("yj-em"),
						  SLICE_LITERAL("yj-ca"),
						  SLICE_LITERAL("flood"),
						  NOTICE,
						  { 1772413200000000 } } };
	struct event settled = { .kind = EVENT_PAPERWORK_SETTLED,
				 .paperwork_settled = { .person = SLICE_LITERAL("reviewer"),
							.outcome = SLICE_LITERAL("returned") } };
	struct event filed = { .kind = EVENT_PAPERWORK_FILED,
			       .paperwork_filed = {
				       .person = SLICE_LITERAL("officer"),
				       .document = digest_of_text(SLICE_LITERAL("the first")),
			       } };

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, owed), ERR_OK);
	assert_int_equal(step(&story, owed), ERR_STATE);
	assert_int_equal(step(&story, settled), ERR_STATE);
	assert_int_equal(step(&story, filed), ERR_OK);
	settled.paperwork_settled.document = filed.paperwork_filed.document;
	assert_int_equal(step(&story, settled), ERR_OK);
	assert_int_equal(story.flow->paperwork.state, PAPERWORK_RETURNED);
	filed.paperwork_filed.person = SLICE_LITERAL("reviewer");
	filed.paperwork_filed.document = digest_of_text(SLICE_LITERAL("the second"));
	assert_int_equal(step(&story, filed), ERR_OK);
	assert_int_equal(story.flow->paperwork.filings, 2);
	/* Nobody settles what they filed. */
	assert_int_equal(step(&story, settled), ERR_DENIED);
	settled.paperwork_settled.person = SLICE_LITERAL("another");
	settled.paperwork_settled.outcome = SLICE_LITERAL("accepted");
	/* Nor what was filed anew since they read it. */
	assert_int_equal(step(&story, settled), ERR_CONFLICT);
	assert_int_equal(story.flow->paperwork.state, PAPERWORK_FILED);
	settled.paperwork_settled.document = filed.paperwork_filed.document;
	assert_int_equal(step(&story, settled), ERR_OK);
	assert_int_equal(story.flow->paperwork.state, PAPERWORK_ACCEPTED);
	talloc_free(story.ctx);
}

/* ---- what waits ------------------------------------------------------------------------- */

static const int64_t hour = 3600000000;

static struct utc hours_in(double hours)
{
	return (struct utc){ 1772413200000000 + (int64_t)(hours * 3600000000.0) };
}

struct alarm_row {
	double begins, expires, last_call; /* hours after it was judged; 0: not set */
	double by, first, second;	   /* 0: no such alarm */
};

static const struct alarm_row alarm_rows[] = {
	/* 400 hours to its window: at 200, and a working day (24 h) before it */
	{ 400, 409, 376, 400, 200, 376 },
	/* a long weekend makes the working day before it come first */
	{ 100, 109, 30, 100, 30, 50 },
	/* less than a working day from the beginning: at the half only */
	{ 6, 8, -18, 6, 3, 0 },
	/* no window begin: its end counts */
	{ 0, 10, 0, 10, 5, 0 },
	/* the begin was past when it came */
	{ -2, 10, 0, 10, 5, 0 },
};

/* What is undecided alarms at half of the time left and a working day before, then lapses. */
static void an_undecided_notice_alarms_twice_before_it_lapses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(alarm_rows); i++) {
		const struct alarm_row *row = &alarm_rows[i];
		struct story story = begin();
		struct event event = judged(LANE_PLANNED, "");
		struct event alarm = { .kind = EVENT_ALARMED };

		story.clock -= 2000000; /* received and judged take a second each */
		event.judged.begins = row->begins != 0 ? hours_in(row->begins) : (struct utc){ 0 };
		event.judged.expires = hours_in(row->expires);
		event.judged.last_call = row->last_call != 0 ? hours_in(row->last_call)
							     : (struct utc){ 0 };
		assert_int_equal(step(&story, received()), ERR_OK);
		assert_int_equal(step(&story, event), ERR_OK);
		assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_REVIEW);
		assert_int_equal(flow_decide_by(story.flow).us, hours_in(row->by).us);
		assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_ALARM);
		assert_int_equal(flow_next_timer(story.flow).at.us, hours_in(row->first).us);
		story.clock = hours_in(row->first).us;
		assert_int_equal(step(&story, alarm), ERR_OK);
		if (row->second != 0) {
			assert_int_equal(flow_next_timer(story.flow).at.us,
					 hours_in(row->second).us);
			assert_int_equal(step(&story, alarm), ERR_OK);
		}
		assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_LAPSE);
		assert_int_equal(flow_next_timer(story.flow).at.us, hours_in(row->expires).us);
		talloc_free(story.ctx);
	}
}

/* Each thing that is waited for has its own clock. */
static void the_clock_begins_again_with_what_is_waited_for(void **state)
{
	struct story story = begin();
	struct event twofold = judged(LANE_PLANNED, "");
	int64_t judged_at;

	(void)state;
	twofold.judged.needs_second_person = true;
	twofold.judged.expires = hours_in(100);
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_ALARMED }), ERR_STATE);
	assert_int_equal(step(&story, twofold), ERR_OK);
	judged_at = story.clock;
	assert_int_equal(story.flow->waits_since.us, judged_at);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_ALARMED }), ERR_OK);
	assert_int_equal(story.flow->waits_since.us, judged_at);
	story.clock += hour;
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_SECOND_PERSON);
	assert_int_equal(story.flow->waits_since.us, story.clock);
	assert_int_equal(story.flow->alarms, 0);
	assert_int_equal(step(&story, decided(EVENT_DECISION_RETURN)), ERR_OK);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_AMENDMENT);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_LAPSED }), ERR_OK);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_NONE);
	talloc_free(story.ctx);
}

static struct event by(enum event_kind kind, const char *person)
{
	return (struct event){ .kind = kind,
			       .by_person = { .person = slice_of(person), .content = content } };
}

/* An adjusted version needs the applicant's yes and, where two are needed, another reviewer's. */
static void an_adjusted_version_needs_every_other_person(void **state)
{
	struct story story = begin();
	struct event twofold = judged(LANE_PLANNED, "");
	struct event version = { .kind = EVENT_AMENDED,
				 .amended = { SLICE_LITERAL("zhao"), { { 4 } }, 2, true, true } };

	(void)state;
	twofold.judged.needs_second_person = true;
	twofold.judged.verdict = EFFECT_HOLD; /* what was held is asked for all the same */
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, twofold), ERR_OK);
	assert_int_equal(step(&story, version), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE_ADJUSTED)), ERR_OK);
	assert_int_equal(step(&story, version), ERR_OK);
	assert_int_equal(step(&story, twofold), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_ADJUSTING);
	assert_true(slice_is(story.flow->received.person, "wang"));
	assert_int_equal(step(&story, by(EVENT_CONFIRMED, "zhao")), ERR_DENIED);
	assert_int_equal(step(&story, by(EVENT_CONFIRMED, "chen")), ERR_OK);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_SECOND_PERSON);
	assert_int_equal(step(&story, by(EVENT_SECONDED, "zhao")), ERR_DENIED);
	assert_int_equal(step(&story, by(EVENT_SECONDED, "chen")), ERR_DENIED);
	assert_int_equal(step(&story, by(EVENT_SECONDED, "wang")), ERR_DENIED);
	assert_int_equal(step(&story, by(EVENT_SECONDED, "sun")), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_AGREED);
	talloc_free(story.ctx);
}

/* Whoever submitted any version decides none of them. */
static void an_earlier_submitter_does_not_decide_either(void **state)
{
	struct story story = begin();
	struct event version = { .kind = EVENT_AMENDED,
				 .amended = { SLICE_LITERAL("li"), { { 4 } }, 2, true, false } };
	struct event agreed = decided(EVENT_DECISION_AGREE);

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_EXPEDITED, "")), ERR_OK);
	assert_int_equal(step(&story, authorised()), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_RETURN)), ERR_OK);
	assert_int_equal(step(&story, version), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_EXPEDITED, "")), ERR_OK);
	agreed.decided.person = SLICE_LITERAL("wang");
	assert_int_equal(step(&story, agreed), ERR_DENIED);
	agreed.decided.person = SLICE_LITERAL("li");
	assert_int_equal(step(&story, agreed), ERR_DENIED);
	talloc_free(story.ctx);
}

/* The correction goes with its cancel, which is one person's, at once. */
static void a_correction_waits_for_no_second_person(void **state)
{
	struct story story = begin();
	struct event correction = judged(LANE_PLANNED, "");
	struct event leaves = { .kind = EVENT_AUTHORISED,
				.authorised = { .key = LANE_KEY_FOLLOWS } };

	(void)state;
	correction.judged.relation = NOTICE_RELATION_CORRECTION;
	correction.judged.key = LANE_KEY_FOLLOWS;
	correction.judged.follows = 80;
	correction.judged.needs_second_person = true;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, correction), ERR_OK);
	assert_int_equal(step(&story, leaves), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_AGREED);
	talloc_free(story.ctx);
}

static void a_cancel_that_came_first_cannot_be_decided(void **state)
{
	struct story story = begin();
	struct event early = judged(LANE_NONE, "");

	(void)state;
	early.judged.relation = NOTICE_RELATION_CANCEL;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, early), ERR_OK);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_NONE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_STATE);
	talloc_free(story.ctx);
}

static struct event withheld(void)
{
	return (struct event){ .kind = EVENT_WITHHELD,
			       .withheld = { SLICE_LITERAL("chen"), SLICE_LITERAL("收到投诉") } };
}

/* What was agreed before it was withheld no longer counts. */
static void what_is_withheld_waits_for_a_new_decision(void **state)
{
	struct story story = begin();
	struct event later = { .kind = EVENT_SCHEDULED };

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_PLANNED, "")), ERR_OK);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(step(&story, later), ERR_OK);
	assert_int_equal(step(&story, withheld()), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_HELD);
	assert_int_equal(step(&story, withheld()), ERR_STATE);
	assert_int_equal(step(&story, routed(story.flow)), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_AGREED);
	assert_int_equal(story.flow->withheld_by.size, 0);
	talloc_free(story.ctx);
}

static struct event unreached(void)
{
	return (struct event){ .kind = EVENT_UNREACHED,
			       .unreached = { { .cell_register = { { 2 } },
						.judged_with = { { 1 } },
						.is_compared = true,
						.gone = 4,
						.judged_cells = 4 } } };
}

/* Let go, it would have reached nobody: nothing is called sent, and a person decides again. */
static void what_reaches_nobody_waits_for_a_new_decision(void **state)
{
	struct story story = begin();

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_PLANNED, "")), ERR_OK);
	assert_int_equal(step(&story, unreached()), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(step(&story, unreached()), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_HELD);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_REVIEW);
	assert_non_null(strstr(flow_waits_because(story.flow).en, "nobody"));
	assert_int_equal(story.flow->reach.gone, 4);
	assert_int_equal(story.flow->route_count, 0);
	assert_int_equal(step(&story, routed(story.flow)), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_ROUTE), 1);
	assert_false(story.flow->is_unreached);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	assert_int_equal(step(&story, unreached()), ERR_STATE);
	talloc_free(story.ctx);
}

/* Art. 26: an order that would have reached nobody is the duty officer's again, at once. */
static void an_order_that_reaches_nobody_pages_again(void **state)
{
	struct story story = begin();

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_URGENT, "")), ERR_OK);
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(step(&story, unreached()), ERR_OK);
	assert_int_equal(orders_of(&story, ORDER_PAGE), 1);
	assert_int_equal(flow_waiting_for(story.flow), NOTICE_WAIT_DUTY_OFFICER);
	assert_int_equal(story.flow->ordered_by.size, 0);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_STATE);
	assert_int_equal(step(&story, decided(EVENT_DECISION_ORDER_URGENT)), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_AGREED);
	talloc_free(story.ctx);
}

/* Art. 15, 32: off at once, and open until it is reported. */
static void prohibited_content_is_stopped_and_reported(void **state)
{
	struct story story = begin();
	struct event stop = { .kind = EVENT_CONTENT_STOPPED,
			      .content_stopped = { SLICE_LITERAL("chen"), SLICE_LITERAL("谣言"),
						   SLICE_LITERAL("经核查") } };
	struct event report = { .kind = EVENT_CONTENT_REPORTED,
				.content_reported = { SLICE_LITERAL("chen"),
						      SLICE_LITERAL("网信办"),
						      SLICE_LITERAL("1号") } };

	(void)state;
	on_the_air(&story);
	assert_int_equal(step(&story, report), ERR_STATE);
	assert_int_equal(step(&story, stop), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_CANCELLING);
	assert_int_equal(story.flow->ends_as, NOTICE_CANCELLED);
	assert_true(story.orders.count > 0);
	for (size_t i = 0; i < story.orders.count; i++)
		assert_int_equal(story.orders.items[i].kind, ORDER_STOP);
	assert_int_equal(step(&story, stop), ERR_STATE);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CLOSED }), ERR_OK);
	assert_int_equal(story.flow->state, NOTICE_CANCELLED);
	assert_true(flow_is_open(story.flow));
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_REPORT);
	assert_int_equal(step(&story, report), ERR_OK);
	assert_false(flow_is_open(story.flow));
	talloc_free(story.ctx);
}

/* ---- any order of events ---------------------------------------------------------------- */

static const int64_t story_begins = 1772413200000000;
static uint32_t seed;

static uint32_t roll(uint32_t sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % sides;
}

static struct event any_event(const struct flow *flow)
{
	static const struct receipt_cell any_cell[] = {
		{ 0, CELL_ACCEPTED, 0 }, { 0, CELL_REFUSED, 6 }, { 0, CELL_DOWN, 10 },
		{ 2, CELL_NO_ROOM, 6 },	 { 2, CELL_STOPPED, 0 }, { 0, CELL_TAKEN_OVER, 0 }
	};
	static const uint32_t some_cells[] = { 0, 2 };
	static const struct event_delivery_part both[] = { { 0, some_cells, 2 }, { 1, NULL, 0 } };
	enum event_kind kind = (enum event_kind)(1 + roll(EVENT_REGISTRY_APPLIED - 1));

	switch (kind) {
	case EVENT_RECEIVED:
		return received();
	case EVENT_JUDGED: {
		struct event event = judged((enum lane)roll(LANE_COUNT), roll(2) ? "flood" : "");

		event.judged.verdict = (enum effect)roll(EFFECT_COUNT);
		event.judged.relation = (enum notice_relation)roll(NOTICE_RELATION_COUNT);
		event.judged.follows = roll(2) * 7;
		event.judged.needs_second_person = roll(4) == 0;
		event.judged.part_is_outside = roll(4) == 0;
		event.judged.tells_duty_officer = roll(4) == 0;
		event.judged.last_call.us = story_begins + (int64_t)roll(7200) * 1000000;
		return event;
	}
	case EVENT_AUTHORISED:
		return authorised();
	case EVENT_DECIDED:
		return decided((enum event_decision)(1 + roll(EVENT_DECISION_COUNT - 1)));
	case EVENT_SECONDED:
	case EVENT_CONFIRMED:
		return (struct event){ .kind = kind,
				       .by_person = { .person = SLICE_LITERAL("li"),
						      .content = content } };
	case EVENT_AMENDED:
		return (struct event){ .kind = kind, .amended = { .version = flow->version + 1 } };
	case EVENT_ROUTED: {
		struct event event = routed(flow);

		event.routed.reach = unreached().unreached.reach;
		event.routed.reach.added = roll(5);
		return event;
	}
	case EVENT_UNREACHED:
		return unreached();
	case EVENT_RECEIPTS:
		return receipt(roll(3), (enum receipt_outcome)(1 + roll(RECEIPT_COUNT - 1)),
			       &any_cell[roll(COUNT_OF(any_cell))], roll(2));
	case EVENT_SUPERSEDED:
		return (struct event){ .kind = kind, .superseded = { 90, both, roll(3) } };
	case EVENT_PREEMPTED:
		return (struct event){ .kind = kind, .preempted = { 91, both, roll(3), roll(2) } };
	case EVENT_PAPERWORK_SETTLED:
		return (struct event){
			.kind = kind, .paperwork_settled = { .outcome = SLICE_LITERAL("accepted") }
		};
	default:
		return (struct event){ .kind = kind };
	}
}

static char *bytes_of(void *ctx, const struct flow *flow)
{
	struct text text;

	text_init(&text, ctx);
	flow_bytes_pack(&text, flow);
	for (uint32_t i = 0; i < flow->route_count; i++)
		flow_bytes_pack_route(&text, flow, i);
	for (uint32_t i = 0; i < flow->delivery_count; i++)
		flow_bytes_pack_delivery(&text, &flow->deliveries[i]);
	return text.at;
}

static struct flow *through_bytes(void *ctx, const struct flow *flow)
{
	struct flow *copy = flow_new(ctx, ctx, flow->notice);
	struct text text;

	text_init(&text, ctx);
	flow_bytes_pack(&text, flow);
	assert_int_equal(flow_bytes_unpack(copy, text_slice(&text), NULL), ERR_OK);
	for (uint32_t i = 0; i < flow->route_count; i++) {
		text_init(&text, ctx);
		flow_bytes_pack_route(&text, flow, i);
		assert_int_equal(flow_bytes_unpack_route(copy, text_slice(&text), NULL), ERR_OK);
	}
	for (uint32_t i = 0; i < flow->delivery_count; i++) {
		text_init(&text, ctx);
		flow_bytes_pack_delivery(&text, &flow->deliveries[i]);
		assert_int_equal(flow_bytes_unpack_delivery(copy, i, text_slice(&text), NULL),
				 ERR_OK);
	}
	return copy;
}

static struct event event_through_bytes(void *ctx, const struct event *event)
{
	struct event read;
	struct text text;

	text_init(&text, ctx);
	event_bytes_pack(&text, event);
	assert_int_equal(event_bytes_unpack(ctx, &read, text_slice(&text), NULL), ERR_OK);
	return read;
}

/* Carriers are told to send only what the content digest, agreed or judged, stands for. */
static void may_be_with_carriers(const struct flow *flow, bool was_let_go)
{
	if (flow->state == NOTICE_SENDING || flow->state == NOTICE_BROADCASTING)
		assert_true(was_let_go);
}

static bool has_ended_in(const struct delivery *delivery, uint32_t cell)
{
	return delivery->cells[cell] == CELL_STOPPED || delivery->cells[cell] == CELL_TAKEN_OVER;
}

/* How a broadcast ended in a cell is said once, and nobody puts it on there again. */
static void ends_stay(const struct flow *before, const struct flow *after,
		      const struct orders *orders)
{
	for (uint32_t i = 0; i < before->delivery_count; i++)
		for (uint32_t n = 0; n < before->deliveries[i].cell_count; n++)
			if (has_ended_in(&before->deliveries[i], n))
				assert_int_equal(after->deliveries[i].cells[n],
						 before->deliveries[i].cells[n]);
	for (uint32_t i = 0; i < after->delivery_count; i++)
		if (after->deliveries[i].state == DELIVERY_STOPPED)
			assert_int_equal(after->deliveries[i].cells_taken_over, 0);
	for (size_t i = 0; i < orders->count; i++) {
		const struct delivery *delivery = &after->deliveries[orders->items[i].delivery];

		if (orders->items[i].kind != ORDER_SEND)
			continue;
		assert_true(delivery_must_be_on(delivery));
		assert_true(delivery->cells_stopped + delivery->cells_taken_over <
			    delivery->cell_count);
	}
}

static bool lets_go(const struct event *event)
{
	return event->kind == EVENT_AUTHORISED || event->kind == EVENT_SECONDED ||
	       event->kind == EVENT_CONFIRMED ||
	       (event->kind == EVENT_DECIDED &&
		(event->decided.decision == EVENT_DECISION_AGREE ||
		 event->decided.decision == EVENT_DECISION_ORDER_URGENT));
}

/*
 * Any sequence of events: a refused one changes nothing; folding what was accepted again, from
 * its stored bytes, gives the same flow; so does the snapshot at any moment; nothing reaches a
 * carrier that nobody let go; and what has ended in a cell, stopped or taken over, stays so.
 */
static void any_sequence_of_events_keeps_the_promises(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 3000; round++) {
		struct story story = begin();
		struct flow *again = flow_new(story.ctx, story.ctx, NOTICE);
		bool was_let_go = false;

		seed = round * 2654435761u + 1;
		assert_int_equal(step(&story, received()), ERR_OK);
		again = flow_clone(story.ctx, story.flow);
		for (int i = 0; i < 60; i++) {
			struct event event = any_event(story.flow), stored;
			struct flow *before = flow_clone(story.ctx, story.flow);
			struct orders orders = { .ctx = story.ctx };

			event.notice = NOTICE;
			event.identifier.octets[0] = 1;
			if (step(&story, event) != ERR_OK) {
				assert_string_equal(bytes_of(story.ctx, story.flow),
						    bytes_of(story.ctx, before));
				assert_int_equal(story.orders.count, 0);
				continue;
			}
			was_let_go |= lets_go(&event);
			was_let_go &= event.kind != EVENT_UNREACHED;
			may_be_with_carriers(story.flow, was_let_go);
			ends_stay(before, story.flow, &story.orders);
			event.at.us = story.clock;
			stored = event_through_bytes(story.ctx, &event);
			assert_int_equal(flow_step(again, &stored, &orders, NULL), ERR_OK);
			assert_string_equal(bytes_of(story.ctx, again),
					    bytes_of(story.ctx, story.flow));
			if (i % 7 == 0)
				assert_string_equal(
					bytes_of(story.ctx, through_bytes(story.ctx, story.flow)),
					bytes_of(story.ctx, story.flow));
		}
		talloc_free(story.ctx);
	}
}

/* ---- any order of decisions ------------------------------------------------------------- */

static const char *const people[] = { "wang", "li", "zhao", "sun" };
enum { PEOPLE = 4, CONTENTS = 3 };

/* What a watcher who knows nothing of the flow remembers of who said what to which content. */
struct watcher {
	unsigned int author;   /* of the version at hand: bit of `people` */
	unsigned int said_yes; /* bits: who agreed to exactly this version's content since */
	unsigned int version_content;
	bool needs_two;
	enum lane lane;
};

static struct digest content_number(unsigned int number)
{
	return (struct digest){ { (uint8_t)(number + 1), 2, 3 } };
}

static struct event any_decision(const struct flow *flow, unsigned int person)
{
	static const enum event_kind kinds[] = { EVENT_DECIDED,	  EVENT_SECONDED, EVENT_CONFIRMED,
						 EVENT_AMENDED,	  EVENT_JUDGED,	  EVENT_ROUTED,
						 EVENT_RESTARTED, EVENT_SCHEDULED };
	enum event_kind kind = roll(60) == 0 ? EVENT_CANCEL_REQUESTED
					     : kinds[roll(COUNT_OF(kinds))];
	struct event event = { .kind = kind };

	switch (kind) {
	case EVENT_DECIDED:
		event = decided((enum event_decision)(1 + roll(EVENT_DECISION_ORDER_URGENT - 1)));
		event.decided.person = slice_of(people[person]);
		event.decided.content = content_number(roll(CONTENTS));
		break;
	case EVENT_SECONDED:
	case EVENT_CONFIRMED:
		event = by(kind, people[person]);
		event.by_person.content = content_number(roll(CONTENTS));
		break;
	case EVENT_AMENDED:
		event.amended = (struct event_amended){
			.person = slice_of(people[person]),
			.document = { { 4 } },
			.version = flow->version + 1,
			.keeps_filing_date = roll(2),
			.is_adjusted = roll(2),
		};
		break;
	case EVENT_JUDGED:
		event = judged(roll(2) ? LANE_PLANNED : LANE_EXPEDITED, "");
		event.judged.content = content_number(roll(CONTENTS));
		event.judged.verdict = roll(3) ? EFFECT_WARN : EFFECT_HOLD;
		event.judged.needs_second_person = roll(2);
		break;
	case EVENT_ROUTED:
		event = routed(flow);
		event.routed.content = content_number(roll(CONTENTS));
		break;
	default:
		break;
	}
	return event;
}

static unsigned int count_bits(unsigned int bits)
{
	return (unsigned int)__builtin_popcount(bits);
}

/* A yes to another content than this version's is none. */
static void said_yes(struct watcher *watcher, const struct digest *to, unsigned int person)
{
	struct digest at_hand = content_number(watcher->version_content);

	if (digest_equal(to, &at_hand))
		watcher->said_yes |= 1u << person;
}

/* Folds what the flow accepted into what the watcher remembers. */
static void watch(struct watcher *watcher, const struct event *event, unsigned int person)
{
	switch (event->kind) {
	case EVENT_AMENDED:
		watcher->author = 1u << person;
		watcher->said_yes = 0;
		break;
	case EVENT_JUDGED:
		for (unsigned int i = 0; i < CONTENTS; i++) {
			struct digest digest = content_number(i);

			if (digest_equal(&digest, &event->judged.content))
				watcher->version_content = i;
		}
		watcher->needs_two = event->judged.needs_second_person;
		watcher->lane = event->judged.lane;
		watcher->said_yes = 0;
		break;
	case EVENT_DECIDED:
		if (event->decided.decision == EVENT_DECISION_AGREE ||
		    event->decided.decision == EVENT_DECISION_AGREE_ADJUSTED)
			said_yes(watcher, &event->decided.content, person);
		break;
	case EVENT_SECONDED:
	case EVENT_CONFIRMED:
		said_yes(watcher, &event->by_person.content, person);
		break;
	default:
		break;
	}
}

/*
 * No sequence of decisions (agree, adjusted, confirm, amend, second, return, resubmit, restart,
 * cancel) lets a planned or expedited notice be routed whose content nobody agreed to but its
 * author; where two are needed, two others did.
 */
static void nothing_leaves_that_another_person_did_not_agree_to(void **state)
{
	unsigned int routed_count = 0, routed_by_two = 0;

	(void)state;
	for (uint32_t round = 0; round < 20000; round++) {
		struct story story = begin();
		struct watcher watcher = { .author = 1 };

		seed = round * 2654435761u + 7;
		assert_int_equal(step(&story, received()), ERR_OK);
		for (int i = 0; i < 80; i++) {
			unsigned int person = roll(PEOPLE);
			struct event event = any_decision(story.flow, person);

			if (step(&story, event) != ERR_OK)
				continue;
			watch(&watcher, &event, person);
			if (event.kind != EVENT_ROUTED)
				continue;
			struct digest agreed = content_number(watcher.version_content);
			unsigned int others = watcher.said_yes & ~watcher.author;

			assert_true(digest_equal(&event.routed.content, &agreed));
			assert_true(count_bits(others) >= (watcher.needs_two ? 2u : 1u));
			routed_count++;
			routed_by_two += watcher.needs_two;
		}
		talloc_free(story.ctx);
	}
	/* It was not by never routing that nothing went wrong. */
	assert_true(routed_count > 500 && routed_by_two > 50);
}

static void stored_bytes_that_make_no_sense_are_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"{}",
		"[]",
		"{\"v\":1}",
		"{\"v\":2,\"id\":\"00112233445566778899aabbccddeeff\",\"at_us\":1,\"stream\":"
		"\"notice\","
		"\"number\":1,\"kind\":\"expired\"}",
		"{\"v\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"at_us\":1,\"stream\":"
		"\"store\","
		"\"number\":1,\"kind\":\"expired\"}",
		"{\"v\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"at_us\":1,\"stream\":"
		"\"notice\","
		"\"kind\":\"expired\"}",
		"{\"v\":1,\"id\":\"00112233445566778899aabbccddeeff\",\"at_us\":1,\"stream\":"
		"\"notice\","
		"\"number\":1,\"kind\":\"expired\",\"surprise\":1}",
		("{\"v\":1,\"id\":\"0011\",\"at_us\":1,\"stream\":\"notice\",\"number\":1,"
		 "\"kind\":\"expired\"}"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct event event;
		struct fault why = { 0 };
		void *ctx = talloc_new(NULL);

		assert_int_equal(event_bytes_unpack(ctx, &event, slice_of(rows[i]), &why),
				 ERR_INPUT);
		assert_true(why.text[0] != '\0');
		talloc_free(ctx);
	}
}

/* An app's subscriber has no cells: it is believed as a whole, and its counts are kept. */
static void a_delivery_without_cells_learns_from_words_and_counts(void **state)
{
	static const struct event_routed_delivery app = { .carrier = SLICE_LITERAL("push"),
							  .link = SLICE_LITERAL("push"),
							  .node = SLICE_LITERAL("app") };
	struct story story = begin();
	struct event event = routed(story.flow);
	struct receipt said = { .notice = NOTICE, .outcome = RECEIPT_PARTIAL, .at = { 1 } };
	struct text first, second;
	struct flow *read;

	(void)state;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, judged(LANE_URGENT, "flood")), ERR_OK);
	assert_int_equal(step(&story, authorised()), ERR_OK);
	event.routed.deliveries = &app;
	event.routed.delivery_count = 1;
	event.routed.cells = 0;
	assert_int_equal(step(&story, event), ERR_OK);
	event = (struct event){ .kind = EVENT_RECEIPTS, .receipts = { &said, 1 } };
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_PARTIAL);
	assert_int_equal(story.flow->state, NOTICE_BROADCASTING);
	said.outcome = RECEIPT_ON_AIR;
	said.counts = (struct receipt_counts){ .targeted = 10, .delivered = 9 };
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].state, DELIVERY_ON_AIR);
	said.counts.delivered = 10;
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].counts.delivered, 10);
	/* A later word without counts takes none away. */
	said.counts = (struct receipt_counts){ 0 };
	said.outcome = RECEIPT_FAILED;
	assert_int_equal(step(&story, event), ERR_OK);
	assert_int_equal(story.flow->deliveries[0].counts.targeted, 10);
	text_init(&first, story.ctx);
	flow_bytes_pack_delivery(&first, &story.flow->deliveries[0]);
	read = flow_clone(story.ctx, story.flow);
	read->deliveries[0].counts = (struct receipt_counts){ 0 };
	assert_int_equal(flow_bytes_unpack_delivery(read, 0, text_slice(&first), NULL), ERR_OK);
	text_init(&second, story.ctx);
	flow_bytes_pack_delivery(&second, &read->deliveries[0]);
	assert_true(slice_equal(text_slice(&first), text_slice(&second)));
	assert_int_equal(read->deliveries[0].counts.delivered, 10);
	talloc_free(story.ctx);
}

/* Nothing is made up for in a burst: neither the two that were missed nor their places in time. */
static void a_repeat_that_was_missed_is_dropped(void **state)
{
	struct story story = begin();
	struct event four = judged(LANE_PLANNED, "");
	struct event again;
	int64_t first;

	(void)state;
	four.judged.repeats = 4;
	assert_int_equal(step(&story, received()), ERR_OK);
	assert_int_equal(step(&story, four), ERR_OK);
	assert_int_equal(step(&story, decided(EVENT_DECISION_AGREE)), ERR_OK);
	assert_int_equal(step(&story, routed(story.flow)), ERR_OK);
	first = story.clock;
	assert_int_equal(flow_repeat_at(story.flow).us,
			 first + (story.flow->judged.expires.us - first) / 4);
	story.clock += 2700 * (int64_t)1000000;
	again = routed(story.flow);
	again.routed.is_repeat = true;
	assert_int_equal(step(&story, again), ERR_OK);
	assert_int_equal(flow_repeat_at(story.flow).us,
			 story.clock + (story.flow->judged.expires.us - first) / 4);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_EXPIRE);
	talloc_free(story.ctx);
}

/* After an outage of weeks somebody is told once, and again the day after. */
static void reminders_come_once_a_day(void **state)
{
	struct story story = begin();
	struct event owed = { .kind = EVENT_PAPERWORK_OWED };
	const int64_t day = 86400 * (int64_t)1000000;

	(void)state;
	on_the_air(&story);
	owed.paperwork_owed.due = (struct utc){ story.clock + 3 * day };
	assert_int_equal(step(&story, owed), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_EXPIRED }), ERR_OK);
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_CLOSED }), ERR_OK);
	assert_int_equal(flow_next_timer(story.flow).kind, FLOW_TIMER_REMIND);
	assert_int_equal(flow_next_timer(story.flow).at.us, owed.paperwork_owed.due.us - day);
	story.clock += 60 * day;
	assert_int_equal(step(&story, (struct event){ .kind = EVENT_PAPERWORK_REMINDED }), ERR_OK);
	assert_int_equal(flow_next_timer(story.flow).at.us, story.clock + day);
	assert_int_equal(flow_next_timer(through_bytes(story.ctx, story.flow)).at.us,
			 story.clock + day);
	talloc_free(story.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_sends_at_once),
		cmocka_unit_test(a_stop_that_is_refused_says_why_until_it_is_done),
		cmocka_unit_test(without_a_plan_the_duty_officer_is_paged_and_orders),
		cmocka_unit_test(suspected_content_is_sent_and_the_duty_officer_told),
		cmocka_unit_test(what_was_not_agreed_cannot_be_routed),
		cmocka_unit_test(silence_is_unknown_and_a_list_speaks_only_of_its_cells),
		cmocka_unit_test(a_cancel_stops_everything_and_only_a_stop_ends_it),
		cmocka_unit_test(a_restart_stops_first_and_writes_again),
		cmocka_unit_test(a_restart_orders_again_what_was_let_go),
		cmocka_unit_test(a_part_of_the_cells_is_taken_off_and_the_others_stay),
		cmocka_unit_test(what_goes_on_under_its_number_is_taken_over),
		cmocka_unit_test(a_part_is_taken_over_and_the_others_stay),
		cmocka_unit_test(what_keeps_its_number_is_sent_as_if_again),
		cmocka_unit_test(a_stop_in_several_parts_ends_with_the_last),
		cmocka_unit_test(what_is_said_of_a_part_is_of_that_part),
		cmocka_unit_test(whatever_leaves_a_node_makes_room_there_once),
		cmocka_unit_test(what_gives_way_is_wanted_again),
		cmocka_unit_test(what_gave_way_is_still_cancelled),
		cmocka_unit_test(what_gives_way_for_good_is_over),
		cmocka_unit_test(a_refusal_for_want_of_room_asks_for_it),
		cmocka_unit_test(an_expiry_is_honest),
		cmocka_unit_test(nobody_decides_what_they_submitted),
		cmocka_unit_test(a_new_version_begins_without_a_second_person),
		cmocka_unit_test(a_part_outside_does_not_keep_the_window_from_opening),
		cmocka_unit_test(what_was_ordered_as_a_whole_has_no_part_to_come),
		cmocka_unit_test(nothing_is_adjusted_past_an_order_or_a_calendar),
		cmocka_unit_test(an_order_that_was_withheld_is_waited_for_again),
		cmocka_unit_test(what_reaches_nobody_waits_for_a_new_decision),
		cmocka_unit_test(an_order_that_reaches_nobody_pages_again),
		cmocka_unit_test(a_new_version_is_paged_anew),
		cmocka_unit_test(whom_an_urgent_notice_waits_for_is_paged),
		cmocka_unit_test(what_is_withheld_waits_for_a_new_decision),
		cmocka_unit_test(prohibited_content_is_stopped_and_reported),
		cmocka_unit_test(paperwork_goes_round_until_it_is_settled),
		cmocka_unit_test(an_undecided_notice_alarms_twice_before_it_lapses),
		cmocka_unit_test(the_clock_begins_again_with_what_is_waited_for),
		cmocka_unit_test(an_adjusted_version_needs_every_other_person),
		cmocka_unit_test(an_earlier_submitter_does_not_decide_either),
		cmocka_unit_test(a_correction_waits_for_no_second_person),
		cmocka_unit_test(a_cancel_that_came_first_cannot_be_decided),
		cmocka_unit_test(any_sequence_of_events_keeps_the_promises),
		cmocka_unit_test(nothing_leaves_that_another_person_did_not_agree_to),
		cmocka_unit_test(stored_bytes_that_make_no_sense_are_refused),
		cmocka_unit_test(a_delivery_without_cells_learns_from_words_and_counts),
		cmocka_unit_test(a_repeat_that_was_missed_is_dropped),
		cmocka_unit_test(reminders_come_once_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
