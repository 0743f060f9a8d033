/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One body for every carrier interface: what carriers/carrier.h promises, against a simulated
 * peer in the same process, in virtual time.
 */
#include "test.h"

#include <errno.h>
#include <osmocom/core/logging.h>
#include <osmocom/core/loggingrb.h>
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
#include "net/mqtt.h"
#include "net/stream_listen.h"
#include "subscriber.h"
#include "support/broker_kit.h"

enum { NODES = 2, CELLS = 3, RECEIPTS_MAX = 20000, REPORTS_MAX = 512 };

struct row {
	const char *protocol;
	enum carrier_role role;
};

static struct row rows[] = {
	{ "cbsp", CARRIER_ROLE_CLIENT },
	{ "cbsp", CARRIER_ROLE_SERVER },
	{ "mqtt", CARRIER_ROLE_CLIENT },
};

struct seen {
	uint64_t notice, broadcasts;
	uint32_t delivery;
	enum receipt_outcome outcome;
	uint16_t cause;
	struct receipt_cell cells[CELLS];
	size_t cell_count;
	struct receipt_counts counts;
};

struct rig {
	const struct row *row;
	const struct carrier_ops *ops;
	struct carrier_link *link;
	struct carrier_node_config nodes[NODES];
	char addresses[NODES][32], names[NODES][16];
	struct bsc *bscs[NODES];
	/* MQTT: one recipient system behind a broker serves all nodes of the link. */
	struct broker_kit *broker;
	struct mqtt_broker address;
	struct subscriber *subscriber;
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
			       .cause = receipt->cause,
			       .counts = receipt->counts };
	/* The last ones: where there are more, what comes first is of less interest. */
	for (size_t i = 0; i < receipt->cell_count; i++)
		seen->cells[i % CELLS] = receipt->cells[i];
	seen->cell_count = receipt->cell_count;
}

static void on_report(void *data, const struct carrier_report *report)
{
	struct rig *rig = data;

	assert_false(rig->in_call);
	assert_true(rig->report_count < REPORTS_MAX);
	rig->reports[rig->report_count++] = report->event;
	rig->reported_cells = report->name_count;
}

