/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/batch.h"

#include <osmocom/core/utils.h>
#include <talloc.h>

#include "base/octets.h"
#include "desk/announce.h"
#include "desk/backlog.h"
#include "desk/keys.h"
#include "desk/orders.h"
#include "desk/places.h"
#include "desk/renewal.h"
#include "desk/view.h"
#include "net/log.h"
#include "wire/event_bytes.h"
#include "wire/flow_bytes.h"

enum { BATCH_EVENTS_MAX = 16, BATCH_KEYS_MAX = 4 };

struct reserved {
	enum ledger_reservation_kind kind;
	struct id128 key;
};

struct desk_batch {
	struct desk *desk;
	struct desk_case *c;
	struct ledger_batch *rows;
	struct flow *flow;
	struct orders orders;
	struct announce_item items[BATCH_EVENTS_MAX];
	size_t item_count;
	struct reserved reserved[BATCH_KEYS_MAX];
	size_t reserved_count;
	const struct route *route;
	void *route_ctx;
	desk_batch_done_fn *done;
	void *data;
	bool tells_doubt;
};

struct desk_batch *desk_batch_begin(struct desk *desk, struct desk_case *c,
				    enum ledger_urgency urgency)
{
	struct desk_batch *batch = talloc_zero(c, struct desk_batch);

	batch->desk = desk;
	batch->c = c;
	batch->rows = ledger_batch_new(urgency);
	batch->flow = flow_clone(batch, c->flow);
	batch->orders.ctx = batch;
	c->in_flight = true;
	return batch;
}

static void end(struct desk_batch *batch)
{
	struct desk *desk = batch->desk;
	struct desk_case *c = batch->c;

	c->in_flight = false;
	talloc_free(batch);
	desk_case_is_idle(desk, c);
}

void desk_batch_abandon(struct desk_batch *batch)
{
	struct desk_case *c = batch->c;

	/* The caller is inside the case's turn: whoever gave it the turn goes on from here. */
	ledger_batch_free(batch->rows);
	if (c->flow->state == NOTICE_NONE)
		c->is_closing = true;
	c->in_flight = false;
	talloc_free(batch);
}

const struct flow *desk_batch_flow(const struct desk_batch *batch)
{
	return batch->flow;
}

void *desk_batch_ctx(struct desk_batch *batch)
{
	return batch;
}

static struct ledger_document_ref salted(struct slice octets)
{
	struct id128 salt = desk_random_id();
	struct ledger_document_ref ref;

	memcpy(ref.salt, salt.octets, sizeof(ref.salt));
	ref.digest = ledger_document_digest(ref.salt, octets);
	return ref;
}

struct digest desk_batch_document(struct desk_batch *batch, const char *kind, struct slice octets)
{
	struct ledger_document document = {
		.ref = salted(octets),
		.notice = batch->flow->notice,
		.kind = kind,
		.octets = octets,
	};

	ledger_batch_document(batch->rows, &document);
	return document.ref.digest;
}

/* Of the kinds that are of no notice. */
static const enum ledger_stream streams[EVENT_KIND_COUNT] = {
	[EVENT_REGISTRY_APPLIED] = LEDGER_STREAM_REGISTRY,
	[EVENT_REGISTER_SWAPPED] = LEDGER_STREAM_REGISTRY,
	[EVENT_SUSPENSION_ORDERED] = LEDGER_STREAM_REGISTRY,
	[EVENT_SUSPENSION_LIFTED] = LEDGER_STREAM_REGISTRY,
	[EVENT_COMPLAINT_RECORDED] = LEDGER_STREAM_REGISTRY,
	[EVENT_COMPLAINT_STRUCK] = LEDGER_STREAM_REGISTRY,
	[EVENT_STORE_CREATED] = LEDGER_STREAM_STORE,
	[EVENT_ROWS_RESTORED] = LEDGER_STREAM_STORE,
	[EVENT_CLOCK_ADVANCED] = LEDGER_STREAM_STORE,
	[EVENT_LINK_CHANGED] = LEDGER_STREAM_LINK,
};

static struct ledger_event stored(const struct event *event, const struct text *bytes)
{
	return (struct ledger_event){
		.id = event->identifier,
		.stream = event_kind_is_of_notice(event->kind) ? LEDGER_STREAM_NOTICE
							       : streams[event->kind],
		.number = event->notice,
		.kind = event_kind_name(event->kind),
		.at = event->at,
		.bytes = text_slice(bytes),
	};
}

/*
 * A notice that an event names but that has none of its own yet: whatever becomes of it, a later
 * notice under that number would pass for the one that cancelled or corrected.
 */
static void reserve_number(struct desk_batch *batch, uint64_t number)
{
	struct id128 key = { { 0 } };

	if (number == 0)
		return;
	octets_put(key.octets, 8, number);
	ledger_batch_reserve(batch->rows, LEDGER_RESERVATION_NUMBER, key, number);
}

enum err desk_batch_event(struct desk_batch *batch, struct event *event, struct fault *why)
{
	struct text bytes;
	struct ledger_event row;
	enum err err;

