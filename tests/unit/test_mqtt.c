/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The broker's connection, against a broker that does as the test tells it. Time is virtual. */
#include "test.h"

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>

#include "net/clock.h"
#include "net/log.h"
#include "net/mqtt.h"
#include "support/broker_kit.h"

struct rig {
	struct broker_kit *kit;
	struct mqtt_broker broker;
	struct mqtt *mqtt;
	size_t ups, downs, messages, published;
	bool holds, in_call;
	uint64_t ticket;
	char topic[64], payload[64], reason[200];
};

static void on_up(void *data)
{
	struct rig *rig = data;

	assert_false(rig->in_call);
	rig->ups++;
}

static void on_down(void *data, const char *reason)
{
	struct rig *rig = data;

	assert_false(rig->in_call);
	rig->downs++;
	snprintf(rig->reason, sizeof(rig->reason), "%s", reason);
}

static void on_message(void *data, const char *topic, struct slice payload)
{
	struct rig *rig = data;

	assert_false(rig->in_call);
	rig->messages++;
	snprintf(rig->topic, sizeof(rig->topic), "%s", topic);
	snprintf(rig->payload, sizeof(rig->payload), "%.*s", SLICE_PRINT(payload));
	if (rig->holds)
		rig->ticket = mqtt_hold(rig->mqtt);
}

static void on_published(void *data, int number)
{
	struct rig *rig = data;

	assert_true(number > 0);
	rig->published++;
}

static void turns(int count)
{
	while (count--)
		osmo_select_main(1);
}

static void pass(int seconds)
{
	for (int i = 0; i < seconds * 4; i++) {
		osmo_gettimeofday_override_add(0, 250000);
		turns(4);
	}
}

static struct rig *rig_open(size_t waiting_max)
{
	struct rig *rig = talloc_zero(NULL, struct rig);
	struct mqtt_config config = { .broker = &rig->broker,
				      .suffix = "test",
				      .keeps_session = true,
				      .topics = { "in/+" },
				      .waiting_max = waiting_max,
				      .data = rig,
				      .up = on_up,
				      .down = on_down,
				      .message = on_message,
				      .published = on_published };

	rig->kit = broker_kit_open(rig, 0);
	rig->broker = (struct mqtt_broker){ .address = "127.0.0.1",
					    .port = broker_kit_port(rig->kit),
					    .client_id = "unit" };
	assert_int_equal(mqtt_open(&rig->mqtt, rig, &config, NULL), ERR_OK);
	return rig;
}

static struct rig *rig_up(size_t waiting_max)
{
	struct rig *rig = rig_open(waiting_max);

	pass(3);
	assert_int_equal(rig->ups, 1);
	return rig;
}

static void rig_close(struct rig *rig)
{
	mqtt_close(rig->mqtt);
	if (rig->kit)
		broker_kit_close(rig->kit);
	talloc_free(rig);
}

static enum err say(struct rig *rig, const char *topic, const char *payload)
{
	enum err err;

	rig->in_call = true;
	err = mqtt_publish(rig->mqtt, &(struct mqtt_message){ topic, slice_of(payload), false },
			   NULL, NULL);
	rig->in_call = false;
	return err;
}

static void what_is_published_is_acknowledged_and_comes_back(void **state)
{
	struct rig *rig = rig_up(0);

	(void)state;
	assert_int_equal(say(rig, "in/a", "hello"), ERR_OK);
	assert_int_equal(mqtt_state(rig->mqtt).waiting, 1);
	turns(40);
	assert_int_equal(rig->published, 1);
	assert_int_equal(mqtt_state(rig->mqtt).waiting, 0);
	assert_int_equal(rig->messages, 1);
	assert_string_equal(rig->topic, "in/a");
	assert_string_equal(rig->payload, "hello");
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	rig_close(rig);
}

static void a_held_message_is_not_acknowledged_before_it_is_released(void **state)
{
	struct rig *rig = rig_up(0);

	(void)state;
	rig->holds = true;
	broker_kit_say(rig->kit, "in/a", SLICE_LITERAL("x"));
	pass(3);
	assert_int_equal(rig->messages, 1);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 0);
	mqtt_release(rig->mqtt, rig->ticket);
	turns(20);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	assert_int_equal(broker_kit_unacknowledged(rig->kit), 0);
	rig_close(rig);
}

static void a_message_that_is_given_up_is_brought_again(void **state)
{
	struct rig *rig = rig_up(0);

	(void)state;
	rig->holds = true;
	broker_kit_say(rig->kit, "in/a", SLICE_LITERAL("x"));
	turns(20);
	mqtt_give_up(rig->mqtt, rig->ticket, "the disk is full");
	turns(5);
	assert_int_equal(rig->downs, 1);
	assert_string_equal(rig->reason, "the disk is full");
	assert_int_equal(broker_kit_acknowledged(rig->kit), 0);
	rig->holds = false;
	pass(5);
	assert_int_equal(rig->ups, 2);
	assert_int_equal(rig->messages, 2);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	rig_close(rig);
}