/* A broker in between makes every step take more turns of the loop. */
static void turns(int count)
{
	count *= 3;
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

static bool is_mqtt(const struct rig *rig)
{
	return strcmp(rig->row->protocol, "mqtt") == 0;
}

static void start_subscriber(struct rig *rig)
{
	const struct subscriber_config config = { .broker = &rig->address, .carrier = "carrier" };

	assert_int_equal(subscriber_open(&rig->subscriber, rig, &config, NULL), ERR_OK);
}

static void start_broker(struct rig *rig)
{
	rig->broker = broker_kit_open(rig, rig->port);
	rig->address = (struct mqtt_broker){ .address = "127.0.0.1",
					     .port = rig->port,
					     .client_id = "contract" };
}

/* ---- what befalls the peer of node i ---------------------------------------------------- */

static void set_silent(struct rig *rig, int i, bool is_silent)
{
	if (is_mqtt(rig))
		subscriber_faults(rig->subscriber)->is_silent = is_silent;
	else
		bsc_faults(rig->bscs[i])->is_silent = is_silent;
}

static void set_delay(struct rig *rig, int i, struct span delay)
{
	if (is_mqtt(rig))
		subscriber_faults(rig->subscriber)->delay = delay;
	else
		bsc_faults(rig->bscs[i])->delay = delay;
}

static void set_omit_every(struct rig *rig, int i, uint32_t every)
{
	if (is_mqtt(rig))
		subscriber_faults(rig->subscriber)->omit_every = every;
	else
		bsc_faults(rig->bscs[i])->omit_every = every;
}

static void set_refuse_every(struct rig *rig, int i, uint32_t every, uint8_t cause)
{
	if (is_mqtt(rig)) {
		subscriber_faults(rig->subscriber)->refuse_every = every;
		return;
	}
	bsc_faults(rig->bscs[i])->refuse_every = every;
	bsc_faults(rig->bscs[i])->refuse_cause = cause;
}

/* An answer that says nothing of any cell. */
static void set_says_nothing(struct rig *rig, int i, bool says_nothing)
{
	if (is_mqtt(rig))
		subscriber_faults(rig->subscriber)->says_unknown = says_nothing;
	else
		bsc_faults(rig->bscs[i])->names_no_cell = says_nothing;
}

static void set_other_serials(struct rig *rig, int i, bool other)
{
	if (is_mqtt(rig))
		subscriber_faults(rig->subscriber)->other_serials = other;
	else
		bsc_faults(rig->bscs[i])->other_serials = other;
}

/* Cells in which its messages are on now. */
static size_t shown(struct rig *rig, int i)
{
	return is_mqtt(rig) ? subscriber_on(rig->subscriber, (uint32_t)(100 + i))
			    : air_count(bsc_air(rig->bscs[i]));
}

static unsigned int writes_to(struct rig *rig, int i)
{
	return is_mqtt(rig) ? subscriber_orders(rig->subscriber).sends
			    : bsc_orders(rig->bscs[i]).writes;
}

/* Nodes behind a broker share its connection. */
static size_t drop(struct rig *rig, int i)
{
	if (is_mqtt(rig)) {
		broker_kit_drop_all(rig->broker);
		return NODES;
	}
	bsc_drop(rig->bscs[i], "test");
	return 1;
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
		.realm = "drill",
		.broker = is_mqtt(rig) ? &rig->address : NULL,
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
	if (is_mqtt(rig))
		start_broker(rig);
	if (open_link(&rig->link, rig, &why) != ERR_OK)
		fail_msg("%s", why.text);
	if (is_mqtt(rig))
		start_subscriber(rig);
	for (int i = 0; i < NODES && !is_mqtt(rig); i++)
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
	if (rig->subscriber)
		subscriber_close(rig->subscriber);
	if (rig->broker)
		broker_kit_close(rig->broker);
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
		.language = SLICE_LITERAL("zh-CN"),
		.text = SLICE_LITERAL("山洪红色预警"),
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
	assert_int_equal(shown(rig, 0), CELLS);
	assert_int_equal(shown(rig, 1), 0);
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
	if (!is_mqtt(rig))
		assert_int_equal(last(rig)->broadcasts, 3 * CELLS); /* at 0, 30 and 60 seconds */
	assert_int_equal(shown(rig, 1), 0);
	rig_close(rig);
}

static void a_stop_that_some_cells_did_not_confirm_is_asked_again(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4028);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	set_omit_every(rig, 0, 2);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	set_omit_every(rig, 0, 0);
	pass(6);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(shown(rig, 0), 0);
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
	static const uint8_t known[CELLS] = { CELL_IN_USE };
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
	/* Where it was said of somebody else's message before, it is that still. */
	order.order.known = known;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	assert_int_equal(last(rig)->cells[0].outcome, CELL_IN_USE);
	assert_int_equal(last(rig)->cells[1].outcome, CELL_ACCEPTED);
	rig_close(rig);
}

static void cells_that_refuse_make_it_partial_with_their_cause(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	set_refuse_every(rig, 0, 3, AIR_CAPACITY);
	make_order(&order, rig, 0, 0x4060);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	if (!is_mqtt(rig))
		assert_int_equal(last(rig)->cause, AIR_CAPACITY);
	assert_int_equal(last(rig)->cells[2].outcome, is_mqtt(rig) ? CELL_REFUSED : CELL_NO_ROOM);
	assert_int_equal(last(rig)->cells[1].outcome, CELL_ACCEPTED);
	rig_close(rig);
}

static void cells_in_no_list_stay_unknown(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	set_omit_every(rig, 0, 2);
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

	set_says_nothing(rig, 0, true);
	make_order(&order, rig, 0, 0x4080);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_UNKNOWN);
	set_says_nothing(rig, 0, false);
	pass(6);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(writes_to(rig, 0), 2);
	rig_close(rig);
}

static void silence_is_unknown_once_and_asked_again_until_answered(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	set_silent(rig, 0, true);
	make_order(&order, rig, 0, 0x4090);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(9);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 0);
	pass(60);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 1);
	assert_true(writes_to(rig, 0) >= 3);
	set_silent(rig, 0, false);
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

	set_silent(rig, 0, true);
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

	set_silent(rig, 0, true);
	make_order(&order, rig, 0, 0x40b0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(1);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	set_silent(rig, 0, false);
	pass(30);
	writes = writes_to(rig, 0);
	pass(60);
	assert_int_equal(writes_to(rig, 0), writes);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(shown(rig, 0), 0);
	rig_close(rig);
}

