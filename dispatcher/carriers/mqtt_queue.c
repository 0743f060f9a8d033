/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/mqtt_queue.h"

#include <stdio.h>
#include <talloc.h>

#include "carriers/mqtt_answer.h"
#include "net/clock.h"
#include "net/log.h"

/* A stop for a message that has ended is repeated a little longer all the same. */
#define STOP_PATIENCE SPAN_MINUTES(5)
/* So long without a receipt that was dropped: the flood is over; told by then in any case. */
#define FLOOD_PAUSE   SPAN_SECONDS(2)
#define FLOOD_TOLD    SPAN_MINUTES(1)
/* The broker's connection is full, or was lost a moment ago. */
#define PUBLISH_PAUSE SPAN_SECONDS(1)

struct early {
	struct llist_head entry;
	struct slice payload;
	struct span deadline;
};

/* ---- told to the desk ------------------------------------------------------------------- */

static void log_receipt(const struct mqtt_queue *queue, const struct mqtt_order *order,
			const struct receipt *receipt)
{
	bool is_good = receipt->outcome == RECEIPT_ACCEPTED || receipt->outcome == RECEIPT_ON_AIR ||
		       receipt->outcome == RECEIPT_STOPPED || receipt->outcome == RECEIPT_SENT;
	char text[FAULT_TEXT_OCTETS];

	snprintf(text, sizeof(text), "%.*s", SLICE_PRINT(receipt->cause_text));
	log_stop(is_good ? LOGL_INFO : LOGL_NOTICE,
		 &(struct log_stop){ .area = LOG_AREA_LINK,
				     .notice = order->notice,
				     .has_delivery = true,
				     .delivery = order->delivery,
				     .stop = mqtt_notice_action_name(order->action),
				     .link = queue->link,
				     .node = queue->nodes[order->node].node,
				     .outcome = receipt_outcome_name(receipt->outcome),
				     .has_took = true,
				     .took_ms = clock_took_ms(order->begun),
				     .why = text });
}

static void tell(struct mqtt_queue *queue, const struct mqtt_order *order,
		 const struct receipt *receipt)
{
	log_receipt(queue, order, receipt);
	queue->events->receipt(queue->events->data, receipt);
}

static struct receipt receipt_for(const struct mqtt_order *order, enum receipt_outcome outcome,
				  const char *text)
{
	return (struct receipt){ .notice = order->notice,
				 .delivery = order->delivery,
				 .outcome = outcome,
				 .cause_text = slice_of(text),
				 .at = clock_now() };
}

/* ---- room ------------------------------------------------------------------------------- */

static bool wants_room(const struct mqtt_queue *queue, const struct mqtt_queue_node *node)
{
	return (node->stop_found_no_room && mqtt_orders_have_room(&queue->orders, true)) ||
	       (node->send_found_no_room && mqtt_orders_have_room(&queue->orders, false));
}

/* Only from the loop: whoever is told gives orders at once. */
static void tell_room(struct mqtt_queue *queue)
{
	for (size_t i = 0; queue->is_up && i < queue->node_count; i++) {
		struct mqtt_queue_node *node = &queue->nodes[i];

		if (!wants_room(queue, node))
			continue;
		node->stop_found_no_room = node->send_found_no_room = false;
		queue->events->report(queue->events->data,
				      &(struct carrier_report){ .link = queue->link,
								.node = node->node,
								.event = CARRIER_NODE_ROOM,
								.reason = "it takes orders again",
								.at = clock_now() });
	}
}

/* ---- on the way ------------------------------------------------------------------------- */

static void plan_due(struct mqtt_queue *queue)
{
	struct span deadline;

	if (!mqtt_orders_next_deadline(&queue->orders, &deadline)) {
		osmo_timer_del(&queue->due);
		return;
	}
	clock_set_timer_at(&queue->due, deadline);
}

static void set_deadline(struct mqtt_order *order, struct span pause)
{
	order->deadline.us = clock_monotonic().us + pause.us;
}

/* A stop may use what is kept free for it. */
static bool has_room(const struct mqtt_queue *queue, const struct mqtt_order *order)
{
	size_t limit = MQTT_QUEUE_WINDOW - MQTT_QUEUE_WINDOW_RESERVED;

	return order->action == MQTT_NOTICE_STOP || mqtt_state(queue->mqtt).waiting < limit;
}

