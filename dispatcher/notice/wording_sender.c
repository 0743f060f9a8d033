/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <talloc.h>

#include "notice/telephone.h"
#include "notice/wording_parts.h"

enum { NUMBERS_MAX = 16, OTHERS_SHOWN_MAX = 4 };

static char *joined(void *ctx, const struct slice *list, size_t count)
{
	char *out = talloc_strdup(ctx, "");

	for (size_t i = 0; i < count; i++)
		out = talloc_asprintf_append(out, "%s%.*s", i ? "、" : "", SLICE_PRINT(list[i]));
	return out;
}

/* ---- the name --------------------------------------------------------------------------- */

static bool is_named(const struct wording_work *work)
{
	const struct wording_case *wording = work->wording;
	const struct naming_case question = {
		.naming = wording->naming,
		.agency = wording->agency,
		.adcodes = wording->adcodes,
		.adcode_count = wording->adcode_count,
	};
	struct plain signature;

	if (naming_finds(&question, &work->plain))
		return true;
	if (wording->signature.size == 0)
		return false;
	/* What the carrier adds is shown as well. */
	plain_read(&signature, wording->signature);
	return naming_finds(&question, &signature);
}

static void judge_name(const struct wording_work *work)
{
	const struct registry_agency *agency = work->wording->agency;
	void *scratch;

	if (!work->wording->naming || is_named(work))
		return;
	scratch = talloc_new(NULL);
	wording_breached(work,
			 agency->short_name_count > 0 ? RULE_SENDER_NAME : RULE_SENDER_NAME_FULL,
			 (struct rule_word[]){ { "full", joined(scratch, &agency->name, 1) },
					       { "short", joined(scratch, agency->short_names,
								 agency->short_name_count) },
					       { NULL, NULL } });
	talloc_free(scratch);
}

/* ---- the number ------------------------------------------------------------------------- */

struct numbers {
	struct telephone verified[NUMBERS_MAX]; /* of the registry */
	size_t verified_count;
	struct telephone others[NUMBERS_MAX]; /* of the text, not verified */
	size_t other_count;
	struct telephone local; /* verified, but for its area code */
	bool has_verified, has_local;
};

static void read_verified(struct numbers *out, const struct registry_agency *agency)
{
	for (size_t i = 0; i < agency->phone_count && out->verified_count < NUMBERS_MAX; i++)
		if (telephone_read(&out->verified[out->verified_count], agency->phones[i]))
			out->verified_count++;
}

static enum telephone_match match_of(const struct numbers *numbers, const struct telephone *found)
{
	enum telephone_match best = TELEPHONE_OTHER;

	for (size_t i = 0; i < numbers->verified_count; i++) {
		enum telephone_match match = telephone_compare(found, &numbers->verified[i]);

		if (match == TELEPHONE_SAME)
			return match;
		if (match != TELEPHONE_OTHER)
			best = match;
	}
	return best;
}

static void take(struct numbers *numbers, const struct telephone *found)
{
	if (found->is_sum)
		return;
	switch (match_of(numbers, found)) {
	case TELEPHONE_SAME:
		numbers->has_verified = true;
		break;
	case TELEPHONE_SAME_WITHOUT_AREA_CODE:
		numbers->has_local = true;
		numbers->local = *found;
		break;
	default:
		if (found->kind != TELEPHONE_NONE && numbers->other_count < NUMBERS_MAX)
			numbers->others[numbers->other_count++] = *found;
	}
}

static struct plain_span span_of(const struct wording_work *work, const struct telephone *found)
{
	return plain_span(&work->plain, found->first, found->length);
}

/* Which one was found instead is told: it may only have to be registered. */
static void judge_missing(const struct wording_work *work, const struct numbers *numbers)
{
	const struct registry_agency *agency = work->wording->agency;
	void *scratch = talloc_new(NULL);
	bool has_other = numbers->other_count > 0;
	struct slice found = { "", 0 };

	if (has_other)
		found = plain_part(&work->plain, span_of(work, &numbers->others[0]));
	wording_breached(work, has_other ? RULE_SENDER_PHONE_UNVERIFIED : RULE_SENDER_PHONE,
			 (struct rule_word[]){
				 { "body", joined(scratch, &agency->name, 1) },
				 { "phones", joined(scratch, agency->phones, agency->phone_count) },
				 { "found", joined(scratch, &found, 1) },
				 { NULL, NULL } });
	talloc_free(scratch);
}

/* Whoever reads 119 or 12379 knows whose it is; of other numbers somebody has to make sure. */
static void judge_others(const struct wording_work *work, const struct numbers *numbers,
			 size_t first)
{
	void *scratch = talloc_new(NULL);
	char *body = joined(scratch, &work->wording->agency->name, 1);

	for (size_t i = first, shown = 0; i < numbers->other_count && shown < OTHERS_SHOWN_MAX;
	     i++) {
		if (numbers->others[i].kind == TELEPHONE_EMERGENCY)
			continue;
		wording_breached_at(work, &(struct wording_hit){
						  .rule = RULE_PHONE_OTHER,
						  .where = span_of(work, &numbers->others[i]),
						  .body = body,
					  });
		shown++;
	}
	talloc_free(scratch);
}

/* Prefectures have area codes of their own, the municipalities (11 12 31 50) one each. */
static uint32_t code_area_of(uint32_t adcode)
{
	uint32_t province = adcode / 10000;

	if (province == 11 || province == 12 || province == 31 || province == 50)
		return province * 10000;
	return adcode / 100 * 100;
}

static bool spans_area_codes(const struct wording_case *wording)
{
	for (size_t i = 0; i < wording->adcode_count; i++) {
		uint32_t area = code_area_of(wording->adcodes[i]);

		if (area != code_area_of(wording->adcodes[0]))
			return true;
		/* A whole province, none of the four, has several. */
		if (wording->adcodes[i] % 10000 == 0 && code_area_of(area + 1000) != area)
			return true;
	}
	return false;
}

static void judge_phone(const struct wording_work *work)
{
	struct telephone found = { .first = 0 };
	struct numbers numbers;

	numbers = (struct numbers){ .verified_count = 0 };
	read_verified(&numbers, work->wording->agency);
	if (work->plain.traits & PLAIN_DIGITS)
		while (telephone_next(&found, &work->plain))
			take(&numbers, &found);
	if (!numbers.has_verified && !numbers.has_local)
		judge_missing(work, &numbers);
	else if (!numbers.has_verified && spans_area_codes(work->wording))
		wording_breached_at(work, &(struct wording_hit){
						  .rule = RULE_PHONE_LOCAL,
						  .where = span_of(work, &numbers.local),
					  });
	/* The first one was named already where none is verified. */
	judge_others(work, &numbers, numbers.has_verified || numbers.has_local ? 0 : 1);
}

void wording_judge_sender(const struct wording_work *work)
{
	judge_name(work);
	if (!work->wording->asks_no_phone)
		judge_phone(work);
}