static void answers_with_other_serials_are_not_believed(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	set_other_serials(rig, 0, true);
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
	size_t nodes;
	struct order order;

	set_silent(rig, 0, true);
	make_order(&order, rig, 0, 0x40d0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(5);
	nodes = drop(rig, 0);
	turns(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), nodes);
	assert_int_equal(last(rig)->outcome, RECEIPT_UNKNOWN);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_STATE);
	pass(5);
	assert_int_equal(count_reports(rig, CARRIER_NODE_UP), nodes);
	assert_int_equal(count_reports(rig, CARRIER_NODE_DOWN), nodes);
	set_silent(rig, 0, false);
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

	set_silent(rig, 0, true);
	for (; err == ERR_OK && sent < 5000; sent++) {
		make_order(&order, rig, 0, (uint16_t)(0x1000 + sent));
		err = call(rig, rig->ops->send, &order);
	}
	assert_int_equal(err, ERR_FULL);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	rig_close(rig);
}

/* An update takes its predecessor's place cell by cell. */
static void an_order_may_mean_a_part_of_the_cells(void **state)
{
	static const uint32_t outer[] = { 0, 2 }, last_one[] = { 2 };
	struct rig *rig = rig_open(state);
	struct order order;

	if (!rig->ops->takes_parts) {
		rig_close(rig);
		return;
	}
	make_order(&order, rig, 0, 0x4106);
	order.order.only = outer;
	order.order.only_count = 2;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(last(rig)->cell_count, 2);
	assert_int_equal(last(rig)->cells[0].index, 0);
	assert_int_equal(last(rig)->cells[1].index, 2);
	assert_int_equal(shown(rig, 0), 2);
	order.order.only = last_one;
	order.order.only_count = 1;
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	assert_int_equal(last(rig)->cell_count, 1);
	assert_int_equal(last(rig)->cells[0].index, 2);
	assert_int_equal(last(rig)->cells[0].outcome, CELL_STOPPED);
	assert_int_equal(shown(rig, 0), 1);
	rig_close(rig);
}

/* The same number as another notice's, in some of the node's cells. */
static void make_other_order(struct order *out, struct rig *rig, const struct order *like,
			     size_t from)
{
	make_order(out, rig, 0, like->message.serial_number);
	out->order.notice = like->order.notice + 1;
	out->order.index = 7;
	out->order.again = true;
	out->delivery.cells += from;
	out->delivery.cell_count -= from;
}

/* TS 23.041 9.4.1.2.1: an update that changes nothing but the area goes on under the number. */
static void two_notices_may_have_one_number(void **state)
{
	static const uint32_t first_one[] = { 0 };
	struct rig *rig = rig_open(state);
	struct order old, new;

	make_order(&old, rig, 0, 0x4108);
	assert_int_equal(call(rig, rig->ops->send, &old), ERR_OK);
	turns(10);
	make_other_order(&new, rig, &old, 1);
	assert_int_equal(call(rig, rig->ops->send, &new), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(last(rig)->notice, new.order.notice);
	assert_int_equal(last(rig)->cell_count, CELLS - 1);
	old.order.only = first_one;
	old.order.only_count = 1;
	assert_int_equal(call(rig, rig->ops->stop, &old), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->notice, old.order.notice);
	assert_int_equal(last(rig)->cells[0].outcome, CELL_STOPPED);
	assert_int_equal(shown(rig, 0), CELLS - 1);
	assert_int_equal(call(rig, rig->ops->stop, &new), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_STOPPED);
	assert_int_equal(last(rig)->notice, new.order.notice);
	assert_int_equal(shown(rig, 0), 0);
	rig_close(rig);
}

/* Cells, not their places in a delivery, say what a later order means of an earlier one. */
static void what_is_asked_again_spares_cells_that_are_anothers_now(void **state)
{
	struct rig *rig = rig_open(state);
	struct order old, new;
	size_t receipts;

	make_order(&old, rig, 0, 0x4109);
	assert_int_equal(call(rig, rig->ops->send, &old), ERR_OK);
	turns(10);
	set_silent(rig, 0, true);
	assert_int_equal(call(rig, rig->ops->stop, &old), ERR_OK);
	turns(10);
	assert_int_equal(shown(rig, 0), 0);
	/* Its stop is not answered; another notice puts it on again in all but the first cell. */
	make_other_order(&new, rig, &old, 1);
	assert_int_equal(call(rig, rig->ops->send, &new), ERR_OK);
	turns(10);
	assert_int_equal(shown(rig, 0), CELLS - 1);
	pass(12);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 2);
	set_silent(rig, 0, false);
	receipts = rig->receipt_count;
	pass(30);
	assert_int_equal(shown(rig, 0), CELLS - 1);
	/* Both were asked again: the stop of its own cell alone. */
	assert_true(rig->receipt_count >= receipts + 2);
	for (size_t i = receipts; i < rig->receipt_count; i++)
		if (rig->receipts[i].notice == old.order.notice) {
			assert_int_equal(rig->receipts[i].cell_count, 1);
			assert_int_equal(rig->receipts[i].cells[0].index, 0);
			assert_int_equal(rig->receipts[i].cells[0].outcome, CELL_STOPPED);
		}
	rig_close(rig);
}

