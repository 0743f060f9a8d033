/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "smsc.h"

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <talloc.h>

#include "net/clock.h"
#include "net/log.h"
#include "net/stream.h"
#include "net/stream_listen.h"
#include "smsc_receipt.h"

enum {
	QUEUE_OCTETS = 1024 * 1024,
	NAME_OCTETS = 17,
	OK = 0,
	NOT_BOUND = 0x004,
	ALREADY_BOUND = 0x005,
	UNKNOWN_COMMAND = 0x003,
	BAD_PASSWORD = 0x00e,
	UNKNOWN_ID = 0x00c,
	QUEUE_FULL = 0x014,
	BAD_RECIPIENT = 0x00b,
	THROTTLED = 0x058,
	RECEIPT_WANTED = 0x03, /* of registered_delivery */
};

struct connection {
	struct llist_head entry;
	struct smsc *smsc;
	struct stream *stream;
	struct osmo_timer_list gone; /* freed from the loop */
	uint32_t number, bind, messages, last_sequence;
	char system_id[NAME_OCTETS];
};

struct smsc {
	struct smsc_config config;
	struct stream_listen *listener;
	struct llist_head connections;
	struct smsc_counts counts;
	uint32_t last_connection, last_message, this_second, undelivered;
	struct span second;
	/* Of one message. */
	struct smpp_pdu answer;
};

/* Octets that wait for their time; whose connection may be gone by then. */
struct later {
	struct osmo_timer_list timer;
	struct smsc *smsc;
	uint32_t connection;
	bool is_receipt;
	size_t size;
	uint8_t octets[];
};

/* ---- saying -------------------------------------------------------------------------- */

static struct connection *connection_of(struct smsc *smsc, uint32_t number)
{
	struct connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		if (connection->number == number && connection->stream)
			return connection;
	}
	return NULL;
}

static void say_octets(struct connection *connection, const void *octets, size_t size)
{
	struct fault why;

	if (connection && connection->stream &&
	    stream_write(connection->stream, octets, size, &why) != ERR_OK)
		log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
							  .stop = "say",
							  .node = connection->system_id,
							  .why = why.text });
}

static void on_later(void *data)
{
	struct later *later = data;
	struct smsc *smsc = later->smsc;

	if (later->is_receipt && smsc->undelivered > 0)
		smsc->undelivered--;
	say_octets(connection_of(smsc, later->connection), later->octets, later->size);
	talloc_free(later);
}

static int on_later_free(struct later *later)
{
	osmo_timer_del(&later->timer);
	return 0;
}

static void say_later(struct connection *connection, const struct smpp_pdu *pdu, struct span in)
{
	uint8_t octets[SMPP_OCTETS_MAX];
	struct later *later;
	struct fault why;
	size_t size;

	if (smpp_pack(octets, sizeof(octets), &size, pdu, &why) != ERR_OK) {
		log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LINK,
							 .stop = "say",
							 .why = why.text });
		return;
	}
	if (in.us == 0) {
		say_octets(connection, octets, size);
		return;
	}
	later = talloc_zero_size(connection->smsc, sizeof(*later) + size);
	later->smsc = connection->smsc;
	later->connection = connection->number;
	later->is_receipt = pdu->command_id == SMPP_DELIVER_SM;
	later->size = size;
	memcpy(later->octets, octets, size);
	talloc_set_destructor(later, on_later_free);
	osmo_timer_setup(&later->timer, on_later, later);
	clock_set_timer(&later->timer, in);
}

static void answer(struct connection *connection, const struct smpp_pdu *pdu,
		   uint32_t command_status)
{
	say_later(connection,
		  &(struct smpp_pdu){ .command_id = pdu->command_id | SMPP_RESPONSE,
				      .command_status = command_status,
				      .sequence_number = pdu->sequence_number },
		  SPAN_MS(0));
}

static uint32_t next_sequence(struct connection *connection)
{
	return ++connection->last_sequence;
}

/* ---- signing in ---------------------------------------------------------------------- */

static uint32_t judge_bind(const struct connection *connection, const struct smpp_pdu *pdu)
{
	const struct smsc_config *config = &connection->smsc->config;

	if (config->faults.bind_status)
		return config->faults.bind_status;
	if (connection->bind)
		return ALREADY_BOUND;
	if (config->password && !slice_is(pdu->password, config->password))
		return BAD_PASSWORD;
	return OK;
}

