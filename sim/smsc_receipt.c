/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "smsc_receipt.h"

#include <stdio.h>

enum { DELIVERED = 2, UNDELIVERABLE = 5 };

void smsc_receipt_id(char *text, uint32_t number, const struct smsc_faults *faults)
{
	snprintf(text, SMPP_MESSAGE_ID_OCTETS, faults->hex_ids ? "%X" : "%010u", number);
}

/* SMPP 3.4, appendix B. */
static size_t put_text(struct smsc_receipt_octets *octets, const struct smsc_receipt_of *of,
		       const struct smsc_faults *faults)
{
	char *out = octets->text;
	const size_t room = sizeof(octets->text);
	const char *id = octets->id;
	struct civil civil;
	char date[16];

	utc_to_civil(&civil, of->at, UTC_CHINA_OFFSET_MINUTES);
	snprintf(date, sizeof(date), "%02u%02u%02u%02u%02u", (unsigned int)civil.year % 100,
		 (unsigned int)civil.month % 100, (unsigned int)civil.day % 100,
		 (unsigned int)civil.hour % 100, (unsigned int)civil.minute % 100);
	if (faults->odd_receipts)
		return (size_t)snprintf(out, room,
					"ID:%s STAT:TELEPORTED ERR:? DONE DATE:yesterday", id);
	return (size_t)snprintf(
		out, room,
		"id:%s sub:001 dlvrd:%03d submit date:%s done date:%s stat:%s err:%s text:", id,
		of->is_delivered, date, date, of->is_delivered ? "DELIVRD" : "UNDELIV",
		of->is_delivered ? "000" : "027");
}

void smsc_receipt_make(struct smpp_pdu *pdu, struct smsc_receipt_octets *octets,
		       const struct smsc_receipt_of *of, const struct smsc_faults *faults)
{
	bool has_text = faults->receipt != SMSC_RECEIPT_TLV || faults->odd_receipts;

	/* Decimal, whatever the answer said: many centres do so. */
	snprintf(octets->id, sizeof(octets->id), faults->hex_ids ? "%u" : "%010u", of->number);
	*pdu = (struct smpp_pdu){ .command_id = SMPP_DELIVER_SM,
				  .esm_class = SMPP_ESM_RECEIPT,
				  .source = { 1, 1, of->to },
				  .destination = { 0, 0, of->from } };
	if (has_text)
		pdu->short_message = (struct slice){ octets->text, put_text(octets, of, faults) };
	if (faults->receipt == SMSC_RECEIPT_TEXT || faults->odd_receipts)
		return;
	pdu->tlvs[0] = (struct smpp_tlv){ .tag = SMPP_TLV_RECEIPTED_MESSAGE_ID,
					  .octets = slice_of(octets->id) };
	pdu->tlvs[1] = (struct smpp_tlv){ .tag = SMPP_TLV_MESSAGE_STATE,
					  .number = of->is_delivered ? DELIVERED : UNDELIVERABLE };
	pdu->tlv_count = 2;
}
