/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_tlv.h"

#define NUMBER(width)	      SMPP_TLV_NUMBER, width, width, width, false
#define NUMBERS(width)	      SMPP_TLV_NUMBER, width, width, width, true
#define NUMBER_OF(a, b, sent) SMPP_TLV_NUMBER, a, b, sent, false
#define STRING(a, b)	      SMPP_TLV_STRING, a, b, 0, false
#define OCTETS(a, b)	      SMPP_TLV_OCTETS, a, b, 0, false
#define OCTETS_EACH(a, b)     SMPP_TLV_OCTETS, a, b, 0, true
#define FORMATTED(a, b)	      SMPP_TLV_FORMATTED, a, b, 0, true

#define SUBMIT	    SMPP_TLV_IN_SUBMIT
#define DELIVER	    SMPP_TLV_IN_DELIVER
#define DATA	    SMPP_TLV_IN_DATA
#define SEND	    (SUBMIT | DELIVER) /* either way, since 5.0 */
#define ANSWER	    SMPP_TLV_IN_ANSWER
#define BROADCAST   SMPP_TLV_IN_BROADCAST
#define BROADCASTED SMPP_TLV_IN_BROADCAST_RESP
#define QUERY	    SMPP_TLV_IN_QUERY_BROADCAST
#define QUERIED	    SMPP_TLV_IN_QUERY_BROADCAST_RESP
#define CANCEL	    SMPP_TLV_IN_CANCEL_BROADCAST
#define REPLACE	    SMPP_TLV_IN_REPLACE

enum { ANY = 0xffff };

