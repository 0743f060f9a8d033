/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/notices.h"

#include <inttypes.h>
#include <string.h>

#include "intake/query.h"
#include "ledger/query.h"
#include "net/clock.h"
#include "notice/application.h"
#include "notice/content.h"
#include "notice/lane.h"
#include "notice/notice.h"
#include "notice/paperwork.h"
#include "wire/member.h"
#include "wire/text.h"
#include "wire/words.h"

static void put_alert(struct text *out, const struct ledger_notice *row)
{
	if (!row->alert_identifier || !*row->alert_identifier)
		return;
	text_puts(out, ",\"alert\":{\"identifier\":");
	text_put_json(out, slice_of(row->alert_identifier));
	member_put_text(out, "sender", slice_of(row->alert_sender));
	member_put_time(out, "sent", row->alert_sent);
	text_puts(out, "}");
}

/* The reviewer's clock. */
static void put_queue(struct text *out, const struct ledger_notice *row)
{
	member_put_text(out, "authority", slice_of(row->authority));
	member_put_time(out, "begins", row->begins);
	if (row->people > 0)
		text_printf(out, ",\"people\":%" PRIu64, row->people);
	if (!row->waiting_for || !*row->waiting_for)
		return;
	member_put_text(out, "waiting_for", slice_of(row->waiting_for));
	member_put_time(out, "waits_since", row->waits_since);
	member_put_time(out, "decide_by", row->decide_by);
	if (utc_is_set(row->decide_by) && !utc_before(clock_now(), row->decide_by))
		text_puts(out, ",\"overdue\":true");
}

/* Art. 26: owed or returned, and its day has passed. */
static bool is_overdue(const struct ledger_notice *row)
{
	return row->paperwork &&
	       (strcmp(row->paperwork, paperwork_state_name(PAPERWORK_OWED)) == 0 ||
		strcmp(row->paperwork, paperwork_state_name(PAPERWORK_RETURNED)) == 0) &&
	       !utc_before(clock_now(), row->paperwork_due);
}

static void put_row(struct text *out, const struct ledger_notice *row)
{
	text_printf(out, "{\"notice\":\"%" PRIu64 "\"", row->number);
	member_put_text(out, "state", slice_of(row->state));
	member_put_text(out, "lane", slice_of(row->lane));
	member_put_text(out, "agency", slice_of(row->agency));
	member_put_text(out, "applicant", slice_of(row->applicant));
	member_put_text(out, "title", slice_of(row->title));
	member_put_text(out, "event_type", slice_of(row->event_type));
	member_put_text(out, "class", slice_of(row->class_name));
	member_put_time(out, "received", row->received);
	member_put_time(out, "changed", row->changed);
	member_put_time(out, "expires", row->expires);
	if (row->follows > 0)
		text_printf(out, ",\"follows\":\"%" PRIu64 "\"", row->follows);
	put_alert(out, row);
	text_printf(out, ",\"open\":%s", row->is_open ? "true" : "false");
	member_put_text(out, "paperwork", slice_of(row->paperwork));
	member_put_time(out, "paperwork_due", row->paperwork_due);
	if (is_overdue(row))
		text_puts(out, ",\"paperwork_overdue\":true");
	put_queue(out, row);
	text_puts(out, "}");
}

static bool may_see(const struct intake_call *call, const struct ledger_notice *row)
{
	const struct intake_desk *desk = &call->http->desk;

	return desk->may_see(desk->data, &call->principal,
			     &(struct intake_subject){ .agency = row->agency,
						       .authority = row->authority,
						       .carriers = row->carriers });
}

/* A carrier sees that there is such a notice, and not what became of it elsewhere. */
static bool may_see_all(const struct intake_call *call, const struct ledger_notice *row)
{
	const struct intake_desk *desk = &call->http->desk;

	return desk->may_see(
		desk->data, &call->principal,
		&(struct intake_subject){ .agency = row->agency, .authority = row->authority });
}

