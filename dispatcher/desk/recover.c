/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/recover.h"

#include <talloc.h>

#include "base/octets.h"
#include "desk/backlog.h"
#include "desk/case.h"
#include "desk/chain.h"
#include "desk/complaints.h"
#include "desk/keys.h"
#include "desk/outage.h"
#include "desk/places.h"
#include "desk/refold.h"
#include "desk/register_swap.h"
#include "desk/registry.h"
#include "desk/renewal.h"
#include "desk/serials.h"
#include "desk/suspensions.h"
#include "desk/view.h"
#include "ledger/append.h"
#include "net/clock.h"
#include "net/log.h"
#include "wire/flow_bytes.h"
#include "wire/route_bytes.h"

/* 0 where the key is too short: no notice has that number. */
static uint64_t number_in(struct slice key, size_t from, unsigned int size)
{
	return key.size < from + size ? 0 : octets_get((const uint8_t *)key.at + from, size);
}

static void complain(uint64_t notice, const char *stop, const struct fault *why)
{
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LEDGER,
						 .notice = notice,
						 .stop = stop,
						 .outcome = "damaged",
						 .why = why->text });
}

/* ---- snapshots -------------------------------------------------------------------------- */

/*
 * A snapshot only saves the time to fold the events again. One that cannot be read costs that
 * time, and nobody else's notices.
 */
static enum err fold_instead(struct desk_case *c, enum err err, const struct fault *why)
{
	if (err == ERR_OK || err == ERR_MEMORY)
		return err;
	if (!c->is_refolded)
		complain(c->flow->notice, "snapshot", why);
	c->is_refolded = true;
	return ERR_OK;
}

static enum err load_flow(struct desk *desk, struct slice key, struct slice value,
			  struct fault *why)
{
	uint64_t notice = number_in(key, 0, 8);
	struct desk_case *c;

	if (notice == 0) {
		err_set(why, ERR_INPUT, NULL, "a snapshot is of no notice");
		complain(0, "snapshot", why);
		return ERR_OK;
	}
	c = desk_case_new(desk, notice);
	if (!c)
		return err_set(why, ERR_LIMIT, NULL, "more than %d open notices", DESK_CASES_MAX);
	return fold_instead(c, flow_bytes_unpack(c->flow, value, why), why);
}

static enum err load_route(struct desk *desk, struct slice key, struct slice value,
			   struct fault *why)
{
	struct desk_case *c = desk_case_find(desk, number_in(key, 0, 8));

	if (!c || c->is_refolded)
		return ERR_OK;
	return fold_instead(c, flow_bytes_unpack_route(c->flow, value, why), why);
}

static enum err load_delivery(struct desk *desk, struct slice key, struct slice value,
			      struct fault *why)
{
	struct desk_case *c = desk_case_find(desk, number_in(key, 0, 8));

	if (!c || c->is_refolded)
		return ERR_OK;
	return fold_instead(
		c, flow_bytes_unpack_delivery(c->flow, (uint32_t)number_in(key, 8, 4), value, why),
		why);
}

/* ---- what is of no notice --------------------------------------------------------------- */

static enum err load_clock(struct slice value, struct fault *why)
{
	bool negative = value.size > 0 && value.at[0] == '-';
	struct slice digits = { value.at + negative, value.size - negative };
	uint64_t offset;

	if (!slice_to_u64(digits, INT64_MAX, &offset))
		return err_set(why, ERR_INPUT, NULL, "the drill clock cannot be read");
	clock_set_offset((struct span){ negative ? -(int64_t)offset : (int64_t)offset });
	return ERR_OK;
}

