/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The states of a message (SMPP 3.4 5.2.28, 5.0 4.7.15): as a number in query_sm_resp and
 * message_state, as a word of seven letters in the text of a receipt (3.4, appendix B).
 */
#ifndef WIRE_SMPP_STATE_H
#define WIRE_SMPP_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum smpp_end {
	SMPP_END_UNKNOWN = 0, /* the message centre does not know, or we do not know its word */
	SMPP_END_NOT_YET,     /* another state will follow */
	SMPP_END_DELIVERED,
	SMPP_END_FAILED,
};

struct smpp_state {
	uint8_t message_state;
	const char *word; /* DELIVRD */
	enum smpp_end end;
	const char *en, *zh;
};

/* NULL: no such state. */
const struct smpp_state *smpp_state_of(uint32_t message_state);
/* Also of words written out (DELIVERED) and in any case. */
const struct smpp_state *smpp_state_of_word(struct slice word);
const char *smpp_end_name(enum smpp_end end);

#endif
