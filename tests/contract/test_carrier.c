/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One body for every carrier interface: what carriers/carrier.h promises, against a simulated
 * peer in the same process, in virtual time.
 */
#include "test.h"

#include <errno.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "bsc.h"
#include "carriers/carrier.h"
#include "net/clock.h"
#include "net/log.h"
#include "net/stream_listen.h"

enum { NODES = 2, CELLS = 3, RECEIPTS_MAX = 512, REPORTS_MAX = 512 };

struct row {
	const char *protocol;
	enum carrier_role role;
};

static struct row rows[] = {
	{ "cbsp", CARRIER_ROLE_CLIENT },
	{ "cbsp", CARRIER_ROLE_SERVER },
};

struct seen {
	uint64_t notice, broadcasts;
	uint32_t delivery;
	enum receipt_outcome outcome;
	uint16_t cause;
	struct receipt_cell cells[CELLS];
	size_t cell_count;
};

struct rig {
	const struct row *row;
	const struct carrier_ops *ops;
	struct carrier_link *link;
	struct carrier_node_config nodes[NODES];
	char addresses[NODES][32], names[NODES][16];
	struct bsc *bscs[NODES];
	struct cell_id cells[NODES][CELLS];
	uint16_t port;
	bool in_call; /* nothing may be told now */
	struct seen receipts[RECEIPTS_MAX];
	size_t receipt_count;
	enum carrier_node_event reports[REPORTS_MAX];
	size_t report_count, reported_cells;
};

static void on_receipt(void *data, const struct receipt *receipt)
{
	struct rig *rig = data;
	struct seen *seen = &rig->receipts[rig->receipt_count++];

	assert_false(rig->in_call);
	assert_true(rig->receipt_count < RECEIPTS_MAX);
	*seen = (struct seen){ .notice = receipt->notice,
			       .broadcasts = receipt->broadcasts,
			       .delivery = receipt->delivery,
			       .outcome = receipt->outcome,
			       .cause = receipt->cause };
	assert_true(receipt->cell_count <= CELLS);
	if (receipt->cell_count)
		memcpy(seen->cells, receipt->cells, receipt->cell_count * sizeof(*seen->cells));
	seen->cell_count = receipt->cell_count;
}

static void on_report(void *data, const struct carrier_report *report)
{
	struct rig *rig = data;

	assert_false(rig->in_call);
	assert_true(rig->report_count < REPORTS_MAX);
	rig->reports[rig->report_count++] = report->event;
	rig->reported_cells = report->cell_count;
}

static void turns(int count)
{
	while (count--)
		osmo_select_main(1);
}

/* Virtual seconds, in steps that every timer sees. */
static void pass(int seconds)
{
	for (int i = 0; i < seconds * 4; i++) {
		osmo_gettimeofday_override_add(0, 250000);
		turns(3);
	}
}

static size_t count_receipts(const struct rig *rig, enum receipt_outcome outcome)
{
	size_t count = 0;

	for (size_t i = 0; i < rig->receipt_count; i++)
		count += rig->receipts[i].outcome == outcome;
	return count;
}

static size_t count_reports(const struct rig *rig, enum carrier_node_event event)
{
	size_t count = 0;

	for (size_t i = 0; i < rig->report_count; i++)
		count += rig->reports[i] == event;
	return count;
}

static const struct seen *last(const struct rig *rig)
{
	assert_true(rig->receipt_count > 0);
	return &rig->receipts[rig->receipt_count - 1];
}

static void forget(struct rig *rig)
{
	rig->receipt_count = rig->report_count = 0;
}

static bool listens(void *ctx, const char *address, uint16_t *port)
{
	struct stream_listen_config config = { .data = NULL };
	struct stream_listen *listener;

	assert_int_equal(address_parse(&config.local, address, *port, NULL), ERR_OK);
	if (stream_listen_open(&listener, ctx, &config, NULL) != ERR_OK)
		return false;
	*port = address_port(stream_listen_address(listener));
	talloc_free(listener);
	return true;
}

