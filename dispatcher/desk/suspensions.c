/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/suspensions.h"

#include <stdlib.h>
#include <talloc.h>

#include "base/octets.h"
#include "desk/batch.h"
#include "desk/registry.h"
#include "desk/resolve_judge.h"
#include "net/log.h"
#include "wire/suspension_json.h"

struct desk_suspensions {
	struct suspension *list; /* by number, from 1 */
	void **texts;		 /* of each */
	size_t count;
	bool in_flight; /* one change at a time: numbers follow each other */
};

struct changing {
	struct desk *desk;
	struct intake_call *call;
	enum event_kind kind;
	struct suspension next; /* its texts hang on this */
};

struct desk_suspensions *suspensions_new(struct desk *desk)
{
	return talloc_zero(desk, struct desk_suspensions);
}

/* ---- what is known ---------------------------------------------------------------------- */

static struct suspension copy(const void *ctx, const struct suspension *from)
{
	struct suspension copied = *from;

	copied.agency = slice_copy(ctx, from->agency);
	copied.authority = slice_copy(ctx, from->authority);
	copied.ordered_by = slice_copy(ctx, from->ordered_by);
	copied.situation = slice_copy(ctx, from->situation);
	copied.reason = slice_copy(ctx, from->reason);
	copied.letter_number = slice_copy(ctx, from->letter_number);
	copied.appeal = slice_copy(ctx, from->appeal);
	copied.lifted_by = slice_copy(ctx, from->lifted_by);
	copied.lift_reason = slice_copy(ctx, from->lift_reason);
	return copied;
}

static void make_room(struct desk_suspensions *all, size_t count)
{
	all->list = talloc_realloc(all, all->list, struct suspension, (unsigned int)count);
	all->texts = talloc_realloc(all, all->texts, void *, (unsigned int)count);
	if (!all->list || !all->texts)
		abort();
	for (; all->count < count; all->count++) {
		all->list[all->count] = (struct suspension){ 0 };
		all->texts[all->count] = NULL;
	}
}

static void keep(struct desk_suspensions *all, const struct suspension *next)
{
	size_t at = next->number - 1;

	if (next->number > all->count)
		make_room(all, next->number);
	talloc_free(all->texts[at]);
	all->texts[at] = talloc_new(all);
	all->list[at] = copy(all->texts[at], next);
}

bool suspensions_has(const struct desk *desk, uint64_t number)
{
	const struct desk_suspensions *all = desk->suspensions;

	return number <= all->count && all->list[number - 1].number != 0;
}

enum err suspensions_load(struct desk *desk, struct slice row, struct fault *why)
{
	void *scratch = talloc_new(desk->suspensions);
	struct suspension next;
	enum err err = fields_read_text(scratch, &next, &suspension_json, row, why);

	if (err == ERR_OK && (next.number == 0 || next.number > SUSPENSIONS_MAX ||
			      suspensions_has(desk, next.number)))
		err = err_set(why, ERR_INPUT, NULL, "a row cannot be of suspension %llu",
			      (unsigned long long)next.number);
	if (err == ERR_OK)
		keep(desk->suspensions, &next);
	talloc_free(scratch);
	return err;
}

size_t suspensions_count(const struct desk *desk)
{
	return desk->suspensions->count;
}

void suspensions_write(struct text *out, const struct desk *desk, uint64_t number)
{
	fields_write(out, &suspension_json, &desk->suspensions->list[number - 1]);
}

void suspensions_forget(struct desk *desk)
{
	struct desk_suspensions *all = desk->suspensions;

	for (size_t i = 0; i < all->count; i++)
		talloc_free(all->texts[i]);
	all->count = 0;
}

enum err suspensions_fold(struct desk *desk, const struct suspension *next, struct fault *why)
{
	struct desk_suspensions *all = desk->suspensions;

	if (next->number == 0 || next->number > all->count + 1)
		return err_set(why, ERR_INPUT, NULL, "suspension %llu follows suspension %zu",
			       (unsigned long long)next->number, all->count);
	keep(all, next);
	return ERR_OK;
}

