/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Carriers: the names that tables and lines give them, and the tables themselves. */
#ifndef LEDGER_RECIPIENTS_CARRIERS_H
#define LEDGER_RECIPIENTS_CARRIERS_H

#include "ledger/recipients.h"
#include "ledger/recipients_names.h"
#include "notice/portability.h"

struct recipients_carriers {
	struct recipients_names names;
	struct portability portability;
	uint64_t *ported;
	size_t ported_room;
	bool are_closed; /* there is a table: a line may not name others */
};

/* Freed in any case. ERR_INPUT: a table that cannot be read, with the line. ERR_LIMIT, ERR_IO... */
enum err MUST_USE recipients_carriers_read(struct recipients_carriers *out,
					   const struct recipients_source *source,
					   struct fault *why);
void recipients_carriers_free(struct recipients_carriers *carriers);

#endif
