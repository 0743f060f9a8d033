/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Alerts by MQTT: a desk that answers when a test says so, and a broker in the test's loop. */
#include "test.h"

#include <jansson.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>

#include "intake/intake.h"
#include "net/log.h"
#include "net/mqtt.h"
#include "support/broker_kit.h"

enum { CALLS_MAX = 1024, RATE = 20, BURST = 20 * RATE };

struct rig {
	struct broker_kit *kit;
	struct mqtt_broker broker;
	struct intake_mqtt *in;
	struct intake_call *calls[CALLS_MAX];
	char agency[CALLS_MAX][32];
	size_t submitted, answers;
	bool is_mute; /* answers cannot leave */
	char topic[128], answer[1024];
};

static void on_submit(void *data, struct intake_call *call, const struct intake_document *document)
{
	struct rig *rig = data;
	const struct intake_principal *who = intake_call_principal(call);

	assert_int_equal(document->format, INTAKE_FORMAT_CAP);
	assert_string_equal(document->source, "mqtt");
	assert_string_equal(who->person, "");
	assert_int_equal(who->roles, PERSON_ROLE_AGENCY);
	assert_true(rig->submitted < CALLS_MAX);
	snprintf(rig->agency[rig->submitted], sizeof(rig->agency[0]), "%s", who->body);
	rig->calls[rig->submitted++] = call;
}

static bool knows_agency(void *data, struct slice agency)
{
	(void)data;
	return slice_is(agency, "yj-em") || slice_is(agency, "yj-met");
}

static bool publish(void *data, const char *topic, struct slice payload)
{
	struct rig *rig = data;

	if (rig->is_mute)
		return false;
	rig->answers++;
	snprintf(rig->topic, sizeof(rig->topic), "%s", topic);
	snprintf(rig->answer, sizeof(rig->answer), "%.*s", SLICE_PRINT(payload));
	return true;
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
		turns(6);
	}
}

static struct rig *rig_open(void)
{
	struct rig *rig = talloc_zero(NULL, struct rig);
	struct intake_desk desk = { .data = rig,
				    .submit = on_submit,
				    .knows_agency = knows_agency };
	struct intake_mqtt_config config = { .broker = &rig->broker,
					     .document_max = 2000,
					     .rate_per_second = RATE,
					     .data = rig,
					     .publish = publish };

	rig->kit = broker_kit_open(rig, 0);
	rig->broker = (struct mqtt_broker){ .address = "127.0.0.1",
					    .port = broker_kit_port(rig->kit),
					    .client_id = "in" };
	assert_int_equal(intake_mqtt_open(&rig->in, rig, &config, &desk, NULL), ERR_OK);
	pass(3);
	assert_true(intake_mqtt_figures(rig->in).is_up);
	return rig;
}

static void rig_close(struct rig *rig)
{
	if (rig->in)
		intake_mqtt_close(rig->in);
	broker_kit_close(rig->kit);
	talloc_free(rig);
}

static void say(struct rig *rig, const char *agency, const char *document)
{
	char topic[64];

	snprintf(topic, sizeof(topic), "cbd/v1/alerts/%s", agency);
	broker_kit_say(rig->kit, topic, slice_of(document));
	turns(10);
}

/* A document of nobody, or past the limit, is neither hashed nor parsed. */
static bool is_looked_at(json_t *answer)
{
	json_int_t status = json_integer_value(json_object_get(answer, "status"));

	return status != 403 && status != 413;
}

static json_int_t status_of(const struct rig *rig)
{
	json_t *answer = json_loads(rig->answer, 0, NULL);
	json_int_t status = json_integer_value(json_object_get(answer, "status"));

	assert_non_null(json_object_get(answer, "body"));
	assert_int_equal(json_string_length(json_object_get(answer, "document_sha256")),
			 is_looked_at(answer) ? 64 : 0);
	json_decref(answer);
	return status;
}

static void a_document_is_acknowledged_after_its_answer_and_not_before(void **state)
{
	struct rig *rig = rig_open();

	(void)state;
	say(rig, "yj-em", "<alert/>");
	assert_int_equal(rig->submitted, 1);
	assert_string_equal(rig->agency[0], "yj-em");
	pass(3);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 0);
	intake_answer_json(rig->calls[0], 202, SLICE_LITERAL("{\"notice\":\"1\"}"));
	turns(10);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	assert_string_equal(rig->topic, "cbd/v1/answers/yj-em");
	assert_int_equal(status_of(rig), 202);
	assert_non_null(strstr(rig->answer, "\"notice\":\"1\""));
	rig_close(rig);
}

