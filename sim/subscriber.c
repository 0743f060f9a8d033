/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subscriber.h"

#include <jansson.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>

#include "net/clock.h"
#include "wire/mqtt_notice_json.h"
#include "wire/mqtt_receipt_json.h"

/* One delivery, as far as it was told. */
struct shown {
	struct llist_head entry;
	char *delivery, *order_no; /* of the newest order */
	json_int_t serial, message_identifier;
	bool is_on;
	struct cell_id *cells;
	size_t cell_count;
};

struct answer {
	struct llist_head entry;
	struct subscriber *subscriber;
	struct osmo_timer_list due;
	char *payload;
	unsigned int times;
};

struct subscriber {
	struct subscriber_config config;
	struct mqtt *mqtt;
	char *notices, *receipts;
	struct llist_head shown, answers;
	struct subscriber_orders orders;
	unsigned int unanswered;
};

static json_int_t number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/* ---- what it remembers ------------------------------------------------------------------ */

static struct shown *find(const struct subscriber *subscriber, const char *delivery)
{
	struct shown *shown;

	llist_for_each_entry (shown, &subscriber->shown, entry) {
		if (strcmp(shown->delivery, delivery) == 0)
			return shown;
	}
	return NULL;
}

static struct shown *know(struct subscriber *subscriber, const char *delivery)
{
	struct shown *shown = find(subscriber, delivery);

	if (shown)
		return shown;
	shown = talloc_zero(subscriber, struct shown);
	shown->delivery = talloc_strdup(shown, delivery);
	shown->order_no = talloc_strdup(shown, "");
	llist_add_tail(&shown->entry, &subscriber->shown);
	return shown;
}

static void note_order(struct shown *shown, const json_t *order, bool is_on)
{
	talloc_free(shown->order_no);
	shown->order_no = talloc_strdup(shown, text_of(order, "order_no"));
	shown->serial = number_of(order, "serial");
	shown->message_identifier = number_of(order, "message_identifier");
	shown->is_on = is_on;
}

/* A send that comes after its stop, or again, changes nothing. */
static bool is_done_already(const struct shown *shown, const char *order_no)
{
	return strcmp(shown->order_no, order_no) >= 0;
}

static void learn_cells(struct shown *shown, const json_t *order)
{
	const json_t *cells = json_object_get(order, "cells");

	talloc_free(shown->cells);
	shown->cells = talloc_zero_array(shown, struct cell_id,
					 (unsigned int)json_array_size(cells) + 1);
	shown->cell_count = 0;
	for (size_t i = 0; i < json_array_size(cells); i++)
		if (cell_id_parse(&shown->cells[shown->cell_count],
				  slice_of(json_string_value(json_array_get(cells, i)))))
			shown->cell_count++;
}

void subscriber_remember(struct subscriber *subscriber, const char *line)
{
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	const char *change = text_of(json, "change");

	if (strcmp(change, "on") == 0 || strcmp(change, "off") == 0)
		note_order(know(subscriber, text_of(json, "delivery")), json,
			   strcmp(change, "on") == 0);
	json_decref(json);
}

/* ---- what it shows ---------------------------------------------------------------------- */

static void write_line(const struct subscriber *subscriber, const char *change, const json_t *order)
{
	const json_t *text = json_array_get(json_object_get(order, "texts"), 0);
	char at[UTC_TEXT_OCTETS];
	json_t *line;

	if (subscriber->config.people) {
		fprintf(subscriber->config.people, "%.16s  %s %s: %s %s\n",
			utc_format(at, clock_now(), UTC_CHINA_OFFSET_MINUTES),
			subscriber->config.carrier, text_of(order, "delivery"), change,
			strcmp(change, "on") == 0 ? text_of(text, "text") : "");
		fflush(subscriber->config.people);
	}
	if (!subscriber->config.to)
		return;
	line = json_pack("{s:s, s:s, s:s, s:s, s:s, s:O, s:O, s:s, s:s, s:i, s:i}", "change",
			 change, "at", utc_format(at, clock_now(), UTC_CHINA_OFFSET_MINUTES),
			 "carrier", subscriber->config.carrier, "delivery",
			 text_of(order, "delivery"), "order_no", text_of(order, "order_no"),
			 "serial", json_object_get(order, "serial"), "message_identifier",
			 json_object_get(order, "message_identifier"), "action",
			 text_of(order, "action"), "text", text_of(text, "text"), "cells",
			 (int)json_array_size(json_object_get(order, "cells")), "areas",
			 (int)json_array_size(json_object_get(order, "areas")));
	if (line)
		json_dumpf(line, subscriber->config.to, JSON_COMPACT);
	fputc('\n', subscriber->config.to);
	fflush(subscriber->config.to);
	json_decref(line);
}

