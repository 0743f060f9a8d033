/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/repeat.h"

#include <talloc.h>

#include "ledger/query.h"
#include "notice/notice.h"
#include "wire/event_bytes.h"
#include "wire/text.h"

struct repeat {
	struct desk *desk;
	struct intake_call *call;
	uint64_t notice;
	char *lane, *state;
};

static void answer(struct repeat *repeat, struct slice findings)
{
	struct text json;

	text_init(&json, repeat);
	text_printf(&json,
		    "{\"notice\":\"%llu\",\"lane\":\"%s\",\"state\":\"%s\",\"repeated\":true,"
		    "\"findings\":",
		    (unsigned long long)repeat->notice, repeat->lane, repeat->state);
	text_put(&json, findings.at, findings.size);
	text_puts(&json, "}");
	/* What was refused stays refused: whoever asks again must not take it for accepted. */
	intake_answer_json(repeat->call,
			   strcmp(repeat->state, notice_state_name(NOTICE_REFUSED)) == 0 ? 422
											 : 200,
			   text_slice(&json));
	talloc_free(repeat);
}

static void answer_fault(struct repeat *repeat, const struct fault *why)
{
	intake_answer_fault(repeat->call, why);
	talloc_free(repeat);
}

/* A document that was purged since says nothing any more; the notice is the same all the same. */
static void have_findings(void *data, const struct ledger_answer *found)
{
	answer(data, found->err == ERR_OK ? found->document : SLICE_LITERAL("[]"));
}

static bool is_judged(void *ctx, const struct ledger_stored_event *row, struct event *event)
{
	return slice_is(slice_of(row->kind), event_kind_name(EVENT_JUDGED)) &&
	       event_bytes_unpack(ctx, event, row->bytes, NULL) == ERR_OK;
}

static void have_events(void *data, const struct ledger_answer *found)
{
	struct repeat *repeat = data;
	struct event event = { .kind = EVENT_NONE };
	struct fault why;

	if (found->err != ERR_OK) {
		answer_fault(repeat, &found->why);
		return;
	}
	for (size_t i = 0; i < found->count; i++)
		if (is_judged(repeat, &found->events[i], &event))
			break;
	if (event.kind != EVENT_JUDGED || event.judged.finding_count == 0)
		answer(repeat, SLICE_LITERAL("[]"));
	else if (ledger_query_document(repeat->desk->ledger, &event.judged.findings, have_findings,
				       repeat, &why) != ERR_OK)
		answer_fault(repeat, &why);
}

static void have_notice(void *data, const struct ledger_answer *found)
{
	struct repeat *repeat = data;
	struct ledger_event_filter filter = { .notice = repeat->notice };
	struct fault why = found->why;
	enum err err = found->err;

	if (err == ERR_OK && found->count == 0)
		err = err_set(&why, ERR_FULL, NULL,
			      "this document is being recorded just now; ask again in a second");
	if (err == ERR_OK) {
		repeat->lane = talloc_strdup(repeat, found->notices[0].lane);
		repeat->state = talloc_strdup(repeat, found->notices[0].state);
		err = ledger_query_events(repeat->desk->ledger, &filter, have_events, repeat, &why);
	}
	if (err != ERR_OK)
		answer_fault(repeat, &why);
}

void repeat_answer(struct desk *desk, struct intake_call *call, uint64_t notice)
{
	struct repeat *repeat = talloc_zero(desk, struct repeat);
	struct fault why;

	repeat->desk = desk;
	repeat->call = call;
	repeat->notice = notice;
	if (ledger_query_notice(desk->ledger, notice, have_notice, repeat, &why) != ERR_OK)
		answer_fault(repeat, &why);
}