/* True if the answer is there and the listener still is; else the call is over. */
static bool is_usable(struct intake_call *call, const struct ledger_answer *answer)
{
	if (call->http && answer->err == ERR_OK)
		return true;
	intake_answer_fault(call, &answer->why);
	return false;
}

/* One that may not be seen and one that is not there look alike from outside. */
static void answer_absent(struct intake_call *call)
{
	struct fault why;

	err_set(&why, ERR_ABSENT, NULL, "there is no such notice for this person");
	intake_answer_fault(call, &why);
}

/* ---- the list ----------------------------------------------------------------------------- */

/* Where the next page begins: behind the newest number, or behind (decide_by, number). */
static void put_cursor(struct text *out, const struct intake_call *call,
		       const struct ledger_notice *last)
{
	bool is_queue = http_request_query(call->request, "waiting_for").at != NULL;

	text_puts(out, ",\"cursor\":\"");
	if (is_queue)
		text_printf(out, "%" PRId64 ".", last->decide_by.us);
	text_printf(out, "%" PRIu64 "\"", last->number);
}

static void on_list(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;
	char now[UTC_TEXT_OCTETS];
	const char *separator = "";
	struct text out;

	if (!is_usable(call, answer))
		return;
	text_init(&out, call);
	text_puts(&out, "{\"notices\":[");
	for (size_t i = 0; i < answer->count; i++) {
		if (!may_see(call, &answer->notices[i]))
			continue;
		text_puts(&out, separator);
		put_row(&out, &answer->notices[i]);
		separator = ",";
	}
	text_printf(&out, "],\"now\":\"%s\"",
		    utc_format(now, clock_now(), UTC_CHINA_OFFSET_MINUTES));
	if (answer->more && answer->count > 0)
		put_cursor(&out, call, &answer->notices[answer->count - 1]);
	text_puts(&out, "}");
	intake_answer_json(call, 200, text_slice(&out));
}

/* "1774861200000000.81" */
static enum err read_queue_cursor(struct intake_call *call, struct ledger_notice_filter *filter,
				  struct fault *why)
{
	struct slice cursor = http_request_query(call->request, "cursor"), rest = cursor, parts[2];
	uint64_t us = 0;

	if (!cursor.at)
		return ERR_OK;
	if (!slice_word(&rest, ".", &parts[0]) || !slice_word(&rest, ".", &parts[1]) ||
	    rest.size > 0 || !slice_to_u64(parts[0], INT64_MAX, &us) ||
	    !slice_to_u64(parts[1], INT64_MAX, &filter->after_number))
		return err_set(why, ERR_INPUT, NULL, "\"cursor\" is none of a list by waiting_for");
	filter->after_decide_by.us = (int64_t)us;
	return ERR_OK;
}

static enum err read_cursor(struct intake_call *call, struct ledger_notice_filter *filter,
			    struct fault *why)
{
	if (filter->waiting_for)
		return read_queue_cursor(call, filter, why);
	return query_number(call, "cursor", INT64_MAX, &filter->before, why);
}

/* What every list of notices takes: agency, since, cursor, limit. */
static enum err read_page(struct intake_call *call, struct ledger_notice_filter *filter,
			  struct fault *why)
{
	uint64_t limit = NOTICES_LIMIT_USUAL;
	enum err err = query_time(call, "since", &filter->since, why);

	if (err == ERR_OK)
		err = read_cursor(call, filter, why);
	if (err == ERR_OK)
		err = query_number(call, "limit", LEDGER_LIMIT_MAX, &limit, why);
	if (err == ERR_OK && limit == 0)
		err = err_set(why, ERR_INPUT, NULL, "\"limit\" is 1 to %d", LEDGER_LIMIT_MAX);
	filter->limit = (unsigned int)limit;
	filter->agency = http_request_query(call->request, "agency").at;
	/* An agency's own are found by the index, not by leafing through everybody's. */
	if (!filter->agency && call->principal.roles == PERSON_ROLE_AGENCY)
		filter->agency = call->principal.body;
	if (call->principal.roles == PERSON_ROLE_CARRIER)
		filter->carrier = call->principal.body;
	return err;
}