static void a_refusal_that_is_recorded_is_acknowledged_too(void **state)
{
	struct rig *rig = rig_open();
	struct fault why;

	(void)state;
	say(rig, "yj-em", "<alert/>");
	err_set(&why, ERR_CONFLICT, "CAP 1.2 3.2.1", "the same identifier, other content");
	intake_answer_fault(rig->calls[0], &why);
	turns(10);
	assert_int_equal(status_of(rig), 409);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	rig_close(rig);
}

static void what_could_not_be_recorded_is_brought_again(void **state)
{
	struct rig *rig = rig_open();
	struct fault why;

	(void)state;
	say(rig, "yj-em", "<alert/>");
	err_set(&why, ERR_FULL, NULL, "the disk is full");
	intake_answer_fault(rig->calls[0], &why);
	turns(10);
	assert_int_equal(status_of(rig), 503);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 0);
	pass(5);
	assert_int_equal(rig->submitted, 2);
	intake_answer_json(rig->calls[1], 202, SLICE_LITERAL("{\"notice\":\"1\"}"));
	turns(10);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	assert_int_equal(intake_mqtt_figures(rig->in).again, 1);
	rig_close(rig);
}

static void what_could_not_be_answered_is_brought_again(void **state)
{
	struct rig *rig = rig_open();

	(void)state;
	say(rig, "yj-em", "<alert/>");
	rig->is_mute = true;
	intake_answer_json(rig->calls[0], 202, SLICE_LITERAL("{\"notice\":\"1\"}"));
	turns(10);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 0);
	rig->is_mute = false;
	pass(5);
	assert_int_equal(rig->submitted, 2);
	intake_answer_json(rig->calls[1], 200, SLICE_LITERAL("{\"notice\":\"1\"}"));
	turns(10);
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	rig_close(rig);
}

static void a_topic_without_an_agency_is_answered_and_not_submitted(void **state)
{
	struct rig *rig = rig_open();

	(void)state;
	say(rig, "nobody", "<alert/>");
	assert_int_equal(rig->submitted, 0);
	assert_int_equal(status_of(rig), 403);
	assert_string_equal(rig->topic, "cbd/v1/answers/nobody");
	assert_int_equal(broker_kit_acknowledged(rig->kit), 1);
	assert_int_equal(intake_mqtt_figures(rig->in).refused, 1);
	rig_close(rig);
}

static void a_document_past_the_limit_is_answered_and_not_submitted(void **state)
{
	struct rig *rig = rig_open();
	char document[2002];

	(void)state;
	memset(document, ' ', sizeof(document) - 1);
	document[sizeof(document) - 1] = '\0';
	say(rig, "yj-em", document);
	assert_int_equal(rig->submitted, 0);
	assert_int_equal(status_of(rig), 413);
	rig_close(rig);
}

static void one_that_floods_does_not_silence_another(void **state)
{
	struct rig *rig = rig_open();

	(void)state;
	for (int i = 0; i < 200; i++)
		broker_kit_say(rig->kit, "cbd/v1/alerts/nobody", SLICE_LITERAL("x"));
	broker_kit_say(rig->kit, "cbd/v1/alerts/yj-met", SLICE_LITERAL("<alert/>"));
	turns(2000);
	assert_int_equal(rig->submitted, 1);
	assert_string_equal(rig->agency[0], "yj-met");
	/* The flood is answered as far as its rate goes. */
	assert_true(rig->answers <= RATE + 1);
	assert_int_equal(intake_mqtt_figures(rig->in).refused, 200);
	intake_answer_json(rig->calls[0], 202, SLICE_LITERAL("{}"));
	turns(20);
	assert_int_equal(broker_kit_unacknowledged(rig->kit), 0);
	rig_close(rig);
}