static void on_bind(struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	uint32_t command_status = judge_bind(connection, pdu);
	struct smpp_pdu resp = { .command_id = pdu->command_id | SMPP_RESPONSE,
				 .command_status = command_status,
				 .sequence_number = pdu->sequence_number,
				 .system_id = SLICE_LITERAL("smsc") };

	smsc->counts.binds++;
	if (command_status == OK) {
		connection->bind = pdu->command_id;
		snprintf(connection->system_id, sizeof(connection->system_id), "%.*s",
			 SLICE_PRINT(pdu->system_id));
	}
	if (command_status == OK && smsc->config.faults.version)
		resp.tlvs[resp.tlv_count++] = (struct smpp_tlv){
			.tag = SMPP_TLV_SC_INTERFACE_VERSION, .number = smsc->config.faults.version
		};
	say_later(connection, &resp, SPAN_MS(0));
}

/* ---- messages ------------------------------------------------------------------------ */

static bool is_nth(uint32_t seen, uint32_t every)
{
	return every && seen % every == 0;
}

static bool is_too_fast(struct smsc *smsc)
{
	struct span now = clock_monotonic();

	if (now.us - smsc->second.us >= 1000000) {
		smsc->second = now;
		smsc->this_second = 0;
	}
	return smsc->config.faults.per_second &&
	       ++smsc->this_second > smsc->config.faults.per_second;
}

static uint32_t judge_message(struct smsc *smsc)
{
	const struct smsc_faults *faults = &smsc->config.faults;

	if (is_too_fast(smsc)) {
		smsc->counts.throttled++;
		return THROTTLED;
	}
	smsc->counts.messages++;
	if (faults->queue && smsc->undelivered >= faults->queue)
		return QUEUE_FULL;
	return is_nth(smsc->counts.messages, faults->refuse_every) ? faults->refuse_status : OK;
}

/* On its own connection, or on another of the same account that receives. */
static struct connection *receiver_of(struct connection *connection)
{
	struct connection *other;

	if (connection->bind != SMPP_BIND_TRANSMITTER)
		return connection;
	llist_for_each_entry (other, &connection->smsc->connections, entry) {
		if (other->stream && other->bind && other->bind != SMPP_BIND_TRANSMITTER &&
		    strcmp(other->system_id, connection->system_id) == 0)
			return other;
	}
	return NULL;
}

static void send_receipt(struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	const struct smsc_faults *faults = &smsc->config.faults;
	struct smsc_receipt_of of = { .number = smsc->last_message,
				      .from = pdu->source.text,
				      .to = pdu->destination.text,
				      .at = clock_now() };
	struct connection *receiver = receiver_of(connection);
	struct smsc_receipt_octets octets;
	struct smpp_pdu receipt;

	if (!receiver || !(pdu->registered_delivery & RECEIPT_WANTED))
		return;
	of.is_delivered = !is_nth(++smsc->counts.receipts, faults->undelivered_every);
	smsc_receipt_make(&receipt, &octets, &of, faults);
	for (int i = is_nth(smsc->counts.receipts, faults->twice_every) ? 0 : 1; i < 2; i++) {
		receipt.sequence_number = next_sequence(receiver);
		smsc->undelivered += faults->receipt_delay.us > 0;
		say_later(receiver, &receipt, faults->receipt_delay);
	}
}

static void name_failures(struct smpp_pdu *resp, const struct smpp_pdu *pdu, uint32_t every)
{
	for (size_t i = 0; i < pdu->destination_count; i++)
		if (is_nth((uint32_t)i + 1, every) && !pdu->destinations[i].is_list)
			resp->unsuccesses[resp->unsuccess_count++] = (struct smpp_unsuccess){
				pdu->destinations[i].address, BAD_RECIPIENT
			};
}

