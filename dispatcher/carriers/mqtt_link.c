/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/mqtt_link.h"

#include <stdio.h>
#include <talloc.h>

#include "carriers/mqtt_queue.h"
#include "net/clock.h"
#include "wire/mqtt_notice_json.h"
#include "wire/mqtt_receipt_json.h"

struct carrier_link {
	char *name;
	struct carrier_events events;
	struct mqtt_queue queue;
	char *notices, *receipts; /* topics */
	char *peer;
};

/* ---- what the broker's connection tells ------------------------------------------------- */

static void report_all(struct carrier_link *link, enum carrier_node_event event, const char *reason)
{
	for (size_t i = 0; i < link->queue.node_count; i++)
		link->events.report(link->events.data,
				    &(struct carrier_report){ .link = link->name,
							      .node = link->queue.nodes[i].node,
							      .event = event,
							      .reason = reason,
							      .at = clock_now() });
}

static void on_up(void *data)
{
	struct carrier_link *link = data;

	link->queue.is_up = true;
	report_all(link, CARRIER_NODE_UP, "the broker is there");
}

static void on_down(void *data, const char *reason)
{
	struct carrier_link *link = data;

	mqtt_queue_down(&link->queue, reason);
	report_all(link, CARRIER_NODE_DOWN, reason);
}

static void on_message(void *data, const char *topic, struct slice payload)
{
	struct carrier_link *link = data;

	(void)topic; /* there is one subscription */
	mqtt_queue_receipt(&link->queue, payload);
}

static void on_published(void *data, int number)
{
	struct carrier_link *link = data;

	mqtt_queue_published(&link->queue, number);
}

/* ---- opening ---------------------------------------------------------------------------- */

/* MQTT 3.1.1, 4.7: what a level of a topic cannot hold. */
static enum err check_name(const char *what, const char *name, struct fault *why)
{
	if (!name || !*name || strpbrk(name, "+#/") || strlen(name) > MQTT_TOPIC_OCTETS_MAX / 2)
		return err_set(why, ERR_INPUT, "MQTT 3.1.1 4.7",
			       "%s \"%s\" cannot be part of a topic", what, name ? name : "");
	return ERR_OK;
}

static enum err check_config(const struct carrier_link_config *config, struct fault *why)
{
	enum err err = check_name("carrier", config->carrier, why);

	if (err == ERR_OK)
		err = check_name("link", config->link, why);
	if (err == ERR_OK && (!config->broker || !config->broker->address))
		err = err_set(why, ERR_INPUT, NULL, "no broker is configured");
	return err;
}

static void name_nodes(struct carrier_link *link, const struct carrier_link_config *config)
{
	struct mqtt_queue *queue = &link->queue;

	queue->nodes = talloc_zero_array(link, struct mqtt_queue_node,
					 (unsigned int)config->node_count + 1);
	queue->node_count = config->node_count;
	for (size_t i = 0; i < config->node_count; i++)
		queue->nodes[i].node = talloc_strdup(link, config->nodes[i].node);
}

static void furnish(struct carrier_link *link, const struct carrier_link_config *config)
{
	struct mqtt_queue *queue = &link->queue;

	link->name = talloc_strdup(link, config->link);
	link->notices = talloc_asprintf(link, MQTT_NOTICE_TOPIC, config->carrier);
	link->receipts = talloc_asprintf(link, MQTT_RECEIPT_TOPIC, config->carrier);
	link->peer = talloc_asprintf(link, "%s:%u", config->broker->address, config->broker->port);
	name_nodes(link, config);
	queue->link = link->name;
	queue->topic = link->notices;
	queue->events = &link->events;
	queue->answer_timeout = config->answer_timeout.us ? config->answer_timeout
							  : SPAN_SECONDS(MQTT_QUEUE_ANSWER_S);
	mqtt_orders_init(&queue->orders, link, config->realm ? config->realm : "live");
	mqtt_queue_init(queue);
}

