/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * smpp_link_driver PORT: what carriers/smpp_link does with a foreign message centre on this
 *machine, one line a step: NAME taken=1 refused=0 unknown=0 receipts=1 matched=1 failed=0 ups=1
 */
#include <osmocom/core/select.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "carriers/smpp_link.h"
#include "net/clock.h"

enum { IDS_MAX = 1024, STEP_SECONDS = 20, MANY = 200 };

/* clang-format off */
#define CHINESE \
	"暴雨红色预警：预计未来三小时本市降雨量将达一百毫米以上，山洪、滑坡、泥石流" \
	"风险极高，请低洼地带和山区群众立即转移到安全地带，不要外出。保重。"
/* clang-format on */

static struct {
	struct smpp_link *link;
	char ids[IDS_MAX][SMPP_MESSAGE_ID_OCTETS];
	size_t id_count, taken, parts, refused, unknown, receipts, matched, failed, ups, ended;
	uint64_t key;
} seen;

static void on_told(void *data, const struct smpp_told *told)
{
	(void)data;
	if (told->id_key[0] && seen.id_count < IDS_MAX)
		snprintf(seen.ids[seen.id_count++], SMPP_MESSAGE_ID_OCTETS, "%s", told->id_key);
	seen.ended += told->event != SMPP_TOLD_PART && told->event != SMPP_TOLD_LATE;
	seen.parts += told->event == SMPP_TOLD_PART;
	seen.taken += told->event == SMPP_TOLD_TAKEN;
	seen.refused += told->event == SMPP_TOLD_REFUSED;
	seen.unknown += told->event == SMPP_TOLD_UNKNOWN;
	for (size_t i = 0; i < told->status_count; i++)
		seen.failed += told->statuses[i] != 0;
}

static void on_receipt(void *data, const struct smpp_news *news)
{
	(void)data;
	seen.receipts++;
	for (size_t i = 0; i < seen.id_count; i++)
		if (strcmp(seen.ids[i], news->key) == 0 && news->state &&
		    news->state->end == SMPP_END_DELIVERED) {
			seen.matched++;
			return;
		}
}

static void on_room(void *data)
{
	(void)data;
}

static void on_state(void *data, bool is_up, const char *reason)
{
	(void)data, (void)reason;
	seen.ups += is_up;
}

static void die(const char *what)
{
	fprintf(stderr, "smpp_link_driver: %s\n", what);
	exit(1);
}

static void wait_until(const size_t *counter, size_t wanted)
{
	struct span begun = clock_monotonic();

	while (*counter < wanted && clock_took_ms(begun) < STEP_SECONDS * 1000)
		osmo_select_main(0);
}

static struct smpp_request request_of(enum smpp_request_kind kind, const struct sms *text)
{
	return (struct smpp_request){ .key = ++seen.key,
				      .kind = kind,
				      .expires = utc_add(clock_now(), SPAN_HOURS(2)),
				      .source = { 3, 0, SLICE_LITERAL("12379") },
				      .recipient = { 1, 1, SLICE_LITERAL("8613800138000") },
				      .registered_delivery = 1,
				      .text = text };
}

static void submit(const struct smpp_request *request)
{
	struct fault why;

	if (smpp_link_submit(seen.link, request, &why) != ERR_OK)
		die(why.text);
}

static void say(const char *name)
{
	printf("%s taken=%zu parts=%zu refused=%zu unknown=%zu receipts=%zu matched=%zu failed=%zu "
	       "ups=%zu\n",
	       name, seen.taken, seen.parts, seen.refused, seen.unknown, seen.receipts,
	       seen.matched, seen.failed, seen.ups);
	fflush(stdout);
	seen.taken = seen.parts = seen.refused = seen.unknown = 0;
	seen.receipts = seen.matched = seen.failed = seen.ended = 0;
}

static void send_text(const char *name, const struct sms *text, size_t times)
{
	for (size_t i = 0; i < times; i++) {
		struct smpp_request request = request_of(SMPP_REQUEST_MESSAGE, text);

		submit(&request);
	}
	wait_until(&seen.receipts, times * text->count);
	say(name);
}