/* Sorted by tag. Where it may stand is the union of what 3.4 and 5.0 allow. */
/* clang-format off */
static const struct smpp_tlv_row rows[] = {
	{ 0x0005, "dest_addr_subunit", NUMBER(1), SEND | BROADCAST, 0 },
	{ 0x0006, "dest_network_type", NUMBER(1), SEND, 0 },
	{ 0x0007, "dest_bearer_type", NUMBER(1), SEND, 0 },
	{ 0x0008, "dest_telematics_id", NUMBER_OF(1, 2, 2), SEND, 0 },
	{ 0x000d, "source_addr_subunit", NUMBER(1), SEND | BROADCAST, 0 },
	{ 0x000e, "source_network_type", NUMBER(1), SEND, 0 },
	{ 0x000f, "source_bearer_type", NUMBER(1), SEND, 0 },
	{ 0x0010, "source_telematics_id", NUMBER_OF(1, 2, 1), SEND, 0 },
	{ 0x0017, "qos_time_to_live", NUMBER(4), SUBMIT, 0 },
	{ 0x0019, "payload_type", NUMBER(1), SEND | BROADCAST, 0 },
	{ 0x001d, "additional_status_info_text", STRING(1, 256), ANSWER, 0 },
	{ 0x001e, "receipted_message_id", STRING(1, 65), DELIVER | DATA, 0 },
	{ 0x0030, "ms_msg_wait_facilities", NUMBER(1), SEND, 0 },
	{ 0x0201, "privacy_indicator", NUMBER(1), SEND | BROADCAST, 0 },
	{ 0x0202, "source_subaddress", OCTETS(2, 23), SEND | BROADCAST, 0 },
	{ 0x0203, "dest_subaddress", OCTETS(2, 23), SEND | BROADCAST, 0 },
	{ 0x0204, "user_message_reference", NUMBER(2), SEND | BROADCAST | QUERY | QUERIED | CANCEL,
	  0 },
	{ 0x0205, "user_response_code", NUMBER(1), SEND, 0 },
	{ 0x020a, "source_port", NUMBER(2), SEND | BROADCAST, 0 },
	{ 0x020b, "destination_port", NUMBER(2), SEND | BROADCAST, 0 },
	{ 0x020c, "sar_msg_ref_num", NUMBER(2), SEND, 0 },
	{ 0x020d, "language_indicator", NUMBER(1), SEND | BROADCAST, 0 },
	{ 0x020e, "sar_total_segments", NUMBER(1), SEND, 0 },
	{ 0x020f, "sar_segment_seqnum", NUMBER(1), SEND, 0 },
	{ 0x0210, "sc_interface_version", NUMBER(1), SMPP_TLV_IN_BIND_RESP, 0 },
	{ 0x0302, "callback_num_pres_ind", NUMBERS(1), SEND | BROADCAST, 0 },
	{ 0x0303, "callback_num_atag", OCTETS_EACH(0, 65), SEND | BROADCAST, 0 },
	{ 0x0304, "number_of_messages", NUMBER(1), SEND, 0 },
	{ 0x0381, "callback_num", OCTETS_EACH(4, 19), SEND | BROADCAST, 0 },
	{ 0x0420, "dpf_result", NUMBER(1), ANSWER | DATA, 0 },
	{ 0x0421, "set_dpf", NUMBER(1), SUBMIT, 0 },
	{ 0x0422, "ms_availability_status", NUMBER(1), SMPP_TLV_IN_ALERT, 0 },
	{ 0x0423, "network_error_code", NUMBER(3), DELIVER | DATA | ANSWER, 0 },
	{ 0x0424, "message_payload", OCTETS(0, ANY), SEND | BROADCAST | REPLACE, 0 },
	{ 0x0425, "delivery_failure_reason", NUMBER(1), ANSWER | DATA, 0 },
	{ 0x0426, "more_messages_to_send", NUMBER(1), SUBMIT, 0 },
	{ 0x0427, "message_state", NUMBER(1), DELIVER | DATA | QUERIED, QUERIED },
	{ 0x0428, "congestion_state", NUMBER(1), SMPP_TLV_IN_ANY_RESP, 0 },
	{ 0x0501, "ussd_service_op", NUMBER(1), SEND, 0 },
	{ 0x0600, "broadcast_channel_indicator", NUMBER(1), BROADCAST, 0 },
	{ 0x0601, "broadcast_content_type", NUMBER(3), BROADCAST | CANCEL, BROADCAST },
	{ 0x0602, "broadcast_content_type_info", OCTETS(1, 255), BROADCAST, 0 },
	{ 0x0603, "broadcast_message_class", NUMBER(1), BROADCAST, 0 },
	/* Two octets by most implementations, one by some: as long as it says it is. */
	{ 0x0604, "broadcast_rep_num", NUMBER_OF(1, 4, 2), BROADCAST, BROADCAST },
	{ 0x0605, "broadcast_frequency_interval", NUMBER(3), BROADCAST, BROADCAST },
	{ 0x0606, "broadcast_area_identifier", FORMATTED(1, ANY),
	  BROADCAST | BROADCASTED | QUERIED, BROADCAST },
	{ 0x0607, "broadcast_error_status", NUMBERS(4), BROADCASTED, 0 },
	{ 0x0608, "broadcast_area_success", NUMBERS(1), BROADCASTED | QUERIED, 0 },
	{ 0x0609, "broadcast_end_time", STRING(1, 17), QUERIED, 0 },
	{ 0x060a, "broadcast_service_group", OCTETS(1, 255), BROADCAST, 0 },
	{ 0x060b, "billing_identification", OCTETS(1, 1024), SEND, 0 },
	{ 0x060d, "source_network_id", STRING(7, 65), SEND, 0 },
	{ 0x060e, "dest_network_id", STRING(7, 65), SEND, 0 },
	{ 0x060f, "source_node_id", OCTETS(6, 6), SEND, 0 },
	{ 0x0610, "dest_node_id", OCTETS(6, 6), SEND, 0 },
	{ 0x0611, "dest_addr_np_resolution", NUMBER(1), SEND, 0 },
	{ 0x0612, "dest_addr_np_information", OCTETS(10, 10), SEND, 0 },
	{ 0x0613, "dest_addr_np_country", OCTETS(1, 5), SEND, 0 },
	{ 0x1201, "display_time", NUMBER(1), SEND | BROADCAST, 0 },
	{ 0x1203, "sms_signal", NUMBER(2), SEND | BROADCAST, 0 },
	{ 0x1204, "ms_validity", OCTETS(1, 4), SEND | BROADCAST, 0 },
	{ 0x130c, "alert_on_message_delivery", NUMBER_OF(0, 1, 1), SEND | BROADCAST, 0 },
	{ 0x1380, "its_reply_type", NUMBER(1), SEND, 0 },
	{ 0x1383, "its_session_info", OCTETS(2, 2), SEND, 0 },
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
_Static_assert(ROWS <= 64, "a set of them is 64 bits");

const struct smpp_tlv_row *smpp_tlv_row(unsigned int tag)
{
	for (size_t i = 0; i < ROWS && rows[i].tag <= tag; i++)
		if (rows[i].tag == tag)
			return &rows[i];
	return NULL;
}

const struct smpp_tlv_row *smpp_tlv_row_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

unsigned int smpp_tlv_bit(const struct smpp_tlv_row *row)
{
	return (unsigned int)(row - rows);
}
