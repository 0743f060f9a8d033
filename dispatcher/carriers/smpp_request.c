/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_request.h"

/* What a relative time can say. */
#define KEPT_MAX SPAN_DAYS(31)

static const struct kind {
	const char *name;
	uint32_t command_id;
	bool has_text, is_about_another, is_broadcast;
} kinds[SMPP_REQUEST_KIND_COUNT] = {
	[SMPP_REQUEST_NONE] = { .name = "none" },
	[SMPP_REQUEST_MESSAGE] = { "message", SMPP_SUBMIT_SM, .has_text = true },
	[SMPP_REQUEST_MULTI] = { "multi", SMPP_SUBMIT_MULTI, .has_text = true },
	[SMPP_REQUEST_QUERY] = { "query", SMPP_QUERY_SM, .is_about_another = true },
	[SMPP_REQUEST_CANCEL] = { "cancel", SMPP_CANCEL_SM, .is_about_another = true },
	[SMPP_REQUEST_BROADCAST] = { "broadcast", SMPP_BROADCAST_SM, .has_text = true,
				     .is_broadcast = true },
	[SMPP_REQUEST_BROADCAST_QUERY] = { "broadcast-query", SMPP_QUERY_BROADCAST_SM,
					   .is_about_another = true, .is_broadcast = true },
	[SMPP_REQUEST_BROADCAST_CANCEL] = { "broadcast-cancel", SMPP_CANCEL_BROADCAST_SM,
					    .is_about_another = true, .is_broadcast = true },
};

static const struct kind *kind_of(const struct smpp_request *request)
{
	return (unsigned int)request->kind < SMPP_REQUEST_KIND_COUNT ? &kinds[request->kind]
								     : &kinds[0];
}

const char *smpp_request_kind_name(enum smpp_request_kind kind)
{
	return (unsigned int)kind < SMPP_REQUEST_KIND_COUNT ? kinds[kind].name : "invalid";
}

bool smpp_request_needs_5_0(const struct smpp_request *request)
{
	return kind_of(request)->is_broadcast;
}

/* A broadcast has its text in one piece. */
size_t smpp_request_parts(const struct smpp_request *request)
{
	const struct kind *kind = kind_of(request);

	return kind->has_text && !kind->is_broadcast ? request->text->count : 1;
}

uint32_t smpp_request_cost(const struct smpp_request *request)
{
	return request->kind == SMPP_REQUEST_MULTI ? (uint32_t)request->recipient_count : 1;
}

/* ---- a PDU --------------------------------------------------------------------------- */

static enum err put_number(struct smpp_pdu *pdu, enum smpp_tlv_tag tag, uint32_t number,
			   struct fault *why)
{
	return smpp_add(pdu, (struct smpp_tlv){ .tag = tag, .number = number }, why);
}

static enum err put_recipients(struct smpp_pdu *pdu, const struct smpp_request *request,
			       struct fault *why)
{
	if (request->kind != SMPP_REQUEST_MULTI)
		return ERR_OK;
	if (request->recipient_count == 0 || request->recipient_count > SMPP_DESTINATIONS_MAX)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 4.5.1", "%zu recipients, 1 to %d may be",
			       request->recipient_count, SMPP_DESTINATIONS_MAX);
	pdu->destination_count = request->recipient_count;
	memcpy(pdu->destinations, request->recipients,
	       request->recipient_count * sizeof(*request->recipients));
	return ERR_OK;
}

/* Relative, so that no clock but the centre's matters; a data_sm says it in seconds. */
static enum err put_validity(struct smpp_pdu *pdu, struct smpp_request_scratch *scratch,
			     const struct smpp_request_part *part, struct fault *why)
{
	struct span left = utc_since(part->request->expires, part->now);
	enum err err;

	if (left.us <= 0)
		left = SPAN_SECONDS(1);
	if (pdu->command_id == SMPP_DATA_SM)
		return put_number(pdu, SMPP_TLV_QOS_TIME_TO_LIVE,
				  (uint32_t)((left.us + 999999) / 1000000), why);
	err = smpp_time_relative(scratch->validity, left, why);
	if (err == ERR_OK)
		pdu->validity_period = slice_of(scratch->validity);
	return err;
}

