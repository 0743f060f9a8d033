/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP request: what the user of a link asks for, and the PDUs that it becomes: one for each part
 * of a text, one for all else.
 *
 *	MESSAGE            submit_sm, or data_sm: one recipient, an id for each part
 *	MULTI              submit_multi: up to 254 recipients and lists, one id for all: no receipt
 *	                   can be told apart; for lists, and where nobody asks for proof
 *	QUERY, CANCEL      of a message by its id
 *	BROADCAST...       an area is handed over, and the carrier finds the phones (SMPP 5.0)
 */
#ifndef CARRIERS_SMPP_REQUEST_H
#define CARRIERS_SMPP_REQUEST_H

#include "wire/smpp_part.h"
#include "wire/smpp_time.h"

enum smpp_request_kind {
	SMPP_REQUEST_NONE = 0,
	SMPP_REQUEST_MESSAGE,
	SMPP_REQUEST_MULTI,
	SMPP_REQUEST_QUERY,
	SMPP_REQUEST_CANCEL,
	SMPP_REQUEST_BROADCAST,
	SMPP_REQUEST_BROADCAST_QUERY,
	SMPP_REQUEST_BROADCAST_CANCEL,
	SMPP_REQUEST_KIND_COUNT
};

struct smpp_broadcast {
	uint32_t content_type, frequency_interval; /* SMPP_PAIR */
	uint16_t rep_num;
	const struct smpp_tlv *areas; /* SMPP_TLV_BROADCAST_AREA_IDENTIFIER */
	size_t area_count;
};

/*
 * text, recipients and broadcast are lent until its end has been told: one text serves any number
 * of recipients. Addresses and ids are copied.
 */
struct smpp_request {
	uint64_t key; /* the user's, told with all that comes of it */
	enum smpp_request_kind kind;
	bool is_urgent;
	bool as_data; /* MESSAGE: data_sm */
	/* It is not sent after it, and the centre is told to keep it no longer. */
	struct utc expires;
	struct smpp_address source, recipient;
	const struct smpp_destination *recipients; /* MULTI */
	size_t recipient_count;
	struct slice service_type;
	uint8_t registered_delivery, priority_flag;
	const struct sms *text;
	enum smpp_part_manner manner;
	uint16_t reference;	 /* of several parts */
	uint64_t parts_taken;	 /* bits: what an earlier try has brought there; not sent again */
	struct slice message_id; /* QUERY, CANCEL and theirs of a broadcast */
	const struct smpp_broadcast *broadcast;
};

/* What a PDU's slices lie in. */
struct smpp_request_scratch {
	uint8_t octets[SMS_OCTETS_MAX];
	char validity[SMPP_TIME_OCTETS];
};

const char *smpp_request_kind_name(enum smpp_request_kind kind);
bool smpp_request_needs_5_0(const struct smpp_request *request);
/* PDUs. */
size_t smpp_request_parts(const struct smpp_request *request);
/* Tokens for each PDU. */
uint32_t smpp_request_cost(const struct smpp_request *request);
/* Which of its PDUs, and when it is sent. */
struct smpp_request_part {
	const struct smpp_request *request;
	size_t part; /* from 0 */
	struct utc now;
};

/* ERR_LIMIT, ERR_INPUT: it cannot be said so. */
enum err MUST_USE smpp_request_fill(struct smpp_pdu *pdu, struct smpp_request_scratch *scratch,
				    const struct smpp_request_part *part, struct fault *why);
/* Whether it can be sent at all. ERR_INPUT, ERR_LIMIT. */
enum err MUST_USE smpp_request_check(const struct smpp_request *request, struct utc now,
				     struct fault *why);

#endif