/* Free on every address of the rig: connections of earlier tests linger on some. */
static uint16_t free_port(void *ctx)
{
	for (int i = 0; i < 1000; i++) {
		uint16_t port = 0;

		if (listens(ctx, "127.0.0.1", &port) && listens(ctx, "127.1.0.1", &port) &&
		    listens(ctx, "127.1.0.2", &port))
			return port;
	}
	fail_msg("no free port");
	return 0;
}

static struct bsc *start_bsc(struct rig *rig, int i)
{
	struct bsc_config config = { .name = rig->names[i],
				     .connects = rig->row->role == CARRIER_ROLE_SERVER,
				     .cells = rig->cells[i],
				     .cell_count = CELLS };
	struct bsc *bsc;
	uint16_t port = config.connects ? 0 : rig->port;
	struct fault why = { 0 };

	assert_int_equal(address_parse(&config.remote, "127.0.0.1", rig->port, NULL), ERR_OK);
	assert_int_equal(address_parse(&config.local, rig->addresses[i], port, NULL), ERR_OK);
	if (bsc_open(&bsc, rig, &config, &why) != ERR_OK)
		fail_msg("%s", why.text);
	return bsc;
}

static enum err open_link(struct carrier_link **link, struct rig *rig, struct fault *why)
{
	const struct carrier_link_config config = {
		.link = "test",
		.carrier = "carrier",
		.protocol = rig->row->protocol,
		.role = rig->row->role,
		.local_address = "127.0.0.1",
		.local_port = rig->row->role == CARRIER_ROLE_SERVER ? rig->port : 0,
		.nodes = rig->nodes,
		.node_count = NODES,
	};
	const struct carrier_events events = { rig, on_receipt, on_report };

	return rig->ops->open(link, rig, &config, &events, why);
}

static void name_things(struct rig *rig)
{
	for (int i = 0; i < NODES; i++) {
		snprintf(rig->names[i], sizeof(rig->names[i]), "bsc-%d", i);
		snprintf(rig->addresses[i], sizeof(rig->addresses[i]), "127.1.0.%d", i + 1);
		rig->nodes[i] = (struct carrier_node_config){ rig->names[i], rig->addresses[i],
							      rig->port };
		for (int c = 0; c < CELLS; c++)
			rig->cells[i][c] = (struct cell_id){
				{ 460, 0, false }, RAT_2G, (uint32_t)(100 + i), (uint64_t)(c + 1)
			};
	}
}

static struct rig *rig_open(void **state)
{
	struct rig *rig = talloc_zero(NULL, struct rig);
	struct fault why = { 0 };

	rig->row = *state;
	rig->ops = carrier_find(rig->row->protocol);
	assert_non_null(rig->ops);
	rig->port = free_port(rig);
	name_things(rig);
	if (open_link(&rig->link, rig, &why) != ERR_OK)
		fail_msg("%s", why.text);
	for (int i = 0; i < NODES; i++)
		rig->bscs[i] = start_bsc(rig, i);
	pass(3);
	assert_int_equal(count_reports(rig, CARRIER_NODE_UP), NODES);
	forget(rig);
	return rig;
}

static void rig_close(struct rig *rig)
{
	rig->ops->close(rig->link);
	for (int i = 0; i < NODES; i++) {
		if (rig->bscs[i]) {
			assert_int_equal(bsc_orders(rig->bscs[i]).resets, 0);
			bsc_close(rig->bscs[i]);
		}
	}
	talloc_free(rig);
}

static const struct route_page page = { .octets = "\x54\x3a\x9d\x0e", .used = 4 };

struct order {
	struct route_message message;
	struct route_delivery delivery;
	struct carrier_order order;
};