static void send_multi(const struct sms *text)
{
	static char numbers[SMPP_DESTINATIONS_MAX][24];
	static struct smpp_destination recipients[SMPP_DESTINATIONS_MAX];
	struct smpp_request request = request_of(SMPP_REQUEST_MULTI, text);

	for (size_t i = 0; i < SMPP_DESTINATIONS_MAX; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "86139%08u", (unsigned int)i);
		recipients[i].address = (struct smpp_address){ 1, 1, slice_of(numbers[i]) };
	}
	request.recipients = recipients;
	request.recipient_count = SMPP_DESTINATIONS_MAX;
	submit(&request);
	wait_until(&seen.taken, 1);
	say("multi");
}

static void hand_over_an_area(const struct sms *text)
{
	static const struct smpp_tlv areas[] = {
		{ .tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER, .octets = { "330106", 6 } },
		{ .tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER, .octets = { "330108", 6 } },
	};
	static const struct smpp_broadcast broadcast = {
		.content_type = SMPP_PAIR(SMPP_NETWORK_GENERIC, SMPP_CONTENT_EMERGENCY),
		.frequency_interval = SMPP_PAIR(SMPP_EVERY_MINUTES, 1),
		.rep_num = 60,
		.areas = areas,
		.area_count = 2,
	};
	struct smpp_request request = request_of(SMPP_REQUEST_BROADCAST, text);

	request.broadcast = &broadcast;
	submit(&request);
	wait_until(&seen.taken, 1);
	for (size_t i = 0; i < 2; i++) {
		request = request_of(
			i ? SMPP_REQUEST_BROADCAST_CANCEL : SMPP_REQUEST_BROADCAST_QUERY, NULL);
		request.message_id = SLICE_LITERAL("B1");
		submit(&request);
		wait_until(&seen.taken, 2 + i);
	}
	say("broadcast");
}

/* The centre drops the connection in the middle. */
static void go_through_a_drop(const struct sms *text)
{
	for (size_t i = 0; i < MANY; i++) {
		struct smpp_request request = request_of(SMPP_REQUEST_MESSAGE, text);

		request.recipient.text = SLICE_LITERAL("8613700137000");
		submit(&request);
	}
	wait_until(&seen.ended, MANY);
	say("drop");
}

int main(int argc, char **argv)
{
	struct smpp_session_config session = { .session = "one",
					       .connects = true,
					       .bind = SMPP_BIND_TRANSCEIVER,
					       .system_id = "dispatcher",
					       .password = "secret",
					       .system_type = "",
					       .address_range = "",
					       .window = 16,
					       .reserved = 4 };
	struct smpp_link_config config = {
		.link = "sms",
		.sessions = &session,
		.session_count = 1,
		.rule = { .submitted = { .form = SMPP_ID_HEX },
			  .receipted = { .form = SMPP_ID_DECIMAL } },
		.events = { NULL, on_told, on_receipt, NULL, on_room, on_state },
	};
	void *ctx = talloc_named_const(NULL, 0, "driver");
	static struct sms seventy, two, one;
	struct fault why;

	if (argc != 2 || sms_make(&seventy, SLICE_LITERAL(CHINESE), false, &why) != ERR_OK ||
	    sms_make(&two, SLICE_LITERAL(CHINESE CHINESE), false, &why) != ERR_OK ||
	    sms_make(&one, SLICE_LITERAL("测试"), false, &why) != ERR_OK ||
	    address_parse(&session.peer, "127.0.0.1", (uint16_t)strtoul(argv[1], NULL, 10), &why) !=
		    ERR_OK ||
	    smpp_link_open(&seen.link, ctx, &config, &why) != ERR_OK)
		die("cannot begin");
	wait_until(&seen.ups, 1);
	send_text("chinese", &seventy, 1);
	send_text("long", &two, 1);
	send_text("ids", &one, 40);
	send_multi(&seventy);
	hand_over_an_area(&two);
	go_through_a_drop(&one);
	smpp_link_leave(seen.link);
	for (struct span begun = clock_monotonic(); clock_took_ms(begun) < 300;)
		osmo_select_main(1);
	smpp_link_close(seen.link);
	talloc_free(ctx);
	return 0;
}