/* Once for each order, until something is heard of it. */
static void tell_unknown(struct mqtt_queue *queue, struct mqtt_order *order, const char *cause)
{
	struct receipt receipt = receipt_for(order, RECEIPT_UNKNOWN, cause);

	if (order->unknown_was_told)
		return;
	order->unknown_was_told = true;
	tell(queue, order, &receipt);
}

/* It could not be handed to the broker; whoever waits for it learns so when it takes long. */
static void publish_later(struct mqtt_queue *queue, struct mqtt_order *order, const char *cause)
{
	order->is_pausing = order->wants_room = true;
	set_deadline(order, PUBLISH_PAUSE);
	if (clock_took_ms(order->begun) * 1000 >= queue->answer_timeout.us)
		tell_unknown(queue, order, cause);
}

static void publish(struct mqtt_queue *queue, struct mqtt_order *order)
{
	const struct mqtt_message message = { .topic = queue->topic, .payload = order->payload };
	struct fault why;

	order->is_pausing = order->wants_room = false;
	if (!has_room(queue, order)) {
		publish_later(queue, order, "the broker is slow: it has not been sent yet");
	} else if (mqtt_publish(queue->mqtt, &message, &order->number, &why) != ERR_OK) {
		publish_later(queue, order, why.text);
	} else {
		queue->nodes[order->node].sent++;
		set_deadline(order, queue->answer_timeout);
	}
}

/* What the broker has not acknowledged is with it all the same: no second copy behind the first. */
static void publish_again(struct mqtt_queue *queue, struct mqtt_order *order)
{
	if (order->number != 0)
		set_deadline(order, backoff_next(&order->pause));
	else
		publish(queue, order);
}

enum err mqtt_queue_order(struct mqtt_queue *queue, size_t node, bool is_stop,
			  const struct carrier_order *order, struct fault *why)
{
	struct mqtt_order *row;
	enum err err;

	if (!queue->is_up)
		return err_set(why, ERR_STATE, NULL, "the broker of link %s is down", queue->link);
	err = mqtt_orders_add(&row, &queue->orders, is_stop, order, why);
	if (err == ERR_FULL && is_stop)
		queue->nodes[node].stop_found_no_room = true;
	else if (err == ERR_FULL)
		queue->nodes[node].send_found_no_room = true;
	if (err != ERR_OK)
		return err;
	row->node = node;
	publish(queue, row);
	plan_due(queue);
	if (queue->early_count > 0)
		osmo_timer_schedule(&queue->late, 0, 0);
	return ERR_OK;
}

static void publish_next(struct mqtt_queue *queue)
{
	struct mqtt_order *order = mqtt_orders_wanting_room(&queue->orders);

	if (order && has_room(queue, order))
		publish(queue, order);
}

void mqtt_queue_published(struct mqtt_queue *queue, int number)
{
	struct mqtt_order *order = mqtt_orders_of_number(&queue->orders, number);
	struct receipt receipt;

	publish_next(queue);
	if (!order)
		return;
	order->number = 0;
	/* That a stop was sent is no news of the message itself. */
	if (order->sent_was_told || order->action == MQTT_NOTICE_STOP || !order->is_waiting)
		return;
	order->sent_was_told = true;
	receipt = receipt_for(order, RECEIPT_SENT, NULL);
	tell(queue, order, &receipt);
}

static bool is_over(const struct mqtt_order *order)
{
	if (order->action == MQTT_NOTICE_STOP &&
	    clock_took_ms(order->begun) * 1000 < STOP_PATIENCE.us)
		return false;
	return !utc_before(clock_now(), order->expires);
}

/* Silence: told once, and asked again later. The order may be gone when this returns. */
static void tell_silence(struct mqtt_queue *queue, struct mqtt_order *order)
{
	queue->nodes[order->node].unanswered++;
	order->is_pausing = true;
	set_deadline(order, backoff_next(&order->pause));
	tell_unknown(queue, order, "no receipt in time");
	if (is_over(order))
		mqtt_orders_remove(&queue->orders, order);
}

