/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_table.h"

enum field {
	END = 0,
	SYSTEM_ID,
	PASSWORD,
	SYSTEM_TYPE,
	INTERFACE_VERSION,
	ADDR_TON,
	ADDR_NPI,
	ADDRESS_RANGE,
	SERVICE_TYPE,
	SOURCE_TON,
	SOURCE_NPI,
	SOURCE_ADDR,
	SOURCE_ADDR_LONG,
	DEST_TON,
	DEST_NPI,
	DESTINATION_ADDR,
	DESTINATION_ADDR_LONG,
	ESME_TON,
	ESME_NPI,
	ESME_ADDR,
	MESSAGE_ID,
	ESM_CLASS,
	PROTOCOL_ID,
	PRIORITY_FLAG,
	SCHEDULE,
	VALIDITY,
	FINAL_DATE,
	REGISTERED_DELIVERY,
	REPLACE_IF_PRESENT,
	DATA_CODING,
	DEFAULT_MSG_ID,
	MESSAGE_STATE,
	ERROR_CODE,
	SHORT_MESSAGE,
	DESTINATIONS,
	UNSUCCESSES,
	FIELDS
};

#define AT(member)	    offsetof(struct smpp_pdu, member)
#define U8(member)	    SMPP_SHAPE_U8, AT(member), 0
#define STRING(member, max) SMPP_SHAPE_STRING, AT(member), max
#define TIME(member)	    SMPP_SHAPE_TIME, AT(member), 17

/* SMPP 3.4 5.2 */
static const struct smpp_table_field fields[FIELDS] = {
	[SYSTEM_ID] = { "system_id", STRING(system_id, 16) },
	[PASSWORD] = { "password", STRING(password, 9) },
	[SYSTEM_TYPE] = { "system_type", STRING(system_type, 13) },
	[INTERFACE_VERSION] = { "interface_version", U8(interface_version) },
	[ADDR_TON] = { "addr_ton", U8(range.ton) },
	[ADDR_NPI] = { "addr_npi", U8(range.npi) },
	[ADDRESS_RANGE] = { "address_range", STRING(range.text, 41) },
	[SERVICE_TYPE] = { "service_type", STRING(service_type, 6) },
	[SOURCE_TON] = { "source_addr_ton", U8(source.ton) },
	[SOURCE_NPI] = { "source_addr_npi", U8(source.npi) },
	[SOURCE_ADDR] = { "source_addr", STRING(source.text, SMPP_TABLE_ADDRESS_MAX) },
	[SOURCE_ADDR_LONG] = { "source_addr", STRING(source.text, 65) },
	[DEST_TON] = { "dest_addr_ton", U8(destination.ton) },
	[DEST_NPI] = { "dest_addr_npi", U8(destination.npi) },
	[DESTINATION_ADDR] = { "destination_addr",
			       STRING(destination.text, SMPP_TABLE_ADDRESS_MAX) },
	[DESTINATION_ADDR_LONG] = { "destination_addr", STRING(destination.text, 65) },
	[ESME_TON] = { "esme_addr_ton", U8(esme.ton) },
	[ESME_NPI] = { "esme_addr_npi", U8(esme.npi) },
	[ESME_ADDR] = { "esme_addr", STRING(esme.text, 65) },
	[MESSAGE_ID] = { "message_id", STRING(message_id, SMPP_MESSAGE_ID_OCTETS) },
	[ESM_CLASS] = { "esm_class", U8(esm_class) },
	[PROTOCOL_ID] = { "protocol_id", U8(protocol_id) },
	[PRIORITY_FLAG] = { "priority_flag", U8(priority_flag) },
	[SCHEDULE] = { "schedule_delivery_time", TIME(schedule_delivery_time) },
	[VALIDITY] = { "validity_period", TIME(validity_period) },
	[FINAL_DATE] = { "final_date", TIME(final_date) },
	[REGISTERED_DELIVERY] = { "registered_delivery", U8(registered_delivery) },
	[REPLACE_IF_PRESENT] = { "replace_if_present_flag", U8(replace_if_present_flag) },
	[DATA_CODING] = { "data_coding", U8(data_coding) },
	[DEFAULT_MSG_ID] = { "sm_default_msg_id", U8(sm_default_msg_id) },
	[MESSAGE_STATE] = { "message_state", U8(message_state) },
	[ERROR_CODE] = { "error_code", U8(error_code) },
	[SHORT_MESSAGE] = { "short_message", SMPP_SHAPE_MESSAGE, AT(short_message),
			    SMPP_SHORT_MESSAGE_OCTETS },
	[DESTINATIONS] = { "number_of_dests", SMPP_SHAPE_DESTINATIONS, AT(destinations),
			   SMPP_DESTINATIONS_MAX },
	[UNSUCCESSES] = { "no_unsuccess", SMPP_SHAPE_UNSUCCESSES, AT(unsuccesses),
			  SMPP_UNSUCCESSES_MAX },
};

