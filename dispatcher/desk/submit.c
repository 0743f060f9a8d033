/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/submit.h"

#include <talloc.h>

#include "desk/batch.h"
#include "desk/chain.h"
#include "desk/follow.h"
#include "desk/keys.h"
#include "desk/record.h"
#include "desk/registry.h"
#include "desk/repeat.h"
#include "desk/survey.h"
#include "notice/reply.h"
#include "wire/cells_geojson.h"
#include "wire/finding_json.h"

enum { EARLY_CANCELS_MAX = 16 };

/* One document on its way to being a notice; lives on the desk until it is answered. */
struct submission {
	struct desk *desk;
	struct intake_call *call;
	struct intake_document document; /* octets copied: they outlive the call */
	struct resolution *resolution;
	struct id128 document_key, alert_key;
	bool holds_alert_key;
	uint64_t notice;
	size_t next_target;   /* of what a Cancel ends */
	struct text findings; /* JSON list */
};

/* ---- answers ---------------------------------------------------------------------------- */

static void end(struct submission *submission)
{
	talloc_free(submission);
}

static void refuse_call(struct submission *submission, const struct fault *why)
{
	intake_answer_fault(submission->call, why);
	end(submission);
}

static void give_keys_back(struct submission *submission)
{
	chain_early_forget(submission->desk, submission->notice);
	keys_give_back(submission->desk->keys, LEDGER_RESERVATION_DOCUMENT,
		       submission->document_key);
	if (submission->holds_alert_key)
		keys_give_back(submission->desk->keys, LEDGER_RESERVATION_ALERT_KEY,
			       submission->alert_key);
}

static void put_findings(struct submission *submission)
{
	text_init(&submission->findings, submission);
	finding_json_write_all(&submission->findings, &submission->resolution->findings);
}

static void answer_accepted(struct submission *submission, const struct flow *flow)
{
	char number[REPLY_NUMBER_OCTETS];
	struct text json;

	text_init(&json, submission);
	text_printf(&json, "{\"notice\":\"%llu\",\"acceptance_number\":",
		    (unsigned long long)submission->notice);
	text_put_json(&json, slice_of(reply_acceptance_number(number, flow)));
	text_printf(&json, ",\"lane\":\"%s\",\"state\":\"%s\",\"findings\":", lane_name(flow->lane),
		    notice_state_name(flow->state));
	text_put(&json, submission->findings.at, submission->findings.size);
	text_puts(&json, "}");
	/* A refusal is a record too (422 with its number). */
	intake_answer_json(submission->call, flow->state == NOTICE_REFUSED ? 422 : 202,
			   text_slice(&json));
}

static void committed(void *data, struct desk_case *c, const struct ledger_outcome *how)
{
	struct submission *submission = data;

	if (how->err != ERR_OK) {
		refuse_call(submission, &how->why);
		return;
	}
	if (c->flow->state == NOTICE_REFUSED)
		submission->desk->figures.refused++;
	else if (c->flow->lane == LANE_URGENT && c->flow->route_count > 0)
		submission->desk->figures.sent_urgent++;
	answer_accepted(submission, c->flow);
	end(submission);
}

/* It has a sender, an identifier and a time of its own. */
static bool is_alert(const struct resolution *r)
{
	return r->is_readable && r->format != INTAKE_FORMAT_APPLICATION;
}

/* ---- the events of one batch ------------------------------------------------------------ */

/* A Cancel came before the alert that has just come: it is cancelled in the same commit. */
static enum err add_early_cancel(struct submission *submission, struct desk_batch *batch,
				 uint64_t by_notice, struct fault *why)
{
	struct event event = { .kind = EVENT_CANCEL_REQUESTED,
			       .at = desk_now(),
			       .cancel_requested = {
				       .person = submission->resolution->person,
				       .reason = SLICE_LITERAL("its Cancel came first"),
				       .by_notice = by_notice,
			       } };

	return desk_batch_event(batch, &event, why);
}

/* The Cancel that came before this alert, of a body that may cancel it; 0. */
static uint64_t find_early_cancel(const struct submission *submission)
{
	const struct resolution *r = submission->resolution;
	uint64_t cancels[EARLY_CANCELS_MAX];
	size_t count;

	/* A second Cancel of a national chain names the same first message. */
	if (!is_alert(r) || r->judged.relation == NOTICE_RELATION_CANCEL || !r->agency)
		return 0;
	count = chain_early_find(submission->desk, &r->alert, cancels, EARLY_CANCELS_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct desk_case *c = desk_case_find(submission->desk, cancels[i]);

		if (c && registry_is_over(desk_registry(submission->desk), c->origin.agency,
					  r->agency->identifier))
			return cancels[i];
	}
	return 0;
}

