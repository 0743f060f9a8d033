/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Scan: reads an outcome log from the beginning, in the room of one block, passing over blocks that
 * hold nothing of the notice asked for. It may run in any thread beside the log's own: it ends
 * before a block that is not whole yet, and may tell one that is whole but not on the disk yet.
 */
#ifndef LEDGER_OUTCOME_SCAN_H
#define LEDGER_OUTCOME_SCAN_H

#include "ledger/outcome_record.h"

struct outcome_filter {
	uint64_t notice; /* 0: any */
	bool has_delivery, has_recipient;
	uint32_t delivery, recipient;
	struct slice text; /* message_id; absent: any */
};

/* What it returns but ERR_OK ends the scan, and is its answer. */
typedef enum err outcome_visit_fn(void *data, const struct outcome *outcome, struct fault *why);

/* ERR_INPUT: the log is damaged before its end. ERR_IO, ERR_MEMORY. */
enum err MUST_USE outcome_scan(const char *folder, const struct outcome_filter *filter,
			       outcome_visit_fn *visit, void *data, struct fault *why);

/*
 * Reads all of it: every block is whole, follows the one before, and holds only records that can
 * be. `known` (may be NULL): a head that the ledger's chain carries must be among them. ERR_INPUT
 * with the place.
 */
enum err MUST_USE outcome_scan_verify(struct outcome_head *last, const char *folder,
				      const struct outcome_head *known, struct fault *why);

#endif