const struct smpp_table_field smpp_table_address = { "its address", SMPP_SHAPE_STRING, 0,
						     SMPP_TABLE_ADDRESS_MAX };
const struct smpp_table_field smpp_table_dl_name = { "its dl_name", SMPP_SHAPE_STRING, 0,
						     SMPP_TABLE_ADDRESS_MAX };

#define RANGE	    ADDR_TON, ADDR_NPI, ADDRESS_RANGE
#define BIND	    SYSTEM_ID, PASSWORD, SYSTEM_TYPE, INTERFACE_VERSION, RANGE
#define SOURCE	    SOURCE_TON, SOURCE_NPI, SOURCE_ADDR
#define DESTINATION DEST_TON, DEST_NPI, DESTINATION_ADDR
#define BEHIND_ADDRESSES                                                                           \
	ESM_CLASS, PROTOCOL_ID, PRIORITY_FLAG, SCHEDULE, VALIDITY, REGISTERED_DELIVERY,            \
		REPLACE_IF_PRESENT, DATA_CODING, DEFAULT_MSG_ID, SHORT_MESSAGE
#define LONG_SOURCE	 SOURCE_TON, SOURCE_NPI, SOURCE_ADDR_LONG
#define LONG_DESTINATION DEST_TON, DEST_NPI, DESTINATION_ADDR_LONG
#define RESP(id)	 (SMPP_RESPONSE | (id))
#define IN(group)	 SMPP_TLV_IN_##group