static enum err add_events(struct submission *submission, struct desk_batch *batch,
			   struct fault *why)
{
	uint64_t early;
	enum err err = record_received(batch, submission->resolution, &submission->document, why);

	if (err == ERR_OK)
		err = record_judged(batch, submission->resolution, why);
	if (err != ERR_OK)
		return err;
	early = find_early_cancel(submission);
	if (early && notice_state_is_open(desk_batch_flow(batch)->state))
		return add_early_cancel(submission, batch, early, why);
	if (desk_batch_flow(batch)->state == NOTICE_RECEIVED)
		err = record_departure(batch, submission->resolution, why);
	return err;
}

static void note_origin(const struct submission *submission, struct desk_case *c)
{
	const struct resolution *r = submission->resolution;

	desk_case_set_origin(submission->desk, c, r->applicant ? r->applicant->identifier : r->body,
			     &r->judged);
}

static void record(struct submission *submission)
{
	struct desk *desk = submission->desk;
	enum ledger_urgency urgency = submission->resolution->judged.lane == LANE_URGENT
					      ? LEDGER_URGENT
					      : LEDGER_ROUTINE;
	struct desk_case *c = desk_case_new(desk, submission->notice);
	struct desk_batch *batch;
	struct fault why;

	if (!c) {
		give_keys_back(submission);
		err_set(&why, ERR_FULL, NULL, "%d notices are open; try again", DESK_CASES_MAX);
		refuse_call(submission, &why);
		return;
	}
	note_origin(submission, c);
	batch = desk_batch_begin(desk, c, urgency);
	desk_batch_reserve(batch, LEDGER_RESERVATION_DOCUMENT, submission->document_key);
	if (submission->holds_alert_key)
		desk_batch_reserve(batch, LEDGER_RESERVATION_ALERT_KEY, submission->alert_key);
	if (add_events(submission, batch, &why) != ERR_OK) {
		desk_batch_abandon(batch);
		desk_case_free(desk, c);
		give_keys_back(submission);
		refuse_call(submission, &why);
		return;
	}
	if (desk_batch_commit(batch, committed, submission, &why) == ERR_OK)
		return;
	desk_case_free(desk, c);
	give_keys_back(submission);
	refuse_call(submission, &why);
}

/* ---- after resolving -------------------------------------------------------------------- */

static void cancel_next(struct submission *submission);

static void target_cancelled(void *data, enum err err, const struct fault *why)
{
	struct submission *submission = data;

	/* ERR_STATE: there was nothing left to cancel, and the record says so. */
	if (err == ERR_OK || err == ERR_STATE) {
		cancel_next(submission);
		return;
	}
	give_keys_back(submission);
	refuse_call(submission, why);
}

/*
 * What it names is cancelled first: if we die in between, the messages are off the air. The
 * newest goes first, so that nothing takes its place again.
 */
static void cancel_next(struct submission *submission)
{
	const struct resolution *r = submission->resolution;
	struct follow_cancel cancel = {
		.person = r->person,
		.reason = r->alert.note.size ? r->alert.note : SLICE_LITERAL("CAP Cancel"),
		.by_notice = submission->notice,
	};

	while (submission->next_target < r->chain.open_count) {
		struct desk_case *target = desk_case_find(submission->desk,
							  r->chain.open[submission->next_target++]);

		if (!target)
			continue;
		follow_cancel(submission->desk, target, &cancel, target_cancelled, submission);
		return;
	}
	record(submission);
}

static void carry_out_cancel(struct submission *submission)
{
	const struct resolution *r = submission->resolution;
	struct fault why;

	if (r->judged.verdict == EFFECT_REFUSE) {
		record(submission);
	} else if (r->chain.known > 0) {
		cancel_next(submission);
	} else if (chain_early_note(submission->desk, &r->alert, submission->notice, &why) ==
		   ERR_OK) {
		record(submission);
	} else {
		give_keys_back(submission);
		refuse_call(submission, &why);
	}
}

/* Only accepted documents take (sender, identifier, sent): a refused one may come corrected. */
static bool take_alert_key(struct submission *submission)
{
	const struct resolution *r = submission->resolution;
	struct alert_key key = alert_key_of(&r->alert);
	uint64_t holder;
	struct fault why;

	if (!is_alert(r) || r->judged.verdict == EFFECT_REFUSE)
		return true;
	submission->alert_key = keys_of_alert(&key);
	holder = keys_find(submission->desk->keys, LEDGER_RESERVATION_ALERT_KEY,
			   submission->alert_key);
	if (holder == 0) {
		submission->holds_alert_key = keys_hold(submission->desk->keys,
							LEDGER_RESERVATION_ALERT_KEY,
							submission->alert_key, submission->notice);
		return true;
	}
	keys_give_back(submission->desk->keys, LEDGER_RESERVATION_DOCUMENT,
		       submission->document_key);
	err_set(&why, ERR_CONFLICT, "CAP 1.2 3.2.1",
		"notice %llu has the same sender, identifier and sent, and is another body's or "
		"has other content: a message of its own needs an identifier of its own",
		(unsigned long long)holder);
	refuse_call(submission, &why);
	return false;
}

