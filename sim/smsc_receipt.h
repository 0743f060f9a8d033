/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A receipt as a message centre writes it: a deliver_sm, in one of the usual manners. */
#ifndef SIM_SMSC_RECEIPT_H
#define SIM_SMSC_RECEIPT_H

#include "smsc.h"

/* What the PDU's slices lie in. */
struct smsc_receipt_octets {
	char id[SMPP_MESSAGE_ID_OCTETS];
	char text[SMPP_SHORT_MESSAGE_OCTETS];
};

/* What it is of. */
struct smsc_receipt_of {
	uint32_t number;       /* of the message */
	struct slice from, to; /* of the message: a receipt goes the other way */
	bool is_delivered;
	struct utc at;
};

/* The id as an answer says it; text has SMPP_MESSAGE_ID_OCTETS. */
void smsc_receipt_id(char *text, uint32_t number, const struct smsc_faults *faults);
void smsc_receipt_make(struct smpp_pdu *pdu, struct smsc_receipt_octets *octets,
		       const struct smsc_receipt_of *of, const struct smsc_faults *faults);

#endif
