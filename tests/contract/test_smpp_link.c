/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What carriers/smpp_link.h promises, against a simulated message centre, in virtual time. */
#include "test.h"

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "carriers/smpp_link.h"
#include "net/clock.h"
#include "net/log.h"
#include "smsc.h"

enum { TOLD_MAX = 4000, NEWS_MAX = 4000, TAKEN_MAX = 4000, WINDOW = 8, RESERVED = 2 };

struct seen {
	enum smpp_told_event event;
	uint64_t key, parts_taken, parts_unknown;
	char message_id[SMPP_MESSAGE_ID_OCTETS], id_key[SMPP_MESSAGE_ID_OCTETS];
	uint32_t command_status;
	bool is_permanent;
	uint8_t part, part_count;
	size_t failed_recipients;
	uint32_t area_success;
};

/* What the centre took, in its order. */
struct arrived {
	uint32_t command_id, connection, command_status;
	char to[32];
	uint8_t esm_class, octets[400];
	size_t size, destination_count;
};

struct rig {
	struct smsc *smsc;
	struct smpp_link *link;
	struct smpp_session_config sessions[4];
	struct smpp_link_config config;
	struct sms text, long_text;
	bool in_call;
	struct seen told[TOLD_MAX];
	size_t told_count;
	struct smpp_news news[NEWS_MAX];
	/* Of each receipt: how much had been told before. */
	size_t news_count, told_before[NEWS_MAX];
	struct arrived arrived[TAKEN_MAX];
	size_t arrived_count, rooms, ups, downs, messages;
	bool gives_more; /* in room() */
	uint64_t next_key;
};

static size_t count_failed(const struct smpp_told *told)
{
	size_t failed = 0;

	for (size_t i = 0; i < told->status_count; i++)
		failed += told->statuses[i] != 0;
	return failed;
}

static void on_told(void *data, const struct smpp_told *told)
{
	struct rig *rig = data;
	struct seen *seen = &rig->told[rig->told_count++];

	assert_false(rig->in_call);
	assert_true(rig->told_count < TOLD_MAX);
	*seen = (struct seen){ .event = told->event,
			       .key = told->key,
			       .parts_taken = told->parts_taken,
			       .parts_unknown = told->parts_unknown,
			       .command_status = told->command_status,
			       .is_permanent = told->is_permanent,
			       .part = told->part,
			       .part_count = told->part_count,
			       .failed_recipients = count_failed(told) };
	assert_non_null(told->words);
	snprintf(seen->message_id, sizeof(seen->message_id), "%.*s", SLICE_PRINT(told->message_id));
	snprintf(seen->id_key, sizeof(seen->id_key), "%s", told->id_key);
	if (told->answer)
		smpp_number_of(told->answer, SMPP_TLV_BROADCAST_AREA_SUCCESS, &seen->area_success);
}

static void on_receipt(void *data, const struct smpp_news *news)
{
	struct rig *rig = data;

	assert_false(rig->in_call);
	rig->told_before[rig->news_count] = rig->told_count;
	rig->news[rig->news_count++] = *news;
	assert_true(rig->news_count < NEWS_MAX);
}

static void on_message(void *data, const struct smpp_pdu *pdu)
{
	(void)pdu;
	((struct rig *)data)->messages++;
}

static struct smpp_request message_to(struct rig *rig, const char *recipient)
{
	return (struct smpp_request){ .key = ++rig->next_key,
				      .kind = SMPP_REQUEST_MESSAGE,
				      .expires = utc_add(clock_now(), SPAN_HOURS(1)),
				      .source = { 3, 0, SLICE_LITERAL("12379") },
				      .recipient = { 1, 1, slice_of(recipient) },
				      .registered_delivery = 1,
				      .text = &rig->text };
}

static enum err submit(struct rig *rig, const struct smpp_request *request)
{
	struct fault why = { 0 };
	enum err err;

	rig->in_call = true;
	err = smpp_link_submit(rig->link, request, &why);
	rig->in_call = false;
	return err;
}

static void on_room(void *data)
{
	struct rig *rig = data;
	struct smpp_request request = message_to(rig, "8613800000001");

	assert_false(rig->in_call);
	rig->rooms++;
	/* Whoever is told gives its requests in the call. */
	while (rig->gives_more && smpp_link_submit(rig->link, &request, NULL) == ERR_OK)
		request.key = ++rig->next_key;
}

static void on_state(void *data, bool is_up, const char *reason)
{
	struct rig *rig = data;

	assert_non_null(reason);
	rig->ups += is_up;
	rig->downs += !is_up;
}

static void on_taken(void *data, const struct smsc_taken *taken)
{
	struct rig *rig = data;
	struct arrived *arrived = &rig->arrived[rig->arrived_count++];
	struct slice text = smpp_message_of(taken->pdu);

	assert_true(rig->arrived_count < TAKEN_MAX);
	*arrived = (struct arrived){ .command_id = taken->pdu->command_id,
				     .connection = taken->connection,
				     .command_status = taken->command_status,
				     .esm_class = taken->pdu->esm_class,
				     .destination_count = taken->pdu->destination_count,
				     .size = text.size };
	snprintf(arrived->to, sizeof(arrived->to), "%.*s",
		 SLICE_PRINT(taken->pdu->destination.text));
	memcpy(arrived->octets, text.at,
	       text.size < sizeof(arrived->octets) ? text.size : sizeof(arrived->octets));
}

static void turns(int count)
{
	while (count--)
		osmo_select_main(1);
}

/* Virtual milliseconds, in steps that every timer sees. */
static void pass_ms(int64_t ms)
{
	for (; ms > 0; ms -= 250) {
		osmo_gettimeofday_override_add(0, (ms < 250 ? ms : 250) * 1000);
		turns(6);
	}
}

static void pass(int seconds)
{
	pass_ms((int64_t)seconds * 1000);
}