/* ---- what it answers -------------------------------------------------------------------- */

static void on_due(void *data)
{
	struct answer *answer = data;
	struct subscriber *subscriber = answer->subscriber;

	for (unsigned int i = 0; i < answer->times; i++)
		subscriber_say(subscriber, slice_of(answer->payload));
	llist_del(&answer->entry);
	talloc_free(answer);
}

static void answer_later(struct subscriber *subscriber, const char *payload)
{
	struct answer *answer = talloc_zero(subscriber, struct answer);
	const struct subscriber_faults *faults = &subscriber->config.faults;

	answer->subscriber = subscriber;
	answer->payload = talloc_strdup(answer, payload);
	answer->times = 1 + faults->duplicates;
	llist_add_tail(&answer->entry, &subscriber->answers);
	osmo_timer_setup(&answer->due, on_due, answer);
	clock_set_timer(&answer->due, faults->delay);
}

static json_t *cells_of(const struct subscriber *subscriber, const struct shown *shown,
			const char *outcome, size_t *good)
{
	const struct subscriber_faults *faults = &subscriber->config.faults;
	json_t *cells = json_array();
	char text[CELL_ID_TEXT_OCTETS];

	*good = 0;
	for (size_t i = 0; i < shown->cell_count; i++) {
		bool is_refused = faults->refuse_every && (i + 1) % faults->refuse_every == 0;

		if (faults->omit_every && (i + 1) % faults->omit_every == 0)
			continue;
		*good += !is_refused;
		json_array_append_new(cells,
				      json_pack("{s:s, s:s}", "cell",
						cell_id_format(text, &shown->cells[i]), "outcome",
						is_refused ? "refused" : outcome));
	}
	return cells;
}

static const char *outcome_of(const struct subscriber *subscriber, bool is_stop)
{
	if (subscriber->config.faults.says_unknown)
		return "unknown";
	if (is_stop)
		return "stopped";
	return subscriber->config.faults.refuses ? "refused" : "accepted";
}

static void add_counts(const struct subscriber *subscriber, json_t *receipt)
{
	json_int_t users = (json_int_t)subscriber->config.users;

	if (users == 0)
		return;
	json_object_set_new(receipt, "targeted", json_integer(users));
	json_object_set_new(receipt, "delivered", json_integer(users));
}

static json_t *receipt_for(const struct subscriber *subscriber, const struct shown *shown,
			   const json_t *order)
{
	const struct subscriber_faults *faults = &subscriber->config.faults;
	bool is_stop = strcmp(text_of(order, "action"), "stop") == 0;
	const char *outcome = outcome_of(subscriber, is_stop);
	json_int_t serial = number_of(order, "serial");
	size_t good = 0;
	json_t *cells = cells_of(subscriber, shown, outcome, &good), *receipt;
	char at[UTC_TEXT_OCTETS];

	if (shown->cell_count > 0 && good < shown->cell_count && !faults->says_unknown)
		outcome = "partial";
	receipt = json_pack("{s:s, s:s, s:I, s:s, s:s}", "notice", text_of(order, "notice"),
			    "delivery", text_of(order, "delivery"), "serial",
			    serial ^ (faults->other_serials ? 0x10 : 0), "outcome", outcome,
			    "received_at", utc_format(at, clock_now(), UTC_CHINA_OFFSET_MINUTES));
	if (json_array_size(cells) > 0 && !faults->says_unknown)
		json_object_set(receipt, "cells", cells);
	if (!faults->hides_order)
		json_object_set(receipt, "order_no", json_object_get(order, "order_no"));
	if (faults->refuses && !is_stop)
		json_object_set_new(receipt, "cause", json_string("told to refuse"));
	if (!is_stop && !faults->refuses)
		add_counts(subscriber, receipt);
	json_decref(cells);
	return receipt;
}

static void answer_order(struct subscriber *subscriber, const struct shown *shown,
			 const json_t *order)
{
	json_t *receipt;
	char *payload;

	if (subscriber->config.faults.is_silent ||
	    subscriber->unanswered < subscriber->config.faults.silent_first) {
		subscriber->unanswered++;
		return;
	}
	receipt = receipt_for(subscriber, shown, order);
	payload = json_dumps(receipt, JSON_COMPACT);
	answer_later(subscriber, payload);
	free(payload);
	json_decref(receipt);
}

/* ---- orders ----------------------------------------------------------------------------- */

/*
 * An update whose serial is the one that it replaces is that message, for other areas or cells:
 * what was shown of it so far makes way, and no stop will say so.
 */
