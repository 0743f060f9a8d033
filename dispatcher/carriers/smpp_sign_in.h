/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP sign-in: what a bind says, whether an answer is to it, and when to try again after a
 * refusal. A wrong password tried fast locks the account: half a minute, then less and less often.
 * "Already bound" is usual after a drop, until the centre has noticed; that pause is shorter.
 */
#ifndef CARRIERS_SMPP_SIGN_IN_H
#define CARRIERS_SMPP_SIGN_IN_H

#include "carriers/smpp_session.h"
#include "net/backoff.h"

struct smpp_sign_in {
	struct backoff refused, doubled;
	struct span pause; /* before the next attempt; whoever rests puts it back to 0 */
	bool speaks_5_0;
};

void smpp_sign_in_init(struct smpp_sign_in *sign_in);
/* The bind, but for its number. */
void smpp_sign_in_ask(struct smpp_pdu *bind, const struct smpp_session_config *config);
bool smpp_sign_in_is_answer(const struct smpp_header *header, uint32_t bind, uint32_t number);
/* What stands for an answer that cannot be read: a refusal. Returns answer. */
const struct smpp_pdu *smpp_sign_in_unreadable(struct smpp_pdu *answer,
					       const struct smpp_header *header);
/*
 * True: signed in. Else text (FAULT_TEXT_OCTETS) says why not, and *level how bad that is in a log.
 */
bool smpp_sign_in_judge(struct smpp_sign_in *sign_in, const struct smpp_session_config *config,
			const struct smpp_pdu *answer, char *text, int *level);
bool smpp_sign_in_may_outbind(const struct smpp_pdu *outbind, const char *password);

#endif
