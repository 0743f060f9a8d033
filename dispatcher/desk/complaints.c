/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/complaints.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/registry.h"
#include "wire/complaint_json.h"

enum { SHOWN_MAX = 1000 };

struct desk_complaints *complaints_new(struct desk *desk)
{
	return talloc_zero(desk, struct desk_complaints);
}

/* ---- what is known ---------------------------------------------------------------------- */

struct complaint complaints_copy(const void *ctx, const struct complaint *from)
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

void complaints_keep(struct desk *desk, const struct complaint *next)
{
	struct desk_complaints *all = desk->complaints;
	struct complaints_kept *kept;

	if (next->number > all->count) {
		all->list = talloc_realloc(all, all->list, struct complaints_kept,
					   (unsigned int)next->number);
		if (!all->list)
			abort();
		while (all->count < next->number)
			all->list[all->count++] = (struct complaints_kept){ 0 };
	}
	kept = &all->list[next->number - 1];
	talloc_free(kept->texts);
	kept->texts = talloc_new(all);
	kept->is = complaints_copy(kept->texts, next);
}

bool complaints_has(const struct desk *desk, uint64_t number)
{
	const struct desk_complaints *all = desk->complaints;

	return number <= all->count && all->list[number - 1].is.number != 0;
}

enum err complaints_load(struct desk *desk, struct slice row, struct fault *why)
{
	void *scratch = talloc_new(desk->complaints);
	struct complaint next;
	enum err err = fields_read_text(scratch, &next, &complaint_json, row, why);

	if (err == ERR_OK &&
	    (next.number == 0 || next.number > COMPLAINTS_MAX || complaints_has(desk, next.number)))
		err = err_set(why, ERR_INPUT, NULL, "a row cannot be of complaint %llu",
			      (unsigned long long)next.number);
	if (err == ERR_OK)
		complaints_keep(desk, &next);
	talloc_free(scratch);
	return err;
}

size_t complaints_count(const struct desk *desk)
{
	return desk->complaints->count;
}

void complaints_write(struct text *out, const struct desk *desk, uint64_t number)
{
	fields_write(out, &complaint_json, &desk->complaints->list[number - 1].is);
}

void complaints_forget(struct desk *desk)
{
	struct desk_complaints *all = desk->complaints;

	for (size_t i = 0; i < all->count; i++)
		talloc_free(all->list[i].texts);
	all->count = 0;
}

enum err complaints_fold(struct desk *desk, const struct complaint *next, struct fault *why)
{
	size_t count = desk->complaints->count;

	if (next->number == 0 || next->number > count + 1)
		return err_set(why, ERR_INPUT, NULL, "complaint %llu follows complaint %zu",
			       (unsigned long long)next->number, count);
	complaints_keep(desk, next);
	return ERR_OK;
}

struct complaints_known complaints_known(const struct desk *desk, struct slice agency,
					 struct slice authority)
{
	const struct desk_complaints *all = desk->complaints;
	struct complaints_known known = { 0 };

	for (size_t i = 0; i < all->count; i++) {
		const struct complaint *one = &all->list[i].is;
		bool is_about = slice_equal(one->agency, agency);

		if (utc_is_set(one->struck_at) ||
		    !(is_about || slice_equal(one->authority, authority)))
			continue;
		known.records += is_about;
		if (utc_before(known.newest, one->recorded_at))
			known.newest = one->recorded_at;
	}
	return known;
}

struct complaint_sums complaints_sum(const struct desk *desk, struct slice agency, struct utc from,
				     struct utc until)
{
	const struct desk_complaints *all = desk->complaints;
	struct complaint_sums sums = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if (slice_equal(all->list[i].is.agency, agency))
			complaint_add(&sums, &all->list[i].is, from, until);
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
		const struct complaint *kept = &all->list[i].is;
		struct complaint_sums one = { 0 };

		complaint_add(&one, kept, period_from(period), period_until(period));
		if (one.records > 0)
			complaint_add(sums_of(bodies, &count, kept->agency), kept,
				      period_from(period), period_until(period));
	}
	*out = bodies;
	return count;
}

/* ---- shown ------------------------------------------------------------------------------ */

void complaints_show(void *data, struct intake_call *call)
{
	const struct desk *desk = data;
	const struct desk_complaints *all = desk->complaints;
	struct text json;
	size_t shown = 0;

	text_init(&json, intake_call_ctx(call));
	text_puts(&json, "{\"complaints\":[");
	for (size_t i = all->count; i-- > 0 && shown < SHOWN_MAX;) {
		const struct complaint *one = &all->list[i].is;

		if (!registry_may_look(desk, intake_call_principal(call), one->agency,
				       one->authority))
			continue;
		text_puts(&json, shown++ ? "," : "");
		fields_write(&json, &complaint_json, one);
	}
	text_puts(&json, "]}");
	intake_answer_json(call, 200, text_slice(&json));
}
