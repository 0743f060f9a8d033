/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every test of the ledger needs: a new store in a folder of its own, batches whose
 * events carry canonical bytes, and waiting for answers without a clock.
 */
#ifndef TESTS_STORE_KIT_H
#define TESTS_STORE_KIT_H

#include "ledger/append.h"
#include "ledger/query.h"
#include "ledger/store.h"

struct store_kit {
	char folder[64], path[96];
	const char *vfs; /* NULL = default */
	size_t checkpoint_pages, queue_max;
	struct ledger *ledger; /* NULL while closed */
};

/* A folder and a store with one event, in the drill realm. */
void store_kit_make(struct store_kit *kit, const char *vfs);
enum err store_kit_open(struct store_kit *kit, struct fault *why);
void store_kit_close(struct store_kit *kit);
/* Closes and removes the folder. */
void store_kit_remove(struct store_kit *kit);

/* Event n of a notice: its id is made of n alone, so that tests can ask for it again. */
struct id128 store_kit_id(uint64_t n);
void store_kit_event(struct ledger_batch *batch, uint64_t n, uint64_t notice);
/* A document of that text, salted with n. */
/* One that names a document by its digest, as findings or as an attachment. */
void store_kit_event_naming(struct ledger_batch *batch, uint64_t n, uint64_t notice,
			    const struct digest *document);
struct digest store_kit_document(struct ledger_batch *batch, uint64_t n, const char *text);

/* What became of a batch. */
struct store_kit_outcome {
	unsigned int calls;
	struct ledger_outcome first, last;
};
void store_kit_done(void *outcome, const struct ledger_outcome *said);

/* Blocks on the ledger's descriptor until something is there, then reaps. */
void store_kit_reap(struct store_kit *kit);
/* Appends and waits for the first answer. */
enum err store_kit_append(struct store_kit *kit, struct ledger_batch *batch,
			  struct store_kit_outcome *outcome);

#endif
