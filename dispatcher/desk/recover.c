/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/recover.h"

#include <talloc.h>

#include "base/octets.h"
#include "desk/backlog.h"
#include "desk/case.h"
#include "desk/chain.h"
#include "desk/keys.h"
#include "desk/registry.h"
#include "desk/serials.h"
#include "desk/suspensions.h"
#include "ledger/append.h"
#include "net/clock.h"
#include "wire/flow_bytes.h"
#include "wire/route_bytes.h"

/* 0 where the key is too short: no notice has that number. */
static uint64_t number_in(struct slice key, size_t from, unsigned int size)
{
	return key.size < from + size ? 0 : octets_get((const uint8_t *)key.at + from, size);
}

static enum err load_flow(struct desk *desk, struct slice key, struct slice value,
			  struct fault *why)
{
	struct desk_case *c = desk_case_new(desk, number_in(key, 0, 8));

	if (!c)
		return err_set(why, ERR_LIMIT, NULL, "more than %d open notices", DESK_CASES_MAX);
	if (flow_bytes_unpack(c->flow, value, why) != ERR_OK)
		return why ? why->err : ERR_INPUT;
	desk_case_set_origin(c, c->flow->received.agency, &c->flow->judged);
	return chain_early_load(desk, c->flow, why);
}

static enum err load_route(struct desk *desk, struct slice key, struct slice value,
			   struct fault *why)
{
	struct desk_case *c = desk_case_find(desk, number_in(key, 0, 8));

	return c ? flow_bytes_unpack_route(c->flow, value, why) : ERR_OK;
}

static enum err load_delivery(struct desk *desk, struct slice key, struct slice value,
			      struct fault *why)
{
	struct desk_case *c = desk_case_find(desk, number_in(key, 0, 8));

	if (!c)
		return ERR_OK;
	return flow_bytes_unpack_delivery(c->flow, (uint32_t)number_in(key, 8, 4), value, why);
}

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

static enum err on_state(void *data, enum ledger_state_kind kind, struct slice key,
			 struct slice value, struct fault *why)
{
	struct desk *desk = data;

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
	case LEDGER_STATE_NONE:
	case LEDGER_STATE_COUNT:
		break;
	}
	return ERR_OK;
}

static enum err on_reservation(void *data, enum ledger_reservation_kind kind, struct id128 key,
			       uint64_t notice, struct fault *why)
{
	struct desk *desk = data;

	(void)why;
	/* A number is nobody's key: ledger_last_notice() counts it. */
	if (kind != LEDGER_RESERVATION_NUMBER)
		keys_hold(desk->keys, kind, key, notice);
	return ERR_OK;
}

struct loading {
	enum err err;
	struct fault *why;
};

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
	talloc_free(scratch);
	return err;
}

/* Only what may be on air needs its pages and cells. */
static void load_documents(struct desk *desk, struct desk_case *c, void *data)
{
	struct loading *loading = data;

	if (!notice_state_is_open(c->flow->state))
		return;
	backlog_note_refused(desk, c);
	for (uint32_t i = 0; loading->err == ERR_OK && i < c->flow->route_count; i++) {
		loading->err = load_one_route(desk, c, i, loading->why);
		if (loading->err != ERR_OK)
			err_prefix(loading->why, loading->err, "notice %llu",
				   (unsigned long long)c->flow->notice);
	}
}

enum err recover_load(struct desk *desk, struct fault *why)
{
	const struct ledger_loader loader = { desk, on_state, on_reservation };
	struct loading loading = { ERR_OK, why };

	loading.err = ledger_load(desk->ledger, &loader, why);
	if (loading.err == ERR_OK)
		desk_cases_visit(desk, load_documents, &loading);
	desk->last_notice = ledger_last_notice(desk->ledger);
	return loading.err;
}
