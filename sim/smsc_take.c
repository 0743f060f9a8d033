/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/clock.h"
#include "smsc_inner.h"
#include "smsc_receipt.h"

enum { RECEIPT_WANTED = 0x03 }; /* of registered_delivery */

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

static uint32_t judge_message(const struct smsc_connection *connection)
{
	struct smsc *smsc = connection->smsc;
	const struct smsc_faults *faults = &smsc->config.faults;

	if (is_too_fast(smsc) || (faults->window && connection->unanswered >= faults->window)) {
		smsc->counts.throttled++;
		return SMSC_THROTTLED;
	}
	smsc->counts.messages++;
	if (faults->queue && smsc->undelivered >= faults->queue)
		return SMSC_QUEUE_FULL;
	return smsc_is_nth(smsc->counts.messages, faults->refuse_every) ? faults->refuse_status
									: SMSC_OK;
}

/* On its own connection, or on another of the same account that receives. */
static struct smsc_connection *receiver_of(struct smsc_connection *connection)
{
	struct smsc_connection *other;

	if (connection->bind != SMPP_BIND_TRANSMITTER)
		return connection;
	llist_for_each_entry (other, &connection->smsc->connections, entry) {
		if (other->stream && other->bind && other->bind != SMPP_BIND_TRANSMITTER &&
		    strcmp(other->system_id, connection->system_id) == 0)
			return other;
	}
	return NULL;
}

static void send_receipt(struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	const struct smsc_faults *faults = &smsc->config.faults;
	struct smsc_receipt_of of = { .number = smsc->last_message,
				      .from = pdu->source.text,
				      .to = pdu->destination.text,
				      .at = clock_now() };
	struct smsc_connection *receiver = receiver_of(connection);
	struct smsc_receipt_octets octets;
	struct span wait = faults->receipt_delay;
	struct smpp_pdu receipt;

	if (!receiver || !(pdu->registered_delivery & RECEIPT_WANTED))
		return;
	of.is_delivered = !smsc_is_nth(++smsc->counts.receipts, faults->undelivered_every);
	smsc_receipt_make(&receipt, &octets, &of, faults);
	if (faults->reordered && smsc->counts.receipts % 2)
		wait.us *= 2;
	for (int i = smsc_is_nth(smsc->counts.receipts, faults->twice_every) ? 0 : 1; i < 2; i++) {
		receipt.sequence_number = smsc_next_sequence(receiver);
		smsc->undelivered += faults->receipt_delay.us > 0;
		smsc_say_later(receiver, &receipt, wait);
	}
}

static void name_failures(struct smpp_pdu *resp, const struct smpp_pdu *pdu, uint32_t every)
{
	for (size_t i = 0; i < pdu->destination_count; i++)
		if (smsc_is_nth((uint32_t)i + 1, every) && !pdu->destinations[i].is_list)
			resp->unsuccesses[resp->unsuccess_count++] = (struct smpp_unsuccess){
				pdu->destinations[i].address, SMSC_BAD_RECIPIENT
			};
}

static void answer_message(struct smsc_connection *connection, const struct smpp_pdu *pdu,
			   const char *message_id, uint32_t command_status)
{
	const struct smsc_faults *faults = &connection->smsc->config.faults;
	uint32_t seen = connection->smsc->counts.messages;
	struct smpp_pdu *resp = &connection->smsc->answer;

	*resp = (struct smpp_pdu){ .command_id = pdu->command_id | SMPP_RESPONSE,
				   .command_status = command_status,
				   .sequence_number = pdu->sequence_number,
				   .message_id = slice_of(message_id),
				   .without_body = command_status != SMSC_OK };
	if (faults->congestion_state)
		resp->tlvs[resp->tlv_count++] = (struct smpp_tlv){
			.tag = SMPP_TLV_CONGESTION_STATE, .number = faults->congestion_state
		};
	if (resp->tlv_count)
		resp->without_body = false;
	if (pdu->command_id == SMPP_SUBMIT_MULTI)
		name_failures(resp, pdu, faults->fail_every);
	if (faults->is_silent || smsc_is_nth(seen, faults->drop_every))
		return;
	smsc_say_later(connection, resp,
		       smsc_is_nth(seen, faults->late_every) ? faults->late : faults->delay);
}

void smsc_take(struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	struct smsc_taken taken = { .system_id = connection->system_id,
				    .connection = connection->number,
				    .pdu = pdu,
				    .message_id = "",
				    .command_status = judge_message(connection),
				    .at = clock_now() };
	char message_id[SMPP_MESSAGE_ID_OCTETS] = "";

	if (taken.command_status == SMSC_OK) {
		smsc->last_message++;
		smsc_receipt_id(message_id, smsc->last_message, &smsc->config.faults);
		taken.message_id = message_id;
	}
	if (smsc->config.taken)
		smsc->config.taken(smsc->config.data, &taken);
	if (taken.command_status == SMSC_OK && smsc->config.faults.early_receipts)
		send_receipt(connection, pdu);
	answer_message(connection, pdu, message_id, taken.command_status);
	if (taken.command_status == SMSC_OK && !smsc->config.faults.early_receipts)
		send_receipt(connection, pdu);
	if (smsc->config.faults.cut_after &&
	    ++connection->messages >= smsc->config.faults.cut_after)
		stream_cut(connection->stream, "told to cut");
}

/* What became of one that was taken: it knows only whether there was one. */
void smsc_take_query(struct smsc_connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	bool is_known = pdu->message_id.size > 0 && smsc->last_message > 0;
	struct smpp_pdu resp = { .command_id = pdu->command_id | SMPP_RESPONSE,
				 .command_status = is_known ? SMSC_OK : SMSC_UNKNOWN_ID,
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
	smsc_say_later(connection, &resp, smsc->config.faults.delay);
}
