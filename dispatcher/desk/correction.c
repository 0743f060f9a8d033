/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/correction.h"

#include <talloc.h>

#include "desk/past.h"
#include "ledger/query.h"
#include "wire/correction_json.h"

struct resolve_correction correction_of(void *ctx, const struct flow *original, struct slice text)
{
	return (struct resolve_correction){
		.notice = original->notice,
		.text = text,
		.lane = original->lane,
		.plan = slice_copy(ctx, original->judged.plan),
		.expires = original->judged.expires,
		.everywhere = original->lane != LANE_URGENT ||
			      original->key == LANE_KEY_MECHANISM || original->route_count > 1,
		.by_internet = original->judged.by_internet,
	};
}

/* ---- one that was held, and agreed to since ---------------------------------------------- */

struct held {
	struct desk *desk;
	uint64_t notice; /* of the correction */
	struct correction said;
	struct resolve_correction what;
	struct intake_document original;
	resolve_done_fn *done;
	void *data;
};

static void give_up(struct held *held, const struct fault *why)
{
	struct resolution *failed = talloc_zero(held, struct resolution);

	failed->has_failed = true;
	failed->failure = *why;
	held->done(held->data, failed);
}

static void have_held_original(void *data, const struct ledger_answer *found)
{
	struct held *held = data;
	const struct desk_case *c = desk_case_find(held->desk, held->notice);
	struct fault gone;

	if (found->err != ERR_OK) {
		give_up(held, &found->why);
		return;
	}
	if (!c) {
		err_set(&gone, ERR_ABSENT, NULL, "the correction was taken back meanwhile");
		give_up(held, &gone);
		return;
	}
	held->original.octets = slice_copy(held, found->document);
	resolve_document(held->desk, held,
			 &(struct resolve_question){ .document = &held->original,
						     .sender = c->flow,
						     .corrects = &held->what,
						     .departs = c->flow },
			 held->done, held->data);
}

static void have_flow(void *data, struct flow *original, const struct fault *why)
{
	struct held *held = data;
	struct fault fault;

	if (!original) {
		give_up(held, why);
		return;
	}
	held->what = correction_of(held, original, held->said.text);
	held->original = (struct intake_document){
		.format = intake_format_of(original->received.format),
		.source = "store",
		.received = original->received_at,
	};
	if (ledger_query_document(held->desk->ledger, &original->received.document,
				  have_held_original, held, &fault) != ERR_OK)
		give_up(held, &fault);
}

void correction_resolve(void *ctx, const struct correction_question *question,
			resolve_done_fn *done, void *data)
{
	struct held *held = talloc_zero(ctx, struct held);
	struct fault why;

	held->desk = question->desk;
	held->notice = question->flow->notice;
	held->done = done;
	held->data = data;
	if (fields_read_text(held, &held->said, &correction_json, question->octets, &why) != ERR_OK)
		give_up(held, &why);
	else
		past_ask(held->desk, held, question->flow->judged.follows, have_flow, held);
}
