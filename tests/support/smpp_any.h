/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any SMPP PDU: of each kind with whatever its table allows, any values, but the same in each run.
 */
#ifndef TESTS_SUPPORT_SMPP_ANY_H
#define TESTS_SUPPORT_SMPP_ANY_H

#include "wire/smpp_table.h"

/* Text and octets are on ctx. */
void smpp_any(struct smpp_pdu *pdu, void *ctx, const struct smpp_table_layout *layout,
	      uint32_t *seed);

#endif