/* What piled up at the broker comes at once: so much is in hand, so much is taken, no more. */
static void a_pile_is_taken_piece_by_piece_and_past_its_rate_told_to_slow_down(void **state)
{
	struct rig *rig = rig_open();
	size_t answered = 0;

	(void)state;
	for (int i = 0; i < BURST + 5; i++)
		broker_kit_say(rig->kit, "cbd/v1/alerts/yj-em", SLICE_LITERAL("<alert/>"));
	turns(500);
	assert_int_equal(rig->submitted, MQTT_HELD_MAX);
	while (answered < rig->submitted) {
		intake_answer_json(rig->calls[answered++], 202, SLICE_LITERAL("{}"));
		turns(10);
	}
	assert_int_equal(rig->submitted, BURST);
	assert_int_equal(rig->answers, BURST + 5);
	assert_int_equal(status_of(rig), 202);
	assert_int_equal(intake_mqtt_figures(rig->in).refused, 5);
	assert_int_equal(broker_kit_unacknowledged(rig->kit), 0);
	rig_close(rig);
}

static void a_call_outlives_the_intake_that_took_it(void **state)
{
	struct rig *rig = rig_open();

	(void)state;
	say(rig, "yj-em", "<alert/>");
	intake_mqtt_quiesce(rig->in);
	intake_mqtt_close(rig->in);
	rig->in = NULL;
	intake_answer_json(rig->calls[0], 202, SLICE_LITERAL("{}"));
	assert_int_equal(rig->answers, 0);
	/* Nobody said that it is recorded: it is still the broker's. */
	assert_int_equal(broker_kit_unacknowledged(rig->kit), 1);
	rig_close(rig);
}

static void the_key_of_an_alert_stands_in_its_answer(void **state)
{
	struct rig *rig = rig_open();
	json_t *answer, *alert;

	(void)state;
	say(rig, "yj-em",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
	    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>yj-1</identifier>"
	    "<sender>yj-em.example</sender><sent>2026-03-02T10:00:00+09:00</sent>"
	    "<status>Actual</status><msgType>Cancel</msgType><scope>Public</scope>"
	    "<references>yj-em.example,yj-0,2026-03-02T09:00:00+08:00</references></alert>");
	intake_answer_json(rig->calls[0], 202, SLICE_LITERAL("{\"notice\":\"1\"}"));
	answer = json_loads(rig->answer, 0, NULL);
	alert = json_object_get(answer, "alert");
	assert_string_equal(json_string_value(json_object_get(alert, "sender")), "yj-em.example");
	assert_string_equal(json_string_value(json_object_get(alert, "identifier")), "yj-1");
	assert_string_equal(json_string_value(json_object_get(alert, "sent")),
			    "2026-03-02T10:00:00+09:00");
	json_decref(answer);
	rig_close(rig);
}

/* The other document that POST /v1/alerts takes: its key is its identifier and its sendTime. */
static void a_national_message_has_its_key_too(void **state)
{
	struct rig *rig = rig_open();

	(void)state;
	say(rig, "yj-met",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><alert>"
	    "<identifier>33000041600000_20260302090000</identifier><sender>云江省气象局</sender>"
	    "<senderCode>33000041600000</senderCode><sendTime>2026-03-02 09:00:00+08:00</sendTime>"
	    "<status>Actual</status><msgType>Cancel</msgType><scope>Public</scope>"
	    "<references>33000041600000_20260302080000</references></alert>");
	intake_answer_json(rig->calls[0], 202, SLICE_LITERAL("{\"notice\":\"1\"}"));
	assert_non_null(strstr(rig->answer, "\"identifier\":\"33000041600000_20260302090000\""));
	assert_non_null(strstr(rig->answer, "\"sent\":\"2026-03-02T09:00:00+08:00\""));
	rig_close(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_acknowledged_after_its_answer_and_not_before),
		cmocka_unit_test(a_refusal_that_is_recorded_is_acknowledged_too),
		cmocka_unit_test(what_could_not_be_recorded_is_brought_again),
		cmocka_unit_test(what_could_not_be_answered_is_brought_again),
		cmocka_unit_test(a_topic_without_an_agency_is_answered_and_not_submitted),
		cmocka_unit_test(a_document_past_the_limit_is_answered_and_not_submitted),
		cmocka_unit_test(one_that_floods_does_not_silence_another),
		cmocka_unit_test(
			a_pile_is_taken_piece_by_piece_and_past_its_rate_told_to_slow_down),
		cmocka_unit_test(a_call_outlives_the_intake_that_took_it),
		cmocka_unit_test(the_key_of_an_alert_stands_in_its_answer),
		cmocka_unit_test(a_national_message_has_its_key_too),
	};

	log_begin(NULL, LOGL_FATAL);
	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time = (struct timeval){ 1790000000, 0 };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