/* What is not answered there says nothing of the other cells, and does not come back. */
static void silence_of_a_part_is_of_that_part(void **state)
{
	static const uint32_t last_one[] = { 2 };
	struct rig *rig = rig_open(state);
	struct order order;

	if (!rig->ops->takes_parts) {
		rig_close(rig);
		return;
	}
	make_order(&order, rig, 0, 0x4107);
	set_silent(rig, 0, true);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	pass(1);
	order.order.only = last_one;
	order.order.only_count = 1;
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	pass(12);
	assert_int_equal(count_receipts(rig, RECEIPT_UNKNOWN), 2);
	assert_int_equal(last(rig)->cell_count, 1);
	assert_int_equal(last(rig)->cells[0].index, 2);
	set_silent(rig, 0, false);
	pass(70);
	assert_int_equal(shown(rig, 0), CELLS - 1);
	rig_close(rig);
}

/* A KILL COMPLETE could not name them all (TS 48.049 8.2.11). */
static void more_cells_than_a_pdu_names_go_in_several(void **state)
{
	enum { MANY = 7000 };
	struct rig *rig = rig_open(state);
	struct cell_id *cells = talloc_array(rig, struct cell_id, MANY);
	struct order order;
	size_t named = 0;

	for (uint32_t i = 0; i < MANY; i++)
		cells[i] = (struct cell_id){ { 460, 0, false }, RAT_2G, 20000 + i / 1000, i };
	cells[0] = rig->cells[0][0];
	cells[MANY - 1] = rig->cells[0][1];
	make_order(&order, rig, 0, 0x4109);
	order.delivery.cells = cells;
	order.delivery.cell_count = MANY;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(20);
	assert_int_equal(bsc_orders(rig->bscs[0]).writes, 2);
	assert_int_equal(shown(rig, 0), 2);
	for (size_t i = 0; i < rig->receipt_count; i++)
		named += rig->receipts[i].cell_count;
	assert_int_equal(named, MANY);
	assert_int_equal(last(rig)->outcome, RECEIPT_PARTIAL);
	assert_int_equal(last(rig)->cells[(last(rig)->cell_count - 1) % CELLS].index, MANY - 1);
	assert_int_equal(last(rig)->cells[(last(rig)->cell_count - 1) % CELLS].outcome,
			 CELL_ACCEPTED);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(20);
	assert_int_equal(bsc_orders(rig->bscs[0]).kills, 2);
	assert_int_equal(shown(rig, 0), 0);
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
	struct rig *rig = rig_open(state);
	int count = is_mqtt(rig) ? 4200 : 120, next;
	size_t told = 0;

	set_delay(rig, 0, SPAN_MS(500));
	next = give_while_taken(rig, 0, count);
	assert_true(next > 0 && next < count);
	for (int i = 0; i < 400 && count_receipts(rig, RECEIPT_ACCEPTED) < (size_t)count; i++) {
		pass(1);
		if (count_reports(rig, CARRIER_NODE_ROOM) == told)
			continue;
		told = count_reports(rig, CARRIER_NODE_ROOM);
		next = give_while_taken(rig, next, count);
	}
	assert_int_equal(next, count);
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), count);
	assert_int_equal(count_receipts(rig, RECEIPT_FAILED), 0);
	assert_int_equal(count_receipts(rig, RECEIPT_REFUSED), 0);
	assert_int_equal(shown(rig, 0), count * CELLS);
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

	set_delay(rig, 0, SPAN_MS(500));
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
	if (!is_mqtt(rig))
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

	if (is_mqtt(rig))
		rig->address.address = "nonsense";
	else
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
	assert_int_equal(shown(rig, 0), CELLS);
	pass(30); /* at most one period late */
	assert_int_equal(shown(rig, 0), 0);
	rig_close(rig);
}

