/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/complaints.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "base/octets.h"
#include "desk/batch.h"
#include "desk/registry.h"
#include "ledger/query.h"
#include "net/log.h"
#include "wire/complaint_json.h"

enum {
	COMPLAINTS_MAX = 50000, /* a record is a sum of any size */
	SHOWN_MAX = 1000,
};

struct desk_complaints {
	struct complaint *list; /* by number, from 1 */
	size_t count;
	bool in_flight; /* one change at a time: numbers follow each other */
};

struct changing {
	struct desk *desk;
	struct intake_call *call;
	enum event_kind kind;
	struct complaint next; /* its texts hang on this */
};

struct desk_complaints *complaints_new(struct desk *desk)
{
	return talloc_zero(desk, struct desk_complaints);
}

/* ---- what is known ---------------------------------------------------------------------- */

/* Takes over the value; its texts must live as long as the list. */
static enum err keep(struct desk_complaints *all, const struct complaint *next, struct fault *why)
{
	if (next->number == 0 || next->number > all->count + 1)
		return err_set(why, ERR_INPUT, NULL, "complaint %llu follows complaint %zu",
			       (unsigned long long)next->number, all->count);
	if (next->number > all->count) {
		all->list = talloc_realloc(all, all->list, struct complaint,
					   (unsigned int)next->number);
		if (!all->list)
			abort();
		all->count = next->number;
	}
	all->list[next->number - 1] = *next;
	return ERR_OK;
}

static struct complaint copy(const void *ctx, const struct complaint *from)
{
	struct complaint copied = *from;

	copied.agency = slice_copy(ctx, from->agency);
	copied.notice = slice_copy(ctx, from->notice);
	copied.source = slice_copy(ctx, from->source);
	copied.reference = slice_copy(ctx, from->reference);
	copied.authority = slice_copy(ctx, from->authority);
	copied.recorded_by = slice_copy(ctx, from->recorded_by);
	copied.struck_by = slice_copy(ctx, from->struck_by);
	copied.strike_reason = slice_copy(ctx, from->strike_reason);
	return copied;
}

enum err complaints_load(struct desk *desk, struct slice row, struct fault *why)
{
	struct complaint next;
	enum err err = fields_read_text(desk->complaints, &next, &complaint_json, row, why);

	return err == ERR_OK ? keep(desk->complaints, &next, why) : err;
}

void complaints_forget(struct desk *desk)
{
	desk->complaints->count = 0;
}

enum err complaints_fold(struct desk *desk, const struct complaint *next, struct fault *why)
{
	struct complaint copied = copy(desk->complaints, next);

	return keep(desk->complaints, &copied, why);
}

struct utc complaints_newest(const struct desk *desk)
{
	const struct desk_complaints *all = desk->complaints;

	return all->count > 0 ? all->list[all->count - 1].recorded_at : (struct utc){ 0 };
}

struct complaint_sums complaints_sum(const struct desk *desk, struct slice agency, struct utc from,
				     struct utc until)
{
	const struct desk_complaints *all = desk->complaints;
	struct complaint_sums sums = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if (slice_equal(all->list[i].agency, agency))
			complaint_add(&sums, &all->list[i], from, until);
	return sums;
}

static struct complaint_sums *sums_of(struct complaints_body *bodies, size_t *count,
				      struct slice agency)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(bodies[i].agency, agency))
			return &bodies[i].sums;
	bodies[*count] = (struct complaints_body){ .agency = agency };
	return &bodies[(*count)++].sums;
}

size_t complaints_by_body(struct complaints_body **out, void *ctx, const struct desk *desk,
			  const struct period *period)
{
	const struct desk_complaints *all = desk->complaints;
	struct complaints_body *bodies = talloc_array(ctx, struct complaints_body,
						      (unsigned int)all->count + 1);
	size_t count = 0;

	if (!bodies)
		abort();
	for (size_t i = 0; i < all->count; i++) {
		struct complaint_sums one = { 0 };

		complaint_add(&one, &all->list[i], period_from(period), period_until(period));
		if (one.records > 0)
			complaint_add(sums_of(bodies, &count, all->list[i].agency), &all->list[i],
				      period_from(period), period_until(period));
	}
	*out = bodies;
	return count;
}

/* ---- an event --------------------------------------------------------------------------- */

static void answer(struct intake_call *call, const struct complaint *complaint)
{
	struct text json;

	text_init(&json, intake_call_ctx(call));
	fields_write(&json, &complaint_json, complaint);
	intake_answer_json(call, 200, text_slice(&json));
}

static void fail(struct changing *changing, const struct fault *why)
{
	changing->desk->complaints->in_flight = false;
	intake_answer_fault(changing->call, why);
	talloc_free(changing);
}

