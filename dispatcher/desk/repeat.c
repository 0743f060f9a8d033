/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/repeat.h"

#include <talloc.h>

#include "desk/waiting.h"
#include "ledger/query.h"
#include "notice/notice.h"
#include "wire/event_bytes.h"
#include "wire/text.h"

struct repeat {
	char *lane, *state;
};

static void answer(struct waiting *waiting, struct slice findings)
{
	const struct repeat *repeat = waiting->more;
	struct text json;

	text_init(&json, waiting);
	text_printf(&json,
		    "{\"notice\":\"%llu\",\"lane\":\"%s\",\"state\":\"%s\",\"repeated\":true,"
		    "\"findings\":",
		    (unsigned long long)waiting->notice, repeat->lane, repeat->state);
	text_put(&json, findings.at, findings.size);
	text_puts(&json, "}");
	/* What was refused stays refused: whoever asks again must not take it for accepted. */
	intake_answer_json(waiting->call,
			   strcmp(repeat->state, notice_state_name(NOTICE_REFUSED)) == 0 ? 422
											 : 200,
			   text_slice(&json));
	talloc_free(waiting);
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
	struct waiting *waiting = data;
	struct event event = { .kind = EVENT_NONE };
	struct fault why;

	if (found->err != ERR_OK) {
		waiting_answer_fault(waiting, &found->why);
		return;
	}
	for (size_t i = 0; i < found->count; i++)
		if (is_judged(waiting, &found->events[i], &event))
			break;
	if (event.kind != EVENT_JUDGED || event.judged.finding_count == 0)
		answer(waiting, SLICE_LITERAL("[]"));
	else if (ledger_query_document(waiting->desk->ledger, &event.judged.findings, have_findings,
				       waiting, &why) != ERR_OK)
		waiting_answer_fault(waiting, &why);
}

static void have_notice(void *data, const struct ledger_answer *found)
{
	struct waiting *waiting = data;
	struct repeat *repeat = waiting->more;
	struct ledger_event_filter filter = { .notice = waiting->notice };
	struct fault why = found->why;
	enum err err = found->err;

	if (err == ERR_OK && found->count == 0)
		err = err_set(&why, ERR_FULL, NULL,
			      "this document is being recorded just now; ask again in a second");
	if (err == ERR_OK) {
		repeat->lane = talloc_strdup(repeat, found->notices[0].lane);
		repeat->state = talloc_strdup(repeat, found->notices[0].state);
		err = ledger_query_events(waiting->desk->ledger, &filter, have_events, waiting,
					  &why);
	}
	if (err != ERR_OK)
		waiting_answer_fault(waiting, &why);
}

void repeat_answer(struct desk *desk, struct intake_call *call, uint64_t notice)
{
	struct waiting *waiting = waiting_new(desk, call, notice);
	struct fault why;

	waiting->more = talloc_zero(waiting, struct repeat);
	if (ledger_query_notice(desk->ledger, notice, have_notice, waiting, &why) != ERR_OK)
		waiting_answer_fault(waiting, &why);
}