/* Points into itself, so it is made in place. */
static void make_order(struct order *out, struct rig *rig, int node, uint16_t serial)
{
	out->message = (struct route_message){
		.plmn = { 460, 0, false },
		.message_identifier = 4371,
		.serial_number = serial,
		.dcs = 0x0f,
		.repetition_period_s = 30,
		.pages = &page,
		.page_count = 1,
	};
	out->delivery = (struct route_delivery){ .link = SLICE_LITERAL("test"),
						 .node = slice_of(rig->names[node]),
						 .cells = rig->cells[node],
						 .cell_count = CELLS };
	out->order = (struct carrier_order){ .notice = serial,
					     .index = (uint32_t)node,
					     .message = &out->message,
					     .delivery = &out->delivery,
					     .expires = utc_add(clock_now(), SPAN_HOURS(1)) };
}

typedef enum err order_call(struct carrier_link *link, const struct carrier_order *order,
			    struct fault *why);

static enum err call(struct rig *rig, order_call *what, const struct order *order)
{
	enum err err;

	rig->in_call = true;
	err = what(rig->link, &order->order, NULL);
	rig->in_call = false;
	return err;
}

static void a_message_is_sent_then_accepted_in_every_cell(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(rig->receipt_count, 2);
	assert_int_equal(rig->receipts[0].outcome, RECEIPT_SENT);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(last(rig)->notice, 0x4010);
	assert_int_equal(last(rig)->cell_count, CELLS);
	assert_int_equal(air_count(bsc_air(rig->bscs[0])), CELLS);
	assert_int_equal(air_count(bsc_air(rig->bscs[1])), 0);
	rig_close(rig);
}

static void a_stop_takes_it_off_and_tells_how_often_it_went_out(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 1, 0x4020);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(70);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(last(rig)->broadcasts, 3 * CELLS); /* at 0, 30 and 60 seconds */
	assert_int_equal(air_count(bsc_air(rig->bscs[1])), 0);
	rig_close(rig);
}

static void a_stop_that_some_cells_did_not_confirm_is_asked_again(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4028);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	bsc_faults(rig->bscs[0])->omit_every = 2;
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	bsc_faults(rig->bscs[0])->omit_every = 0;
	pass(6);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(air_count(bsc_air(rig->bscs[0])), 0);
	assert_int_equal(count_receipts(rig, RECEIPT_SENT), 1);
	rig_close(rig);
}

static void stopping_what_is_not_there_is_stopped(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4030);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(last(rig)->broadcasts, 0);
	rig_close(rig);
}

static void a_query_says_what_is_on_air(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4040);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(call(rig, rig->ops->query, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ON_AIR);
	assert_int_equal(last(rig)->cell_count, CELLS);
	rig_close(rig);
}

static void already_used_is_accepted_only_if_it_may_be_there(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4050);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_REFUSED);
	order.order.again = true;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(last(rig)->cells[0].cause, 0x0d);
	rig_close(rig);
}

static void cells_that_refuse_make_it_partial_with_their_cause(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_faults(rig->bscs[0])->refuse_every = 3;
	bsc_faults(rig->bscs[0])->refuse_cause = AIR_CAPACITY;
	make_order(&order, rig, 0, 0x4060);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	assert_int_equal(last(rig)->cause, AIR_CAPACITY);
	assert_int_equal(last(rig)->cells[2].outcome, CELL_REFUSED);
	assert_int_equal(last(rig)->cells[1].outcome, CELL_ACCEPTED);
	rig_close(rig);
}

static void cells_in_no_list_stay_unknown(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_faults(rig->bscs[0])->omit_every = 2;
	make_order(&order, rig, 0, 0x4070);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	assert_int_equal(last(rig)->cell_count, CELLS - 1);
	assert_int_equal(last(rig)->cells[1].index, 2);
	rig_close(rig);
}

static void success_that_names_nothing_is_unknown_and_asked_again(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_faults(rig->bscs[0])->names_no_cell = true;
	make_order(&order, rig, 0, 0x4080);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_UNKNOWN);
	bsc_faults(rig->bscs[0])->names_no_cell = false;
	pass(6);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(bsc_orders(rig->bscs[0]).writes, 2);
	rig_close(rig);
}