static const struct suspension *of_body(const struct desk *desk,
					const struct registry_agency *agency)
{
	const struct desk_suspensions *all = desk->suspensions;

	return agency ? suspension_of(all->list, all->count, agency->identifier, desk_now()) : NULL;
}

static void judge_body(struct resolution *r, const struct registry_agency *agency,
		       const char *field)
{
	const struct suspension *suspension = of_body(r->desk, agency);
	char from[UTC_TEXT_OCTETS];

	if (!suspension)
		return;
	const struct rule_word words[] = {
		{ "body", slice_string(r->findings.ctx, agency->name) },
		{ "reason", slice_string(r->findings.ctx, suspension->reason) },
		{ "from", utc_format(from, suspension->from, UTC_CHINA_OFFSET_MINUTES) },
		{ "appeal", slice_string(r->findings.ctx, suspension->appeal) },
		{ NULL, NULL },
	};
	resolve_judge_breached(r,
			       r->corrects.notice > 0 ? RULE_SUSPENDED_CORRECTION : RULE_SUSPENDED,
			       field, words);
	resolve_judge_breached(r, RULE_SUSPENDED_SENT, field, words);
}

void suspensions_judge(struct resolution *r)
{
	bool is_written = r->format == INTAKE_FORMAT_APPLICATION;

	judge_body(r, r->applicant, is_written ? "applicant" : "sender");
	if (r->agency != r->applicant)
		judge_body(r, r->agency, "sending_body");
}

bool suspensions_hold_back(const struct desk *desk, const struct flow *flow)
{
	const struct registry *registry = desk_registry(desk);

	return flow->lane == LANE_PLANNED &&
	       (of_body(desk, registry_agency(registry, flow->received.agency)) ||
		of_body(desk, registry_agency(registry, flow->judged.sending_body)));
}

static void answer(struct intake_call *call, const struct suspension *suspension)
{
	struct text json;

	text_init(&json, intake_call_ctx(call));
	fields_write(&json, &suspension_json, suspension);
	intake_answer_json(call, 200, text_slice(&json));
}

static void say(const struct changing *changing)
{
	char why[256];

	snprintf(why, sizeof(why), "%.*s: %.*s", SLICE_PRINT(changing->next.agency),
		 SLICE_PRINT(changing->next.reason));
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_INTAKE,
						  .stop = event_kind_name(changing->kind),
						  .outcome = "done",
						  .why = why });
}

static void committed(void *data, const struct ledger_outcome *how)
{
	struct changing *changing = data;
	struct desk_suspensions *all = changing->desk->suspensions;

	all->in_flight = false;
	if (how->err != ERR_OK) {
		intake_answer_fault(changing->call, &how->why);
		talloc_free(changing);
		return;
	}
	keep(all, &changing->next);
	say(changing);
	answer(changing->call, &changing->next);
	talloc_free(changing);
}

static void commit(struct changing *changing)
{
	struct desk_suspensions *all = changing->desk->suspensions;
	uint8_t key[8];
	struct text row;
	struct desk_record record = {
		.event = { .kind = changing->kind, .at = desk_now(), .suspension = changing->next },
		.state = LEDGER_STATE_SUSPENSION,
		.state_key = { (const char *)key, sizeof(key) },
	};
	struct fault why;

	octets_put(key, sizeof(key), changing->next.number);
	text_init(&row, changing);
	fields_write(&row, &suspension_json, &changing->next);
	record.state_value = text_slice(&row);
	all->in_flight = true;
	if (desk_batch_record(changing->desk, &record, committed, changing, &why) == ERR_OK)
		return;
	all->in_flight = false;
	intake_answer_fault(changing->call, &why);
	talloc_free(changing);
}

static enum err may_change(const struct desk *desk, struct fault *why)
{
	const struct desk_suspensions *all = desk->suspensions;

	if (all->in_flight)
		return err_set(why, ERR_FULL, NULL,
			       "another suspension is being recorded; ask again in a second");
	return ERR_OK;
}

