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
#include "notice/footprint.h"

struct ledger_batch;

/* Past these, or out of memory, the batch remembers it and ledger_append() refuses it. */
enum {
	LEDGER_BATCH_ROWS_MAX = 16384,
	LEDGER_BATCH_OCTETS_MAX = 32 << 20,
	LEDGER_KEY_OCTETS_MAX = 32,
};

enum ledger_urgency {
	LEDGER_ROUTINE = 0,
	LEDGER_URGENT, /* overtakes routine batches that are not yet being written */
	LEDGER_CANCEL, /* so does this; and there is room for it where there is none for others */
};

/* NULL when out of memory, which every function below takes for a batch. */
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
	struct ledger_document_ref
		ref; /* the caller draws the salt: the event carries the digest */
	uint64_t notice;
	const char *kind; /* "cap", "route", "text", "findings", "registry", "letter" */
	struct slice octets;
};
void ledger_batch_document(struct ledger_batch *batch, const struct ledger_document *document);

/* Replaces the row (kind, key); an empty value removes it. */
void ledger_batch_state(struct ledger_batch *batch, enum ledger_state_kind kind, struct slice key,
			struct slice value);

/* Inserts or replaces the notice's row of the read model (ledger/query.h). */
void ledger_batch_notice(struct ledger_batch *batch, const struct ledger_notice *row);

/* Where a notice reaches (the read model `place`), until its window ends. */
struct ledger_footprint {
	uint64_t notice;
	struct utc until;
	const struct footprint *footprint;
	bool replaces; /* that of an earlier version */
};
void ledger_batch_footprint(struct ledger_batch *batch, const struct ledger_footprint *footprint);

/* Adds what was sent to its day (the read model `tally`). */
enum ledger_tally_scope {
	LEDGER_TALLY_BODY = 1, /* key: the applicant's id */
	LEDGER_TALLY_AUTHORITY,
	LEDGER_TALLY_CITY, /* key: six digits; "0" where it is not known */
};
struct ledger_tally {
	enum ledger_tally_scope scope;
	const char *key;
	int64_t day; /* of China's calendar, since 1970-01-01 */
	uint64_t notices, people;
};
void ledger_batch_tally(struct ledger_batch *batch, const struct ledger_tally *tally);

/* Takes a key for a notice. A key already taken makes the whole batch ERR_CONFLICT. */
void ledger_batch_reserve(struct ledger_batch *batch, enum ledger_reservation_kind kind,
			  struct id128 key, uint64_t notice);

/*
 * ERR_OK: durable. ERR_CONFLICT: a reservation or event id is taken. ERR_FULL: disk full, not
 * written. ERR_IO: proven not written. ERR_IN_DOUBT: cannot be known until the store opens
 * again; a second call then says ERR_OK or ERR_IO.
 */
struct ledger_outcome {
	enum err err;
	struct fault why;
	uint64_t first_sequence; /* of this batch's events, which are consecutive; ERR_OK only */
	struct ledger_head head; /* after this batch; ERR_OK only */
};
typedef void ledger_done_fn(void *data, const struct ledger_outcome *outcome);

/*
 * Hands the batch over; it must hold an event. ERR_LIMIT, ERR_MEMORY, ERR_INPUT (no event)
 * speak of the batch; ERR_FULL: the queue is full; ERR_IO: the store is in doubt, or stopped. The
 * batch is then freed, and `done` is not called. Otherwise `done` is called exactly once, from
 * ledger_reap() or ledger_close(), except that ERR_IN_DOUBT is followed by a second call from
 * ledger_reap() when the store has opened again: `data` must live until then, or until
 * ledger_close() has returned.
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
/*
 * Visits every state row, by kind and then key (a flow before its routes and deliveries), and every
 * reservation; stops at the first error a visitor returns. Either visitor may be NULL. ERR_STATE
 * after the first batch.
 */
enum err MUST_USE ledger_load(struct ledger *ledger, const struct ledger_loader *loader,
			      struct fault *why);

/*
 * The events of one notice in their order (0: those of no notice), read at start: what is derived
 * from them can be made again. `bytes` are lent; stops at the first error the visitor returns.
 * ERR_STATE after the first batch.
 */
typedef enum err ledger_event_visit_fn(void *data, struct slice bytes, struct fault *why);
enum err MUST_USE ledger_load_events(struct ledger *ledger, uint64_t notice,
				     ledger_event_visit_fn *visit, void *data, struct fault *why);

/* The notices that the read model calls open: each must have a snapshot. Read at start. */
typedef enum err ledger_number_visit_fn(void *data, uint64_t notice, struct fault *why);
enum err MUST_USE ledger_load_open(struct ledger *ledger, ledger_number_visit_fn *visit, void *data,
				   struct fault *why);

/* What a notice follows, open or not; 0 if nothing, or if it is not known. Read at start. */
enum err MUST_USE ledger_load_follows(struct ledger *ledger, uint64_t notice, uint64_t *follows,
				      struct fault *why);

/*
 * A document by its digest, read at start (recovery of routes): octets hang on ctx.
 * ERR_ABSENT if purged or never there; ERR_STATE after the first batch.
 */
enum err MUST_USE ledger_load_document(struct ledger *ledger, void *ctx,
				       const struct digest *digest, struct slice *octets,
				       struct fault *why);

#endif
