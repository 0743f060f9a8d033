/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An outcome log in a folder of its own, and records that tell who wrote them. */
#ifndef TESTS_OUTCOME_KIT_H
#define TESTS_OUTCOME_KIT_H

#include "ledger/outcome_log.h"

struct outcome_kit {
	char top[64], folder[96]; /* the folder's name holds "store.db" */
};

void outcome_kit_make(struct outcome_kit *out);
void outcome_kit_clear(struct outcome_kit *kit);
/* The last segment's path, whose first block is `first`. */
void outcome_kit_path(char *path, size_t size, const struct outcome_kit *kit, uint64_t first);

/* Attempt 1 of a message of one part. */
struct outcome outcome_kit_record(uint64_t notice, uint32_t recipient, enum outcome_event event);

/* Appends and waits for the answer, which is returned. */
struct outcome_answer outcome_kit_append(struct outcome_log *log, const struct outcome *outcomes,
					 size_t count);

#endif
