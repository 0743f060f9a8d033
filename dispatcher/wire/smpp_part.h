/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Puts one part of a short message (notice/sms.h) into a submit_sm, submit_multi, deliver_sm or
 * data_sm: data_coding, the octets, and how phones put parts together again:
 *
 *	udh   6 octets before the text, and esm_class 0x40 (TS 23.040 9.2.3.24.1)
 *	sar   sar_msg_ref_num, sar_total_segments, sar_segment_seqnum: the centre makes the header
 */
#ifndef WIRE_SMPP_PART_H
#define WIRE_SMPP_PART_H

#include "notice/sms.h"
#include "wire/smpp.h"

enum smpp_part_manner { SMPP_PART_UDH = 0, SMPP_PART_SAR };

enum { SMPP_PART_OCTETS = SMS_HEADER_OCTETS + SMS_PART_OCTETS };

struct smpp_part {
	enum smpp_part_manner manner;
	uint16_t reference; /* the same in all parts; UDH takes its low 8 bits */
	size_t number;	    /* from 0 */
};

/*
 * `octets` is what the PDU then points to: short_message, or in a data_sm message_payload. A text
 * of one part gets neither header nor numbers. A link that wants another data_coding (with some
 * centres 0x18 shows the text at once) sets it behind this.
 * ERR_LIMIT: no room for more optional parameters.
 */
enum err MUST_USE smpp_part_put(struct smpp_pdu *pdu, uint8_t octets[SMPP_PART_OCTETS],
				const struct sms *sms, const struct smpp_part *part,
				struct fault *why);
const char *smpp_part_manner_name(enum smpp_part_manner manner);

#endif
