/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/complaint.h"

#include <stddef.h>
#include <unistr.h>

static const char *const kind_names[COMPLAINT_KIND_COUNT] = {
	[COMPLAINT_NONE] = "none",
	[COMPLAINT_COMPLAINT] = "complaint",
	[COMPLAINT_OPT_OUT] = "opt-out",
};

const char *complaint_kind_name(enum complaint_kind kind)
{
	return (unsigned int)kind < COMPLAINT_KIND_COUNT ? kind_names[kind] : "invalid";
}

enum err complaint_check_text(const char *member, struct slice text, struct fault *why)
{
	size_t characters = text.size ? u8_mbsnlen((const uint8_t *)text.at, text.size) : 0;

	if (characters > COMPLAINT_CHARACTERS_MAX)
		return err_set(why, ERR_INPUT, NULL,
			       "\"%s\" has %zu characters, at most %d: it stays in the record for "
			       "ever (不得超过%d个字符)",
			       member, characters, COMPLAINT_CHARACTERS_MAX,
			       COMPLAINT_CHARACTERS_MAX);
	return ERR_OK;
}

static enum err check_texts(const struct complaint *complaint, struct fault *why)
{
	enum err err = complaint_check_text("source", complaint->source, why);

	return err == ERR_OK ? complaint_check_text("reference", complaint->reference, why) : err;
}

enum err complaint_check(const struct complaint *complaint, struct utc now, struct fault *why)
{
	if (complaint->kind == COMPLAINT_NONE)
		return err_set(why, ERR_INPUT, "art. 27",
			       "\"matter\" is complaint (投诉) or opt-out (退订)");
	if (slice_says_nothing(complaint->source))
		return err_set(why, ERR_INPUT, "art. 27",
			       "\"source\": who reported it, 12321 or a carrier say (缺少：来源)");
	if (complaint->count == 0 || complaint->count > COMPLAINT_COUNT_MAX)
		return err_set(why, ERR_INPUT, "art. 27", "\"count\" is 1 to %d (数量)",
			       COMPLAINT_COUNT_MAX);
	if (utc_before(now, complaint->at))
		return err_set(
			why, ERR_INPUT, "art. 27",
			"\"at\" is when they were made: not in the future (不得晚于当前时间)");
	return check_texts(complaint, why);
}

bool complaint_is_same(const struct complaint *a, const struct complaint *b)
{
	return a->kind == b->kind && a->reference.size > 0 && !utc_is_set(a->struck_at) &&
	       !utc_is_set(b->struck_at) && slice_equal(a->reference, b->reference) &&
	       slice_equal(a->source, b->source) && slice_equal(a->agency, b->agency) &&
	       slice_equal(a->notice, b->notice);
}

void complaint_add(struct complaint_sums *sums, const struct complaint *complaint, struct utc from,
		   struct utc until)
{
	if (utc_is_set(complaint->struck_at) || utc_before(complaint->at, from) ||
	    !utc_before(complaint->at, until))
		return;
	sums->records++;
	if (complaint->kind == COMPLAINT_OPT_OUT)
		sums->opt_outs += complaint->count;
	else
		sums->complaints += complaint->count;
}