static void silence_is_unknown_once_and_asked_again_until_answered(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_faults(rig->bscs[0])->is_silent = true;
	make_order(&order, rig, 0, 0x4090);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(9);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 0);
	pass(60);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 1);
	assert_true(bsc_orders(rig->bscs[0]).writes >= 3);
	bsc_faults(rig->bscs[0])->is_silent = false;
	pass(70);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 0);
	rig_close(rig);
}

static void an_expired_order_is_asked_no_more(void **state)
{
	struct rig *rig = rig_open(state);
	struct carrier_node_state states[NODES];
	struct order order;

	bsc_faults(rig->bscs[0])->is_silent = true;
	make_order(&order, rig, 0, 0x40a0);
	order.order.expires = utc_add(clock_now(), SPAN_SECONDS(20));
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(60);
	assert_int_equal(rig->ops->nodes(rig->link, states, NODES), NODES);
	assert_int_equal(states[0].outstanding, 0);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 1);
	rig_close(rig);
}

static void a_stop_overtakes_a_message_that_is_not_answered(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;
	unsigned int writes;

	bsc_faults(rig->bscs[0])->is_silent = true;
	make_order(&order, rig, 0, 0x40b0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(1);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	bsc_faults(rig->bscs[0])->is_silent = false;
	pass(30);
	writes = bsc_orders(rig->bscs[0]).writes;
	pass(60);
	assert_int_equal(bsc_orders(rig->bscs[0]).writes, writes);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(air_count(bsc_air(rig->bscs[0])), 0);
	rig_close(rig);
}

static void answers_with_other_serials_are_not_believed(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_faults(rig->bscs[0])->other_serials = true;
	make_order(&order, rig, 0, 0x40c0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(11);
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), 0);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 1);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 0);
	rig_close(rig);
}

static void a_lost_connection_is_told_once_and_its_orders_become_unknown(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_faults(rig->bscs[0])->is_silent = true;
	make_order(&order, rig, 0, 0x40d0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(5);
	bsc_drop(rig->bscs[0], "test");
	turns(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 1);
	assert_int_equal(last(rig)->outcome, RECEIPT_UNKNOWN);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_STATE);
	pass(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_UP), 1);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 1);
	bsc_faults(rig->bscs[0])->is_silent = false;
	order.order.again = true;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	rig_close(rig);
}

static void restarts_within_a_second_are_told_as_one(void **state)
{
	struct rig *rig = rig_open(state);

	for (int i = 0; i < 5; i++)
		bsc_restart(rig->bscs[1]);
	turns(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_RESTARTED), 0);
	pass(2);
	assert_int_equal(count_reports(rig, CARRIER_NODE_RESTARTED), 1);
	rig_close(rig);
}

static void a_failing_cell_is_told(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x40e0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	bsc_fail_cell(rig->bscs[0]);
	turns(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_CELLS_DOWN), 1);
	assert_int_equal(rig->reported_cells, 1);
	rig_close(rig);
}

static void a_node_that_gives_no_sign_of_life_is_down_and_tried_again(void **state)
{
	struct rig *rig = rig_open(state);

	bsc_faults(rig->bscs[0])->is_dead = true;
	pass(45);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 1);
	bsc_faults(rig->bscs[0])->is_dead = false;
	pass(30);
	assert_true(count_reports(rig, CARRIER_NODE_UP) >= 1);
	assert_true(bsc_is_connected(rig->bscs[0]));
	rig_close(rig);
}

static void one_node_down_does_not_touch_the_other(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_close(rig->bscs[0]);
	rig->bscs[0] = NULL;
	turns(5);
	make_order(&order, rig, 1, 0x40f0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	rig_close(rig);
}

static void a_node_nobody_knows_is_absent(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4100);
	order.delivery.node = SLICE_LITERAL("bsc-9");
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_ABSENT);
	rig_close(rig);
}