enum err notices_query(struct intake_call *call, struct ledger_notice_filter *filter,
		       struct fault *why)
{
	enum err err = read_page(call, filter, why);

	if (err != ERR_OK)
		return err;
	return ledger_query_notices(call->http->ledger, filter, on_list, call, why);
}

/* "any": whatever waits. An authority's queue is found by its index, as an agency's list is. */
static enum err read_waiting_for(struct intake_call *call, struct ledger_notice_filter *filter,
				 struct fault *why)
{
	static const struct query_words waits = { words_wait, NOTICE_WAIT_COUNT };
	const uint32_t deciders = PERSON_ROLE_AUTHORITY | PERSON_ROLE_DUTY_OFFICER;

	if (slice_is(http_request_query(call->request, "waiting_for"), "any"))
		filter->waiting_for = "";
	else if (query_word(call, "waiting_for", &waits, &filter->waiting_for, why) != ERR_OK)
		return ERR_INPUT;
	if (filter->waiting_for && !(call->principal.roles & ~deciders))
		filter->authority = call->principal.body;
	return ERR_OK;
}

void notices_list(struct intake_call *call)
{
	static const struct query_words states = { words_state, NOTICE_STATE_COUNT };
	static const struct query_words lanes = { words_lane, LANE_COUNT };
	struct ledger_notice_filter filter = { .agency = NULL };
	struct fault why;
	enum err err = query_word(call, "state", &states, &filter.state, &why);

	if (err == ERR_OK)
		err = query_word(call, "lane", &lanes, &filter.lane, &why);
	if (err == ERR_OK)
		err = read_waiting_for(call, &filter, &why);
	if (err == ERR_OK)
		err = notices_query(call, &filter, &why);
	if (err != ERR_OK)
		intake_answer_fault(call, &why);
}

/* ---- one ---------------------------------------------------------------------------------- */

static void put_texts(struct text *out, struct slice content)
{
	struct content_text text;

	text_puts(out, ",\"texts\":[");
	for (size_t i = 0; content.at && content_text_next(&text, &content); i++) {
		text_printf(out, "%s{\"language\":", i ? "," : "");
		text_put_json(out, text.language);
		text_puts(out, ",\"text\":");
		text_put_json(out, text.text);
		text_puts(out, "}");
	}
	text_puts(out, "]");
}

/* What it says and what was found, behind what became of it. */
static void put_whole(struct text *out, const struct ledger_notice *row)
{
	text_put(out, row->summary.at, row->summary.size - 1);
	put_texts(out, row->content_octets);
	text_puts(out, ",\"findings\":");
	if (row->findings_json.size > 0)
		text_put(out, row->findings_json.at, row->findings_json.size);
	else
		text_puts(out, "[]");
	text_puts(out, "}");
}

static void on_show(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;
	const struct ledger_notice *row;
	struct text out;

	if (!is_usable(call, answer))
		return;
	if (answer->count == 0 || !may_see(call, &answer->notices[0])) {
		answer_absent(call);
		return;
	}
	row = &answer->notices[0];
	text_init(&out, call);
	if (row->summary.size > 0 && may_see_all(call, row))
		put_whole(&out, row);
	else
		put_row(&out, row);
	intake_answer_json(call, 200, text_slice(&out));
}

static void ask_notice(struct intake_call *call, ledger_answer_fn *answer)
{
	struct fault why;

	if (ledger_query_notice(call->http->ledger, call->notice, answer, call, &why) != ERR_OK)
		intake_answer_fault(call, &why);
}

void notices_show(struct intake_call *call)
{
	ask_notice(call, on_show);
}

/* ---- its history -------------------------------------------------------------------------- */

