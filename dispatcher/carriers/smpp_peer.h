/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP peer: what a message centre asks of us, and how it is answered: a message or a receipt is
 * acknowledged before anybody looks at it, what cannot be read is refused by its header alone.
 */
#ifndef CARRIERS_SMPP_PEER_H
#define CARRIERS_SMPP_PEER_H

#include "carriers/smpp_traffic.h"

enum { SMPP_PEER_NOT_BOUND = 0x004 }; /* ESME_RINVBNDSTS */

/* Answers, and hands over what it brings. is_bound: we have signed in. */
void smpp_peer_request(struct smpp_traffic *traffic, const struct smpp_pdu *request, bool is_bound);
/* It could not be read, for that reason, which is logged. */
void smpp_peer_unreadable(struct smpp_traffic *traffic, const struct smpp_header *header,
			  struct fault *why);

#endif
