/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/past.h"

#include <talloc.h>

#include "desk/view.h"
#include "ledger/query.h"

struct folding {
	struct desk *desk;
	struct flow *flow;
	past_fn *done;
	void *data;
};

static void ask_for_events(struct folding *folding, uint64_t after);

static void have_events(void *data, const struct ledger_answer *answer)
{
	struct folding *folding = data;
	struct fault why = answer->why;
	enum err err = answer->err;

	for (size_t i = 0; err == ERR_OK && i < answer->count; i++)
		err = view_fold(folding->flow, answer->events[i].bytes, &why);
	if (err != ERR_OK)
		folding->done(folding->data, NULL, &why);
	else if (answer->more)
		ask_for_events(folding, answer->events[answer->count - 1].sequence);
	else
		folding->done(folding->data, folding->flow, NULL);
}

static void ask_for_events(struct folding *folding, uint64_t after)
{
	struct ledger_event_filter filter = { .after = after, .notice = folding->flow->notice };
	struct fault why;

	if (ledger_query_events(folding->desk->ledger, &filter, have_events, folding, &why) !=
	    ERR_OK)
		folding->done(folding->data, NULL, &why);
}

void past_ask(struct desk *desk, void *ctx, uint64_t notice, past_fn *done, void *data)
{
	struct folding *folding = talloc_zero(ctx, struct folding);

	folding->desk = desk;
	folding->flow = flow_new(ctx, ctx, notice);
	folding->done = done;
	folding->data = data;
	ask_for_events(folding, 0);
}
