/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP's optional parameters (SMPP 3.4 5.3, 5.0 4.8.4), in one table: tag (2 octets), length of the
 * value (2), value. Reading and writing both go by it.
 *
 *	shape      value                             in struct smpp_tlv
 *	number     big-endian, a fixed width         number
 *	string     characters and a NUL              octets, without the NUL
 *	octets     as they are                       octets
 *	formatted  one octet that says how to read   number: that octet; octets: the rest
 *	           the rest
 *
 * Numbers of three octets are two values: broadcast_content_type is network << 16 | service,
 * broadcast_frequency_interval unit << 16 | count, network_error_code network << 16 | code.
 */
#ifndef WIRE_SMPP_TLV_H
#define WIRE_SMPP_TLV_H

#include "base/slice.h"

enum smpp_tlv_tag {
	SMPP_TLV_NONE = 0,
	SMPP_TLV_DEST_ADDR_SUBUNIT = 0x0005,
	SMPP_TLV_DEST_NETWORK_TYPE = 0x0006,
	SMPP_TLV_DEST_BEARER_TYPE = 0x0007,
	SMPP_TLV_DEST_TELEMATICS_ID = 0x0008,
	SMPP_TLV_SOURCE_ADDR_SUBUNIT = 0x000d,
	SMPP_TLV_SOURCE_NETWORK_TYPE = 0x000e,
	SMPP_TLV_SOURCE_BEARER_TYPE = 0x000f,
	SMPP_TLV_SOURCE_TELEMATICS_ID = 0x0010,
	SMPP_TLV_QOS_TIME_TO_LIVE = 0x0017,
	SMPP_TLV_PAYLOAD_TYPE = 0x0019,
	SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT = 0x001d,
	SMPP_TLV_RECEIPTED_MESSAGE_ID = 0x001e,
	SMPP_TLV_MS_MSG_WAIT_FACILITIES = 0x0030,
	SMPP_TLV_PRIVACY_INDICATOR = 0x0201,
	SMPP_TLV_SOURCE_SUBADDRESS = 0x0202,
	SMPP_TLV_DEST_SUBADDRESS = 0x0203,
	SMPP_TLV_USER_MESSAGE_REFERENCE = 0x0204,
	SMPP_TLV_USER_RESPONSE_CODE = 0x0205,
	SMPP_TLV_SOURCE_PORT = 0x020a,
	SMPP_TLV_DESTINATION_PORT = 0x020b,
	SMPP_TLV_SAR_MSG_REF_NUM = 0x020c,
	SMPP_TLV_LANGUAGE_INDICATOR = 0x020d,
	SMPP_TLV_SAR_TOTAL_SEGMENTS = 0x020e,
	SMPP_TLV_SAR_SEGMENT_SEQNUM = 0x020f,
	SMPP_TLV_SC_INTERFACE_VERSION = 0x0210,
	SMPP_TLV_CALLBACK_NUM_PRES_IND = 0x0302,
	SMPP_TLV_CALLBACK_NUM_ATAG = 0x0303,
	SMPP_TLV_NUMBER_OF_MESSAGES = 0x0304,
	SMPP_TLV_CALLBACK_NUM = 0x0381,
	SMPP_TLV_DPF_RESULT = 0x0420,
	SMPP_TLV_SET_DPF = 0x0421,
	SMPP_TLV_MS_AVAILABILITY_STATUS = 0x0422,
	SMPP_TLV_NETWORK_ERROR_CODE = 0x0423,
	SMPP_TLV_MESSAGE_PAYLOAD = 0x0424,
	SMPP_TLV_DELIVERY_FAILURE_REASON = 0x0425,
	SMPP_TLV_MORE_MESSAGES_TO_SEND = 0x0426,
	SMPP_TLV_MESSAGE_STATE = 0x0427,
	SMPP_TLV_CONGESTION_STATE = 0x0428,
	SMPP_TLV_USSD_SERVICE_OP = 0x0501,
	SMPP_TLV_BROADCAST_CHANNEL_INDICATOR = 0x0600,
	SMPP_TLV_BROADCAST_CONTENT_TYPE = 0x0601,
	SMPP_TLV_BROADCAST_CONTENT_TYPE_INFO = 0x0602,
	SMPP_TLV_BROADCAST_MESSAGE_CLASS = 0x0603,
	SMPP_TLV_BROADCAST_REP_NUM = 0x0604,
	SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL = 0x0605,
	/* In a response the areas that failed; the nth goes with the nth broadcast_error_status. */
	SMPP_TLV_BROADCAST_AREA_IDENTIFIER = 0x0606,
	SMPP_TLV_BROADCAST_ERROR_STATUS = 0x0607,
	SMPP_TLV_BROADCAST_AREA_SUCCESS = 0x0608,
	SMPP_TLV_BROADCAST_END_TIME = 0x0609,
	SMPP_TLV_BROADCAST_SERVICE_GROUP = 0x060a,
	SMPP_TLV_BILLING_IDENTIFICATION = 0x060b,
	SMPP_TLV_SOURCE_NETWORK_ID = 0x060d,
	SMPP_TLV_DEST_NETWORK_ID = 0x060e,
	SMPP_TLV_SOURCE_NODE_ID = 0x060f,
	SMPP_TLV_DEST_NODE_ID = 0x0610,
	SMPP_TLV_DEST_ADDR_NP_RESOLUTION = 0x0611,
	SMPP_TLV_DEST_ADDR_NP_INFORMATION = 0x0612,
	SMPP_TLV_DEST_ADDR_NP_COUNTRY = 0x0613,
	SMPP_TLV_DISPLAY_TIME = 0x1201,
	SMPP_TLV_SMS_SIGNAL = 0x1203,
	SMPP_TLV_MS_VALIDITY = 0x1204,
	SMPP_TLV_ALERT_ON_MESSAGE_DELIVERY = 0x130c,
	SMPP_TLV_ITS_REPLY_TYPE = 0x1380,
	SMPP_TLV_ITS_SESSION_INFO = 0x1383,
};

