/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any octets from a message centre that has taken our sign-in, while requests of every kind are
 * open: nothing is read past its end, each request ends exactly once, whatever the centre says.
 */
#include <osmocom/core/select.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "carriers/smpp_link.h"
#include "net/clock.h"
#include "net/log.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { REQUESTS = 6 };

struct rig {
	struct smpp_link *link;
	bool is_up;
	unsigned int ends[REQUESTS + 1];
};

static void on_told(void *data, const struct smpp_told *told)
{
	struct rig *rig = data;

	if (told->event == SMPP_TOLD_PART || told->event == SMPP_TOLD_LATE)
		return;
	if (told->key < 1 || told->key > REQUESTS || ++rig->ends[told->key] > 1)
		abort();
}

static void on_receipt(void *data, const struct smpp_news *news)
{
	(void)data;
	if (strlen(news->key) >= sizeof(news->key) ||
	    strlen(news->recipient) >= sizeof(news->recipient))
		abort();
}

static void on_message(void *data, const struct smpp_pdu *pdu)
{
	(void)data, (void)pdu;
}

static void on_room(void *data)
{
	(void)data;
}

static void on_state(void *data, bool is_up, const char *reason)
{
	(void)reason;
	((struct rig *)data)->is_up = is_up;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	log_begin(NULL, LOGL_FATAL);
	return 0;
}

static void turn(void)
{
	for (int i = 0; i < 4; i++)
		osmo_select_main(1);
}

static void say(int fd, const struct smpp_pdu *pdu)
{
	uint8_t octets[256];
	size_t size;

	if (smpp_pack(octets, sizeof(octets), &size, pdu, NULL) == ERR_OK)
		(void)!write(fd, octets, size);
}

/* Our bind has number 1, the requests those from 2 on. */
static void sign_in(struct rig *rig, int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 ||
	    smpp_link_adopt(rig->link, pair[0], NULL) != ERR_OK)
		abort();
	say(pair[1], &(struct smpp_pdu){ .command_id = SMPP_OUTBIND, .sequence_number = 1 });
	turn();
	say(pair[1], &(struct smpp_pdu){ .command_id = SMPP_BIND_TRANSCEIVER | SMPP_RESPONSE,
					 .sequence_number = 1,
					 .tlv_count = 1,
					 .tlvs = { { .tag = SMPP_TLV_SC_INTERFACE_VERSION,
						     .number = SMPP_VERSION_5_0 } } });
	turn();
}

static void ask(struct rig *rig, const struct sms *text)
{
	static const enum smpp_request_kind kinds[REQUESTS] = {
		SMPP_REQUEST_MESSAGE, SMPP_REQUEST_MESSAGE,	    SMPP_REQUEST_MULTI,
		SMPP_REQUEST_QUERY,   SMPP_REQUEST_BROADCAST_QUERY, SMPP_REQUEST_CANCEL
	};
	static const struct smpp_destination recipients[] = {
		{ .address = { 1, 1, { "86138", 5 } } }, { .address = { 1, 1, { "86139", 5 } } }
	};

	for (size_t i = 0; i < REQUESTS; i++) {
		const struct smpp_request request = { .key = i + 1,
						      .kind = kinds[i],
						      .expires = utc_add(clock_now(),
									 SPAN_HOURS(1)),
						      .recipient = { 1, 1, { "86138", 5 } },
						      .recipients = recipients,
						      .recipient_count = 2,
						      .message_id = { "1", 1 },
						      .text = text };

		if (smpp_link_submit(rig->link, &request, NULL) != ERR_OK)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct rig rig = { 0 };
	const struct smpp_session_config session = { .session = "one",
						     .bind = SMPP_BIND_TRANSCEIVER,
						     .system_id = "d",
						     .password = "",
						     .system_type = "",
						     .address_range = "",
						     .window = 16 };
	const struct smpp_link_config config = {
		.link = "fuzz",
		.sessions = &session,
		.session_count = 1,
		.events = { &rig, on_told, on_receipt, on_message, on_room, on_state },
	};
	static struct sms text;
	int pair[2];

	if (sms_make(&text, SLICE_LITERAL("测试"), false, NULL) != ERR_OK ||
	    smpp_link_open(&rig.link, NULL, &config, NULL) != ERR_OK)
		abort();
	sign_in(&rig, pair);
	if (!rig.is_up)
		abort();
	ask(&rig, &text);
	(void)!send(pair[1], octets, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	turn();
	close(pair[1]);
	turn();
	/* The connection is gone: whatever was open has ended. What was throttled waits. */
	smpp_link_leave(rig.link);
	turn();
	for (size_t i = 1; i <= REQUESTS; i++)
		if (rig.ends[i] != 1)
			abort();
	smpp_link_close(rig.link);
	return 0;
}
