/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP 3.4, and what 5.0 adds (broadcast_sm and its kin), between us and a message centre:
 *
 *	octet 0-3    command_length, of the whole PDU, big-endian as every number
 *	octet 4-7    command_id; a response has its highest bit
 *	octet 8-11   command_status, 0 in a request
 *	octet 12-15  sequence_number, 1..0x7fffffff
 *	octet 16-    fields in a fixed order, then optional parameters (wire/smpp_tlv.h)
 *
 * One struct holds any PDU; wire/smpp_table.h says which members belong to which. Nothing is
 * allocated: what was read lies in the octets that were given, and lives as long as they do.
 *
 * Reading is bounded by these octets. An optional parameter that is unknown, or does not belong to
 * its PDU, is passed over and counted; so is one that comes twice and says the same. One that comes
 * twice and differs is a fault, as is every length that the specification does not allow.
 * Writing is stricter: a text of 254 octets, a time of 0 or 16 characters, an optional parameter
 * where it belongs. broadcast_rep_num goes last, so that captures stay readable (docs/smpp.md).
 */
#ifndef WIRE_SMPP_H
#define WIRE_SMPP_H

#include "base/err.h"
#include "wire/smpp_tlv.h"

enum smpp_command {
	/* SMPP 3.4 5.1.2.1, 5.0 4.7.5 */
	SMPP_NONE = 0,
	SMPP_BIND_RECEIVER = 0x001,
	SMPP_BIND_TRANSMITTER = 0x002,
	SMPP_QUERY_SM = 0x003,
	SMPP_SUBMIT_SM = 0x004,
	SMPP_DELIVER_SM = 0x005,
	SMPP_UNBIND = 0x006,
	SMPP_REPLACE_SM = 0x007,
	SMPP_CANCEL_SM = 0x008,
	SMPP_BIND_TRANSCEIVER = 0x009,
	SMPP_OUTBIND = 0x00b,
	SMPP_ENQUIRE_LINK = 0x015,
	SMPP_SUBMIT_MULTI = 0x021,
	SMPP_ALERT_NOTIFICATION = 0x102,
	SMPP_DATA_SM = 0x103,
	SMPP_BROADCAST_SM = 0x111,
	SMPP_QUERY_BROADCAST_SM = 0x112,
	SMPP_CANCEL_BROADCAST_SM = 0x113,
};

#define SMPP_RESPONSE	  0x80000000u /* the bit of a command_id */
#define SMPP_GENERIC_NACK SMPP_RESPONSE

enum {
	SMPP_HEADER_OCTETS = 16,
	/*
	 * A message_payload of 65,535 octets, and 32 KiB for all the rest. A peer that announces
	 * more is refused by its first four octets.
	 */
	SMPP_OCTETS_MAX = 98304,
	SMPP_SEQUENCE_MAX = 0x7fffffff,
	SMPP_DESTINATIONS_MAX = 254,
	SMPP_UNSUCCESSES_MAX = 255,
	SMPP_TLVS_MAX = 320, /* 256 areas, and one of each */
	SMPP_SHORT_MESSAGE_OCTETS = 254,
	SMPP_MESSAGE_ID_OCTETS = 65, /* with its NUL */
	SMPP_TEXT_OCTETS = 192,
};

enum {
	SMPP_VERSION_3_4 = 0x34,
	SMPP_VERSION_5_0 = 0x50,
	/* esm_class (SMPP 3.4 5.2.12) */
	SMPP_ESM_UDHI = 0x40,
	SMPP_ESM_TYPE_MASK = 0x3c,
	SMPP_ESM_RECEIPT = 0x04,
	SMPP_ESM_INTERMEDIATE = 0x20,
	/* data_coding (SMPP 3.4 5.2.19) */
	SMPP_CODING_DEFAULT = 0x00,
	SMPP_CODING_UCS2 = 0x08,
	/* priority_flag of broadcast_sm: at once, and broadcast_rep_num has no say */
	SMPP_PRIORITY_IMMEDIATE = 1,
	/* broadcast_content_type: network, service */
	SMPP_NETWORK_GENERIC = 0,
	SMPP_NETWORK_GSM = 1,
	SMPP_CONTENT_EMERGENCY = 0x0001,
	/* broadcast_frequency_interval: unit */
	SMPP_EVERY_AS_OFTEN_AS_POSSIBLE = 0x00,
	SMPP_EVERY_SECONDS = 0x08,
	SMPP_EVERY_MINUTES = 0x09,
	SMPP_EVERY_HOURS = 0x0a,
	SMPP_EVERY_DAYS = 0x0b,
	/* broadcast_area_identifier: its first octet */
	SMPP_AREA_ALIAS = 0,
	SMPP_AREA_ELLIPSOID_ARC = 1,
	SMPP_AREA_POLYGON = 2,
};

