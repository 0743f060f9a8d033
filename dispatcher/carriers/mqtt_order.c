/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/mqtt_order.h"

#include <talloc.h>

#include "net/clock.h"

void mqtt_orders_init(struct mqtt_orders *orders, void *ctx, const char *realm)
{
	*orders = (struct mqtt_orders){ .realm = realm, .ctx = ctx };
	INIT_LLIST_HEAD(&orders->list);
}

/* ---- room ------------------------------------------------------------------------------- */

static struct mqtt_order *oldest_answered(const struct mqtt_orders *orders)
{
	struct mqtt_order *order;

	llist_for_each_entry (order, &orders->list, entry) {
		if (!order->is_waiting)
			return order;
	}
	return NULL;
}

static size_t octets_of(const struct mqtt_order *order)
{
	return order->payload.size + order->cell_count * sizeof(*order->cells);
}

/* Room for its cells and a payload of that size. */
static bool make_octets(struct mqtt_orders *orders, const struct mqtt_order *row, size_t size)
{
	size_t wanted = octets_of(row) + size;
	struct mqtt_order *answered;

	while (orders->octets + wanted > MQTT_ORDERS_OCTETS_MAX &&
	       (answered = oldest_answered(orders)))
		mqtt_orders_remove(orders, answered);
	return orders->octets + wanted <= MQTT_ORDERS_OCTETS_MAX;
}

static size_t places_for(bool is_stop)
{
	return is_stop ? MQTT_ORDERS_MAX : MQTT_ORDERS_MAX - MQTT_ORDERS_RESERVED;
}

/* Answered rows give way. */
bool mqtt_orders_have_room(const struct mqtt_orders *orders, bool is_stop)
{
	return orders->waiting < places_for(is_stop) &&
	       (orders->octets <= MQTT_ORDERS_OCTETS_MAX / 2 || orders->waiting < orders->count);
}

static enum err make_room(struct mqtt_orders *orders, bool is_stop, struct fault *why)
{
	size_t places = places_for(is_stop);
	struct mqtt_order *answered;

	while (orders->count >= places && (answered = oldest_answered(orders)))
		mqtt_orders_remove(orders, answered);
	if (orders->count >= places)
		return err_set(why, ERR_FULL, NULL, "%zu orders wait for a receipt",
			       orders->waiting);
	return ERR_OK;
}

/* ---- what goes out ---------------------------------------------------------------------- */

static enum mqtt_notice_action action_of(bool is_stop, const struct carrier_order *order)
{
	if (is_stop)
		return MQTT_NOTICE_STOP;
	return order->message->replaces ? MQTT_NOTICE_UPDATE : MQTT_NOTICE_SEND;
}

static enum err check(bool is_stop, const struct carrier_order *order, struct fault *why)
{
	if (order->delivery->cell_count == 0 && order->area_count == 0)
		return err_set(why, ERR_INPUT, NULL, "neither a cell nor an area is named");
	if (!is_stop && order->message->text.size == 0)
		return err_set(why, ERR_INPUT, NULL, "there is no text");
	if (!is_stop && !utc_before(clock_now(), order->expires))
		return err_set(why, ERR_LIMIT, NULL, "it has expired");
	return ERR_OK;
}

static enum err write_payload(struct mqtt_order *row, struct mqtt_orders *orders,
			      const struct carrier_order *order, struct fault *why)
{
	const struct mqtt_notice notice = {
		.action = row->action,
		.notice = order->notice,
		.delivery = order->index,
		.message = order->message,
		.cells = order->delivery->cells,
		.cell_count = order->delivery->cell_count,
		.areas = order->areas,
		.area_count = order->area_count,
		.from = order->begins,
		.until = order->expires,
		.content = order->content,
		.realm = orders->realm,
	};
	struct text text;

	text_init(&text, row);
	mqtt_notice_json_write(&text, &notice);
	if (text.size > MQTT_ORDER_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "%zu octets, %d are the limit", text.size,
			       MQTT_ORDER_OCTETS_MAX);
	if (row->action != MQTT_NOTICE_STOP && !make_octets(orders, row, text.size))
		return err_set(why, ERR_FULL, NULL, "%zu octets wait for a receipt already",
			       orders->octets);
	row->payload = text_slice(&text);
	return ERR_OK;
}