/* clang-format off */
static const struct smpp_table_layout layouts[] = {
	{ SMPP_GENERIC_NACK, "generic_nack", "SMPP 3.4 4.3.1", SMPP_BODY_ALWAYS, IN(ANY_RESP),
	  { END } },
	{ SMPP_BIND_RECEIVER, "bind_receiver", "SMPP 3.4 4.1.3", SMPP_BODY_ALWAYS, 0, { BIND } },
	{ RESP(SMPP_BIND_RECEIVER), "bind_receiver_resp", "SMPP 3.4 4.1.4", SMPP_BODY_MAY_LACK,
	  IN(BIND_RESP) | IN(ANY_RESP), { SYSTEM_ID } },
	{ SMPP_BIND_TRANSMITTER, "bind_transmitter", "SMPP 3.4 4.1.1", SMPP_BODY_ALWAYS, 0,
	  { BIND } },
	{ RESP(SMPP_BIND_TRANSMITTER), "bind_transmitter_resp", "SMPP 3.4 4.1.2",
	  SMPP_BODY_MAY_LACK, IN(BIND_RESP) | IN(ANY_RESP), { SYSTEM_ID } },
	{ SMPP_BIND_TRANSCEIVER, "bind_transceiver", "SMPP 3.4 4.1.5", SMPP_BODY_ALWAYS, 0,
	  { BIND } },
	{ RESP(SMPP_BIND_TRANSCEIVER), "bind_transceiver_resp", "SMPP 3.4 4.1.6",
	  SMPP_BODY_MAY_LACK, IN(BIND_RESP) | IN(ANY_RESP), { SYSTEM_ID } },
	{ SMPP_OUTBIND, "outbind", "SMPP 3.4 4.1.7", SMPP_BODY_ALWAYS, 0, { SYSTEM_ID, PASSWORD } },
	{ SMPP_UNBIND, "unbind", "SMPP 3.4 4.2.1", SMPP_BODY_ALWAYS, 0, { END } },
	{ RESP(SMPP_UNBIND), "unbind_resp", "SMPP 3.4 4.2.2", SMPP_BODY_ALWAYS, IN(ANY_RESP),
	  { END } },
	{ SMPP_ENQUIRE_LINK, "enquire_link", "SMPP 3.4 4.11.1", SMPP_BODY_ALWAYS, 0, { END } },
	{ RESP(SMPP_ENQUIRE_LINK), "enquire_link_resp", "SMPP 3.4 4.11.2", SMPP_BODY_ALWAYS,
	  IN(ANY_RESP), { END } },
	{ SMPP_SUBMIT_SM, "submit_sm", "SMPP 3.4 4.4.1", SMPP_BODY_ALWAYS, IN(SUBMIT),
	  { SERVICE_TYPE, SOURCE, DESTINATION, BEHIND_ADDRESSES } },
	{ RESP(SMPP_SUBMIT_SM), "submit_sm_resp", "SMPP 3.4 4.4.2", SMPP_BODY_MAY_LACK,
	  IN(ANSWER) | IN(ANY_RESP), { MESSAGE_ID } },
	{ SMPP_SUBMIT_MULTI, "submit_multi", "SMPP 3.4 4.5.1", SMPP_BODY_ALWAYS, IN(SUBMIT),
	  { SERVICE_TYPE, SOURCE, DESTINATIONS, BEHIND_ADDRESSES } },
	/* Without its list nobody could tell whom it did not reach. */
	{ RESP(SMPP_SUBMIT_MULTI), "submit_multi_resp", "SMPP 3.4 4.5.2", SMPP_BODY_UNLESS_ERROR,
	  IN(ANSWER) | IN(ANY_RESP), { MESSAGE_ID, UNSUCCESSES } },
	{ SMPP_DELIVER_SM, "deliver_sm", "SMPP 3.4 4.6.1", SMPP_BODY_ALWAYS, IN(DELIVER),
	  { SERVICE_TYPE, SOURCE, DESTINATION, BEHIND_ADDRESSES } },
	{ RESP(SMPP_DELIVER_SM), "deliver_sm_resp", "SMPP 3.4 4.6.2", SMPP_BODY_MAY_LACK,
	  IN(ANSWER) | IN(ANY_RESP), { MESSAGE_ID } },
	{ SMPP_DATA_SM, "data_sm", "SMPP 3.4 4.7.1", SMPP_BODY_ALWAYS, IN(SUBMIT) | IN(DATA),
	  { SERVICE_TYPE, LONG_SOURCE, LONG_DESTINATION, ESM_CLASS, REGISTERED_DELIVERY,
	    DATA_CODING } },
	{ RESP(SMPP_DATA_SM), "data_sm_resp", "SMPP 3.4 4.7.2", SMPP_BODY_MAY_LACK,
	  IN(ANSWER) | IN(ANY_RESP), { MESSAGE_ID } },
	{ SMPP_QUERY_SM, "query_sm", "SMPP 3.4 4.8.1", SMPP_BODY_ALWAYS, 0,
	  { MESSAGE_ID, SOURCE } },
	{ RESP(SMPP_QUERY_SM), "query_sm_resp", "SMPP 3.4 4.8.2", SMPP_BODY_UNLESS_ERROR,
	  IN(ANY_RESP), { MESSAGE_ID, FINAL_DATE, MESSAGE_STATE, ERROR_CODE } },
	{ SMPP_CANCEL_SM, "cancel_sm", "SMPP 3.4 4.9.1", SMPP_BODY_ALWAYS, 0,
	  { SERVICE_TYPE, MESSAGE_ID, SOURCE, DESTINATION } },
	{ RESP(SMPP_CANCEL_SM), "cancel_sm_resp", "SMPP 3.4 4.9.2", SMPP_BODY_ALWAYS, IN(ANY_RESP),
	  { END } },
	{ SMPP_REPLACE_SM, "replace_sm", "SMPP 3.4 4.10.1", SMPP_BODY_ALWAYS, IN(REPLACE),
	  { MESSAGE_ID, SOURCE, SCHEDULE, VALIDITY, REGISTERED_DELIVERY, DEFAULT_MSG_ID,
	    SHORT_MESSAGE } },
	{ RESP(SMPP_REPLACE_SM), "replace_sm_resp", "SMPP 3.4 4.10.2", SMPP_BODY_ALWAYS,
	  IN(ANY_RESP), { END } },
	{ SMPP_ALERT_NOTIFICATION, "alert_notification", "SMPP 3.4 4.12.1", SMPP_BODY_ALWAYS,
	  IN(ALERT), { LONG_SOURCE, ESME_TON, ESME_NPI, ESME_ADDR } },
	{ SMPP_BROADCAST_SM, "broadcast_sm", "SMPP 5.0 4.4.1", SMPP_BODY_ALWAYS, IN(BROADCAST),
	  { SERVICE_TYPE, SOURCE, MESSAGE_ID, PRIORITY_FLAG, SCHEDULE, VALIDITY, REPLACE_IF_PRESENT,
	    DATA_CODING, DEFAULT_MSG_ID } },
	/* Success can still name areas that failed. */
	{ RESP(SMPP_BROADCAST_SM), "broadcast_sm_resp", "SMPP 5.0 4.4.1", SMPP_BODY_UNLESS_ERROR,
	  IN(BROADCAST_RESP) | IN(ANSWER) | IN(ANY_RESP), { MESSAGE_ID } },
	{ SMPP_QUERY_BROADCAST_SM, "query_broadcast_sm", "SMPP 5.0 4.6.1", SMPP_BODY_ALWAYS,
	  IN(QUERY_BROADCAST), { MESSAGE_ID, SOURCE } },
	{ RESP(SMPP_QUERY_BROADCAST_SM), "query_broadcast_sm_resp", "SMPP 5.0 4.6.1",
	  SMPP_BODY_UNLESS_ERROR, IN(QUERY_BROADCAST_RESP) | IN(ANY_RESP), { MESSAGE_ID } },
	{ SMPP_CANCEL_BROADCAST_SM, "cancel_broadcast_sm", "SMPP 5.0 4.6.2", SMPP_BODY_ALWAYS,
	  IN(CANCEL_BROADCAST), { SERVICE_TYPE, MESSAGE_ID, SOURCE } },
	{ RESP(SMPP_CANCEL_BROADCAST_SM), "cancel_broadcast_sm_resp", "SMPP 5.0 4.6.2",
	  SMPP_BODY_ALWAYS, IN(ANY_RESP), { END } },
};
/* clang-format on */