static void a_ticket_of_an_ended_connection_releases_nothing(void **state)
{
	struct rig *rig = rig_up(0);
	uint64_t old;

	(void)state;
	rig->holds = true;
	broker_kit_say(rig->kit, "in/a", SLICE_LITERAL("x"));
	turns(20);
	old = rig->ticket;
	broker_kit_drop_all(rig->kit);
	pass(5);
	assert_int_equal(rig->messages, 2);
	mqtt_release(rig->mqtt, old);
	turns(20);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 0);
	mqtt_release(rig->mqtt, rig->ticket);
	turns(20);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	rig_close(rig);
}

static void what_waits_for_the_broker_is_bounded(void **state)
{
	struct rig *rig = rig_up(5);

	(void)state;
	broker_kit_faults(rig->kit)->is_deaf = true;
	for (int i = 0; i < 5; i++)
		assert_int_equal(say(rig, "out/a", "x"), ERR_OK);
	assert_int_equal(say(rig, "out/a", "x"), ERR_FULL);
	broker_kit_faults(rig->kit)->is_deaf = false;
	broker_kit_drop_all(rig->kit);
	pass(5);
	/* A lost connection takes what was on its way with it: its owner knows what must go again.
	 */
	assert_int_equal(mqtt_state(rig->mqtt).waiting, 0);
	assert_int_equal(rig->published, 0);
	assert_int_equal(say(rig, "out/a", "x"), ERR_OK);
	turns(20);
	assert_int_equal(rig->published, 1);
	rig_close(rig);
}

static void a_broker_that_is_away_is_tried_again(void **state)
{
	struct rig *rig = rig_up(0);
	uint16_t port = broker_kit_port(rig->kit);

	(void)state;
	broker_kit_close(rig->kit);
	rig->kit = NULL;
	pass(40);
	assert_int_equal(rig->downs, 1);
	assert_false(mqtt_state(rig->mqtt).is_up);
	assert_int_equal(say(rig, "out/a", "x"), ERR_STATE);
	rig->kit = broker_kit_open(rig, port);
	pass(40);
	assert_int_equal(rig->ups, 2);
	rig_close(rig);
}

static void a_refused_subscription_is_no_connection(void **state)
{
	struct rig *rig = rig_open(0);

	(void)state;
	broker_kit_faults(rig->kit)->refuses_subscription = true;
	pass(3);
	assert_int_equal(rig->ups, 0);
	assert_non_null(strstr(mqtt_state(rig->mqtt).reason, "in/+"));
	broker_kit_faults(rig->kit)->refuses_subscription = false;
	pass(40);
	assert_int_equal(rig->ups, 1);
	rig_close(rig);
}

static void a_refused_sign_in_is_told_in_the_brokers_words(void **state)
{
	struct rig *rig = rig_open(0);

	(void)state;
	broker_kit_faults(rig->kit)->connack = 5;
	pass(3);
	assert_int_equal(rig->ups, 0);
	assert_non_null(strstr(mqtt_state(rig->mqtt).reason, "not authorised"));
	rig_close(rig);
}

static void garbage_ends_the_connection_and_no_more(void **state)
{
	struct rig *rig = rig_up(0);

	(void)state;
	broker_kit_say_octets(rig->kit, "\xff\xff\xff\xff\xff\xff\xff", 7);
	pass(5);
	assert_int_equal(rig->downs, 1);
	assert_int_equal(rig->ups, 2);
	rig_close(rig);
}

static void a_name_is_no_address(void **state)
{
	struct mqtt_broker broker = { .address = "localhost", .port = 1883, .client_id = "x" };
	struct mqtt *mqtt = NULL;

	(void)state;
	assert_int_equal(mqtt_open(&mqtt, NULL, &(struct mqtt_config){ .broker = &broker }, NULL),
			 ERR_INPUT);
	assert_null(mqtt);
}

static void a_password_that_cannot_be_read_is_said(void **state)
{
	struct rig *rig = rig_open(0);

	(void)state;
	rig->broker.user = "desk";
	rig->broker.password_file = "/nonexistent/password";
	pass(3);
	assert_int_equal(rig->ups, 0);
	assert_non_null(strstr(mqtt_state(rig->mqtt).reason, "/nonexistent/password"));
	rig_close(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_published_is_acknowledged_and_comes_back),
		cmocka_unit_test(a_held_message_is_not_acknowledged_before_it_is_released),
		cmocka_unit_test(a_message_that_is_given_up_is_brought_again),
		cmocka_unit_test(a_ticket_of_an_ended_connection_releases_nothing),
		cmocka_unit_test(what_waits_for_the_broker_is_bounded),
		cmocka_unit_test(a_broker_that_is_away_is_tried_again),
		cmocka_unit_test(a_refused_subscription_is_no_connection),
		cmocka_unit_test(a_refused_sign_in_is_told_in_the_brokers_words),
		cmocka_unit_test(garbage_ends_the_connection_and_no_more),
		cmocka_unit_test(a_name_is_no_address),
		cmocka_unit_test(a_password_that_cannot_be_read_is_said),
	};

	log_begin(NULL, LOGL_FATAL);
	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time = (struct timeval){ 1790000000, 0 };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
