/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/smpp_part.h"

static enum err put_numbers(struct smpp_pdu *pdu, const struct sms *sms,
			    const struct smpp_part *part, struct fault *why)
{
	const struct smpp_tlv tlvs[] = {
		{ .tag = SMPP_TLV_SAR_MSG_REF_NUM, .number = part->reference },
		{ .tag = SMPP_TLV_SAR_TOTAL_SEGMENTS, .number = (uint32_t)sms->count },
		{ .tag = SMPP_TLV_SAR_SEGMENT_SEQNUM, .number = (uint32_t)part->number + 1 },
	};
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < sizeof(tlvs) / sizeof(tlvs[0]); i++)
		err = smpp_add(pdu, tlvs[i], why);
	return err;
}

static enum err put_octets(struct smpp_pdu *pdu, struct slice octets, struct fault *why)
{
	if (pdu->command_id == SMPP_DATA_SM)
		return smpp_add(
			pdu, (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_PAYLOAD, .octets = octets },
			why);
	pdu->short_message = octets;
	return ERR_OK;
}

enum err smpp_part_put(struct smpp_pdu *pdu, uint8_t octets[SMPP_PART_OCTETS],
		       const struct sms *sms, const struct smpp_part *part, struct fault *why)
{
	const struct sms_part *text = &sms->parts[part->number];
	bool is_one_of_several = sms->count > 1;
	size_t header = 0;

	pdu->data_coding = sms->is_gsm ? SMPP_CODING_DEFAULT : SMPP_CODING_UCS2;
	if (is_one_of_several && part->manner == SMPP_PART_UDH) {
		pdu->esm_class |= SMPP_ESM_UDHI;
		sms_header(octets, (uint8_t)part->reference, sms->count, part->number + 1);
		header = SMS_HEADER_OCTETS;
	} else if (is_one_of_several) {
		enum err err = put_numbers(pdu, sms, part, why);

		if (err != ERR_OK)
			return err;
	}
	memcpy(octets + header, text->octets, text->size);
	return put_octets(pdu, (struct slice){ (const char *)octets, header + text->size }, why);
}

const char *smpp_part_manner_name(enum smpp_part_manner manner)
{
	static const char *const names[] = { "udh", "sar" };

	return (unsigned int)manner < sizeof(names) / sizeof(names[0]) ? names[manner] : "invalid";
}