static void on_due(void *data)
{
	struct mqtt_queue *queue = data;
	struct span now = clock_monotonic();
	struct mqtt_order *order;

	while (queue->is_up && (order = mqtt_orders_due(&queue->orders, now))) {
		if (!order->is_pausing) {
			tell_silence(queue, order);
		} else if (is_over(order)) {
			tell_unknown(queue, order, "its time was over before the broker took it");
			mqtt_orders_remove(&queue->orders, order);
		} else {
			publish_again(queue, order);
		}
	}
	plan_due(queue);
	tell_room(queue);
}

/* ---- receipts --------------------------------------------------------------------------- */

static void note_strange(struct mqtt_queue *queue, struct slice payload, const char *reason)
{
	queue->strange++;
	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_LINK,
						.stop = "receipt",
						.link = queue->link,
						.outcome = "strange",
						.why = reason });
	log_octets(
		&(struct log_stop){ .area = LOG_AREA_LINK, .stop = "receipt", .link = queue->link },
		payload.at, payload.size);
}

/* Only the end of the broadcast answers a stop; until then it goes out again. */
static bool is_answered_by(const struct mqtt_order *order, enum receipt_outcome outcome)
{
	if (order->action == MQTT_NOTICE_STOP)
		return outcome == RECEIPT_STOPPED;
	return outcome != RECEIPT_UNKNOWN;
}

static void end_or_ask_again(struct mqtt_queue *queue, struct mqtt_order *order,
			     enum receipt_outcome outcome)
{
	if (is_answered_by(order, outcome)) {
		mqtt_orders_settle(&queue->orders, order);
		return;
	}
	order->is_pausing = true;
	order->unknown_was_told |= outcome == RECEIPT_UNKNOWN;
	set_deadline(order, backoff_next(&order->pause));
}

static void settle(struct mqtt_queue *queue, struct mqtt_order *order,
		   const struct receipt *receipt)
{
	bool is_stopped = receipt->outcome == RECEIPT_STOPPED;

	queue->nodes[order->node].answered++;
	if (receipt->outcome == RECEIPT_REFUSED || receipt->outcome == RECEIPT_FAILED)
		queue->nodes[order->node].refused++;
	if (order->is_waiting)
		end_or_ask_again(queue, order, receipt->outcome);
	tell(queue, order, receipt);
	if (is_stopped)
		mqtt_orders_remove(&queue->orders, order);
	plan_due(queue);
}

/* False: there is no such order, or not yet. */
static bool answer(struct mqtt_queue *queue, const struct mqtt_receipt *said, void *ctx)
{
	struct mqtt_order *order = mqtt_orders_find(&queue->orders, said->notice, said->delivery);
	struct receipt receipt;

	if (!order || !mqtt_answer_fits(order, said))
		return false;
	if (mqtt_answer_is_repeated(order, said)) {
		/* Said before, and told: it only ends the asking. */
		if (order->is_waiting && is_answered_by(order, said->outcome))
			mqtt_orders_settle(&queue->orders, order);
		return true;
	}
	receipt = receipt_for(order, said->outcome, NULL);
	mqtt_answer_judge(&receipt, ctx, order, said);
	settle(queue, order, &receipt);
	return true;
}

static bool is_flood(struct mqtt_queue *queue, size_t octets)
{
	struct span now = clock_monotonic();

	if (now.us - queue->second.us >= 1000000) {
		queue->second = now;
		queue->receipts = queue->receipt_octets = 0;
	}
	queue->receipt_octets += octets;
	return ++queue->receipts > MQTT_QUEUE_RECEIPTS_A_SECOND ||
	       queue->receipt_octets > MQTT_QUEUE_OCTETS_A_SECOND;
}

static void on_flood_over(void *data)
{
	struct mqtt_queue *queue = data;
	char why[80];

	if (queue->dropped == 0)
		return;
	snprintf(why, sizeof(why), "%llu receipts came too fast, and were not read",
		 (unsigned long long)queue->dropped);
	queue->dropped = 0;
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
						  .stop = "receipt",
						  .link = queue->link,
						  .outcome = "dropped",
						  .why = why });
}