/* ---- rows ------------------------------------------------------------------------------- */

static void fill(struct mqtt_order *row, bool is_stop, const struct carrier_order *order)
{
	row->action = action_of(is_stop, order);
	row->notice = order->notice;
	row->delivery = order->index;
	row->serial = order->message->serial_number;
	row->expires = order->expires;
	row->begun = clock_monotonic();
	row->pause = (struct backoff){ SPAN_SECONDS(5), SPAN_SECONDS(60), 0 };
	row->cell_count = order->delivery->cell_count;
	row->cells = talloc_memdup(row, order->delivery->cells,
				   row->cell_count * sizeof(*row->cells));
}

enum err mqtt_orders_add(struct mqtt_order **out, struct mqtt_orders *orders, bool is_stop,
			 const struct carrier_order *order, struct fault *why)
{
	struct mqtt_order *before = mqtt_orders_find(orders, order->notice, order->index);
	struct mqtt_order *row;
	enum err err = check(is_stop, order, why);

	if (err == ERR_OK && !before)
		err = make_room(orders, is_stop, why);
	if (err != ERR_OK)
		return err;
	row = talloc_zero(orders->ctx, struct mqtt_order);
	if (!row)
		return err_set(why, ERR_MEMORY, NULL, "no memory for an order");
	fill(row, is_stop, order);
	err = write_payload(row, orders, order, why);
	if (err != ERR_OK) {
		talloc_free(row);
		return err;
	}
	/* Looked for again: it may have made room. */
	before = mqtt_orders_find(orders, order->notice, order->index);
	if (before)
		mqtt_orders_remove(orders, before);
	row->is_waiting = true;
	llist_add_tail(&row->entry, &orders->list);
	orders->count++;
	orders->waiting++;
	orders->octets += octets_of(row);
	*out = row;
	return ERR_OK;
}

void mqtt_orders_settle(struct mqtt_orders *orders, struct mqtt_order *order)
{
	if (!order->is_waiting)
		return;
	orders->waiting--;
	orders->octets -= order->payload.size;
	order->is_waiting = false;
	talloc_free((void *)(uintptr_t)order->payload.at);
	order->payload = (struct slice){ NULL, 0 };
}

void mqtt_orders_remove(struct mqtt_orders *orders, struct mqtt_order *order)
{
	mqtt_orders_settle(orders, order);
	orders->octets -= octets_of(order);
	llist_del(&order->entry);
	orders->count--;
	talloc_free(order);
}

/* ---- looking ---------------------------------------------------------------------------- */

struct mqtt_order *mqtt_orders_find(const struct mqtt_orders *orders, uint64_t notice,
				    uint32_t delivery)
{
	struct mqtt_order *order;

	llist_for_each_entry (order, &orders->list, entry) {
		if (order->notice == notice && order->delivery == delivery)
			return order;
	}
	return NULL;
}

struct mqtt_order *mqtt_orders_of_number(const struct mqtt_orders *orders, int number)
{
	struct mqtt_order *order;

	llist_for_each_entry (order, &orders->list, entry) {
		if (order->number == number)
			return order;
	}
	return NULL;
}

struct mqtt_order *mqtt_orders_wanting_room(const struct mqtt_orders *orders)
{
	struct mqtt_order *order, *first = NULL;

	llist_for_each_entry (order, &orders->list, entry) {
		if (!order->is_waiting || !order->wants_room)
			continue;
		if (order->action == MQTT_NOTICE_STOP)
			return order;
		if (!first)
			first = order;
	}
	return first;
}

struct mqtt_order *mqtt_orders_due(const struct mqtt_orders *orders, struct span now)
{
	struct mqtt_order *order;

	llist_for_each_entry (order, &orders->list, entry) {
		if (order->is_waiting && order->deadline.us <= now.us)
			return order;
	}
	return NULL;
}

bool mqtt_orders_next_deadline(const struct mqtt_orders *orders, struct span *deadline)
{
	struct mqtt_order *order;
	bool found = false;

	llist_for_each_entry (order, &orders->list, entry) {
		if (!order->is_waiting)
			continue;
		if (!found || order->deadline.us < deadline->us)
			*deadline = order->deadline;
		found = true;
	}
	return found;
}