static void a_node_that_answers_nothing_fills_a_bounded_table_and_a_stop_still_fits(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;
	enum err err = ERR_OK;
	int sent = 0;

	bsc_faults(rig->bscs[0])->is_silent = true;
	for (; err == ERR_OK && sent < 5000; sent++) {
		make_order(&order, rig, 0, (uint16_t)(0x1000 + sent));
		err = call(rig, rig->ops->send, &order);
	}
	assert_int_equal(err, ERR_FULL);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	rig_close(rig);
}

/* Gives as many as are taken, from `next` on; returns the first that was not. */
static int give_while_taken(struct rig *rig, int next, int count)
{
	struct order order;

	for (; next < count; next++) {
		enum err err;

		make_order(&order, rig, 0, (uint16_t)(0x1000 + next));
		order.message.repetition_period_s = 3600; /* the air has room for all */
		err = call(rig, rig->ops->send, &order);
		if (err == ERR_FULL)
			break;
		assert_int_equal(err, ERR_OK);
	}
	return next;
}

static void whoever_found_no_room_is_told_when_there_is_some(void **state)
{
	enum { COUNT = 120 };
	struct rig *rig = rig_open(state);
	size_t told = 0;
	int next;

	bsc_faults(rig->bscs[0])->delay = SPAN_MS(500);
	next = give_while_taken(rig, 0, COUNT);
	assert_true(next > 0 && next < COUNT);
	for (int i = 0; i < 400 && next < COUNT; i++) {
		pass(1);
		if (count_reports(rig, CARRIER_NODE_ROOM) == told)
			continue;
		told = count_reports(rig, CARRIER_NODE_ROOM);
		next = give_while_taken(rig, next, COUNT);
	}
	pass(2);
	assert_int_equal(next, COUNT);
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), COUNT);
	assert_int_equal(rig->receipt_count, 2 * COUNT); /* each sent, each accepted, no more */
	assert_int_equal(air_count(bsc_air(rig->bscs[0])), COUNT * CELLS);
	rig_close(rig);
}

static void nobody_who_found_room_is_told_of_it(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4108);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(2);
	assert_int_equal(count_reports(rig, CARRIER_NODE_ROOM), 0);
	rig_close(rig);
}

/* A stop finds room where a send does not, and says when it finds some again itself. */
static void a_stop_goes_ahead_of_all_that_found_no_room(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;
	unsigned int kills = 0;
	enum err err;

	bsc_faults(rig->bscs[0])->delay = SPAN_MS(500);
	assert_true(give_while_taken(rig, 0, 5000) < 5000);
	do {
		make_order(&order, rig, 0, (uint16_t)(0x2000 + kills++));
		err = call(rig, rig->ops->stop, &order);
	} while (err == ERR_OK && kills < 5000);
	assert_int_equal(err, ERR_FULL);
	assert_true(kills > 1);
	pass(1);
	assert_true(count_reports(rig, CARRIER_NODE_ROOM) > 0);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	rig_close(rig);
}

static void a_node_that_went_down_has_no_room_to_tell_of(void **state)
{
	struct rig *rig = rig_open(state);

	bsc_faults(rig->bscs[0])->is_silent = true;
	assert_true(give_while_taken(rig, 0, 5000) < 5000);
	bsc_close(rig->bscs[0]);
	rig->bscs[0] = NULL;
	pass(30);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 1);
	assert_int_equal(count_reports(rig, CARRIER_NODE_ROOM), 0);
	rig_close(rig);
}

/* 01 FF FF FF and 100 KB, and half a message: framing is lost, the peer is cut, others live. */
static void garbage_costs_the_peer_its_connection_and_nobody_else(void **state)
{
	struct rig *rig = rig_open(state);
	uint8_t *garbage = talloc_zero_size(rig, 100 * 1024);
	struct order order;

	memcpy(garbage, "\x01\xff\xff\xff", 4);
	bsc_say(rig->bscs[0], garbage, 100 * 1024);
	turns(20);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 1);
	make_order(&order, rig, 1, 0x4110);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	pass(40);
	assert_true(bsc_is_connected(rig->bscs[0]));
	rig_close(rig);
}