/* Told once of each flood, and once a minute of one that does not end. */
static void drop(struct mqtt_queue *queue)
{
	struct span now = clock_monotonic(), told;

	queue->strange++;
	if (queue->dropped++ == 0)
		queue->flood_begun = now;
	told.us = queue->flood_begun.us + FLOOD_TOLD.us;
	if (now.us + FLOOD_PAUSE.us < told.us)
		told.us = now.us + FLOOD_PAUSE.us;
	clock_set_timer_at(&queue->flood, told);
}

static void keep_early(struct mqtt_queue *queue, struct slice payload)
{
	struct early *early;

	if (queue->early_count == MQTT_QUEUE_EARLY_MAX || payload.size > MQTT_QUEUE_EARLY_OCTETS) {
		note_strange(queue, payload, "it answers nothing that was asked");
		return;
	}
	early = talloc_zero(queue->orders.ctx, struct early);
	early->payload = (struct slice){ talloc_memdup(early, payload.at, payload.size),
					 payload.size };
	early->deadline.us = clock_monotonic().us + SPAN_SECONDS(MQTT_QUEUE_EARLY_S).us;
	llist_add_tail(&early->entry, &queue->early);
	queue->early_count++;
	if (!osmo_timer_pending(&queue->late))
		osmo_timer_schedule(&queue->late, MQTT_QUEUE_EARLY_S, 0);
}

static void forget_early(struct mqtt_queue *queue, struct early *early)
{
	llist_del(&early->entry);
	queue->early_count--;
	talloc_free(early);
}

void mqtt_queue_receipt(struct mqtt_queue *queue, struct slice payload)
{
	void *scratch;
	struct mqtt_receipt said;
	struct fault why;

	if (is_flood(queue, payload.size)) {
		drop(queue);
		return;
	}
	scratch = talloc_new(NULL);
	if (mqtt_receipt_json_read(scratch, &said, payload, &why) != ERR_OK)
		note_strange(queue, payload, why.text);
	else if (!answer(queue, &said, scratch))
		keep_early(queue, payload);
	talloc_free(scratch);
	tell_room(queue);
}

static bool fits_now(struct mqtt_queue *queue, const struct early *early)
{
	void *scratch = talloc_new(NULL);
	struct mqtt_receipt said;
	bool fits = mqtt_receipt_json_read(scratch, &said, early->payload, NULL) == ERR_OK &&
		    answer(queue, &said, scratch);

	talloc_free(scratch);
	return fits;
}

static void on_late(void *data)
{
	struct mqtt_queue *queue = data;
	struct span now = clock_monotonic();
	struct early *early, *next;

	llist_for_each_entry_safe (early, next, &queue->early, entry) {
		if (fits_now(queue, early)) {
			forget_early(queue, early);
		} else if (early->deadline.us <= now.us) {
			note_strange(queue, early->payload, "it answers nothing that was asked");
			forget_early(queue, early);
		}
	}
	tell_room(queue);
	if (queue->early_count > 0)
		osmo_timer_schedule(&queue->late, 1, 0);
}

/* ---- its life --------------------------------------------------------------------------- */

void mqtt_queue_init(struct mqtt_queue *queue)
{
	INIT_LLIST_HEAD(&queue->early);
	osmo_timer_setup(&queue->due, on_due, queue);
	osmo_timer_setup(&queue->late, on_late, queue);
	osmo_timer_setup(&queue->flood, on_flood_over, queue);
}

void mqtt_queue_down(struct mqtt_queue *queue, const char *reason)
{
	queue->is_up = false;
	for (size_t i = 0; i < queue->node_count; i++)
		queue->nodes[i].stop_found_no_room = queue->nodes[i].send_found_no_room = false;
	while (!llist_empty(&queue->orders.list)) {
		struct mqtt_order *order = llist_first_entry(&queue->orders.list, struct mqtt_order,
							     entry);

		if (order->is_waiting)
			tell_unknown(queue, order, reason);
		mqtt_orders_remove(&queue->orders, order);
	}
	osmo_timer_del(&queue->due);
}

void mqtt_queue_close(struct mqtt_queue *queue)
{
	osmo_timer_del(&queue->due);
	osmo_timer_del(&queue->late);
	osmo_timer_del(&queue->flood);
	on_flood_over(queue);
}