static size_t count(const struct rig *rig, enum smpp_told_event event)
{
	size_t found = 0;

	for (size_t i = 0; i < rig->told_count; i++)
		found += rig->told[i].event == event;
	return found;
}

static const struct seen *last(const struct rig *rig)
{
	assert_true(rig->told_count > 0);
	return &rig->told[rig->told_count - 1];
}

static void open_link(struct rig *rig)
{
	struct fault why = { 0 };

	for (size_t i = 0; i < rig->config.session_count; i++) {
		struct smpp_session_config *session = &rig->sessions[i];

		session->peer = *smsc_address(rig->smsc);
		session->session = (const char *[]){ "one", "two", "three", "four" }[i];
		session->system_id = "dispatcher";
		session->system_type = "";
		session->address_range = "";
		if (!session->password)
			session->password = "secret";
		if (!session->bind)
			session->bind = SMPP_BIND_TRANSCEIVER;
		if (!session->window) {
			session->window = WINDOW;
			session->reserved = RESERVED;
		}
	}
	if (smpp_link_open(&rig->link, rig, &rig->config, &why) != ERR_OK)
		fail_msg("%s", why.text);
}

static struct rig *begin(size_t sessions)
{
	struct rig *rig = talloc_zero(NULL, struct rig);
	struct smsc_config smsc = { .password = "secret",
				    .faults.version = SMPP_VERSION_5_0,
				    .data = rig,
				    .taken = on_taken };

	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time.tv_sec = 1764000000;
	osmo_gettimeofday_override_time.tv_usec = 0;
	assert_int_equal(address_parse(&smsc.local, "127.0.0.1", 0, NULL), ERR_OK);
	assert_int_equal(smsc_open(&rig->smsc, rig, &smsc, NULL), ERR_OK);
	assert_int_equal(sms_make(&rig->text, SLICE_LITERAL("测试：请立即转移。"), false, NULL),
			 ERR_OK);
	assert_int_equal(
		sms_make(&rig->long_text,
			 SLICE_LITERAL(
				 "暴雨红色预警：预计未来三小时降雨量将达一百毫米以上，山洪、"
				 "滑坡、泥石流风险极高，请低洼地带和山区群众立即转移到安全地带，"
				 "服从当地政府指挥，不要外出。"),
			 false, NULL),
		ERR_OK);
	assert_int_equal(rig->long_text.count, 2);
	rig->config = (struct smpp_link_config){
		.link = "sms",
		.sessions = rig->sessions,
		.session_count = sessions,
		.events = { rig, on_told, on_receipt, on_message, on_room, on_state },
	};
	for (size_t i = 0; i < sessions; i++)
		rig->sessions[i].connects = true;
	return rig;
}

static struct rig *begin_up(size_t sessions)
{
	struct rig *rig = begin(sessions);

	open_link(rig);
	pass(1);
	assert_int_equal(rig->ups, 1);
	assert_int_equal(smsc_counts(rig->smsc).bound, sessions);
	return rig;
}

static void end(struct rig *rig)
{
	smpp_link_close(rig->link);
	turns(4);
	smsc_close(rig->smsc);
	talloc_free(rig);
}

/* Returns the key of the first. */
static uint64_t submit_many(struct rig *rig, size_t how_many)
{
	uint64_t first = rig->next_key + 1;
	char recipient[32];

	for (size_t i = 0; i < how_many; i++) {
		snprintf(recipient, sizeof(recipient), "86138%08zu", i);
		struct smpp_request request = message_to(rig, recipient);

		assert_int_equal(submit(rig, &request), ERR_OK);
	}
	return first;
}

/* ---- taken, and its receipt ----------------------------------------------------------- */

static void a_message_is_taken_and_its_receipt_follows(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "8613800138000");

	(void)state;
	assert_int_equal(submit(rig, &request), ERR_OK);
	turns(6);
	assert_int_equal(rig->told_count, 1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_int_equal(last(rig)->key, request.key);
	assert_string_equal(last(rig)->message_id, "0000000001");
	assert_int_equal(rig->news_count, 1);
	assert_string_equal(rig->news[0].key, last(rig)->id_key);
	assert_string_equal(rig->news[0].recipient, "8613800138000");
	assert_int_equal(rig->news[0].state->end, SMPP_END_DELIVERED);
	assert_string_equal(rig->arrived[0].to, "8613800138000");
	assert_int_equal(rig->arrived[0].size, rig->text.parts[0].size);
	assert_memory_equal(rig->arrived[0].octets, rig->text.parts[0].octets,
			    rig->text.parts[0].size);
	assert_int_equal(smsc_counts(rig->smsc).acknowledged, 1);
	end(rig);
}

static void of_a_text_in_two_parts_each_is_told_and_the_whole_once(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "8613800138000");

	(void)state;
	request.text = &rig->long_text;
	request.reference = 7;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(rig->arrived_count, 2);
	assert_int_equal(rig->arrived[1].esm_class, SMPP_ESM_UDHI);
	assert_memory_equal(rig->arrived[1].octets, "\x05\x00\x03\x07\x02\x02", 6);
	assert_int_equal(count(rig, SMPP_TOLD_PART), 2);
	assert_string_not_equal(rig->told[0].id_key, rig->told[1].id_key);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_int_equal(last(rig)->parts_taken, 3);
	assert_int_equal(rig->news_count, 2);
	end(rig);
}

static void a_part_refused_refuses_the_whole_and_names_what_was_taken(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "8613800138000");

	(void)state;
	smsc_faults(rig->smsc)->refuse_every = 2;
	smsc_faults(rig->smsc)->refuse_status = 0x64;
	request.text = &rig->long_text;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_REFUSED);
	assert_int_equal(last(rig)->command_status, 0x64);
	assert_false(last(rig)->is_permanent);
	assert_int_equal(last(rig)->parts_taken, 1);
	/* Another try sends the rest alone. */
	request.parts_taken = last(rig)->parts_taken;
	smsc_faults(rig->smsc)->refuse_every = 0;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_int_equal(last(rig)->parts_taken, 3);
	assert_int_equal(rig->arrived_count, 3);
	end(rig);
}

