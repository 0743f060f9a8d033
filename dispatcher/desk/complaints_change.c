/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <talloc.h>

#include "base/octets.h"
#include "desk/batch.h"
#include "desk/complaints.h"
#include "desk/registry.h"
#include "ledger/query.h"
#include "net/log.h"
#include "wire/complaint_json.h"

struct changing {
	struct desk *desk;
	struct intake_call *call;
	enum event_kind kind;
	struct complaint next; /* its texts hang on this */
	bool is_dated;	       /* who records it has said when they were made */
};

/* ---- an event --------------------------------------------------------------------------- */

static void answer(struct intake_call *call, const struct complaint *complaint)
{
	struct text json;

	text_init(&json, intake_call_ctx(call));
	fields_write(&json, &complaint_json, complaint);
	intake_answer_json(call, 200, text_slice(&json));
}

static void end(struct changing *changing)
{
	changing->desk->complaints->in_flight = false;
	talloc_free(changing);
}

static void fail(struct changing *changing, const struct fault *why)
{
	intake_answer_fault(changing->call, why);
	end(changing);
}

static void say(const struct changing *changing)
{
	char why[96];

	snprintf(why, sizeof(why), "%.*s: %llu", SLICE_PRINT(changing->next.agency),
		 (unsigned long long)changing->next.count);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						  .stop = event_kind_name(changing->kind),
						  .outcome = "done",
						  .why = why });
}

static void committed(void *data, const struct ledger_outcome *how)
{
	struct changing *changing = data;

	if (how->err != ERR_OK) {
		fail(changing, &how->why);
		return;
	}
	/* Its number was taken while nothing else was in flight. */
	complaints_keep(changing->desk, &changing->next);
	say(changing);
	answer(changing->call, &changing->next);
	end(changing);
}

static void commit(struct changing *changing)
{
	uint8_t key[8];
	struct text row;
	struct desk_record record = {
		.event = { .kind = changing->kind, .at = desk_now(), .complaint = changing->next },
		.state = LEDGER_STATE_COMPLAINT,
		.state_key = { (const char *)key, sizeof(key) },
	};
	struct fault why;

	octets_put(key, sizeof(key), changing->next.number);
	text_init(&row, changing);
	fields_write(&row, &complaint_json, &changing->next);
	record.state_value = text_slice(&row);
	if (desk_batch_record(changing->desk, &record, committed, changing, &why) != ERR_OK)
		fail(changing, &why);
}

static enum err may_change(const struct desk *desk, struct fault *why)
{
	if (desk->complaints->in_flight)
		return err_set(why, ERR_FULL, NULL,
			       "another complaint is being recorded; ask again in a second");
	return ERR_OK;
}

static struct changing *begin(struct desk *desk, struct intake_call *call, enum event_kind kind,
			      const struct complaint *from)
{
	struct changing *changing = talloc_zero(desk, struct changing);

	changing->desk = desk;
	changing->call = call;
	changing->kind = kind;
	changing->next = complaints_copy(changing, from);
	desk->complaints->in_flight = true;
	return changing;
}

/* ---- recording -------------------------------------------------------------------------- */

static enum err judge_agency(const struct changing *changing, struct fault *why)
{
	const struct intake_principal *who = intake_call_principal(changing->call);
	struct slice agency = changing->next.agency;

	if (!registry_agency(desk_registry(changing->desk), agency))
		return err_set(why, ERR_INPUT, "art. 27",
			       "agency: \"%.*s\" is not registered; name it, or a notice of it",
			       SLICE_PRINT(agency));
	if (!registry_has_authority(changing->desk, who, agency))
		return err_set(why, ERR_DENIED, "art. 3", "%.*s is not under %s",
			       SLICE_PRINT(agency), who->body);
	return ERR_OK;
}

static const struct complaint *find_same(const struct changing *changing)
{
	const struct desk_complaints *all = changing->desk->complaints;

	for (size_t i = all->count; i-- > 0;)
		if (complaint_is_same(&all->list[i].is, &changing->next))
			return &all->list[i].is;
	return NULL;
}

/* Who had no answer asks again, and nobody has complained twice. */
static void answer_same(struct changing *changing, const struct complaint *same)
{
	const struct complaint *next = &changing->next;
	struct fault why;

	if (same->count == next->count && (!changing->is_dated || same->at.us == next->at.us)) {
		answer(changing->call, same);
		end(changing);
		return;
	}
	err_set(&why, ERR_CONFLICT, NULL,
		"complaint %llu has this source and reference, with another count or time: strike "
		"it if it was wrong, or say another reference",
		(unsigned long long)same->number);
	fail(changing, &why);
}

static enum err judge_room(const struct changing *changing, struct fault *why)
{
	if (changing->desk->complaints->count >= COMPLAINTS_MAX)
		return err_set(why, ERR_LIMIT, NULL,
			       "more than %d records: record sums of a month instead",
			       COMPLAINTS_MAX);
	return ERR_OK;
}