static void committed(void *data, const struct ledger_outcome *how)
{
	struct changing *changing = data;
	struct desk_complaints *all = changing->desk->complaints;
	char why[96];

	if (how->err != ERR_OK) {
		fail(changing, &how->why);
		return;
	}
	all->in_flight = false;
	talloc_steal(all, changing);
	/* Its number was taken while nothing else was in flight. */
	if (keep(all, &changing->next, NULL) != ERR_OK)
		abort();
	snprintf(why, sizeof(why), "%.*s: %llu", SLICE_PRINT(changing->next.agency),
		 (unsigned long long)changing->next.count);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						  .stop = event_kind_name(changing->kind),
						  .outcome = "done",
						  .why = why });
	answer(changing->call, &changing->next);
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
	changing->next = copy(changing, from);
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

static void go_on(struct changing *changing)
{
	struct fault why;

	if (judge_agency(changing, &why) == ERR_OK)
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

static enum err may_record(const struct desk *desk, const struct complaint *said, struct fault *why)
{
	enum err err = may_change(desk, why);

	if (err == ERR_OK)
		err = complaint_check(said, desk_now(), why);
	if (err == ERR_OK && desk->complaints->count >= COMPLAINTS_MAX)
		err = err_set(why, ERR_LIMIT, NULL,
			      "more than %d records: record sums of a month instead",
			      COMPLAINTS_MAX);
	return err;
}

/* 0: it is about none in particular. */
static enum err read_notice(uint64_t *out, const struct complaint *said, struct fault *why)
{
	if (said->notice.size == 0 || (slice_to_u64(said->notice, INT64_MAX, out) && *out > 0))
		return ERR_OK;
	return err_set(why, ERR_INPUT, NULL, "notice: \"%.*s\" is no number of a notice",
		       SLICE_PRINT(said->notice));
}

void complaints_record(void *data, struct intake_call *call, const struct complaint *said)
{
	struct desk *desk = data;
	const struct intake_principal *who = intake_call_principal(call);
	struct complaint next = *said;
	struct changing *changing;
	uint64_t notice = 0;
	struct fault why;

	next.number = desk->complaints->count + 1;
	next.authority = slice_of(who->body);
	next.recorded_by = slice_of(who->person);
	next.recorded_at = desk_now();
	if (!utc_is_set(next.at))
		next.at = next.recorded_at;
	if (may_record(desk, &next, &why) != ERR_OK ||
	    read_notice(&notice, &next, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	changing = begin(desk, call, EVENT_COMPLAINT_RECORDED, &next);
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
	enum err err = may_change(desk, why);

	if (err != ERR_OK)
		return err;
	if (number == 0 || number > all->count)
		return err_set(why, ERR_ABSENT, NULL, "there is no complaint %llu",
			       (unsigned long long)number);
	if (!slice_is(all->list[number - 1].authority, who->body))
		return err_set(why, ERR_DENIED, "art. 3", "complaint %llu was recorded by %.*s",
			       (unsigned long long)number,
			       SLICE_PRINT(all->list[number - 1].authority));
	if (utc_is_set(all->list[number - 1].struck_at))
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

	if (may_strike(desk, who, number, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	changing = begin(desk, call, EVENT_COMPLAINT_STRUCK, &desk->complaints->list[number - 1]);
	changing->next.struck_at = desk_now();
	changing->next.struck_by = slice_copy(changing, slice_of(who->person));
	changing->next.strike_reason = slice_copy(changing, reason);
	commit(changing);
}

/* ---- shown ------------------------------------------------------------------------------ */

/* A body sees what was said of it and its subordinates; an authority what of its bodies. */
static bool may_see(const struct desk *desk, const struct intake_principal *who,
		    const struct complaint *complaint)
{
	return (who->roles & (PERSON_ROLE_INSPECTOR | PERSON_ROLE_ADMIN)) ||
	       registry_may_act(desk, who, complaint->agency, complaint->authority);
}

void complaints_show(void *data, struct intake_call *call)
{
	const struct desk *desk = data;
	const struct desk_complaints *all = desk->complaints;
	struct text json;
	size_t shown = 0;

	text_init(&json, intake_call_ctx(call));
	text_puts(&json, "{\"complaints\":[");
	for (size_t i = all->count; i-- > 0 && shown < SHOWN_MAX;) {
		if (!may_see(desk, intake_call_principal(call), &all->list[i]))
			continue;
		text_puts(&json, shown++ ? "," : "");
		fields_write(&json, &complaint_json, &all->list[i]);
	}
	text_puts(&json, "]}");
	intake_answer_json(call, 200, text_slice(&json));
}