static enum err load_row(struct desk *desk, enum ledger_state_kind kind, struct slice key,
			 struct slice value, struct fault *why)
{
	switch (kind) {
	case LEDGER_STATE_FLOW:
		return load_flow(desk, key, value, why);
	case LEDGER_STATE_ROUTE:
		return load_route(desk, key, value, why);
	case LEDGER_STATE_DELIVERY:
		return load_delivery(desk, key, value, why);
	case LEDGER_STATE_SERIAL:
		return serials_load(desk->serials, key, value, why);
	case LEDGER_STATE_REGISTRY:
		return registry_load(desk, value, why);
	case LEDGER_STATE_CLOCK:
		return load_clock(value, why);
	case LEDGER_STATE_SUSPENSION:
		return suspensions_load(desk, value, why);
	case LEDGER_STATE_OUTAGE:
		return outage_load(desk, value, why);
	case LEDGER_STATE_CELLS:
		return register_swap_load(desk, value, why);
	case LEDGER_STATE_COMPLAINT:
		return complaints_load(desk, value, why);
	case LEDGER_STATE_NONE:
	case LEDGER_STATE_COUNT:
		break;
	}
	return ERR_OK;
}

struct loading {
	struct desk *desk;
	struct refold_rows rows;
	enum err err;
	struct fault *why;
};

static enum err on_state(void *data, enum ledger_state_kind kind, struct slice key,
			 struct slice value, struct fault *why)
{
	struct loading *loading = data;
	enum err err = load_row(loading->desk, kind, key, value, why);

	if (kind > LEDGER_STATE_NONE && kind < LEDGER_STATE_COUNT)
		loading->rows.seen |= UINT32_C(1) << kind;
	if (err == ERR_OK || err == ERR_MEMORY)
		return err;
	return refold_note(&loading->rows, kind, key, why);
}

static enum err on_reservation(void *data, enum ledger_reservation_kind kind, struct id128 key,
			       uint64_t notice, struct fault *why)
{
	const struct loading *loading = data;

	(void)why;
	/* A number is nobody's key: ledger_last_notice() counts it. */
	if (kind != LEDGER_RESERVATION_NUMBER)
		keys_hold(loading->desk->keys, kind, key, notice);
	return ERR_OK;
}

/* ---- the notices, once all rows are read ------------------------------------------------ */

static enum err fold_event(void *data, struct slice bytes, struct fault *why)
{
	return view_fold(data, bytes, why);
}

/* Nothing of it can be done any more; its chain can still be read. */
static void give_up(struct desk *desk, struct desk_case *c, const struct fault *why)
{
	complain(c->flow->notice, "fold", why);
	desk->figures.notices_damaged++;
	desk_case_free(desk, c);
}

/* False: the case is gone. */
static bool fold_again(struct desk *desk, struct desk_case *c)
{
	uint64_t notice = c->flow->notice;
	struct fault why;

	talloc_free(c->flow);
	c->flow = flow_new(c, c, notice);
	if (ledger_load_events(desk->ledger, notice, fold_event, c->flow, &why) != ERR_OK) {
		give_up(desk, c, &why);
		return false;
	}
	desk->figures.notices_refolded++;
	log_stop(LOGL_ERROR, &(struct log_stop){ .area = LOG_AREA_LEDGER,
						 .notice = notice,
						 .stop = "fold",
						 .outcome = notice_state_name(c->flow->state),
						 .why = "its snapshot could not be read: its "
							"events were folded again" });
	if (flow_is_open(c->flow))
		return true;
	desk_case_free(desk, c);
	return false;
}

/* An open notice whose snapshot is gone would be one that nobody can stop any more. */
static enum err miss(void *data, uint64_t notice, struct fault *why)
{
	const struct loading *loading = data;
	struct desk_case *c = desk_case_find(loading->desk, notice);
	struct fault gone;

	if (c)
		return ERR_OK;
	c = desk_case_new(loading->desk, notice);
	if (!c)
		return err_set(why, ERR_LIMIT, NULL, "more than %d open notices", DESK_CASES_MAX);
	err_set(&gone, ERR_ABSENT, NULL, "it is open, and its snapshot is gone");
	complain(notice, "snapshot", &gone);
	c->is_refolded = true;
	return ERR_OK;
}