	if (batch->item_count == BATCH_EVENTS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d events at once",
			       BATCH_EVENTS_MAX);
	event->identifier = desk_event_id();
	event->notice = batch->flow->notice;
	err = flow_step(batch->flow, event, &batch->orders, why);
	if (err != ERR_OK)
		return err;
	text_init(&bytes, batch);
	event_bytes_pack(&bytes, event);
	row = stored(event, &bytes);
	ledger_batch_event(batch->rows, &row);
	if (event->kind == EVENT_CANCEL_REQUESTED) {
		reserve_number(batch, event->cancel_requested.by_notice);
		reserve_number(batch, event->cancel_requested.correction);
	}
	batch->items[batch->item_count++] = (struct announce_item){ event->kind,
								    text_slice(&bytes) };
	return ERR_OK;
}

void desk_batch_route(struct desk_batch *batch, const struct route *route, void *ctx)
{
	batch->route = route;
	batch->route_ctx = ctx;
}

void desk_batch_reserve(struct desk_batch *batch, enum ledger_reservation_kind kind,
			struct id128 key)
{
	OSMO_ASSERT(batch->reserved_count < BATCH_KEYS_MAX);
	batch->reserved[batch->reserved_count++] = (struct reserved){ kind, key };
	ledger_batch_reserve(batch->rows, kind, key, batch->flow->notice);
}

void desk_batch_state(struct desk_batch *batch, enum ledger_state_kind kind, struct slice key,
		      struct slice value)
{
	ledger_batch_state(batch->rows, kind, key, value);
}

void desk_batch_footprint(struct desk_batch *batch, const struct footprint *footprint,
			  struct utc until)
{
	ledger_batch_footprint(batch->rows, &(struct ledger_footprint){
						    .notice = batch->flow->notice,
						    .until = until,
						    .footprint = footprint,
						    .replaces = batch->c->flow->version > 0,
					    });
}

void desk_batch_tally(struct desk_batch *batch, const struct ledger_tally *tally)
{
	ledger_batch_tally(batch->rows, tally);
}

/* ---- snapshots -------------------------------------------------------------------------- */

static void put_row(struct desk_batch *batch, enum ledger_state_kind kind, uint32_t index,
		    const struct text *value)
{
	uint8_t key[12];
	size_t size = kind == LEDGER_STATE_FLOW ? 8 : 12;

	octets_put(key, 8, batch->flow->notice);
	octets_put(key + 8, 4, index);
	ledger_batch_state(batch->rows, kind, (struct slice){ (const char *)key, size },
			   value ? text_slice(value) : (struct slice){ NULL, 0 });
}

static bool has_changed(const struct delivery *was, const struct delivery *is)
{
	return was->state != is->state || was->changed.us != is->changed.us ||
	       was->broadcasts != is->broadcasts || was->cause != is->cause ||
	       !receipt_counts_equal(&was->counts, &is->counts) ||
	       memcmp(was->cells, is->cells, is->cell_count) != 0;
}

/* A delivery without a row is as its route made it. */
static bool needs_row(const struct desk_batch *batch, uint32_t i)
{
	const struct flow *was = batch->c->flow, *is = batch->flow;

	/* Whatever stands there is not to be trusted. */
	if (batch->c->is_refolded)
		return true;
	return i < was->delivery_count ? has_changed(&was->deliveries[i], &is->deliveries[i])
				       : is->deliveries[i].state != DELIVERY_QUEUED;
}

static void put_deliveries(struct desk_batch *batch)
{
	for (uint32_t i = 0; i < batch->flow->delivery_count; i++) {
		struct text row;

		if (!needs_row(batch, i))
			continue;
		text_init(&row, batch);
		flow_bytes_pack_delivery(&row, &batch->flow->deliveries[i]);
		put_row(batch, LEDGER_STATE_DELIVERY, i, &row);
	}
}

static void put_snapshot(struct desk_batch *batch)
{
	struct text row;

	if (!flow_is_open(batch->flow)) {
		put_row(batch, LEDGER_STATE_FLOW, 0, NULL);
	} else {
		text_init(&row, batch);
		flow_bytes_pack(&row, batch->flow);
		put_row(batch, LEDGER_STATE_FLOW, 0, &row);
	}
	for (uint32_t i = batch->c->is_refolded ? 0 : batch->c->flow->route_count;
	     i < batch->flow->route_count; i++) {
		text_init(&row, batch);
		flow_bytes_pack_route(&row, batch->flow, i);
		put_row(batch, LEDGER_STATE_ROUTE, i, &row);
	}
	put_deliveries(batch);
}

/* ---- commit ----------------------------------------------------------------------------- */

static void adopt(struct desk_batch *batch)
{
	struct desk_case *c = batch->c;

	if (batch->route && batch->flow->route_count > c->flow->route_count) {
		c->routes[batch->flow->route_count - 1] = *batch->route;
		c->route_ctx[batch->flow->route_count - 1] = talloc_steal(c, batch->route_ctx);
	}
	talloc_free(c->flow);
	c->flow = talloc_steal(c, batch->flow);
	c->is_refolded = false;
	if (batch->route)
		renewal_plan(batch->desk, c);
	places_note(batch->desk, c);
	backlog_note_refused(batch->desk, c);
}

