/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every value of an SMPP PDU as one line of text, so that a row of a test can say what it expects
 * and a foreign decoder can be compared with us word by word:
 *	query_sm status=0 seq=7 message_id=a1 source_addr_ton=1 source_addr_npi=1 source_addr=12379
 * Characters of a string that are not visible ASCII are %xx; octets are hexadecimal.
 */
#ifndef TESTS_SUPPORT_SMPP_DUMP_H
#define TESTS_SUPPORT_SMPP_DUMP_H

#include "wire/smpp.h"

/* talloc'd on ctx. */
char *smpp_dump(void *ctx, const struct smpp_pdu *pdu);

#endif