static void load_case(struct desk *desk, struct desk_case *c, void *data)
{
	struct loading *loading = data;

	if (loading->err != ERR_OK || (c->is_refolded && !fold_again(desk, c)))
		return;
	desk_case_set_origin(desk, c, c->flow->received.agency, &c->flow->judged);
	loading->err = chain_early_load(desk, c->flow, loading->why);
}

static enum err load_one_route(struct desk *desk, struct desk_case *c, uint32_t index,
			       struct fault *why)
{
	void *scratch = talloc_new(c);
	struct slice octets;
	enum err err = ledger_load_document(desk->ledger, scratch, &c->flow->routes[index].document,
					    &octets, why);

	c->route_ctx[index] = talloc_new(c);
	if (err == ERR_OK)
		err = route_bytes_unpack(c->route_ctx[index], &c->routes[index], octets, why);
	if (err != ERR_OK)
		c->routes[index] = (struct route){ 0 };
	talloc_free(scratch);
	return err;
}

/* What left cannot be read: nobody can say or stop what this one notice has on air. */
static void mark_damaged(struct desk *desk, struct desk_case *c, const struct fault *why)
{
	complain(c->flow->notice, "route", why);
	desk->figures.notices_damaged += !c->is_damaged;
	c->is_damaged = true;
}

/* Numbers are stored with the route that uses them: none of them is without its row. */
static void note_serials(struct desk *desk, const struct desk_case *c, const struct route *route)
{
	struct fault gone;

	for (size_t i = 0; i < route->message_count; i++) {
		const struct route_message *message = &route->messages[i];

		if (!cell_id_plmn_is_set(message->plmn) ||
		    serials_know(desk->serials,
				 &(struct serials_wanted){
					 .plmn = message->plmn,
					 .message_identifier = message->message_identifier,
					 .previous = message->serial_number,
					 .now = desk_now(),
					 .until = c->flow->judged.expires }))
			continue;
		err_set(&gone, ERR_ABSENT, NULL,
			"the serial numbers of identifier %u are gone: %u is held; those of what "
			"ended within 24 hours may be given out again",
			message->message_identifier, message->serial_number);
		complain(c->flow->notice, "serial", &gone);
		desk->figures.rows_damaged += desk->figures.rows_damaged == 0;
	}
}

/* Only what may be on air needs its pages and cells. */
static void load_documents(struct desk *desk, struct desk_case *c, void *data)
{
	struct fault why;

	(void)data;
	if (!notice_state_is_open(c->flow->state))
		return;
	for (uint32_t i = 0; i < c->flow->route_count; i++)
		if (load_one_route(desk, c, i, &why) == ERR_OK)
			note_serials(desk, c, &c->routes[i]);
		else
			mark_damaged(desk, c, &why);
	places_note(desk, c);
	backlog_note_refused(desk, c);
	renewal_plan(desk, c);
}

enum err recover_load(struct desk *desk, struct fault *why)
{
	struct loading loading = { .desk = desk, .rows = { .ctx = talloc_new(desk) }, .why = why };
	const struct ledger_loader loader = { &loading, on_state, on_reservation };

	loading.err = ledger_load(desk->ledger, &loader, why);
	if (loading.err == ERR_OK)
		loading.err = refold_run(desk, &loading.rows, why);
	if (loading.err == ERR_OK)
		loading.err = ledger_load_open(desk->ledger, miss, &loading, why);
	if (loading.err == ERR_OK)
		desk_cases_visit(desk, load_case, &loading);
	if (loading.err == ERR_OK)
		desk_cases_visit(desk, load_documents, NULL);
	/* Nothing is read any more: the first batch may come. */
	if (loading.err == ERR_OK)
		refold_write(desk, &loading.rows);
	talloc_free(loading.rows.ctx);
	desk->last_notice = ledger_last_notice(desk->ledger);
	return loading.err;
}
