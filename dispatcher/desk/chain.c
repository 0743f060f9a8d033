/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/chain.h"

#include "desk/case.h"
#include "desk/keys.h"

struct search {
	struct slice first; /* identifier */
	uint64_t named;	    /* the notice of that identifier; 0 */
	uint64_t below, newest;
};

static bool is_of_chain(const struct flow *flow, const struct search *search)
{
	const struct event_judged *judged = &flow->judged;

	if (judged->alert_first.size == 0)
		return false; /* no national message */
	return slice_equal(judged->alert_first, search->first) ||
	       slice_equal(judged->alert_identifier, search->first) ||
	       (search->named > 0 && judged->follows == search->named);
}

static void look_at(struct desk *desk, struct desk_case *c, void *data)
{
	struct search *search = data;
	const struct flow *flow = c->flow;

	(void)desk;
	if (flow->notice > search->newest && flow->notice < search->below &&
	    flow->judged.relation != NOTICE_RELATION_CANCEL && notice_state_is_open(flow->state) &&
	    flow->ends_as == NOTICE_NONE && is_of_chain(flow, search))
		search->newest = flow->notice;
}

uint64_t chain_newest(struct desk *desk, const struct alert *alert, uint64_t below)
{
	struct alert_key first = alert_first_key(alert);
	struct search search = { .first = first.identifier, .below = below };

	if (!alert->is_national)
		return 0;
	search.named = keys_find(desk->keys, LEDGER_RESERVATION_ALERT_KEY, keys_of_alert(&first));
	desk_cases_visit(desk, look_at, &search);
	return search.newest;
}