/* ---- MQTT alone ------------------------------------------------------------------------- */

static void say(struct rig *rig, const char *receipt)
{
	subscriber_say(rig->subscriber, slice_of(receipt));
	turns(10);
}

static struct carrier_node_state first_node(struct rig *rig)
{
	struct carrier_node_state states[NODES];

	assert_int_equal(rig->ops->nodes(rig->link, states, NODES), NODES);
	return states[0];
}

static void an_order_that_comes_again_is_carried_out_once(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	drop(rig, 0);
	pass(5);
	order.order.again = true;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(subscriber_orders(rig->subscriber).repeats, 1);
	assert_int_equal(shown(rig, 0), CELLS);
	rig_close(rig);
}

static void receipts_that_fit_nothing_are_counted(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	set_silent(rig, 0, true);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	forget(rig);
	say(rig, "{}");
	say(rig, "\xff\xfe");
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"7.0\",\"serial\":16400,"
		 "\"outcome\":\"accepted\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16400,"
		 "\"outcome\":\"read\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	assert_int_equal(first_node(rig).strange, 4);
	/* Well formed, but of no order here: it waits for one in vain. */
	say(rig, "{\"notice\":\"99\",\"delivery\":\"99.0\",\"serial\":16400,"
		 "\"outcome\":\"accepted\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16401,"
		 "\"outcome\":\"accepted\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	pass(13);
	assert_int_equal(first_node(rig).strange, 6);
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), 0);
	rig_close(rig);
}

/* The broker hands over what it kept before the desk has named what is open. */
static void a_receipt_may_come_before_its_order_is_named(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	set_silent(rig, 0, true);
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16400,"
		 "\"outcome\":\"on-air\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	assert_int_equal(rig->receipt_count, 0);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(count_receipts(rig, RECEIPT_ON_AIR), 1);
	assert_int_equal(first_node(rig).outstanding, 0);
	rig_close(rig);
}

static void a_receipt_of_the_sending_answers_no_stop(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	set_silent(rig, 0, true);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16400,"
		 "\"order_no\":\"16400.0.1\",\"outcome\":\"stopped\","
		 "\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	assert_int_equal(count_receipts(rig, RECEIPT_STOPPED), 0);
	assert_int_equal(first_node(rig).outstanding, 1);
	set_silent(rig, 0, false);
	pass(30);
	assert_int_equal(count_receipts(rig, RECEIPT_STOPPED), 1);
	assert_int_equal(first_node(rig).outstanding, 0);
	rig_close(rig);
}

static void what_is_told_again_is_told_once(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	subscriber_faults(rig->subscriber)->duplicates = 20;
	make_order(&order, rig, 0, 0x4010);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(60);
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), 1);
	rig_close(rig);
}

static void counts_of_a_receipt_are_told(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	forget(rig);
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16400,"
		 "\"outcome\":\"delivered\",\"targeted\":10,\"delivered\":9,\"failed\":1,"
		 "\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	/* Still to be taken back, so it is on air, with its counts. */
	assert_int_equal(last(rig)->outcome, RECEIPT_ON_AIR);
	assert_int_equal(last(rig)->counts.targeted, 10);
	assert_int_equal(last(rig)->counts.delivered, 9);
	assert_int_equal(last(rig)->counts.failed, 1);
	rig_close(rig);
}

/* More than the broker may owe us at once: they go as it acknowledges, and a stop goes first. */
static void many_orders_go_as_fast_as_the_broker_takes_them(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	subscriber_faults(rig->subscriber)->is_silent = true;
	broker_kit_faults(rig->broker)->is_deaf = true;
	for (int i = 0; i < 600; i++) {
		make_order(&order, rig, 0, (uint16_t)(0x1000 + i));
		assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	}
	assert_int_equal(call(rig, rig->ops->stop, &order), ERR_OK);
	turns(50);
	assert_int_equal(first_node(rig).sent, 256 - 64 + 1);
	broker_kit_drop_all(rig->broker);
	broker_kit_faults(rig->broker)->is_deaf = false;
	pass(5);
	forget(rig);
	for (int i = 0; i < 600; i++) {
		make_order(&order, rig, 0, (uint16_t)(0x1000 + i));
		assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	}
	turns(1000);
	assert_int_equal(count_receipts(rig, RECEIPT_SENT), 600);
	assert_int_equal(subscriber_orders(rig->subscriber).sends, 600);
	rig_close(rig);
}

