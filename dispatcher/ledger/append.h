/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The writing face of the ledger; only desk/ includes it. A batch is all that must become
 * true together: events, the documents they speak of, snapshots, read-model rows,
 * reservations. It is built on the caller's thread from plain allocations, handed over
 * whole, and answered once.
 */
#ifndef LEDGER_APPEND_H
#define LEDGER_APPEND_H

#include "ledger/ledger.h"
#include "ledger/query.h"

struct ledger_batch;

enum ledger_urgency {
	LEDGER_ROUTINE = 0,
	LEDGER_URGENT, /* overtakes routine batches that are not yet being written */
};

struct ledger_batch *ledger_batch_new(enum ledger_urgency urgency);
void ledger_batch_free(struct ledger_batch *batch); /* only one that was never submitted */

/* All of these copy what they are given. */
struct ledger_event {
	struct id128 id; /* made before the commit; decides what happened after a doubtful one */
	enum ledger_stream stream;
	uint64_t number; /* notice number, or 0 */
	const char *kind;
	struct utc at;
	struct slice bytes; /* canonical; what the chain hashes */
};
void ledger_batch_event(struct ledger_batch *batch, const struct ledger_event *event);

struct ledger_document {
	struct ledger_document_ref ref; /* the caller draws the salt: the event carries the digest */
	uint64_t notice;
	const char *kind; /* "cap", "route", "text", "findings", "registry", "letter" */
	struct slice octets;
};
void ledger_batch_document(struct ledger_batch *batch, const struct ledger_document *document);

/* Replaces the row (kind, key); an empty value removes it. Key at most 32 octets. */
void ledger_batch_state(struct ledger_batch *batch, enum ledger_state_kind kind, struct slice key,
			struct slice value);

/* Inserts or replaces the notice's row of the read model (ledger/query.h). */
void ledger_batch_notice(struct ledger_batch *batch, const struct ledger_notice *row);

/* Takes a key for a notice. A key already taken makes the whole batch ERR_CONFLICT. */
void ledger_batch_reserve(struct ledger_batch *batch, enum ledger_reservation_kind kind,
			  struct id128 key, uint64_t notice);

struct ledger_outcome {
	enum err err; /* ERR_OK; ERR_FULL: disk full, ERR_IO: proven not written;
			 ERR_IN_DOUBT: cannot be known until the store opens again; ERR_CONFLICT */
	struct fault why;
	uint64_t first_sequence; /* of this batch's events; they are consecutive */
	struct ledger_head head; /* after this batch */
};
typedef void ledger_done_fn(void *data, const struct ledger_outcome *outcome);

/*
 * Hands the batch over. ERR_FULL when the queue is full or the store is not writable: the
 * batch is then freed, and `done` is not called. Otherwise `done` is called exactly once, from
 * ledger_reap() or ledger_close().
 */
enum err MUST_USE ledger_append(struct ledger *ledger, struct ledger_batch *batch,
				ledger_done_fn *done, void *data, struct fault *why);

/* ---- what is loaded at start, before the first batch ------------------------------------ */

struct ledger_loader {
	void *data;
	enum err (*state)(void *data, enum ledger_state_kind kind, struct slice key,
			  struct slice value, struct fault *why);
	enum err (*reservation)(void *data, enum ledger_reservation_kind kind, struct id128 key,
				uint64_t notice, struct fault *why);
};
/* Visits every state row and reservation; stops at the first error a visitor returns. */
enum err MUST_USE ledger_load(struct ledger *ledger, const struct ledger_loader *loader,
			      struct fault *why);

/* A document by its digest, read at start (recovery of routes). ERR_ABSENT if purged. */
enum err MUST_USE ledger_load_document(struct ledger *ledger, void *ctx,
				       const struct digest *digest, struct slice *octets,
				       struct fault *why);

#endif