static void a_malformed_message_is_survived_and_the_link_stays(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	bsc_say(rig->bscs[0], "\x02\x00\x00\x0a\x0e\x11\x12\x03\x00\x00\x09\x09\x00\xff", 14);
	bsc_say(rig->bscs[0], "\x7f\x00\x00\x00", 4);
	turns(5);
	make_order(&order, rig, 0, 0x4120);
	bsc_drop(rig->bscs[1], "half a message");
	bsc_say(rig->bscs[0], "\x13\x00\x00\x08\x04", 5);
	turns(5);
	bsc_say(rig->bscs[0], "\x00\x01\x06\x16\x00\x0d\x01", 7);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	rig_close(rig);
}

static void what_can_never_go_out_is_refused_at_once(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4130);
	order.order.expires = utc_add(clock_now(), SPAN_SECONDS(-1));
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_LIMIT);
	make_order(&order, rig, 0, 0x4130);
	order.message.repetition_period_s = 1000000;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_LIMIT);
	make_order(&order, rig, 0, 0x4130);
	order.delivery.cell_count = 0;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_INPUT);
	assert_int_equal(rig->receipt_count, 0);
	rig_close(rig);
}

/* Who connects and leaves at once, from a node's address and from nobody's. */
static void a_storm_of_connections_leaves_the_link_working(void **state)
{
	struct rig *rig = rig_open(state);
	struct address at;
	struct order order;

	if (rig->row->role != CARRIER_ROLE_SERVER) {
		rig_close(rig);
		return;
	}
	assert_int_equal(address_parse(&at, "127.0.0.1", rig->port, NULL), ERR_OK);
	for (int i = 0; i < 500; i++) {
		struct address from;
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

		assert_int_equal(address_parse(&from, i % 2 ? "127.1.0.1" : "127.9.9.9", 0, NULL),
				 ERR_OK);
		assert_int_equal(bind(fd, &from.at.any, from.size), 0);
		if (connect(fd, &at.at.any, at.size) < 0)
			assert_int_equal(errno, EINPROGRESS);
		if (i % 50 == 0)
			turns(3);
		close(fd);
	}
	pass(60);
	assert_true(bsc_is_connected(rig->bscs[0]));
	make_order(&order, rig, 0, 0x4140);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	rig_close(rig);
}

/* The node's host died without a word; it comes back while TCP still believes in the old. */
static void a_second_connection_takes_over_from_a_dead_first(void **state)
{
	struct rig *rig = rig_open(state);
	struct bsc *ghost = rig->bscs[0];

	if (rig->row->role != CARRIER_ROLE_SERVER) {
		rig_close(rig);
		return;
	}
	bsc_faults(ghost)->is_dead = true;
	rig->bscs[0] = start_bsc(rig, 0);
	pass(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 1);
	assert_int_equal(count_reports(rig, CARRIER_NODE_UP), 1);
	assert_true(bsc_is_connected(rig->bscs[0]));
	bsc_close(ghost);
	rig_close(rig);
}

static void a_second_connection_is_closed_while_the_first_lives(void **state)
{
	struct rig *rig = rig_open(state);
	struct bsc *twin;

	if (rig->row->role != CARRIER_ROLE_SERVER) {
		rig_close(rig);
		return;
	}
	twin = start_bsc(rig, 0);
	pass(2);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), 0);
	assert_true(bsc_is_connected(rig->bscs[0]));
	bsc_close(twin);
	pass(2);
	rig_close(rig);
}

static void a_link_that_cannot_open_says_why_and_the_others_work(void **state)
{
	struct rig *rig = rig_open(state);
	struct carrier_link *second = NULL;
	struct fault why = { 0 };
	struct order order;

	rig->nodes[1].address = rig->row->role == CARRIER_ROLE_SERVER ? rig->addresses[1]
								      : "nonsense";
	assert_int_not_equal(open_link(&second, rig, &why), ERR_OK);
	assert_null(second);
	assert_non_null(strstr(why.text, "link test"));
	make_order(&order, rig, 0, 0x4150);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	rig_close(rig);
}