static void resolved(void *data, struct resolution *resolution)
{
	struct submission *submission = data;

	submission->resolution = resolution;
	if (resolution->has_failed) {
		keys_give_back(submission->desk->keys, LEDGER_RESERVATION_DOCUMENT,
			       submission->document_key);
		refuse_call(submission, &resolution->failure);
		return;
	}
	put_findings(submission);
	if (!take_alert_key(submission))
		return;
	if (resolution->is_readable && resolution->judged.relation == NOTICE_RELATION_CANCEL)
		carry_out_cancel(submission);
	else
		record(submission);
}

void submit_document(void *data, struct intake_call *call, const struct intake_document *document)
{
	struct desk *desk = data;
	const struct intake_principal *who = intake_call_principal(call);
	struct id128 key = keys_of_document(slice_of(who->body), document->octets);
	uint64_t holder = keys_find(desk->keys, LEDGER_RESERVATION_DOCUMENT, key);
	struct submission *submission;

	desk->figures.received++;
	if (holder) {
		repeat_answer(desk, call, holder);
		return;
	}
	submission = talloc_zero(desk, struct submission);
	submission->desk = desk;
	submission->call = call;
	submission->document = *document;
	submission->document.octets.at = talloc_memdup(submission, document->octets.at,
						       document->octets.size);
	submission->document_key = key;
	submission->notice = ++desk->last_notice;
	keys_hold(desk->keys, LEDGER_RESERVATION_DOCUMENT, key, submission->notice);
	resolve_document(
		desk, submission,
		&(struct resolve_question){ .document = &submission->document, .principal = who },
		resolved, submission);
}

/* ---- checks ----------------------------------------------------------------------------- */

static void put_audience(struct text *json, const struct resolution *r)
{
	text_printf(json, ",\"audience\":{\"cells_inside\":%zu,\"cells_without_node\":%zu,",
		    r->inside_count, r->cells.cells_without_node);
	if (r->survey)
		survey_put(json, r->survey, &r->cells);
	else
		text_puts(json, "\"cells\":0,\"people\":0");
	text_puts(json, "}");
}

/* Of what reaches nothing an empty map says so as well as any; what cannot be read has none. */
static void answer_map(struct submission *submission, const struct resolution *r)
{
	static const char empty[] = "{\"type\":\"FeatureCollection\",\"cells\":0,"
				    "\"truncated\":false,\"features\":[]}";
	struct fault why;

	err_set(&why, ERR_INPUT, NULL, "the document is refused");
	if (r->is_readable)
		intake_answer_text(submission->call, 200, CELLS_GEOJSON_MEDIA_TYPE,
				   r->survey ? text_slice(&r->survey->map) : slice_of(empty));
	else
		intake_answer_problem(submission->call, 422, &why, &r->findings);
	end(submission);
}

static void checked(void *data, struct resolution *r)
{
	struct submission *submission = data;
	char earliest[UTC_TEXT_OCTETS];
	struct text json;

	submission->resolution = r;
	if (r->has_failed) {
		refuse_call(submission, &r->failure);
		return;
	}
	if (r->wants_map) {
		answer_map(submission, r);
		return;
	}
	put_findings(submission);
	text_init(&json, submission);
	text_printf(&json,
		    "{\"lane\":\"%s\",\"verdict\":\"%s\",\"findings\":", lane_name(r->judged.lane),
		    resolve_verdict(r));
	text_put(&json, submission->findings.at, submission->findings.size);
	if (r->judged.lane == LANE_URGENT && r->judged.verdict < EFFECT_HOLD)
		r->earliest = desk_now();
	if (utc_is_set(r->earliest))
		text_printf(&json, ",\"earliest_send\":\"%s\"",
			    utc_format(earliest, r->earliest, UTC_CHINA_OFFSET_MINUTES));
	put_audience(&json, r);
	text_puts(&json, "}");
	intake_answer_json(submission->call, 200, text_slice(&json));
	end(submission);
}

void submit_check(void *data, struct intake_call *call, const struct intake_document *document)
{
	struct desk *desk = data;
	struct submission *submission = talloc_zero(desk, struct submission);

	submission->desk = desk;
	submission->call = call;
	submission->document = *document;
	submission->document.octets.at = talloc_memdup(submission, document->octets.at,
						       document->octets.size);
	resolve_document(desk, submission,
			 &(struct resolve_question){ .document = &submission->document,
						     .principal = intake_call_principal(call),
						     .is_check = true },
			 checked, submission);
}
