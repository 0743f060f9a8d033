/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_peer.h"

#include "net/log.h"

enum {
	BAD_LENGTH = 0x002,	  /* ESME_RINVCMDLEN */
	UNKNOWN_COMMAND = 0x003,  /* ESME_RINVCMDID */
	REFUSED_FOR_GOOD = 0x065, /* ESME_RX_P_APPN: or it would come again and again */
};

static bool brings_something(uint32_t command_id)
{
	return command_id == SMPP_DELIVER_SM || command_id == SMPP_DATA_SM;
}

/* False: it has no answer. */
static bool answer_to(struct smpp_pdu *answer, const struct smpp_pdu *request, bool is_bound)
{
	answer->command_id = request->command_id | SMPP_RESPONSE;
	switch (request->command_id) {
	case SMPP_ENQUIRE_LINK:
	case SMPP_UNBIND:
		return true;
	case SMPP_DELIVER_SM:
	case SMPP_DATA_SM:
		answer->command_status = is_bound ? 0 : SMPP_PEER_NOT_BOUND;
		return true;
	case SMPP_OUTBIND: /* SMPP 3.4 4.1.7, 4.12 */
	case SMPP_ALERT_NOTIFICATION:
		return false;
	default: /* a centre's own operations are none of ours */
		answer->command_id = SMPP_GENERIC_NACK;
		answer->command_status = UNKNOWN_COMMAND;
		return true;
	}
}

void smpp_peer_request(struct smpp_traffic *traffic, const struct smpp_pdu *request, bool is_bound)
{
	const struct smpp_session_events *events = traffic->config->events;
	struct smpp_pdu answer;

	smpp_clear(&answer);
	answer.sequence_number = request->sequence_number;
	if (answer_to(&answer, request, is_bound))
		smpp_traffic_say(traffic, &answer);
	if (!is_bound || !brings_something(request->command_id))
		return;
	traffic->counts.delivered++;
	events->deliver(events->data, request);
}

void smpp_peer_unreadable(struct smpp_traffic *traffic, const struct smpp_header *header,
			  struct fault *why)
{
	bool brings = brings_something(header->command_id);
	struct smpp_pdu answer = { .command_id = SMPP_GENERIC_NACK,
				   .command_status = BAD_LENGTH,
				   .sequence_number = header->sequence_number };

	traffic->counts.malformed++;
	err_prefix(why, why->err, "malformed (%llu so far)",
		   (unsigned long long)traffic->counts.malformed);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
						  .stop = "receive",
						  .link = traffic->config->link,
						  .node = traffic->config->session,
						  .why = why->text });
	if (header->command_id & SMPP_RESPONSE)
		return;
	if (brings) {
		answer.command_id = header->command_id | SMPP_RESPONSE;
		answer.command_status = REFUSED_FOR_GOOD;
	} else if (why->err == ERR_ABSENT) {
		answer.command_status = UNKNOWN_COMMAND;
	}
	smpp_traffic_say(traffic, &answer);
}
