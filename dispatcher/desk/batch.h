/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Batch: everything that happens to one notice at once, as one commit. Events are folded
 * into a copy of its flow; when the commit has succeeded the copy becomes the flow and the
 * orders are carried out; when it has not, nothing has happened.
 */
#ifndef DESK_BATCH_H
#define DESK_BATCH_H

#include "desk/case.h"
#include "ledger/append.h"

struct desk_batch;

/* Marks the case as in flight until the batch is committed and done, or abandoned. */
struct desk_batch *desk_batch_begin(struct desk *desk, struct desk_case *c,
				    enum ledger_urgency urgency);
void desk_batch_abandon(struct desk_batch *batch);

/* The flow as the events so far have made it. */
const struct flow *desk_batch_flow(const struct desk_batch *batch);
void *desk_batch_ctx(struct desk_batch *batch);

/* Stores a document; what the chain will say of it is returned, and stands in the events. */
struct digest desk_batch_document(struct desk_batch *batch, const char *kind, struct slice octets);

/* Fills identifier and notice, folds, records. The batch stays usable after a refusal. */
enum err MUST_USE desk_batch_event(struct desk_batch *batch, struct event *event,
				   struct fault *why);

/*
 * The route that the newest EVENT_ROUTED of this batch speaks of. All of it hangs on `ctx`, which
 * moves to the case when the batch is committed.
 */
void desk_batch_route(struct desk_batch *batch, const struct route *route, void *ctx);

/* Given back by the batch itself when it is proven, at once or after doubt, that it failed. */
void desk_batch_reserve(struct desk_batch *batch, enum ledger_reservation_kind kind,
			struct id128 key);
void desk_batch_state(struct desk_batch *batch, enum ledger_state_kind kind, struct slice key,
		      struct slice value);

/* Where the notice reaches until then, in place of what an earlier version reached. */
void desk_batch_footprint(struct desk_batch *batch, const struct footprint *footprint,
			  struct utc until);
/* Adds to the volumes of a body, an authority, a city. */
void desk_batch_tally(struct desk_batch *batch, const struct ledger_tally *tally);

typedef void desk_batch_done_fn(void *data, struct desk_case *c, const struct ledger_outcome *how);

/*
 * Commits. `done` (may be NULL) runs after the orders were carried out, or after the failure;
 * c->flow is then what holds. ERR_FULL: not taken, the batch is abandoned, done is not called.
 */
enum err MUST_USE desk_batch_commit(struct desk_batch *batch, desk_batch_done_fn *done, void *data,
				    struct fault *why);
/* The same for whoever can wait: `done` runs once, when it is known whether the batch stands. */
enum err MUST_USE desk_batch_settle(struct desk_batch *batch, desk_batch_done_fn *done, void *data,
				    struct fault *why);

/*
 * One event of another stream (registry, store, link), with its documents and states. `done` is
 * called once, when it is known whether the event stands; a commit in doubt keeps it waiting.
 */
struct desk_record {
	struct event event;
	const char *document_kind; /* NULL: none */
	struct slice document;
	struct digest *document_digest; /* in `event`; receives the salted digest */
	enum ledger_state_kind state;	/* LEDGER_STATE_NONE: none */
	struct slice state_key, state_value;
	/* In place of that one, any number of that kind, in this order; an empty value removes it.
	 */
	const struct desk_record_row {
		struct slice key, value;
	} * rows;
	size_t row_count;
};
enum err MUST_USE desk_batch_record(struct desk *desk, struct desk_record *record,
				    ledger_done_fn *done, void *data, struct fault *why);

#endif