static void a_refusal_for_good_says_so(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->refuse_every = 1;
	smsc_faults(rig->smsc)->refuse_status = 0x0b;
	submit_many(rig, 1);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_REFUSED);
	assert_true(last(rig)->is_permanent);
	/* What a maker's own status means nobody knows: it may have been done. */
	smsc_faults(rig->smsc)->refuse_status = 0x4ff;
	submit_many(rig, 1);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_UNKNOWN);
	assert_int_equal(last(rig)->command_status, 0x4ff);
	end(rig);
}

/* A receipt may come before the answer: it is held, and told behind it. */
static void a_receipt_that_comes_first_is_told_second(void **state)
{
	static const enum smsc_receipt manners[] = { SMSC_RECEIPT_TLV, SMSC_RECEIPT_TEXT,
						     SMSC_RECEIPT_BOTH };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(manners); i++) {
		struct rig *rig = begin(1);

		smsc_faults(rig->smsc)->early_receipts = true;
		smsc_faults(rig->smsc)->delay = SPAN_SECONDS(2);
		smsc_faults(rig->smsc)->hex_ids = true;
		smsc_faults(rig->smsc)->receipt = manners[i];
		rig->config.rule.submitted.form = SMPP_ID_HEX;
		rig->config.rule.receipted.form = SMPP_ID_DECIMAL;
		open_link(rig);
		pass(1);
		submit_many(rig, 4);
		pass(1);
		assert_int_equal(smsc_counts(rig->smsc).acknowledged, 4);
		assert_int_equal(rig->news_count, 0);
		pass(2);
		assert_int_equal(rig->told_count, 4);
		assert_int_equal(rig->news_count, 4);
		for (size_t n = 0; n < 4; n++) {
			assert_string_equal(rig->news[n].key, rig->told[n].id_key);
			assert_int_equal(rig->told_before[n], n + 1);
		}
		end(rig);
	}
}

static void a_receipt_for_what_nobody_knows_is_told_when_nothing_older_is_open(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_pdu receipt = { .command_id = SMPP_DELIVER_SM,
				    .esm_class = SMPP_ESM_RECEIPT,
				    .source = { 1, 1, SLICE_LITERAL("8613800138000") },
				    .short_message = SLICE_LITERAL("id:77 stat:DELIVRD err:000") };

	(void)state;
	smsc_faults(rig->smsc)->delay = SPAN_SECONDS(3);
	submit_many(rig, 1);
	smsc_say(rig->smsc, &receipt);
	pass(2);
	assert_int_equal(rig->news_count, 0);
	pass(2);
	assert_int_equal(rig->news_count, 2);
	/* The one whose answer came is told with it, the other when nothing is open. */
	assert_string_equal(rig->news[1].message_id, "77");
	smsc_say(rig->smsc, &receipt);
	turns(4);
	assert_int_equal(rig->news_count, 3);
	end(rig);
}

static void receipts_that_are_odd_or_come_twice_are_acknowledged_and_told(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->twice_every = 1;
	smsc_faults(rig->smsc)->undelivered_every = 2;
	submit_many(rig, 2);
	pass(1);
	assert_int_equal(rig->news_count, 4);
	assert_int_equal(rig->news[2].state->end, SMPP_END_FAILED);
	smsc_faults(rig->smsc)->odd_receipts = true;
	submit_many(rig, 1);
	pass(1);
	assert_int_equal(rig->news_count, 6);
	assert_null(rig->news[5].state);
	assert_int_equal(smsc_counts(rig->smsc).acknowledged, 6);
	end(rig);
}

/* ---- how much, and in which order ------------------------------------------------------ */

static size_t count_arrived(const struct rig *rig, uint32_t command_status)
{
	size_t found = 0;

	for (size_t i = 0; i < rig->arrived_count; i++)
		found += rig->arrived[i].command_status == command_status;
	return found;
}

static void throttling_pauses_the_link_and_keeps_the_order(void **state)
{
	struct rig *rig = begin_up(1);
	const char *before = "";

	(void)state;
	smsc_faults(rig->smsc)->per_second = 5;
	submit_many(rig, 40);
	pass(120);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), 40);
	assert_int_equal(rig->told_count, 40);
	assert_int_equal(count_arrived(rig, 0), 40);
	/* Each pause costs a window of refusals at most. */
	assert_true(count_arrived(rig, 0x58) < 40 / 5 * WINDOW);
	for (size_t i = 0; i < rig->arrived_count; i++) {
		if (rig->arrived[i].command_status != 0)
			continue;
		assert_true(strcmp(rig->arrived[i].to, before) > 0);
		before = rig->arrived[i].to;
	}
	end(rig);
}

static void a_rate_is_kept_and_counts_parts(void **state)
{
	struct rig *rig = begin(1);

	(void)state;
	rig->config.limits = (struct smpp_bucket){ .per_second = 10 };
	open_link(rig);
	pass(1);
	smsc_faults(rig->smsc)->per_second = 12;
	for (int i = 0; i < 30; i++) {
		struct smpp_request request = message_to(rig, "8613800138000");

		request.text = &rig->long_text;
		assert_int_equal(submit(rig, &request), ERR_OK);
	}
	pass(2);
	assert_in_range(rig->arrived_count, 20, 32);
	pass(6);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), 30);
	end(rig);
}

/* Throttled answers leave at once, those to what was taken after their delay. */
static void a_centre_with_a_smaller_window_gets_all_in_the_end(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->window = 3;
	smsc_faults(rig->smsc)->late_every = 1;
	smsc_faults(rig->smsc)->late = SPAN_MS(500);
	submit_many(rig, 30);
	pass(120);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), 30);
	assert_int_equal(rig->told_count, 30);
	end(rig);
}