/* broadcast_rep_num has no say in what is broadcast at once (SMPP 5.0 4.4.1). */
static enum err put_broadcast(struct smpp_pdu *pdu, struct smpp_request_scratch *scratch,
			      const struct smpp_request *request, struct fault *why)
{
	const struct smpp_broadcast *broadcast = request->broadcast;
	enum err err = put_number(pdu, SMPP_TLV_BROADCAST_CONTENT_TYPE, broadcast->content_type,
				  why);

	for (size_t i = 0; err == ERR_OK && i < broadcast->area_count; i++)
		err = smpp_add(pdu, broadcast->areas[i], why);
	if (err == ERR_OK)
		err = put_number(pdu, SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL,
				 broadcast->frequency_interval, why);
	if (err == ERR_OK && request->priority_flag != SMPP_PRIORITY_IMMEDIATE)
		err = put_number(pdu, SMPP_TLV_BROADCAST_REP_NUM, broadcast->rep_num, why);
	if (err != ERR_OK)
		return err;
	pdu->data_coding = request->text->is_gsm ? SMPP_CODING_DEFAULT : SMPP_CODING_UCS2;
	return smpp_add(pdu,
			(struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_PAYLOAD,
					   .octets = { (const char *)scratch->octets,
						       sms_join(scratch->octets, request->text) } },
			why);
}

static enum err put_text(struct smpp_pdu *pdu, struct smpp_request_scratch *scratch,
			 const struct smpp_request_part *part, struct fault *why)
{
	const struct smpp_request *request = part->request;
	const struct smpp_part piece = { request->manner, request->reference, part->part };
	enum err err = put_validity(pdu, scratch, part, why);

	if (err != ERR_OK)
		return err;
	pdu->registered_delivery = request->registered_delivery;
	pdu->priority_flag = request->priority_flag;
	if (kind_of(request)->is_broadcast)
		return put_broadcast(pdu, scratch, request, why);
	err = put_recipients(pdu, request, why);
	return err == ERR_OK ? smpp_part_put(pdu, scratch->octets, request->text, &piece, why)
			     : err;
}

enum err smpp_request_fill(struct smpp_pdu *pdu, struct smpp_request_scratch *scratch,
			   const struct smpp_request_part *part, struct fault *why)
{
	const struct smpp_request *request = part->request;
	const struct kind *kind = kind_of(request);

	smpp_clear(pdu);
	pdu->command_id = kind->command_id;
	pdu->service_type = request->service_type;
	pdu->source = request->source;
	pdu->destination = request->recipient;
	pdu->message_id = request->message_id;
	if (request->kind == SMPP_REQUEST_MESSAGE && request->as_data)
		pdu->command_id = SMPP_DATA_SM;
	return kind->has_text ? put_text(pdu, scratch, part, why) : ERR_OK;
}

/* ---- what can never be sent ----------------------------------------------------------- */

static enum err check_shape(const struct smpp_request *request, struct utc now, struct fault *why)
{
	const struct kind *kind = kind_of(request);

	if (!kind->command_id)
		return err_set(why, ERR_INPUT, NULL, "no kind of request");
	if (kind->has_text && (!request->text || request->text->count == 0))
		return err_set(why, ERR_INPUT, NULL, "a %s without a text", kind->name);
	if (kind->is_about_another && request->message_id.size == 0)
		return err_set(why, ERR_INPUT, NULL, "a %s without a message_id", kind->name);
	if (request->kind == SMPP_REQUEST_BROADCAST &&
	    (!request->broadcast || request->broadcast->area_count == 0))
		return err_set(why, ERR_INPUT, NULL, "a broadcast without an area");
	if (!utc_before(now, request->expires))
		return err_set(why, ERR_INPUT, NULL, "it has expired");
	if (utc_since(request->expires, now).us > KEPT_MAX.us)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 7.1.1.2",
			       "it expires in more than 31 days");
	return ERR_OK;
}

enum err smpp_request_check(const struct smpp_request *request, struct utc now, struct fault *why)
{
	const struct smpp_request_part part = { request, 0, now };
	struct smpp_request_scratch scratch;
	uint8_t octets[SMPP_OCTETS_MAX];
	struct smpp_pdu pdu;
	size_t size;
	enum err err = check_shape(request, now, why);

	if (err == ERR_OK)
		err = smpp_request_fill(&pdu, &scratch, &part, why);
	if (err != ERR_OK)
		return err;
	pdu.sequence_number = 1;
	return smpp_pack(octets, sizeof(octets), &size, &pdu, why);
}