static enum err may_order(const struct desk *desk, const struct intake_principal *who,
			  const struct suspension *order, struct fault *why)
{
	enum err err = may_change(desk, why);

	if (err == ERR_OK)
		err = suspension_check(order, desk_now(), why);
	if (err == ERR_OK && desk->suspensions->count >= SUSPENSIONS_MAX)
		err = err_set(why, ERR_LIMIT, NULL, "more than %d suspensions", SUSPENSIONS_MAX);
	if (err != ERR_OK)
		return err;
	if (!registry_agency(desk_registry(desk), order->agency))
		return err_set(why, ERR_INPUT, "art. 22, 37", "agency: \"%.*s\" is not registered",
			       SLICE_PRINT(order->agency));
	if (!registry_has_authority(desk, who, order->agency))
		return err_set(why, ERR_DENIED, "art. 3", "%.*s is not under %s",
			       SLICE_PRINT(order->agency), who->body);
	return ERR_OK;
}

static struct changing *change(struct desk *desk, struct intake_call *call, enum event_kind kind,
			       const struct suspension *from)
{
	struct changing *changing = talloc_zero(desk, struct changing);

	changing->desk = desk;
	changing->call = call;
	changing->kind = kind;
	changing->next = copy(changing, from);
	return changing;
}

void suspensions_order(void *data, struct intake_call *call, const struct suspension *order)
{
	struct desk *desk = data;
	const struct intake_principal *who = intake_call_principal(call);
	struct suspension next = *order;
	struct fault why;

	if (!utc_is_set(next.from))
		next.from = desk_now();
	if (may_order(desk, who, &next, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	next.number = desk->suspensions->count + 1;
	next.authority = slice_of(who->body);
	next.ordered_by = slice_of(who->person);
	commit(change(desk, call, EVENT_SUSPENSION_ORDERED, &next));
}

static enum err may_lift(const struct desk *desk, const struct intake_principal *who,
			 uint64_t number, struct fault *why)
{
	const struct desk_suspensions *all = desk->suspensions;
	enum err err = may_change(desk, why);

	if (err != ERR_OK)
		return err;
	if (number == 0 || number > all->count)
		return err_set(why, ERR_ABSENT, NULL, "there is no suspension %llu",
			       (unsigned long long)number);
	if (!slice_is(all->list[number - 1].authority, who->body))
		return err_set(why, ERR_DENIED, "art. 3", "suspension %llu was ordered by %.*s",
			       (unsigned long long)number,
			       SLICE_PRINT(all->list[number - 1].authority));
	if (utc_is_set(all->list[number - 1].lifted_at))
		return err_set(why, ERR_STATE, NULL, "suspension %llu is lifted already",
			       (unsigned long long)number);
	return ERR_OK;
}

void suspensions_lift(void *data, struct intake_call *call, uint64_t number, struct slice reason)
{
	struct desk *desk = data;
	const struct intake_principal *who = intake_call_principal(call);
	struct changing *changing;
	struct fault why;

	if (may_lift(desk, who, number, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	changing = change(desk, call, EVENT_SUSPENSION_LIFTED,
			  &desk->suspensions->list[number - 1]);
	changing->next.lifted_at = desk_now();
	changing->next.lifted_by = slice_copy(changing, slice_of(who->person));
	changing->next.lift_reason = slice_copy(changing, reason);
	commit(changing);
}

/* ---- shown ------------------------------------------------------------------------------ */

void suspensions_show(void *data, struct intake_call *call)
{
	const struct desk *desk = data;
	const struct desk_suspensions *all = desk->suspensions;
	struct text json;
	bool is_first = true;

	text_init(&json, intake_call_ctx(call));
	text_puts(&json, "{\"suspensions\":[");
	for (size_t i = all->count; i-- > 0;) {
		if (!registry_may_look(desk, intake_call_principal(call), all->list[i].agency,
				       all->list[i].authority))
			continue;
		text_puts(&json, is_first ? "" : ",");
		fields_write(&json, &suspension_json, &all->list[i]);
		is_first = false;
	}
	text_puts(&json, "]}");
	intake_answer_json(call, 200, text_slice(&json));
}