static void put_event(struct text *out, const struct ledger_stored_event *event)
{
	char hash[DIGEST_HEX_OCTETS];

	text_printf(out, "{\"sequence\":%" PRIu64 ",\"kind\":\"%s\"", event->sequence, event->kind);
	member_put_time(out, "at", event->at);
	text_printf(out, ",\"hash\":\"%s\",\"event\":",
		    digest_hex(hash, event->hash.octets, DIGEST_OCTETS));
	text_put(out, event->bytes.at, event->bytes.size);
	text_puts(out, "}");
}

static void on_history(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;
	struct text out;

	if (!is_usable(call, answer))
		return;
	text_init(&out, call);
	text_printf(&out, "{\"notice\":\"%" PRIu64 "\",\"events\":[", call->notice);
	for (size_t i = 0; i < answer->count; i++) {
		text_puts(&out, i > 0 ? "," : "");
		put_event(&out, &answer->events[i]);
	}
	text_puts(&out, "]");
	if (answer->more && answer->count > 0)
		text_printf(&out, ",\"cursor\":\"%" PRIu64 "\"",
			    answer->events[answer->count - 1].sequence);
	text_puts(&out, "}");
	intake_answer_json(call, 200, text_slice(&out));
}

static enum err ask_history(struct intake_call *call, struct fault *why)
{
	struct ledger_event_filter filter = { .notice = call->notice, .limit = LEDGER_LIMIT_MAX };
	enum err err = query_number(call, "cursor", INT64_MAX, &filter.after, why);

	if (err != ERR_OK)
		return err;
	return ledger_query_events(call->http->ledger, &filter, on_history, call, why);
}

static void on_owner_of_history(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;
	struct fault why;

	if (!is_usable(call, answer))
		return;
	if (answer->count == 0 || !may_see(call, &answer->notices[0]))
		answer_absent(call);
	else if (ask_history(call, &why) != ERR_OK)
		intake_answer_fault(call, &why);
}

void notices_history(struct intake_call *call)
{
	ask_notice(call, on_owner_of_history);
}

/* ---- what the desk knows better ----------------------------------------------------------- */

static void on_owner_of_deliveries(void *data, const struct ledger_answer *answer)
{
	struct intake_call *call = data;

	if (!is_usable(call, answer))
		return;
	if (answer->count == 0 || !may_see(call, &answer->notices[0]))
		answer_absent(call);
	else
		call->http->desk.deliveries(call->http->desk.data, call, call->notice);
}

void notices_deliveries(struct intake_call *call)
{
	ask_notice(call, on_owner_of_deliveries);
}

void notices_review(struct intake_call *call)
{
	call->http->desk.review(call->http->desk.data, call, call->notice);
}

void notices_reach(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	struct fault why;
	bool as_map;

	if (query_format(call, &as_map, &why) == ERR_OK)
		desk->reach(desk->data, call, call->notice, as_map);
	else
		intake_answer_fault(call, &why);
}

static void ask_letter(struct intake_call *call, enum intake_letter which)
{
	call->http->desk.letter(call->http->desk.data, call, call->notice, which);
}

void notices_reply(struct intake_call *call)
{
	ask_letter(call, INTAKE_LETTER_REPLY);
}

void notices_order(struct intake_call *call)
{
	ask_letter(call, INTAKE_LETTER_COORDINATION_ORDER);
}

void notices_attachment(struct intake_call *call)
{
	const struct intake_desk *desk = &call->http->desk;
	uint64_t number = 0;
	struct fault why;
	enum err err = query_number(call, "n", APPLICATION_ATTACHMENTS_MAX, &number, &why);

	if (err == ERR_OK && number == 0)
		err = err_set(&why, ERR_INPUT, NULL, "\"n\" says which attachment, from 1");
	if (err == ERR_OK)
		desk->attachment(desk->data, call, call->notice, number);
	else
		intake_answer_fault(call, &why);
}
