/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Recovery: where an outcome log goes on after whatever ended it. A block is written and waited for
 * before the next one, so a crash leaves at most one that is not whole, at the end. That one is cut
 * off: nobody was told that it was there. What is not whole anywhere else is damage, and is left as
 * it is.
 */
#ifndef LEDGER_OUTCOME_RECOVER_H
#define LEDGER_OUTCOME_RECOVER_H

#include "ledger/outcome_record.h"

struct outcome_found {
	struct outcome_head head;
	uint64_t segment;     /* the first block of the last one; 1 where there is none yet */
	uint64_t octets;      /* of it */
	uint64_t torn_octets; /* cut off, to be said */
};

/* ERR_INPUT: damaged, with the place. ERR_FULL, ERR_IO, ERR_MEMORY. */
enum err MUST_USE outcome_recover(struct outcome_found *out, const char *folder, struct fault *why);

#endif