static void receipts_in_another_order_find_their_messages(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->reordered = true;
	smsc_faults(rig->smsc)->receipt_delay = SPAN_MS(500);
	submit_many(rig, 10);
	pass(3);
	assert_int_equal(rig->news_count, 10);
	for (size_t i = 0; i < 10; i++) {
		unsigned long number = strtoul(rig->news[i].key, NULL, 10);

		assert_in_range(number, 1, 10);
		assert_int_equal(number % 2, i >= 5);
	}
	end(rig);
}

static void one_recipient_whose_queue_is_full_does_not_hold_up_the_link_for_ever(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->refuse_every = 1;
	smsc_faults(rig->smsc)->refuse_status = 0x14;
	struct smpp_request request = message_to(rig, "8613800138000");
	request.expires = utc_add(clock_now(), SPAN_DAYS(1));
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1200);
	assert_int_equal(rig->told_count, 1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_REFUSED);
	assert_int_equal(last(rig)->command_status, 0x14);
	assert_false(last(rig)->is_permanent);
	end(rig);
}

static void the_window_is_kept_and_what_is_urgent_overtakes_all_that_waits(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request;

	(void)state;
	smsc_faults(rig->smsc)->delay = SPAN_SECONDS(5);
	submit_many(rig, 100);
	pass(1);
	assert_int_equal(rig->arrived_count, WINDOW - RESERVED);
	request = message_to(rig, "8613999999999");
	request.is_urgent = true;
	assert_int_equal(submit(rig, &request), ERR_OK);
	turns(4);
	assert_int_equal(rig->arrived_count, WINDOW - RESERVED + 1);
	assert_string_equal(rig->arrived[rig->arrived_count - 1].to, "8613999999999");
	end(rig);
}

static void in_a_pause_what_is_urgent_waits_a_second_at_most_and_goes_first(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request;
	size_t before;

	(void)state;
	smsc_faults(rig->smsc)->refuse_every = 1;
	smsc_faults(rig->smsc)->refuse_status = 0x58;
	submit_many(rig, 20);
	pass(20); /* pauses of 1, 2, 4, 8 s: the next has 16 */
	smsc_faults(rig->smsc)->refuse_every = 0;
	before = rig->arrived_count;
	request = message_to(rig, "8613999999999");
	request.is_urgent = true;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(2);
	assert_true(rig->arrived_count > before);
	assert_string_equal(rig->arrived[before].to, "8613999999999");
	end(rig);
}

static void past_its_bound_it_refuses_and_tells_when_there_is_room(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "8613800138000");
	size_t taken = 0;

	(void)state;
	smsc_faults(rig->smsc)->delay = SPAN_SECONDS(1);
	while (submit(rig, &request) == ERR_OK) {
		taken++;
		request.key = ++rig->next_key;
	}
	assert_in_range(taken, 200, 600);
	/* What is urgent finds room where others do not. */
	request.is_urgent = true;
	assert_int_equal(submit(rig, &request), ERR_OK);
	assert_int_equal(rig->rooms, 0);
	rig->gives_more = true;
	pass(4);
	assert_true(rig->rooms > 0);
	rig->gives_more = false;
	pass(300);
	assert_int_equal(rig->told_count, rig->arrived_count);
	end(rig);
}

/* ---- silence and loss ------------------------------------------------------------------ */

static void silence_is_unknown_and_a_late_answer_is_told(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->late_every = 1;
	smsc_faults(rig->smsc)->late = SPAN_SECONDS(40);
	uint64_t key = submit_many(rig, 1);
	pass(29);
	assert_int_equal(rig->told_count, 0);
	pass(2);
	assert_int_equal(rig->told_count, 1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_UNKNOWN);
	assert_int_equal(last(rig)->parts_unknown, 1);
	pass(10);
	assert_int_equal(rig->told_count, 2);
	assert_int_equal(last(rig)->event, SMPP_TOLD_LATE);
	assert_int_equal(last(rig)->key, key);
	assert_string_equal(last(rig)->message_id, "0000000001");
	assert_int_equal(last(rig)->command_status, 0);
	/* A peer that lives keeps its connection, whatever it did not answer. */
	assert_int_equal(rig->downs, 0);
	end(rig);
}

static void with_the_connection_what_was_asked_is_unknown_and_what_waits_goes_on(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->delay = SPAN_SECONDS(3);
	submit_many(rig, 20);
	pass(1);
	assert_int_equal(rig->arrived_count, WINDOW - RESERVED);
	smsc_drop(rig->smsc);
	pass(1);
	assert_int_equal(rig->downs, 1);
	assert_int_equal(count(rig, SMPP_TOLD_UNKNOWN), WINDOW - RESERVED);
	pass(60);
	assert_int_equal(rig->ups, 2);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), 20 - (WINDOW - RESERVED));
	/* Nobody was asked twice. */
	assert_int_equal(rig->arrived_count, 20);
	end(rig);
}

static void a_peer_that_is_dead_is_cut_and_called_again(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->is_dead = true;
	pass(45);
	assert_int_equal(rig->downs, 1);
	smsc_faults(rig->smsc)->is_dead = false;
	pass(60);
	assert_int_equal(rig->ups, 2);
	end(rig);
}

static void a_quiet_connection_is_asked_and_kept(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	pass(200);
	assert_in_range(smsc_counts(rig->smsc).enquiries, 5, 7);
	assert_int_equal(rig->downs, 0);
	end(rig);
}

