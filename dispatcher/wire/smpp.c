/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp.h"

#include <stdio.h>

#include "base/octets.h"
#include "wire/smpp_status.h"
#include "wire/smpp_table.h"

const char *smpp_command_name(uint32_t command_id)
{
	const struct smpp_table_layout *layout = smpp_table_layout(command_id);

	return layout ? layout->name : "a PDU of unknown kind";
}

enum err smpp_need(const uint8_t *octets, size_t size, size_t *total, struct fault *why)
{
	size_t length;

	if (size < 4)
		return ERR_OK;
	length = (size_t)octets_get(octets, 4);
	if (length < SMPP_HEADER_OCTETS)
		return err_set(why, ERR_INPUT, "SMPP 3.4 5.1.1",
			       "octet 0: command_length %zu, a header alone takes %d", length,
			       SMPP_HEADER_OCTETS);
	if (length > SMPP_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, "SMPP 3.4 5.1.1",
			       "octet 0: command_length %zu, at most %d are taken", length,
			       SMPP_OCTETS_MAX);
	*total = length;
	return ERR_OK;
}

enum err smpp_header_read(struct smpp_header *out, const uint8_t *octets, size_t size,
			  struct fault *why)
{
	if (size < SMPP_HEADER_OCTETS)
		return err_set(why, ERR_INPUT, "SMPP 3.4 3.2",
			       "the PDU ends at octet %zu, a header takes %d", size,
			       SMPP_HEADER_OCTETS);
	*out = (struct smpp_header){
		.command_length = (uint32_t)octets_get(octets, 4),
		.command_id = (uint32_t)octets_get(octets + 4, 4),
		.command_status = (uint32_t)octets_get(octets + 8, 4),
		.sequence_number = (uint32_t)octets_get(octets + 12, 4),
	};
	return ERR_OK;
}

void smpp_clear(struct smpp_pdu *pdu)
{
	memset(pdu, 0, offsetof(struct smpp_pdu, destinations));
	pdu->unknown_count = pdu->repeated_count = 0;
}

/* ---- optional parameters ------------------------------------------------------------- */

const struct smpp_tlv *smpp_tlv_of(const struct smpp_pdu *pdu, enum smpp_tlv_tag tag, size_t nth)
{
	for (size_t i = 0; i < pdu->tlv_count; i++)
		if (pdu->tlvs[i].tag == tag && nth-- == 0)
			return &pdu->tlvs[i];
	return NULL;
}

bool smpp_number_of(const struct smpp_pdu *pdu, enum smpp_tlv_tag tag, uint32_t *number)
{
	const struct smpp_tlv *tlv = smpp_tlv_of(pdu, tag, 0);

	if (tlv)
		*number = tlv->number;
	return tlv != NULL;
}

enum err smpp_add(struct smpp_pdu *pdu, struct smpp_tlv tlv, struct fault *why)
{
	if (pdu->tlv_count >= SMPP_TLVS_MAX)
		return err_set(why, ERR_LIMIT, "", "more than %d optional parameters",
			       SMPP_TLVS_MAX);
	pdu->tlvs[pdu->tlv_count++] = tlv;
	return ERR_OK;
}

struct slice smpp_message_of(const struct smpp_pdu *pdu)
{
	const struct smpp_tlv *payload = smpp_tlv_of(pdu, SMPP_TLV_MESSAGE_PAYLOAD, 0);

	return payload ? payload->octets : pdu->short_message;
}

/* ---- a line for a log ---------------------------------------------------------------- */

struct line {
	char *at;
	size_t size;
};

static void put_key(struct line *line, const char *key, const char *value)
{
	int size = snprintf(line->at, line->size, " %s=%s", key, value);

	if (size > 0 && (size_t)size < line->size) {
		line->at += size;
		line->size -= (size_t)size;
	}
}

/* A peer's octets must not be a line of their own. */
static void put_id(struct line *line, struct slice id)
{
	char text[SMPP_MESSAGE_ID_OCTETS];
	size_t size = id.size < sizeof(text) - 1 ? id.size : sizeof(text) - 1;

	if (size == 0)
		return;
	for (size_t i = 0; i < size; i++)
		text[i] = id.at[i] > ' ' && id.at[i] < 0x7f ? id.at[i] : '?';
	text[size] = '\0';
	put_key(line, "message_id", text);
}

const char *smpp_format(char *buf, const struct smpp_pdu *pdu)
{
	struct line line = { buf, SMPP_TEXT_OCTETS };
	const struct smpp_status *status = smpp_status_of(pdu->command_status);
	char number[16];
	int size = snprintf(buf, SMPP_TEXT_OCTETS, "%s seq=%u", smpp_command_name(pdu->command_id),
			    pdu->sequence_number);

	line.at += size;
	line.size -= (size_t)size;
	snprintf(number, sizeof(number), "0x%08x", pdu->command_status);
	if (pdu->command_id & SMPP_RESPONSE)
		put_key(&line, "status", status ? status->name : number);
	put_id(&line, pdu->message_id);
	snprintf(number, sizeof(number), "%zu", pdu->unknown_count);
	if (pdu->unknown_count > 0)
		put_key(&line, "unknown", number);
	return buf;
}