/* Lines of the log that say that receipts were dropped, and so many of them. */
static size_t count_dropped_lines(const struct log_target *log, const char *how_many)
{
	size_t count = 0;

	for (size_t i = 0; i < log_target_rb_used_size(log); i++) {
		const char *line = log_target_rb_get(log, i);

		count += strstr(line, "stop=receipt") && strstr(line, "outcome=dropped") &&
			 strstr(line, how_many);
	}
	return count;
}

static void a_flood_of_receipts_is_cut_short_and_the_next_second_is_heard(void **state)
{
	struct log_target *log = log_target_create_rb(64);
	struct rig *rig = rig_open(state);
	struct order order;

	log_add_target(log);
	log_set_all_filter(log, 1);
	log_set_category_filter(log, LOG_AREA_LINK, 1, LOGL_NOTICE);
	make_order(&order, rig, 0, 0x4010);
	set_silent(rig, 0, true);
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	for (int i = 0; i < 1500; i++)
		broker_kit_say(rig->broker, "cbd/v1/carriers/carrier/receipts",
			       SLICE_LITERAL("{\"a flood\":1}"));
	turns(3000);
	assert_int_equal(first_node(rig).strange, 1500);
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16400,"
		 "\"outcome\":\"accepted\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), 0);
	assert_int_equal(count_dropped_lines(log, ""), 0);
	pass(2);
	say(rig, "{\"notice\":\"16400\",\"delivery\":\"16400.0\",\"serial\":16400,"
		 "\"outcome\":\"accepted\",\"received_at\":\"2026-03-02T09:00:00+08:00\"}");
	assert_int_equal(count_receipts(rig, RECEIPT_ACCEPTED), 1);
	pass(120);
	assert_int_equal(count_dropped_lines(log, "501 receipts"), 1);
	assert_int_equal(count_dropped_lines(log, ""), 1);
	rig_close(rig);
	log_target_destroy(log);
}

static void there_is_no_query_over_mqtt(void **state)
{
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	assert_int_equal(call(rig, rig->ops->query, &order), ERR_STATE);
	rig_close(rig);
}