static void what_has_expired_or_is_withdrawn_never_leaves(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request;

	(void)state;
	smsc_faults(rig->smsc)->delay = SPAN_SECONDS(20);
	submit_many(rig, WINDOW - RESERVED);
	request = message_to(rig, "8613800138000");
	request.expires = utc_add(clock_now(), SPAN_SECONDS(5));
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(10);
	assert_int_equal(rig->told_count, 1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_UNSENT);
	assert_int_equal(last(rig)->key, request.key);
	request = message_to(rig, "8613800138000");
	assert_int_equal(submit(rig, &request), ERR_OK);
	rig->in_call = true;
	assert_int_equal(smpp_link_withdraw(rig->link, request.key, NULL), ERR_OK);
	assert_int_equal(smpp_link_withdraw(rig->link, 999, NULL), ERR_ABSENT);
	rig->in_call = false;
	turns(2);
	assert_int_equal(last(rig)->event, SMPP_TOLD_UNSENT);
	assert_int_equal(last(rig)->key, request.key);
	pass(60);
	assert_int_equal(rig->arrived_count, WINDOW - RESERVED);
	end(rig);
}

/* ---- connections ------------------------------------------------------------------------ */

static void requests_go_over_all_connections_and_receipts_come_on_another(void **state)
{
	struct rig *rig = begin(3);
	size_t over[4] = { 0 };

	(void)state;
	rig->sessions[0].bind = rig->sessions[1].bind = SMPP_BIND_TRANSMITTER;
	rig->sessions[2].bind = SMPP_BIND_RECEIVER;
	open_link(rig);
	pass(1);
	assert_int_equal(smsc_counts(rig->smsc).bound, 3);
	submit_many(rig, 20);
	pass(1);
	for (size_t i = 0; i < rig->arrived_count; i++)
		over[rig->arrived[i].connection]++;
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), 20);
	assert_int_equal(rig->news_count, 20);
	size_t used = 0;
	for (size_t i = 0; i < COUNT_OF(over); i++)
		used += over[i] >= WINDOW - RESERVED;
	assert_int_equal(used, 2);
	end(rig);
}

static uint32_t binds_within(struct rig *rig, int seconds)
{
	uint32_t before = smsc_counts(rig->smsc).binds;

	pass(seconds);
	return smsc_counts(rig->smsc).binds - before;
}

static void a_wrong_password_is_not_tried_fast(void **state)
{
	struct rig *rig = begin(1);

	(void)state;
	rig->sessions[0].password = "wrong";
	open_link(rig);
	assert_int_equal(binds_within(rig, 20), 1);
	assert_in_range(binds_within(rig, 600), 2, 6);
	assert_int_equal(rig->ups, 0);
	struct smpp_request request = message_to(rig, "8613800138000");
	assert_int_equal(submit(rig, &request), ERR_STATE);
	end(rig);
}

static void a_refusal_that_cannot_be_read_is_one_all_the_same(void **state)
{
	/* bind_transceiver_resp, ESME_RINVPASWD, a system_id without its end. */
	static const uint8_t refusal[] = { 0, 0, 0,    17, 0x80, 0, 0, 9,  0,
					   0, 0, 0x0e, 0,  0,	 0, 1, 'a' };
	struct rig *rig = begin(1);

	(void)state;
	smsc_faults(rig->smsc)->is_dead = true;
	open_link(rig);
	turns(20);
	smsc_say_octets(rig->smsc, refusal, sizeof(refusal));
	turns(4);
	smsc_faults(rig->smsc)->is_dead = false;
	assert_int_equal(binds_within(rig, 20), 0);
	pass(30);
	assert_int_equal(rig->ups, 1);
	end(rig);
}

static void already_bound_is_expected_and_tried_a_little_sooner(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->bind_status = 0x05;
	smsc_drop(rig->smsc);
	assert_in_range(binds_within(rig, 60), 2, 5);
	smsc_faults(rig->smsc)->bind_status = 0;
	pass(120);
	assert_int_equal(rig->ups, 2);
	end(rig);
}

static void receipts_are_acknowledged_while_nothing_else_moves(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_pdu receipt = { .command_id = SMPP_DELIVER_SM,
				    .esm_class = SMPP_ESM_RECEIPT,
				    .source = { 1, 1, SLICE_LITERAL("8613800138000") },
				    .short_message = SLICE_LITERAL("id:77 stat:DELIVRD err:000") };

	(void)state;
	smsc_faults(rig->smsc)->is_silent = true;
	submit_many(rig, 100);
	for (int i = 0; i < SMPP_NEWS_HELD_MAX + 500; i++) {
		smsc_say(rig->smsc, &receipt);
		turns(1);
	}
	turns(40);
	/* Those of the messages that were taken are there, too. */
	assert_int_equal(smsc_counts(rig->smsc).acknowledged,
			 SMPP_NEWS_HELD_MAX + 500 + WINDOW - RESERVED);
	/* What is held is bounded: the oldest are told. */
	assert_int_equal(rig->news_count, 500 + WINDOW - RESERVED);
	end(rig);
}

static void a_message_from_a_phone_is_no_receipt(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_say(rig->smsc, &(struct smpp_pdu){ .command_id = SMPP_DELIVER_SM,
						.source = { 1, 1, SLICE_LITERAL("8613800138000") },
						.short_message = SLICE_LITERAL("TD") });
	turns(4);
	assert_int_equal(rig->messages, 1);
	assert_int_equal(rig->news_count, 0);
	assert_int_equal(smsc_counts(rig->smsc).acknowledged, 1);
	end(rig);
}

/* SMPP 3.4 4.3, 5.1.3: an unknown command_id, one that is the centre's own, one that is cut. */
static void what_cannot_be_understood_is_refused_and_the_connection_stays(void **state)
{
	static const uint8_t unknown[] = { 0, 0, 0, 16, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0, 9 };
	static const uint8_t cut_short[] = {
		0, 0, 0, 18, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0
	};
	static const uint8_t strange[] = { 0, 0, 0, 16, 0x80, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0x77, 1 };
	struct rig *rig = begin_up(1);
	struct smpp_link_state link;

	(void)state;
	smsc_say_octets(rig->smsc, unknown, sizeof(unknown));
	smsc_say_octets(rig->smsc, cut_short, sizeof(cut_short));
	smsc_say_octets(rig->smsc, strange, sizeof(strange));
	smsc_say(rig->smsc, &(struct smpp_pdu){ .command_id = SMPP_SUBMIT_SM });
	turns(6);
	assert_int_equal(smsc_counts(rig->smsc).nacks, 3);
	smpp_link_state(rig->link, &link);
	assert_int_equal(link.counts.malformed, 2);
	assert_int_equal(link.counts.strange, 1);
	submit_many(rig, 1);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	end(rig);
}