/* Paperwork may keep a notice open for days; its pages and cells are not needed for that. */
static void drop_routes(struct desk_case *c)
{
	backlog_forget(c);
	places_forget(c);
	for (uint32_t i = 0; i < c->flow->route_count; i++) {
		c->routes[i] = (struct route){ 0 };
		TALLOC_FREE(c->route_ctx[i]);
	}
}

static void complain(const struct desk_batch *batch, const struct ledger_outcome *how)
{
	batch->desk->figures.commits_failed++;
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LEDGER,
						 .notice = batch->c->flow->notice,
						 .stop = "commit",
						 .outcome = err_name(how->err),
						 .why = how->why.text });
}

/* Proven not written: whoever comes with the same document is new. */
static void give_keys_back(const struct desk_batch *batch)
{
	for (size_t i = 0; i < batch->reserved_count; i++)
		keys_give_back(batch->desk->keys, batch->reserved[i].kind, batch->reserved[i].key);
}

/* In doubt: whoever waits is told so; the case stays in flight until it is decided. */
static void in_doubt(struct desk_batch *batch, const struct ledger_outcome *how)
{
	desk_batch_done_fn *done = batch->done;

	complain(batch, how);
	if (!batch->tells_doubt)
		return;
	batch->done = NULL;
	if (done)
		done(batch->data, batch->c, how);
}

static void committed(void *data, const struct ledger_outcome *how)
{
	struct desk_batch *batch = data;

	if (how->err == ERR_IN_DOUBT) {
		in_doubt(batch, how);
		return;
	}
	if (how->err == ERR_OK) {
		adopt(batch);
		if (!notice_state_is_open(batch->c->flow->state))
			drop_routes(batch->c);
		orders_carry_out(batch->desk, batch->c, &batch->orders);
		announce_events(batch->desk, batch->c->flow,
				&(struct announce_items){ batch->items, batch->item_count,
							  how->first_sequence });
	} else {
		complain(batch, how);
		give_keys_back(batch);
		if (batch->c->flow->state == NOTICE_NONE)
			batch->c->is_closing = true;
	}
	if (batch->done)
		batch->done(batch->data, batch->c, how);
	end(batch);
}

enum err desk_batch_settle(struct desk_batch *batch, desk_batch_done_fn *done, void *data,
			   struct fault *why)
{
	struct ledger_batch *rows = batch->rows;
	struct ledger_notice row = view_row(batch, batch->flow);
	enum err err;

	put_snapshot(batch);
	ledger_batch_notice(rows, &row);
	batch->done = done;
	batch->data = data;
	batch->rows = NULL;
	err = ledger_append(batch->desk->ledger, rows, committed, batch, why);
	if (err != ERR_OK)
		desk_batch_abandon(batch);
	return err;
}

enum err desk_batch_commit(struct desk_batch *batch, desk_batch_done_fn *done, void *data,
			   struct fault *why)
{
	batch->tells_doubt = true;
	return desk_batch_settle(batch, done, data, why);
}

struct recording {
	struct desk *desk;
	struct announce_item item;
	ledger_done_fn *done;
	void *data;
};

/* While it is in doubt nobody is told: a second call decides. */
static void record_done(void *data, const struct ledger_outcome *how)
{
	struct recording *recording = data;

	if (how->err == ERR_IN_DOUBT)
		return;
	if (how->err == ERR_OK)
		announce_event(recording->desk, &recording->item, how->first_sequence);
	recording->done(recording->data, how);
	talloc_free(recording);
}

enum err desk_batch_record(struct desk *desk, struct desk_record *record, ledger_done_fn *done,
			   void *data, struct fault *why)
{
	struct ledger_batch *rows = ledger_batch_new(LEDGER_ROUTINE);
	struct recording *recording = talloc_zero(desk, struct recording);
	struct text bytes;
	struct ledger_event row;
	enum err err;

	if (record->document_kind) {
		struct ledger_document document = {
			.ref = salted(record->document),
			.kind = record->document_kind,
			.octets = record->document,
		};

		ledger_batch_document(rows, &document);
		*record->document_digest = document.ref.digest;
	}
	record->event.identifier = desk_event_id();
	text_init(&bytes, recording);
	event_bytes_pack(&bytes, &record->event);
	row = stored(&record->event, &bytes);
	ledger_batch_event(rows, &row);
	for (size_t i = 0; i < record->row_count; i++)
		ledger_batch_state(rows, record->state, record->rows[i].key, record->rows[i].value);
	if (record->state != LEDGER_STATE_NONE && record->row_count == 0)
		ledger_batch_state(rows, record->state, record->state_key, record->state_value);
	*recording = (struct recording){
		desk, { record->event.kind, text_slice(&bytes) }, done, data
	};
	err = ledger_append(desk->ledger, rows, record_done, recording, why);
	if (err != ERR_OK)
		talloc_free(recording);
	return err;
}
