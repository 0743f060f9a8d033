/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "smsc.h"

#include <stdio.h>
#include <talloc.h>

#include "net/clock.h"
#include "net/log.h"
#include "smsc_inner.h"

enum { QUEUE_OCTETS = 1024 * 1024 };

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

static struct smsc_connection *connection_of(struct smsc *smsc, uint32_t number)
{
	struct smsc_connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		if (connection->number == number && connection->stream)
			return connection;
	}
	return NULL;
}

static void say_octets(struct smsc_connection *connection, const void *octets, size_t size)
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

	struct smsc_connection *connection = connection_of(smsc, later->connection);

	if (later->is_receipt && smsc->undelivered > 0)
		smsc->undelivered--;
	if (!later->is_receipt && connection)
		connection->unanswered--;
	say_octets(connection, later->octets, later->size);
	talloc_free(later);
}

static int on_later_free(struct later *later)
{
	osmo_timer_del(&later->timer);
	return 0;
}

void smsc_say_later(struct smsc_connection *connection, const struct smpp_pdu *pdu, struct span in)
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
	connection->unanswered += !later->is_receipt;
	later->size = size;
	memcpy(later->octets, octets, size);
	talloc_set_destructor(later, on_later_free);
	osmo_timer_setup(&later->timer, on_later, later);
	clock_set_timer(&later->timer, in);
}

static void answer(struct smsc_connection *connection, const struct smpp_pdu *pdu,
		   uint32_t command_status)
{
	smsc_say_later(connection,
		       &(struct smpp_pdu){ .command_id = pdu->command_id | SMPP_RESPONSE,
					   .command_status = command_status,
					   .sequence_number = pdu->sequence_number },
		       SPAN_MS(0));
}

uint32_t smsc_next_sequence(struct smsc_connection *connection)
{
	return ++connection->last_sequence;
}

/* ---- signing in ---------------------------------------------------------------------- */

static uint32_t judge_bind(const struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	const struct smsc_config *config = &connection->smsc->config;

	if (config->faults.bind_status)
		return config->faults.bind_status;
	if (connection->bind)
		return SMSC_ALREADY_BOUND;
	if (config->password && !slice_is(pdu->password, config->password))
		return SMSC_BAD_PASSWORD;
	return SMSC_OK;
}

static void on_bind(struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	uint32_t command_status = judge_bind(connection, pdu);
	struct smpp_pdu resp = { .command_id = pdu->command_id | SMPP_RESPONSE,
				 .command_status = command_status,
				 .sequence_number = pdu->sequence_number,
				 .system_id = SLICE_LITERAL("smsc") };

	smsc->counts.binds++;
	if (command_status == SMSC_OK) {
		connection->bind = pdu->command_id;
		snprintf(connection->system_id, sizeof(connection->system_id), "%.*s",
			 SLICE_PRINT(pdu->system_id));
	}
	if (command_status == SMSC_OK && smsc->config.faults.version)
		resp.tlvs[resp.tlv_count++] = (struct smpp_tlv){
			.tag = SMPP_TLV_SC_INTERFACE_VERSION, .number = smsc->config.faults.version
		};
	smsc_say_later(connection, &resp, SPAN_MS(0));
}

/* ---- what is asked of it ------------------------------------------------------------- */

static bool is_broadcast(uint32_t command_id)
{
	return command_id >= SMPP_BROADCAST_SM && command_id <= SMPP_CANCEL_BROADCAST_SM;
}

static void obey_bound(struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;

	if (is_broadcast(pdu->command_id) && smsc->config.faults.version < SMPP_VERSION_5_0) {
		smsc_say_later(connection,
			       &(struct smpp_pdu){ .command_id = SMPP_GENERIC_NACK,
						   .command_status = SMSC_UNKNOWN_COMMAND,
						   .sequence_number = pdu->sequence_number },
			       SPAN_MS(0));
		return;
	}
	switch (pdu->command_id) {
	case SMPP_SUBMIT_SM:
	case SMPP_SUBMIT_MULTI:
	case SMPP_DATA_SM:
	case SMPP_BROADCAST_SM:
		smsc_take(connection, pdu);
		return;
	case SMPP_QUERY_SM:
	case SMPP_QUERY_BROADCAST_SM:
		smsc_take_query(connection, pdu);
		return;
	default:
		answer(connection, pdu, SMSC_OK);
		return;
	}
}

static void obey(struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;

	smsc->counts.acknowledged += pdu->command_id == (SMPP_DELIVER_SM | SMPP_RESPONSE) &&
				     pdu->command_status == SMSC_OK;
	smsc->counts.nacks += pdu->command_id & SMPP_RESPONSE && pdu->command_status != SMSC_OK;
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
		answer(connection, pdu, SMSC_OK);
		return;
	case SMPP_UNBIND:
		answer(connection, pdu, SMSC_OK);
		connection->bind = 0;
		return;
	default:
		if (connection->bind)
			obey_bound(connection, pdu);
		else
			answer(connection, pdu, SMSC_NOT_BOUND);
	}
}

/* ---- its connections ----------------------------------------------------------------- */

static void on_message(void *data, const uint8_t *octets, size_t size)
{
	struct smsc_connection *connection = data;
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

static void forget(struct smsc_connection *connection)
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

static int on_free(struct smsc_connection *connection)
{
	osmo_timer_del(&connection->gone);
	return 0;
}

static void on_accepted(void *data, int fd, const struct address *peer)
{
	struct smsc *smsc = data;
	struct smsc_connection *connection = talloc_zero(smsc, struct smsc_connection);
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
	struct smsc_connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		counts.connections++;
		counts.bound += connection->bind != 0;
	}
	return counts;
}

void smsc_drop(struct smsc *smsc)
{
	struct smsc_connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		stream_cut(connection->stream, "told to drop");
	}
}

void smsc_say(struct smsc *smsc, const struct smpp_pdu *pdu)
{
	struct smsc_connection *connection;
	struct smpp_pdu copy = *pdu;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		copy.sequence_number = smsc_next_sequence(connection);
		smsc_say_later(connection, &copy, SPAN_MS(0));
	}
}

void smsc_unbind(struct smsc *smsc)
{
	smsc_say(smsc, &(struct smpp_pdu){ .command_id = SMPP_UNBIND });
}

void smsc_say_octets(struct smsc *smsc, const void *octets, size_t size)
{
	struct smsc_connection *connection;

	llist_for_each_entry (connection, &smsc->connections, entry) {
		say_octets(connection, octets, size);
	}
}