static void go_on(struct changing *changing)
{
	const struct complaint *same = find_same(changing);
	struct fault why;
	enum err err = judge_agency(changing, &why);

	if (err == ERR_OK && same) {
		answer_same(changing, same);
		return;
	}
	if (err == ERR_OK)
		err = judge_room(changing, &why);
	if (err == ERR_OK)
		commit(changing);
	else
		fail(changing, &why);
}

/* The notice says whose it is; who names another body has made a mistake in one of them. */
static void have_notice(void *data, const struct ledger_answer *found)
{
	struct changing *changing = data;
	struct complaint *next = &changing->next;
	struct fault why = found->why;
	struct slice agency = { NULL, 0 };

	if (found->err == ERR_OK && found->count > 0 && found->notices[0].agency)
		agency = slice_of(found->notices[0].agency);
	if (found->err == ERR_OK && agency.size == 0)
		err_set(&why, ERR_INPUT, NULL, "notice: there is no notice %.*s of a body",
			SLICE_PRINT(next->notice));
	else if (found->err == ERR_OK && next->agency.size > 0 &&
		 !slice_equal(next->agency, agency))
		err_set(&why, ERR_INPUT, NULL, "notice %.*s is of %.*s, not of %.*s",
			SLICE_PRINT(next->notice), SLICE_PRINT(agency), SLICE_PRINT(next->agency));
	else if (found->err == ERR_OK) {
		next->agency = slice_copy(changing, agency);
		go_on(changing);
		return;
	}
	fail(changing, &why);
}

/* 0: it is about none in particular. Its number is written in one way: "007" is 7. */
static enum err read_notice(uint64_t *out, struct complaint *next, char text[24], struct fault *why)
{
	if (next->notice.size == 0)
		return ERR_OK;
	if (!slice_to_u64(next->notice, INT64_MAX, out) || *out == 0)
		return err_set(why, ERR_INPUT, NULL, "notice: \"%.*s\" is no number of a notice",
			       SLICE_PRINT(next->notice));
	snprintf(text, 24, "%llu", (unsigned long long)*out);
	next->notice = slice_of(text);
	return ERR_OK;
}

/* As who records it has said it; its texts are lent. */
static struct complaint made_of(const struct desk *desk, const struct intake_principal *who,
				const struct complaint *said)
{
	struct complaint next = *said;

	next.number = desk->complaints->count + 1;
	next.source = slice_trim(said->source);
	next.reference = slice_trim(said->reference);
	next.authority = slice_of(who->body);
	next.recorded_by = slice_of(who->person);
	next.recorded_at = desk_now();
	if (!utc_is_set(next.at))
		next.at = next.recorded_at;
	return next;
}

void complaints_record(void *data, struct intake_call *call, const struct complaint *said)
{
	struct desk *desk = data;
	struct complaint next = made_of(desk, intake_call_principal(call), said);
	struct changing *changing;
	char number[24];
	uint64_t notice = 0;
	struct fault why;
	enum err err = may_change(desk, &why);

	if (err == ERR_OK)
		err = complaint_check(&next, desk_now(), &why);
	if (err == ERR_OK)
		err = read_notice(&notice, &next, number, &why);
	if (err != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	changing = begin(desk, call, EVENT_COMPLAINT_RECORDED, &next);
	changing->is_dated = utc_is_set(said->at);
	if (notice == 0)
		go_on(changing);
	else if (ledger_query_notice(desk->ledger, notice, have_notice, changing, &why) != ERR_OK)
		fail(changing, &why);
}

/* ---- striking --------------------------------------------------------------------------- */

static enum err may_strike(const struct desk *desk, const struct intake_principal *who,
			   uint64_t number, struct fault *why)
{
	const struct desk_complaints *all = desk->complaints;
	const struct complaint *one;
	enum err err = may_change(desk, why);

	if (err != ERR_OK)
		return err;
	if (number == 0 || number > all->count)
		return err_set(why, ERR_ABSENT, NULL, "there is no complaint %llu",
			       (unsigned long long)number);
	one = &all->list[number - 1].is;
	if (!slice_is(one->authority, who->body))
		return err_set(why, ERR_DENIED, "art. 3", "complaint %llu was recorded by %.*s",
			       (unsigned long long)number, SLICE_PRINT(one->authority));
	if (utc_is_set(one->struck_at))
		return err_set(why, ERR_STATE, NULL, "complaint %llu is struck already",
			       (unsigned long long)number);
	return ERR_OK;
}

void complaints_strike(void *data, struct intake_call *call, uint64_t number, struct slice reason)
{
	struct desk *desk = data;
	const struct intake_principal *who = intake_call_principal(call);
	struct changing *changing;
	struct fault why;

	if (may_strike(desk, who, number, &why) != ERR_OK ||
	    complaint_check_text("reason", reason, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	changing = begin(desk, call, EVENT_COMPLAINT_STRUCK,
			 &desk->complaints->list[number - 1].is);
	changing->next.struck_at = desk_now();
	changing->next.struck_by = slice_copy(changing, slice_of(who->person));
	changing->next.strike_reason = slice_copy(changing, reason);
	commit(changing);
}