enum { LAYOUTS = sizeof(layouts) / sizeof(layouts[0]) };

const struct smpp_table_layout *smpp_table_layout(uint32_t command_id)
{
	for (size_t i = 0; i < LAYOUTS; i++)
		if (layouts[i].command_id == command_id)
			return &layouts[i];
	return NULL;
}

const struct smpp_table_layout *smpp_table_layout_at(size_t i)
{
	return i < LAYOUTS ? &layouts[i] : NULL;
}

const struct smpp_table_field *smpp_table_field(const struct smpp_table_layout *layout, size_t n)
{
	return layout->fields[n] == END ? NULL : &fields[layout->fields[n]];
}

bool smpp_table_may_lack_body(const struct smpp_table_layout *layout, uint32_t command_status)
{
	if (layout->fields[0] == END || layout->body == SMPP_BODY_ALWAYS)
		return false;
	return layout->body == SMPP_BODY_MAY_LACK || command_status != 0;
}

/*
 * SMPP 5.0 4.4.1: with an immediate broadcast nobody repeats, so there is no number. And an error
 * needs not say what a success must.
 */
bool smpp_table_must(const struct smpp_table_layout *layout, const struct smpp_tlv_row *row,
		     const struct smpp_pdu *pdu)
{
	if (row->tag == SMPP_TLV_BROADCAST_REP_NUM && pdu->priority_flag == SMPP_PRIORITY_IMMEDIATE)
		return false;
	if (layout->command_id & SMPP_RESPONSE && pdu->command_status != 0)
		return false;
	return (layout->tlvs & row->must) != 0;
}