/* A number of two values (wire/smpp_tlv.h): SMPP_PAIR(SMPP_EVERY_MINUTES, 2). */
#define SMPP_PAIR(high, low) ((uint32_t)(high) << 16 | (uint32_t)(low))

struct smpp_address {
	uint8_t ton, npi;
	struct slice text;
};

struct smpp_destination {
	bool is_list; /* then the text is its name, and ton and npi say nothing */
	struct smpp_address address;
};

struct smpp_unsuccess {
	struct smpp_address address;
	uint32_t error_status_code;
};

struct smpp_pdu {
	uint32_t command_id, command_status, sequence_number;
	/*
	 * A response that ends behind its header, though it has fields: allowed with an error, and
	 * where an empty body loses nothing. The fields then say nothing.
	 */
	bool without_body;
	struct slice system_id, password, system_type;
	uint8_t interface_version;
	struct smpp_address range; /* addr_ton, addr_npi, address_range of a bind */
	struct slice service_type;
	struct smpp_address source, destination;
	struct smpp_address esme; /* of an alert_notification */
	struct slice message_id;
	uint8_t esm_class, protocol_id, priority_flag;
	/* "" or 16 characters; wire/smpp_time.h */
	struct slice schedule_delivery_time, validity_period, final_date;
	uint8_t registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id;
	uint8_t message_state, error_code;
	struct slice short_message;
	size_t destination_count, unsuccess_count, tlv_count;
	struct smpp_destination destinations[SMPP_DESTINATIONS_MAX];
	struct smpp_unsuccess unsuccesses[SMPP_UNSUCCESSES_MAX];
	struct smpp_tlv tlvs[SMPP_TLVS_MAX];
	size_t unknown_count;  /* optional parameters passed over: of unknown tag, or misplaced */
	size_t repeated_count; /* passed over: said again */
};

struct smpp_header {
	uint32_t command_length, command_id, command_status, sequence_number;
};

/* "submit_sm"; "a PDU of unknown kind" */
const char *smpp_command_name(uint32_t command_id);

/*
 * Framing: *total is the whole PDU's size, untouched while fewer than 4 octets are there.
 * ERR_INPUT: command_length is less than a header; ERR_LIMIT: it is past SMPP_OCTETS_MAX. The
 * connection is of no more use then.
 */
enum err MUST_USE smpp_need(const uint8_t *octets, size_t size, size_t *total, struct fault *why);

/* What an answer needs where the rest cannot be read. ERR_INPUT: fewer than 16 octets. */
enum err MUST_USE smpp_header_read(struct smpp_header *out, const uint8_t *octets, size_t size,
				   struct fault *why);

/*
 * Exactly one PDU. ERR_ABSENT: no such command_id (generic_nack is the answer); ERR_INPUT:
 * malformed; ERR_LIMIT: more destinations or optional parameters than there is room for.
 */
enum err MUST_USE smpp_unpack(struct smpp_pdu *out, const uint8_t *octets, size_t size,
			      struct fault *why);

/*
 * ERR_LIMIT: `room` is too small, or a value is too long; ERR_INPUT: something is missing, or
 * stands where it does not belong; ERR_ABSENT: no such command_id.
 */
enum err MUST_USE smpp_pack(uint8_t *octets, size_t room, size_t *size, const struct smpp_pdu *pdu,
			    struct fault *why);

/* The nth (from 0) optional parameter of that tag; NULL if there is none. */
const struct smpp_tlv *smpp_tlv_of(const struct smpp_pdu *pdu, enum smpp_tlv_tag tag, size_t nth);
/* False, and *number untouched, if there is none. */
bool smpp_number_of(const struct smpp_pdu *pdu, enum smpp_tlv_tag tag, uint32_t *number);
/* An empty PDU. Lists are counted: what lies in them is left as it is, which is 24 of 25 KiB. */
void smpp_clear(struct smpp_pdu *pdu);
/* Puts one more to be sent. ERR_LIMIT: SMPP_TLVS_MAX are there. */
enum err MUST_USE smpp_add(struct smpp_pdu *pdu, struct smpp_tlv tlv, struct fault *why);
/* message_payload where there is one, else short_message. */
struct slice smpp_message_of(const struct smpp_pdu *pdu);

/*
 * One line for a log, without text and telephone numbers: "submit_sm_resp seq=7
 * status=ESME_RTHROTTLED". buf has SMPP_TEXT_OCTETS; returns buf.
 */
const char *smpp_format(char *buf, const struct smpp_pdu *pdu);

#endif