static void a_subscriber_without_cells_is_told_the_areas(void **state)
{
	static const struct area_code code = { SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") };
	static const struct area area = { .codes = &code, .code_count = 1 };
	struct rig *rig = rig_open(state);
	struct order order;

	make_order(&order, rig, 0, 0x4010);
	order.delivery.cell_count = 0;
	order.order.areas = &area;
	order.order.area_count = 1;
	assert_int_equal(call(rig, rig->ops->send, &order), ERR_OK);
	turns(10);
	assert_int_equal(last(rig)->outcome, RECEIPT_ACCEPTED);
	assert_int_equal(last(rig)->cell_count, 0);
	assert_int_equal(subscriber_on(rig->subscriber, 0), 1);
	rig_close(rig);
}

static void a_carrier_whose_name_is_no_topic_is_refused(void **state)
{
	struct rig *rig = rig_open(state);
	const struct carrier_link_config config = { .link = "test",
						    .carrier = "yj/#",
						    .protocol = "mqtt",
						    .nodes = rig->nodes,
						    .node_count = NODES,
						    .broker = &rig->address };
	const struct carrier_events events = { rig, on_receipt, on_report };
	struct carrier_link *link = NULL;
	struct fault why = { 0 };

	assert_int_equal(rig->ops->open(&link, rig, &config, &events, &why), ERR_INPUT);
	assert_null(link);
	assert_non_null(strstr(why.text, "yj/#"));
	rig_close(rig);
}

typedef void test_function(void **state);

static const struct {
	const char *name;
	test_function *run;
	const char *only; /* of that protocol; NULL: of all */
} bodies[] = {
#define BODY(function)                                                                             \
	{                                                                                          \
#function, function, NULL                                                          \
	}
#define ONLY(protocol, function)                                                                   \
	{                                                                                          \
#function, function, protocol                                                      \
	}
	BODY(a_message_is_sent_then_accepted_in_every_cell),
	BODY(a_stop_takes_it_off_and_tells_how_often_it_went_out),
	BODY(a_stop_that_some_cells_did_not_confirm_is_asked_again),
	BODY(stopping_what_is_not_there_is_stopped),
	ONLY("cbsp", a_query_says_what_is_on_air),
	ONLY("cbsp", already_used_is_accepted_only_if_it_may_be_there),
	BODY(cells_that_refuse_make_it_partial_with_their_cause),
	BODY(cells_in_no_list_stay_unknown),
	BODY(success_that_names_nothing_is_unknown_and_asked_again),
	BODY(silence_is_unknown_once_and_asked_again_until_answered),
	BODY(an_expired_order_is_asked_no_more),
	BODY(a_stop_overtakes_a_message_that_is_not_answered),
	BODY(answers_with_other_serials_are_not_believed),
	BODY(a_lost_connection_is_told_once_and_its_orders_become_unknown),
	ONLY("cbsp", restarts_within_a_second_are_told_as_one),
	ONLY("cbsp", a_failing_cell_is_told),
	ONLY("cbsp", a_node_that_gives_no_sign_of_life_is_down_and_tried_again),
	ONLY("cbsp", one_node_down_does_not_touch_the_other),
	BODY(a_node_nobody_knows_is_absent),
	BODY(a_node_that_answers_nothing_fills_a_bounded_table_and_a_stop_still_fits),
	BODY(an_order_may_mean_a_part_of_the_cells),
	BODY(silence_of_a_part_is_of_that_part),
	ONLY("cbsp", two_notices_may_have_one_number),
	ONLY("cbsp", what_is_asked_again_spares_cells_that_are_anothers_now),
	ONLY("cbsp", more_cells_than_a_pdu_names_go_in_several),
	BODY(whoever_found_no_room_is_told_when_there_is_some),
	BODY(nobody_who_found_room_is_told_of_it),
	BODY(a_stop_goes_ahead_of_all_that_found_no_room),
	ONLY("cbsp", a_node_that_went_down_has_no_room_to_tell_of),
	ONLY("cbsp", garbage_costs_the_peer_its_connection_and_nobody_else),
	ONLY("cbsp", a_malformed_message_is_survived_and_the_link_stays),
	BODY(what_can_never_go_out_is_refused_at_once),
	ONLY("cbsp", a_storm_of_connections_leaves_the_link_working),
	ONLY("cbsp", a_second_connection_takes_over_from_a_dead_first),
	ONLY("cbsp", a_second_connection_is_closed_while_the_first_lives),
	BODY(a_link_that_cannot_open_says_why_and_the_others_work),
	ONLY("cbsp", the_broadcast_ends_by_itself_when_it_expires),
	ONLY("mqtt", an_order_that_comes_again_is_carried_out_once),
	ONLY("mqtt", receipts_that_fit_nothing_are_counted),
	ONLY("mqtt", a_receipt_may_come_before_its_order_is_named),
	ONLY("mqtt", a_receipt_of_the_sending_answers_no_stop),
	ONLY("mqtt", what_is_told_again_is_told_once),
	ONLY("mqtt", counts_of_a_receipt_are_told),
	ONLY("mqtt", many_orders_go_as_fast_as_the_broker_takes_them),
	ONLY("mqtt", a_flood_of_receipts_is_cut_short_and_the_next_second_is_heard),
	ONLY("mqtt", there_is_no_query_over_mqtt),
	ONLY("mqtt", a_subscriber_without_cells_is_told_the_areas),
	ONLY("mqtt", a_carrier_whose_name_is_no_topic_is_refused),
#undef BODY
#undef ONLY
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
		for (size_t b = 0; b < COUNT_OF(bodies); b++) {
			if (bodies[b].only && strcmp(bodies[b].only, rows[r].protocol) != 0)
				continue;
			snprintf(names[count], sizeof(names[count]), "%s_%s: %s", rows[r].protocol,
				 rows[r].role == CARRIER_ROLE_CLIENT ? "client" : "server",
				 bodies[b].name);
			tests[count] = (struct CMUnitTest){ names[count], bodies[b].run, NULL, NULL,
							    &rows[r] };
			count++;
		}
	}
	return _cmocka_run_group_tests("carriers", tests, count, NULL, NULL);
}