static void framing_that_is_lost_costs_the_connection(void **state)
{
	static const uint8_t huge[] = { 0x7f, 0xff, 0xff, 0xff };
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_say_octets(rig->smsc, huge, sizeof(huge));
	pass(20);
	assert_int_equal(rig->downs, 1);
	assert_int_equal(rig->ups, 2);
	end(rig);
}

static void it_leaves_when_all_is_answered(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->delay = SPAN_SECONDS(3);
	submit_many(rig, 10);
	pass(1);
	smpp_link_leave(rig->link);
	pass(1);
	assert_int_equal(count(rig, SMPP_TOLD_UNSENT), 10 - (WINDOW - RESERVED));
	assert_int_equal(smsc_counts(rig->smsc).unbinds, 0);
	pass(3);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), WINDOW - RESERVED);
	assert_int_equal(smsc_counts(rig->smsc).unbinds, 1);
	assert_int_equal(rig->downs, 1);
	pass(60);
	assert_int_equal(rig->ups, 1);
	struct smpp_request request = message_to(rig, "8613800138000");
	assert_int_equal(submit(rig, &request), ERR_STATE);
	end(rig);
}

static void a_centre_that_unbinds_is_let_go_and_called_again(void **state)
{
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_unbind(rig->smsc);
	pass(20);
	assert_int_equal(rig->downs, 1);
	assert_int_equal(rig->ups, 2);
	end(rig);
}

/* ---- many at once, and areas ------------------------------------------------------------ */

static void of_a_submit_multi_each_recipient_has_an_outcome(void **state)
{
	static char numbers[SMPP_DESTINATIONS_MAX][16];
	static struct smpp_destination recipients[SMPP_DESTINATIONS_MAX];
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "");

	(void)state;
	for (size_t i = 0; i < SMPP_DESTINATIONS_MAX; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "86139%08zu", i);
		recipients[i].address = (struct smpp_address){ 1, 1, slice_of(numbers[i]) };
	}
	smsc_faults(rig->smsc)->fail_every = 10;
	request.kind = SMPP_REQUEST_MULTI;
	request.recipients = recipients;
	request.recipient_count = SMPP_DESTINATIONS_MAX;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_int_equal(rig->arrived[0].destination_count, SMPP_DESTINATIONS_MAX);
	assert_int_equal(last(rig)->failed_recipients, 25);
	request.recipient_count = SMPP_DESTINATIONS_MAX + 1;
	assert_int_equal(submit(rig, &request), ERR_LIMIT);
	end(rig);
}

/* "Silence is unknown": a failure that names nobody we know leaves all of them in doubt. */
static void a_failure_of_a_stranger_leaves_all_recipients_unknown(void **state)
{
	/* submit_multi_resp: M1, one failure: 86999, ESME_RINVDSTADR. */
	static const uint8_t answer[] = { 0,   0,   0,	 32,  0x80, 0,	 0,   0x21, 0, 0, 0,
					  0,   0,   0,	 0,   2,    'M', '1', 0,    1, 1, 1,
					  '8', '6', '9', '9', '9',  0,	 0,   0,    0, 11 };
	static const struct smpp_destination recipients[] = {
		{ .address = { 1, 1, { "86138", 5 } } }, { .address = { 1, 1, { "86139", 5 } } }
	};
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "");

	(void)state;
	smsc_faults(rig->smsc)->is_silent = true;
	request.kind = SMPP_REQUEST_MULTI;
	request.recipients = recipients;
	request.recipient_count = COUNT_OF(recipients);
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	smsc_say_octets(rig->smsc, answer, sizeof(answer));
	turns(4);
	assert_int_equal(rig->told_count, 1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_UNKNOWN);
	end(rig);
}

static void an_answer_that_cannot_be_read_is_unknown(void **state)
{
	/* submit_sm_resp whose message_id has no end. */
	static const uint8_t answer[] = { 0, 0, 0, 18, 0x80, 0, 0, 4,	0,
					  0, 0, 0, 0,  0,    0, 2, 'a', 'b' };
	struct rig *rig = begin_up(1);

	(void)state;
	smsc_faults(rig->smsc)->is_silent = true;
	submit_many(rig, 1);
	pass(1);
	smsc_say_octets(rig->smsc, answer, sizeof(answer));
	turns(4);
	assert_int_equal(rig->told_count, 1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_UNKNOWN);
	assert_int_equal(rig->downs, 0);
	end(rig);
}

/* SMPP 5.0 4.8.4.18 */
static void a_centre_near_congestion_gets_half(void **state)
{
	struct rig *rig = begin(1);
	size_t before;

	(void)state;
	rig->config.limits = (struct smpp_bucket){ .per_second = 20 };
	open_link(rig);
	pass(1);
	submit_many(rig, 200);
	pass(2);
	before = rig->arrived_count;
	pass(2);
	assert_in_range(rig->arrived_count - before, 38, 42);
	smsc_faults(rig->smsc)->congestion_state = 95;
	pass(1);
	before = rig->arrived_count;
	pass(2);
	assert_in_range(rig->arrived_count - before, 18, 22);
	end(rig);
}