static void answer_message(struct connection *connection, const struct smpp_pdu *pdu,
			   const char *message_id, uint32_t command_status)
{
	const struct smsc_faults *faults = &connection->smsc->config.faults;
	uint32_t seen = connection->smsc->counts.messages;
	struct smpp_pdu *resp = &connection->smsc->answer;

	*resp = (struct smpp_pdu){ .command_id = pdu->command_id | SMPP_RESPONSE,
				   .command_status = command_status,
				   .sequence_number = pdu->sequence_number,
				   .message_id = slice_of(message_id),
				   .without_body = command_status != OK };
	if (faults->congestion_state)
		resp->tlvs[resp->tlv_count++] = (struct smpp_tlv){
			.tag = SMPP_TLV_CONGESTION_STATE, .number = faults->congestion_state
		};
	if (resp->tlv_count)
		resp->without_body = false;
	if (pdu->command_id == SMPP_SUBMIT_MULTI)
		name_failures(resp, pdu, faults->fail_every);
	if (faults->is_silent || is_nth(seen, faults->drop_every))
		return;
	say_later(connection, resp,
		  is_nth(seen, faults->late_every) ? faults->late : faults->delay);
}

static void take_message(struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	struct smsc_taken taken = { .system_id = connection->system_id,
				    .connection = connection->number,
				    .pdu = pdu,
				    .message_id = "",
				    .command_status = judge_message(smsc),
				    .at = clock_now() };
	char message_id[SMPP_MESSAGE_ID_OCTETS] = "";

	if (taken.command_status == OK) {
		smsc->last_message++;
		smsc_receipt_id(message_id, smsc->last_message, &smsc->config.faults);
		taken.message_id = message_id;
	}
	if (smsc->config.taken)
		smsc->config.taken(smsc->config.data, &taken);
	if (taken.command_status == OK && smsc->config.faults.early_receipts)
		send_receipt(connection, pdu);
	answer_message(connection, pdu, message_id, taken.command_status);
	if (taken.command_status == OK && !smsc->config.faults.early_receipts)
		send_receipt(connection, pdu);
	if (smsc->config.faults.cut_after &&
	    ++connection->messages >= smsc->config.faults.cut_after)
		stream_cut(connection->stream, "told to cut");
}

/* What became of one that was taken: it knows only whether there was one. */
static void answer_query(struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	bool is_known = pdu->message_id.size > 0 && smsc->last_message > 0;
	struct smpp_pdu resp = { .command_id = pdu->command_id | SMPP_RESPONSE,
				 .command_status = is_known ? OK : UNKNOWN_ID,
				 .sequence_number = pdu->sequence_number,
				 .message_id = pdu->message_id,
				 .message_state = 2 };

	if (is_known && pdu->command_id == SMPP_QUERY_BROADCAST_SM) {
		resp.tlvs[resp.tlv_count++] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_STATE,
								 .number = 2 };
		resp.tlvs[resp.tlv_count++] = (struct smpp_tlv){
			.tag = SMPP_TLV_BROADCAST_AREA_IDENTIFIER, .octets = SLICE_LITERAL("330106")
		};
		resp.tlvs[resp.tlv_count++] = (struct smpp_tlv){
			.tag = SMPP_TLV_BROADCAST_AREA_SUCCESS, .number = 97
		};
	}
	say_later(connection, &resp, smsc->config.faults.delay);
}

/* ---- what is asked of it ------------------------------------------------------------- */

static bool is_broadcast(uint32_t command_id)
{
	return command_id >= SMPP_BROADCAST_SM && command_id <= SMPP_CANCEL_BROADCAST_SM;
}

static void obey_bound(struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;

	if (is_broadcast(pdu->command_id) && smsc->config.faults.version < SMPP_VERSION_5_0) {
		say_later(connection,
			  &(struct smpp_pdu){ .command_id = SMPP_GENERIC_NACK,
					      .command_status = UNKNOWN_COMMAND,
					      .sequence_number = pdu->sequence_number },
			  SPAN_MS(0));
		return;
	}
	switch (pdu->command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_SUBMIT_MULTI:
	case SMPP_DATA_SM:
	case SMPP_BROADCAST_SM:
		take_message(connection, pdu);
		return;
	case SMPP_QUERY_SM:
	case SMPP_QUERY_BROADCAST_SM:
		answer_query(connection, pdu);
		return;
	default:
		answer(connection, pdu, OK);
		return;
	}
}

