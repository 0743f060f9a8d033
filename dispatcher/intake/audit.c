/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/audit.h"

#include <inttypes.h>

#include "intake/query.h"
#include "ledger/query.h"
#include "wire/text.h"

enum { AUDIT_LIMIT_USUAL = 100 };

static void put_event(struct text *out, const struct ledger_stored_event *event)
{
	char hex[DIGEST_HEX_OCTETS], at[UTC_TEXT_OCTETS];

	text_printf(out, "{\"sequence\":%" PRIu64 ",\"stream\":\"%s\"", event->sequence,
		    ledger_stream_name(event->stream));
	if (event->number > 0)
		text_printf(out, ",\"number\":%" PRIu64, event->number);
	text_printf(out, ",\"id\":\"%s\"",
		    digest_hex(hex, event->id.octets, sizeof(event->id.octets)));
	text_printf(out, ",\"kind\":\"%s\",\"at\":\"%s\"", event->kind,
		    utc_format(at, event->at, UTC_CHINA_OFFSET_MINUTES));
	text_printf(out, ",\"hash\":\"%s\",\"bytes\":",
		    digest_hex(hex, event->hash.octets, DIGEST_OCTETS));
	text_put_json(out, event->bytes);
	text_puts(out, "}");
}

static void put_head(struct text *out, const struct ledger_head *head)
{
	char hex[DIGEST_HEX_OCTETS];

	text_printf(out, "],\"head\":{\"sequence\":%" PRIu64 ",\"hash\":\"%s\"}", head->sequence,
		    digest_hex(hex, head->hash.octets, DIGEST_OCTETS));
}

static void on_events(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;
	struct text out;

	if (answer->err != ERR_OK) {
		intake_answer_fault(call, &answer->why);
		return;
	}
	text_init(&out, intake_call_ctx(call));
	text_puts(&out, "{\"events\":[");
	for (size_t i = 0; i < answer->count; i++) {
		text_puts(&out, i > 0 ? "," : "");
		put_event(&out, &answer->events[i]);
	}
	put_head(&out, &answer->head);
	if (answer->more && answer->count > 0)
		text_printf(&out, ",\"cursor\":\"%" PRIu64 "\"",
			    answer->events[answer->count - 1].sequence);
	text_puts(&out, "}");
	intake_answer_json(call, 200, text_slice(&out));
}

static enum err ask(struct intake_call *call, struct fault *why)
{
	struct ledger_event_filter filter = { .after = 0 };
	uint64_t limit = AUDIT_LIMIT_USUAL;
	enum err err = query_number(call, "after", INT64_MAX, &filter.after, why);

	if (err == ERR_OK)
		err = query_number(call, "limit", LEDGER_LIMIT_MAX, &limit, why);
	if (err == ERR_OK && limit == 0)
		err = err_set(why, ERR_INPUT, NULL, "\"limit\" is 1 to %d", LEDGER_LIMIT_MAX);
	filter.limit = (unsigned int)limit;
	if (err != ERR_OK)
		return err;
	return ledger_query_events(call->http->ledger, &filter, on_events, call, why);
}

void audit_list(struct intake_call *call)
{
	struct fault why;

	if (ask(call, &why) != ERR_OK)
		intake_answer_fault(call, &why);
}