/* A window so large that the kernel does not take it at once from a peer that does not read. */
static void what_never_left_whole_is_sent_again(void **state)
{
	struct rig *rig = begin(1);
	struct smpp_link_state link;
	char recipient[32];

	(void)state;
	rig->sessions[0].window = SMPP_WINDOW_MAX;
	rig->sessions[0].reserved = 1;
	open_link(rig);
	pass(1);
	smsc_faults(rig->smsc)->cut_after = 10;
	for (size_t i = 0; i < 200; i++) {
		snprintf(recipient, sizeof(recipient), "86138%08zu", i);
		struct smpp_request request = message_to(rig, recipient);

		request.text = &rig->long_text;
		assert_int_equal(submit(rig, &request), ERR_OK);
	}
	turns(6);
	smsc_faults(rig->smsc)->cut_after = 0;
	pass(60);
	/* Each has one outcome, and no part arrived twice. */
	smpp_link_state(rig->link, &link);
	assert_int_equal(link.waiting + link.open, 0);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN) + count(rig, SMPP_TOLD_UNKNOWN), 200);
	assert_true(rig->arrived_count <= 400);
	end(rig);
}

static const struct smpp_tlv area = { .tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER,
				      .number = SMPP_AREA_ALIAS,
				      .octets = { "330106", 6 } };
static const struct smpp_broadcast broadcast = {
	.content_type = SMPP_PAIR(SMPP_NETWORK_GENERIC, SMPP_CONTENT_EMERGENCY),
	.frequency_interval = SMPP_PAIR(SMPP_EVERY_MINUTES, 1),
	.rep_num = 60,
	.areas = &area,
	.area_count = 1,
};

static struct smpp_request broadcast_of(struct rig *rig, enum smpp_request_kind kind)
{
	struct smpp_request request = message_to(rig, "");

	request.kind = kind;
	request.text = &rig->long_text;
	request.broadcast = &broadcast;
	request.message_id = kind == SMPP_REQUEST_BROADCAST ? (struct slice){ NULL, 0 }
							    : SLICE_LITERAL("0000000001");
	return request;
}

static void an_area_is_handed_over_asked_about_and_taken_back(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request = broadcast_of(rig, SMPP_REQUEST_BROADCAST);

	(void)state;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_string_equal(last(rig)->message_id, "0000000001");
	/* The whole text in one: no parts. */
	assert_int_equal(rig->arrived_count, 1);
	assert_int_equal(rig->arrived[0].size,
			 rig->long_text.parts[0].size + rig->long_text.parts[1].size);
	request = broadcast_of(rig, SMPP_REQUEST_BROADCAST_QUERY);
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_int_equal(last(rig)->area_success, 97);
	request = broadcast_of(rig, SMPP_REQUEST_BROADCAST_CANCEL);
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_TAKEN);
	assert_int_equal(last(rig)->key, request.key);
	end(rig);
}

static void a_centre_of_3_4_gets_no_broadcast(void **state)
{
	struct rig *rig = begin(1);
	struct smpp_request request = broadcast_of(rig, SMPP_REQUEST_BROADCAST);

	(void)state;
	smsc_faults(rig->smsc)->version = 0;
	open_link(rig);
	pass(1);
	assert_int_equal(submit(rig, &request), ERR_STATE);
	request = message_to(rig, "8613800138000");
	request.kind = SMPP_REQUEST_QUERY;
	request.message_id = SLICE_LITERAL("5");
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(last(rig)->event, SMPP_TOLD_REFUSED);
	assert_int_equal(last(rig)->command_status, 0x0c);
	request.kind = SMPP_REQUEST_CANCEL;
	assert_int_equal(submit(rig, &request), ERR_OK);
	request = message_to(rig, "8613800138000");
	request.as_data = true;
	assert_int_equal(submit(rig, &request), ERR_OK);
	pass(1);
	assert_int_equal(count(rig, SMPP_TOLD_TAKEN), 2);
	end(rig);
}

static void what_can_never_be_sent_is_not_taken(void **state)
{
	struct rig *rig = begin_up(1);
	struct smpp_request request = message_to(rig, "12345678901234567890123");

	(void)state;
	assert_int_equal(submit(rig, &request), ERR_LIMIT);
	request = message_to(rig, "8613800138000");
	request.expires = clock_now();
	assert_int_equal(submit(rig, &request), ERR_INPUT);
	request.expires = utc_add(clock_now(), SPAN_DAYS(40));
	assert_int_equal(submit(rig, &request), ERR_LIMIT);
	request = message_to(rig, "8613800138000");
	request.text = NULL;
	assert_int_equal(submit(rig, &request), ERR_INPUT);
	request = message_to(rig, "8613800138000");
	request.kind = SMPP_REQUEST_CANCEL;
	assert_int_equal(submit(rig, &request), ERR_INPUT);
	end(rig);
}

/* ---- the centre calls us ---------------------------------------------------------------- */

static void say_pdu(int fd, const struct smpp_pdu *pdu)
{
	uint8_t octets[256];
	size_t size;

	assert_int_equal(smpp_pack(octets, sizeof(octets), &size, pdu, NULL), ERR_OK);
	assert_int_equal(write(fd, octets, size), (ssize_t)size);
}

static uint32_t read_command(int fd, uint32_t *sequence_number)
{
	uint8_t octets[256];
	struct smpp_header header = { 0 };
	ssize_t size = recv(fd, octets, sizeof(octets), MSG_DONTWAIT);

	if (size <= 0 || smpp_header_read(&header, octets, (size_t)size, NULL) != ERR_OK)
		return 0;
	*sequence_number = header.sequence_number;
	return header.command_id;
}

/* SMPP 3.4 2.2.1 */
static void a_centre_that_says_outbind_is_signed_in_to(void **state)
{
	struct rig *rig = begin(1);
	uint32_t sequence_number = 0;
	int pair[2];

	(void)state;
	rig->sessions[0].connects = false;
	rig->sessions[0].bind = SMPP_BIND_RECEIVER;
	rig->sessions[0].outbind_password = "theirs";
	open_link(rig);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		pass(1);
		assert_int_equal(smpp_link_adopt(rig->link, pair[0], NULL), ERR_OK);
		say_pdu(pair[1],
			&(struct smpp_pdu){ .command_id = SMPP_OUTBIND,
					    .sequence_number = 1,
					    .system_id = SLICE_LITERAL("smsc"),
					    .password = slice_of(i ? "theirs" : "other") });
		turns(4);
		assert_int_equal(read_command(pair[1], &sequence_number),
				 i ? SMPP_BIND_RECEIVER : 0);
		if (i == 0)
			close(pair[1]);
		turns(4);
	}
	say_pdu(pair[1], &(struct smpp_pdu){ .command_id = SMPP_BIND_RECEIVER | SMPP_RESPONSE,
					     .sequence_number = sequence_number });
	turns(4);
	assert_int_equal(rig->ups, 1);
	int other[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
	assert_int_equal(smpp_link_adopt(rig->link, other[0], NULL), ERR_FULL);
	close(other[1]);
	close(pair[1]);
	turns(4);
	assert_int_equal(rig->downs, 1);
	end(rig);
}

