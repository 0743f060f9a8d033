/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A delivery receipt, from optional parameters (receipted_message_id, message_state), or from the
 * text that SMPP 3.4, appendix B shows and every centre writes in its own way:
 *
 *	id:123 sub:001 dlvrd:001 submit date:2611251000 done date:2611251001 stat:DELIVRD err:000
 *text:...
 *
 * Keys may come in any order and any case, be missing, be parted by anything; what cannot be
 * read is not said. A key's first value counts, and what stands behind "text:" is the message's
 * own words, in which nothing is looked for unless the text comes first.
 */
#ifndef WIRE_SMPP_RECEIPT_H
#define WIRE_SMPP_RECEIPT_H

#include "base/utc.h"
#include "wire/smpp_id.h"
#include "wire/smpp_state.h"

/* What is agreed with a carrier, or was found out. */
struct smpp_receipt_rule {
	struct smpp_id_rule submitted, receipted; /* ids of an answer, and of a receipt */
	int offset_minutes;			  /* from UTC, of the dates in the text */
	bool text_first;			  /* its optional parameters are wrong */
};

struct smpp_receipt {
	struct slice message_id; /* as it was written; at == NULL: not said */
	char key[SMPP_MESSAGE_ID_OCTETS];
	const struct smpp_state *state; /* NULL: not said, or no word that we know */
	bool is_intermediate;		/* a notification on the way: another will follow */
	/* The parameter says one end, the text another: neither is to be believed. */
	bool disagrees;
	struct slice stat, err, text;	   /* of the text, as they were written */
	int sub, dlvrd;			   /* -1: not said */
	struct utc submit_date, done_date; /* not set: not said */
	bool has_network_error;
	uint32_t network_error; /* network << 16 | code */
};

/*
 * Of a deliver_sm or data_sm; slices lie in it. ERR_ABSENT: it is no receipt (a message from a
 * phone); ERR_INPUT: it is one, and says neither which message nor in what state.
 */
enum err MUST_USE smpp_receipt_read(struct smpp_receipt *out, const struct smpp_pdu *pdu,
				    const struct smpp_receipt_rule *rule, struct fault *why);

#endif