struct smpp_tlv {
	enum smpp_tlv_tag tag;
	uint32_t number;
	struct slice octets;
};

enum smpp_tlv_shape {
	SMPP_TLV_NUMBER,
	SMPP_TLV_STRING,
	SMPP_TLV_OCTETS,
	SMPP_TLV_FORMATTED,
};

/* Which PDUs: a row of smpp_table.c has a set of these. */
enum smpp_tlv_group {
	SMPP_TLV_IN_NONE = 0,
	SMPP_TLV_IN_BIND_RESP = 1 << 0,
	SMPP_TLV_IN_SUBMIT = 1 << 1, /* submit_sm, submit_multi, data_sm */
	SMPP_TLV_IN_DATA = 1 << 2,
	SMPP_TLV_IN_DELIVER = 1 << 3,
	SMPP_TLV_IN_REPLACE = 1 << 4,
	SMPP_TLV_IN_ALERT = 1 << 5,
	SMPP_TLV_IN_ANSWER = 1 << 6, /* to what carries a message */
	SMPP_TLV_IN_ANY_RESP = 1 << 7,
	SMPP_TLV_IN_BROADCAST = 1 << 8,
	SMPP_TLV_IN_BROADCAST_RESP = 1 << 9,
	SMPP_TLV_IN_QUERY_BROADCAST = 1 << 10,
	SMPP_TLV_IN_QUERY_BROADCAST_RESP = 1 << 11,
	SMPP_TLV_IN_CANCEL_BROADCAST = 1 << 12,
};

struct smpp_tlv_row {
	enum smpp_tlv_tag tag;
	const char *name;
	enum smpp_tlv_shape shape;
	uint16_t min, max; /* octets of a value that may be read; a string's have the NUL */
	uint8_t width;	   /* octets of a number that is written */
	bool repeats;
	unsigned int may, must; /* sets of enum smpp_tlv_group */
};

/* NULL: no such tag here. */
const struct smpp_tlv_row *smpp_tlv_row(unsigned int tag);
/* By index, NULL past the end: whoever asks for all of them. */
const struct smpp_tlv_row *smpp_tlv_row_at(size_t i);
/* Its bit in a set of 64, for what was met already. */
unsigned int smpp_tlv_bit(const struct smpp_tlv_row *row);

#endif