static void obey(struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;

	smsc->counts.acknowledged += pdu->command_id == (SMPP_DELIVER_SM | SMPP_RESPONSE) &&
				     pdu->command_status == OK;
	smsc->counts.nacks += pdu->command_id & SMPP_RESPONSE && pdu->command_status != OK;
	smsc->counts.enquiries += pdu->command_id == SMPP_ENQUIRE_LINK;
	smsc->counts.unbinds += pdu->command_id == SMPP_UNBIND;
	if (pdu->command_id & SMPP_RESPONSE)
		return;
	switch (pdu->command_id) {
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER:
		on_bind(connection, pdu);
		return;
	case SMPP_ENQUIRE_LINK:
		answer(connection, pdu, OK);
		return;
	case SMPP_UNBIND:
		answer(connection, pdu, OK);
		connection->bind = 0;
		return;
	default:
		if (connection->bind)
			obey_bound(connection, pdu);
		else
			answer(connection, pdu, NOT_BOUND);
	}
}

/* ---- its connections ----------------------------------------------------------------- */

static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct connection *connection = data;
	struct smpp_pdu pdu;
	struct fault why;

	if (connection->smsc->config.faults.is_dead)
		return;
	if (smpp_unpack(&pdu, octets, size, &why) == ERR_OK)
		obey(connection, &pdu);
	else
		log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
							  .stop = "receive",
							  .why = why.text });
}

static void on_gone(void *data)
{
	talloc_free(data);
}

static void forget(struct connection *connection)
{
	struct stream *stream = connection->stream;

	connection->stream = NULL;
	llist_del(&connection->entry);
	stream_free(stream);
	osmo_timer_setup(&connection->gone, on_gone, connection);
	osmo_timer_schedule(&connection->gone, 0, 0);
}

static void on_down(void *data, const char *reason)
{
	(void)reason;
	forget(data);
}

static int on_free(struct connection *connection)
{
	osmo_timer_del(&connection->gone);
	return 0;
}

static void on_accepted(void *data, int fd, const struct address *peer)
{
	struct smsc *smsc = data;
	struct connection *connection = talloc_zero(smsc, struct connection);
	const struct stream_config config = { .transmit_max = QUEUE_OCTETS,
					      .receive_max = SMPP_OCTETS_MAX,
					      .data = connection,
					      .need = smpp_need,
					      .message = on_message,
					      .down = on_down };

	(void)peer;
	connection->smsc = smsc;
	connection->number = ++smsc->last_connection;
	if (stream_open(&connection->stream, connection, fd, &config, NULL) != ERR_OK) {
		talloc_free(connection);
		return;
	}
	talloc_set_destructor(connection, on_free);
	llist_add_tail(&connection->entry, &smsc->connections);
}

enum err smsc_open(struct smsc **out, void *ctx, const struct smsc_config *config,
		   struct fault *why)
{
	struct smsc *smsc = talloc_zero(ctx, struct smsc);
	const struct stream_listen_config listen = { config->local, smsc, on_accepted };
	enum err err;

	smsc->config = *config;
	INIT_LLIST_HEAD(&smsc->connections);
	err = stream_listen_open(&smsc->listener, smsc, &listen, why);
	if (err != ERR_OK) {
		talloc_free(smsc);
		return err;
	}
	*out = smsc;
	return ERR_OK;
}

void smsc_close(struct smsc *smsc)
{
	talloc_free(smsc);
}

struct smsc_faults *smsc_faults(struct smsc *smsc)
{
	return &smsc->config.faults;
}

const struct address *smsc_address(const struct smsc *smsc)
{
	return stream_listen_address(smsc->listener);
}

struct smsc_counts smsc_counts(const struct smsc *smsc)
{
	struct smsc_counts counts = smsc->counts;
	struct connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		counts.connections++;
		counts.bound += connection->bind != 0;
	}
	return counts;
}

void smsc_drop(struct smsc *smsc)
{
	struct connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		stream_cut(connection->stream, "told to drop");
	}
}

void smsc_say(struct smsc *smsc, const struct smpp_pdu *pdu)
{
	struct connection *connection;
	struct smpp_pdu copy = *pdu;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		copy.sequence_number = next_sequence(connection);
		say_later(connection, &copy, SPAN_MS(0));
	}
}

void smsc_unbind(struct smsc *smsc)
{
	smsc_say(smsc, &(struct smpp_pdu){ .command_id = SMPP_UNBIND });
}

void smsc_say_octets(struct smsc *smsc, const void *octets, size_t size)
{
	struct connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		say_octets(connection, octets, size);
	}
}