static void make_way(struct subscriber *subscriber, const struct shown *now, const json_t *order)
{
	struct shown *shown;

	if (!json_object_get(order, "replaces") ||
	    number_of(order, "replaces") != number_of(order, "serial"))
		return;
	llist_for_each_entry (shown, &subscriber->shown, entry) {
		json_t *old;

		if (shown == now || !shown->is_on || shown->serial != now->serial ||
		    shown->message_identifier != now->message_identifier)
			continue;
		shown->is_on = false;
		old = json_copy((json_t *)(uintptr_t)order);
		json_object_set_new(old, "delivery", json_string(shown->delivery));
		json_object_set_new(old, "order_no", json_string(shown->order_no));
		write_line(subscriber, "off", old);
		json_decref(old);
	}
}

static void carry_out(struct subscriber *subscriber, const json_t *order)
{
	bool is_stop = strcmp(text_of(order, "action"), "stop") == 0;
	struct shown *shown = know(subscriber, text_of(order, "delivery"));
	const char *order_no = text_of(order, "order_no");

	subscriber->orders.sends += !is_stop;
	subscriber->orders.stops += is_stop;
	learn_cells(shown, order);
	if (is_done_already(shown, order_no)) {
		subscriber->orders.repeats++;
		write_line(subscriber, "again", order);
	} else if (is_stop || !subscriber->config.faults.refuses) {
		note_order(shown, order, !is_stop);
		make_way(subscriber, shown, order);
		write_line(subscriber, is_stop ? "off" : "on", order);
	}
	answer_order(subscriber, shown, order);
}

static void on_message(void *data, const char *topic, struct slice payload)
{
	struct subscriber *subscriber = data;
	json_t *order = json_loadb(payload.at, payload.size, JSON_REJECT_DUPLICATES, NULL);

	(void)topic;
	if (*text_of(order, "order_no") && *text_of(order, "delivery"))
		carry_out(subscriber, order);
	else
		subscriber->orders.strange++;
	json_decref(order);
}

/* ---- its life --------------------------------------------------------------------------- */

enum err subscriber_open(struct subscriber **out, void *ctx, const struct subscriber_config *config,
			 struct fault *why)
{
	struct subscriber *subscriber = talloc_zero(ctx, struct subscriber);
	struct mqtt_config mqtt = { .broker = config->broker,
				    .suffix = config->carrier,
				    .keeps_session = true,
				    .data = subscriber,
				    .message = on_message };
	enum err err;

	subscriber->config = *config;
	subscriber->notices = talloc_asprintf(subscriber, MQTT_NOTICE_TOPIC, config->carrier);
	subscriber->receipts = talloc_asprintf(subscriber, MQTT_RECEIPT_TOPIC, config->carrier);
	INIT_LLIST_HEAD(&subscriber->shown);
	INIT_LLIST_HEAD(&subscriber->answers);
	mqtt.topics[0] = subscriber->notices;
	err = mqtt_open(&subscriber->mqtt, subscriber, &mqtt, why);
	if (err == ERR_OK)
		*out = subscriber;
	else
		talloc_free(subscriber);
	return err;
}

void subscriber_close(struct subscriber *subscriber)
{
	struct answer *answer;

	llist_for_each_entry (answer, &subscriber->answers, entry)
		osmo_timer_del(&answer->due);
	mqtt_close(subscriber->mqtt);
	talloc_free(subscriber);
}

struct subscriber_faults *subscriber_faults(struct subscriber *subscriber)
{
	return &subscriber->config.faults;
}

bool subscriber_is_connected(const struct subscriber *subscriber)
{
	return mqtt_state(subscriber->mqtt).is_up;
}

struct subscriber_orders subscriber_orders(const struct subscriber *subscriber)
{
	return subscriber->orders;
}

size_t subscriber_on(const struct subscriber *subscriber, uint32_t lac_tac)
{
	struct shown *shown;
	size_t count = 0;

	llist_for_each_entry (shown, &subscriber->shown, entry) {
		for (size_t i = 0; shown->is_on && i < shown->cell_count; i++)
			count += shown->cells[i].lac_tac == lac_tac;
		count += shown->is_on && shown->cell_count == 0 && lac_tac == 0;
	}
	return count;
}

void subscriber_say(struct subscriber *subscriber, struct slice payload)
{
	struct fault why;

	/* Lost with the connection: the order comes again, and is answered then. */
	if (mqtt_publish(subscriber->mqtt,
			 &(struct mqtt_message){ subscriber->receipts, payload, false }, NULL,
			 &why) != ERR_OK)
		subscriber->orders.strange++;
}