static void the_broadcast_ends_by_itself_when_it_expires(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4160);
	order.order.expires = utc_add(clock_now(), SPAN_SECONDS(100));
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(95);
	assert_int_equal(air_count(bsc_air(rig->bscs[0])), CELLS);
	pass(30); /* at most one period late */
	assert_int_equal(air_count(bsc_air(rig->bscs[0])), 0);
	rig_close(rig);
}

typedef void test_function(void **state);

static const struct {
	const char *name;
	test_function *run;
} bodies[] = {
#define BODY(function)                                                                             \
	{                                                                                          \
#function, function                                                                \
	}
	BODY(a_message_is_sent_then_accepted_in_every_cell),
	BODY(a_stop_takes_it_off_and_tells_how_often_it_went_out),
	BODY(a_stop_that_some_cells_did_not_confirm_is_asked_again),
	BODY(stopping_what_is_not_there_is_stopped),
	BODY(a_query_says_what_is_on_air),
	BODY(already_used_is_accepted_only_if_it_may_be_there),
	BODY(cells_that_refuse_make_it_partial_with_their_cause),
	BODY(cells_in_no_list_stay_unknown),
	BODY(success_that_names_nothing_is_unknown_and_asked_again),
	BODY(silence_is_unknown_once_and_asked_again_until_answered),
	BODY(an_expired_order_is_asked_no_more),
	BODY(a_stop_overtakes_a_message_that_is_not_answered),
	BODY(answers_with_other_serials_are_not_believed),
	BODY(a_lost_connection_is_told_once_and_its_orders_become_unknown),
	BODY(restarts_within_a_second_are_told_as_one),
	BODY(a_failing_cell_is_told),
	BODY(a_node_that_gives_no_sign_of_life_is_down_and_tried_again),
	BODY(one_node_down_does_not_touch_the_other),
	BODY(a_node_nobody_knows_is_absent),
	BODY(a_node_that_answers_nothing_fills_a_bounded_table_and_a_stop_still_fits),
	BODY(whoever_found_no_room_is_told_when_there_is_some),
	BODY(nobody_who_found_room_is_told_of_it),
	BODY(a_stop_goes_ahead_of_all_that_found_no_room),
	BODY(a_node_that_went_down_has_no_room_to_tell_of),
	BODY(garbage_costs_the_peer_its_connection_and_nobody_else),
	BODY(a_malformed_message_is_survived_and_the_link_stays),
	BODY(what_can_never_go_out_is_refused_at_once),
	BODY(a_storm_of_connections_leaves_the_link_working),
	BODY(a_second_connection_takes_over_from_a_dead_first),
	BODY(a_second_connection_is_closed_while_the_first_lives),
	BODY(a_link_that_cannot_open_says_why_and_the_others_work),
	BODY(the_broadcast_ends_by_itself_when_it_expires),
#undef BODY
};

int main(void)
{
	struct CMUnitTest tests[COUNT_OF(bodies) * COUNT_OF(rows)];
	static char names[COUNT_OF(bodies) * COUNT_OF(rows)][128];
	size_t count = 0;

	log_begin(NULL, LOGL_FATAL);
	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time = (struct timeval){ 1790000000, 0 };
	for (size_t r = 0; r < COUNT_OF(rows); r++) {
		for (size_t b = 0; b < COUNT_OF(bodies); b++, count++) {
			snprintf(names[count], sizeof(names[count]), "%s_%s: %s", rows[r].protocol,
				 rows[r].role == CARRIER_ROLE_CLIENT ? "client" : "server",
				 bodies[b].name);
			tests[count] = (struct CMUnitTest){ names[count], bodies[b].run, NULL, NULL,
							    &rows[r] };
		}
	}
	return _cmocka_run_group_tests("carriers", tests, count, NULL, NULL);
}