static enum err connect_broker(struct carrier_link *link, const struct carrier_link_config *config,
			       struct fault *why)
{
	const struct mqtt_config mqtt = {
		.broker = config->broker,
		.suffix = link->name,
		.keeps_session = true,
		.topics = { link->receipts },
		.waiting_max = MQTT_QUEUE_WINDOW,
		.data = link,
		.up = on_up,
		.down = on_down,
		.message = on_message,
		.published = on_published,
	};

	return mqtt_open(&link->queue.mqtt, link, &mqtt, why);
}

static enum err link_open(struct carrier_link **out, void *ctx,
			  const struct carrier_link_config *config,
			  const struct carrier_events *events, struct fault *why)
{
	struct carrier_link *link = talloc_zero(ctx, struct carrier_link);
	enum err err = link ? check_config(config, why)
			    : err_set(why, ERR_MEMORY, NULL, "no memory for a link");

	if (err == ERR_OK) {
		link->events = *events;
		furnish(link, config);
		err = connect_broker(link, config, why);
	}
	if (err != ERR_OK) {
		talloc_free(link);
		return err_prefix(why, err, "link %s", config->link);
	}
	*out = link;
	return ERR_OK;
}

static void link_close(struct carrier_link *link)
{
	mqtt_queue_close(&link->queue);
	mqtt_close(link->queue.mqtt);
	talloc_free(link);
}

/* ---- orders ----------------------------------------------------------------------------- */

static enum err give_order(struct carrier_link *link, bool is_stop,
			   const struct carrier_order *order, struct fault *why)
{
	for (size_t i = 0; i < link->queue.node_count; i++)
		if (slice_is(order->delivery->node, link->queue.nodes[i].node))
			return mqtt_queue_order(&link->queue, i, is_stop, order, why);
	return err_set(why, ERR_ABSENT, NULL, "link %s has no node %.*s", link->name,
		       SLICE_PRINT(order->delivery->node));
}

static enum err link_send(struct carrier_link *link, const struct carrier_order *order,
			  struct fault *why)
{
	return give_order(link, false, order, why);
}

static enum err link_stop(struct carrier_link *link, const struct carrier_order *order,
			  struct fault *why)
{
	return give_order(link, true, order, why);
}

static enum err link_query(struct carrier_link *link, const struct carrier_order *order,
			   struct fault *why)
{
	(void)order;
	return err_set(why, ERR_STATE, NULL, "link %s: there is no query over MQTT", link->name);
}

static void count_outstanding(const struct mqtt_queue *queue, struct carrier_node_state *rows,
			      size_t capacity)
{
	struct mqtt_order *order;

	llist_for_each_entry (order, &queue->orders.list, entry) {
		if (order->is_waiting && order->node < capacity)
			rows[order->node].outstanding++;
	}
}

static size_t link_nodes(const struct carrier_link *link, struct carrier_node_state *rows,
			 size_t capacity)
{
	const struct mqtt_queue *queue = &link->queue;
	struct mqtt_state state = mqtt_state(queue->mqtt);

	for (size_t i = 0; i < queue->node_count && i < capacity; i++) {
		const struct mqtt_queue_node *node = &queue->nodes[i];

		rows[i] = (struct carrier_node_state){ .node = node->node,
						       .is_up = state.is_up,
						       .since = state.since,
						       .sent = node->sent,
						       .answered = node->answered,
						       .unanswered = node->unanswered,
						       .refused = node->refused,
						       .strange = i == 0 ? queue->strange : 0 };
		if (state.is_up)
			snprintf(rows[i].peer, sizeof(rows[i].peer), "%s", link->peer);
	}
	count_outstanding(queue, rows, capacity);
	return queue->node_count;
}

const struct carrier_ops mqtt_link_ops = {
	.protocol = "mqtt",
	.rats = 1u << RAT_2G | 1u << RAT_3G | 1u << RAT_4G | 1u << RAT_5G,
	.open = link_open,
	.send = link_send,
	.stop = link_stop,
	.query = link_query,
	.nodes = link_nodes,
	.close = link_close,
};