/* Answers pile up for whoever asks and never reads. */
static void a_peer_that_takes_no_answers_is_cut(void **state)
{
	struct rig *rig = begin(1);
	uint8_t octets[SMPP_HEADER_OCTETS * 64];
	uint32_t sequence_number = 0;
	size_t size = 0, one;
	int pair[2];

	(void)state;
	for (uint32_t i = 1; i <= 64; i++, size += one)
		assert_int_equal(smpp_pack(octets + size, sizeof(octets) - size, &one,
					   &(struct smpp_pdu){ .command_id = SMPP_ENQUIRE_LINK,
							       .sequence_number = i },
					   NULL),
				 ERR_OK);
	rig->sessions[0].connects = false;
	open_link(rig);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pass(1);
	assert_int_equal(smpp_link_adopt(rig->link, pair[0], NULL), ERR_OK);
	say_pdu(pair[1], &(struct smpp_pdu){ .command_id = SMPP_OUTBIND, .sequence_number = 1 });
	turns(4);
	assert_int_equal(read_command(pair[1], &sequence_number), SMPP_BIND_TRANSCEIVER);
	say_pdu(pair[1], &(struct smpp_pdu){ .command_id = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE,
					     .sequence_number = sequence_number });
	turns(4);
	assert_int_equal(rig->ups, 1);
	for (int i = 0; i < 4000 && rig->downs == 0; i++) {
		(void)!send(pair[1], octets, sizeof(octets), MSG_DONTWAIT | MSG_NOSIGNAL);
		turns(1);
	}
	assert_int_equal(rig->downs, 1);
	close(pair[1]);
	end(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_taken_and_its_receipt_follows),
		cmocka_unit_test(of_a_text_in_two_parts_each_is_told_and_the_whole_once),
		cmocka_unit_test(a_part_refused_refuses_the_whole_and_names_what_was_taken),
		cmocka_unit_test(a_refusal_for_good_says_so),
		cmocka_unit_test(a_receipt_that_comes_first_is_told_second),
		cmocka_unit_test(
			a_receipt_for_what_nobody_knows_is_told_when_nothing_older_is_open),
		cmocka_unit_test(receipts_that_are_odd_or_come_twice_are_acknowledged_and_told),
		cmocka_unit_test(throttling_pauses_the_link_and_keeps_the_order),
		cmocka_unit_test(a_rate_is_kept_and_counts_parts),
		cmocka_unit_test(a_centre_with_a_smaller_window_gets_all_in_the_end),
		cmocka_unit_test(receipts_in_another_order_find_their_messages),
		cmocka_unit_test(
			one_recipient_whose_queue_is_full_does_not_hold_up_the_link_for_ever),
		cmocka_unit_test(the_window_is_kept_and_what_is_urgent_overtakes_all_that_waits),
		cmocka_unit_test(in_a_pause_what_is_urgent_waits_a_second_at_most_and_goes_first),
		cmocka_unit_test(past_its_bound_it_refuses_and_tells_when_there_is_room),
		cmocka_unit_test(silence_is_unknown_and_a_late_answer_is_told),
		cmocka_unit_test(
			with_the_connection_what_was_asked_is_unknown_and_what_waits_goes_on),
		cmocka_unit_test(a_peer_that_is_dead_is_cut_and_called_again),
		cmocka_unit_test(a_quiet_connection_is_asked_and_kept),
		cmocka_unit_test(what_has_expired_or_is_withdrawn_never_leaves),
		cmocka_unit_test(requests_go_over_all_connections_and_receipts_come_on_another),
		cmocka_unit_test(a_wrong_password_is_not_tried_fast),
		cmocka_unit_test(a_refusal_that_cannot_be_read_is_one_all_the_same),
		cmocka_unit_test(already_bound_is_expected_and_tried_a_little_sooner),
		cmocka_unit_test(receipts_are_acknowledged_while_nothing_else_moves),
		cmocka_unit_test(a_message_from_a_phone_is_no_receipt),
		cmocka_unit_test(what_cannot_be_understood_is_refused_and_the_connection_stays),
		cmocka_unit_test(framing_that_is_lost_costs_the_connection),
		cmocka_unit_test(it_leaves_when_all_is_answered),
		cmocka_unit_test(a_centre_that_unbinds_is_let_go_and_called_again),
		cmocka_unit_test(of_a_submit_multi_each_recipient_has_an_outcome),
		cmocka_unit_test(a_failure_of_a_stranger_leaves_all_recipients_unknown),
		cmocka_unit_test(an_answer_that_cannot_be_read_is_unknown),
		cmocka_unit_test(a_centre_near_congestion_gets_half),
		cmocka_unit_test(what_never_left_whole_is_sent_again),
		cmocka_unit_test(an_area_is_handed_over_asked_about_and_taken_back),
		cmocka_unit_test(a_centre_of_3_4_gets_no_broadcast),
		cmocka_unit_test(what_can_never_be_sent_is_not_taken),
		cmocka_unit_test(a_centre_that_says_outbind_is_signed_in_to),
		cmocka_unit_test(a_peer_that_takes_no_answers_is_cut),
	};

	log_begin(NULL, LOGL_FATAL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
