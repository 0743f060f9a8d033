/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_wording.h"

#include <stdio.h>
#include <talloc.h>

#include "desk/registry.h"
#include "desk/resolve_channel.h"
#include "desk/resolve_judge.h"
#include "notice/cells.h"
#include "notice/language.h"
#include "notice/page.h"
#include "notice/sender_code.h"
#include "notice/wording.h"

struct adcodes {
	uint32_t *list;
	size_t count;
};

static void add_adcode(struct adcodes *adcodes, uint32_t adcode)
{
	if (adcodes->count == 0 || adcodes->list[adcodes->count - 1] != adcode)
		adcodes->list[adcodes->count++] = adcode;
}

/* Those that the area names. */
static void add_named(struct adcodes *adcodes, const struct area *area)
{
	for (size_t i = 0; i < area->code_count; i++) {
		struct slice rest = area->codes[i].value;
		struct area_code one;
		uint32_t adcode;

		if (cells_code_next(&one, &rest, &area->codes[i]) &&
		    cells_code_resolve(&adcode, &one) == CELLS_CODE_RESOLVED)
			add_adcode(adcodes, adcode);
	}
}

static size_t named_count(const struct resolution *r)
{
	size_t count = 0;

	for (size_t i = 0; i < r->area_count; i++)
		count += r->areas[i].code_count;
	return count;
}

/* Of the area as it is named; with the cells, once they are known, those they lie in. */
static struct adcodes adcodes_of(const struct resolution *r)
{
	size_t cells = r->has_cells ? r->cells.cell_count : 0;
	struct adcodes adcodes = {
		talloc_array(r->findings.ctx, uint32_t, (unsigned int)(named_count(r) + cells) + 1),
		0,
	};

	if (!adcodes.list)
		return adcodes;
	for (size_t i = 0; i < r->area_count; i++)
		add_named(&adcodes, &r->areas[i]);
	for (size_t i = 0; i < cells; i++)
		if (r->cells.cells[i].adcode != 0)
			add_adcode(&adcodes, r->cells.cells[i].adcode);
	return adcodes;
}

/* ---- what the phone shows --------------------------------------------------------------- */

static struct slice signature_by(const struct resolution *r, const struct registry_carrier *carrier)
{
	const struct slice *name;

	if (carrier->signature.size > 0)
		return carrier->signature;
	name = r->agency->short_name_count > 0 ? &r->agency->short_names[0] : &r->agency->name;
	return slice_of(talloc_asprintf(r->findings.ctx, "【%.*s】", SLICE_PRINT(*name)));
}

/* The longest that a carrier of SMS adds: whoever has that carrier sees it. */
static struct slice signature_of(const struct resolution *r)
{
	const struct registry *registry = desk_registry(r->desk);
	struct slice longest = { NULL, 0 };

	if (!r->agency || !resolve_channel_has(r, CHANNEL_SMS))
		return longest;
	for (size_t i = 0; i < registry->carrier_count; i++) {
		const struct registry_carrier *carrier = &registry->carriers[i];
		struct slice signature;

		if (!carrier->adds_signature || carrier->kind == REGISTRY_CARRIER_INTERNET)
			continue;
		signature = signature_by(r, carrier);
		if (signature.size > longest.size)
			longest = signature;
	}
	return longest;
}

/* ---- the texts -------------------------------------------------------------------------- */

/* More texts than one notice may have: whoever sent them must know which go nowhere. */
static void judge_left_out(struct resolution *r)
{
	char count[24], most[16];

	if (r->reading.texts_left_out == 0)
		return;
	snprintf(count, sizeof(count), "%zu", r->reading.texts_left_out);
	snprintf(most, sizeof(most), "%d", READING_TEXTS_MAX);
	resolve_judge_breached(
		r, RULE_TEXTS_LEFT_OUT, "info",
		(struct rule_word[]){ { "count", count }, { "most", most }, { NULL, NULL } });
}

static bool is_too_large(const struct reading_text *text)
{
	return text->text.size > READING_TEXT_OCTETS_MAX;
}

static void judge_pages(struct resolution *r, const struct reading_text *text)
{
	struct page_set pages;
	struct fault why;

	if (page_make(&pages, text->text, (struct slice){ NULL, 0 }, &why) != ERR_OK)
		resolve_judge_breached(
			r, RULE_PAGES, text->field,
			(struct rule_word[]){ { "problem", why.text }, { NULL, NULL } });
}

/*
 * A text of another language beside the Chinese one. What reads as Chinese is judged as Chinese,
 * or a tag would switch art. 27 off.
 */
static bool is_translation(const struct reading_text *text)
{
	return !language_is_chinese(text->language) &&
	       !language_reads_chinese(text->language, text->text);
}

static struct slice language_of(const struct reading_text *text)
{
	return is_translation(text) || language_is_chinese(text->language) ? text->language
									   : SLICE_LITERAL("zh");
}

/* 70 characters are 70 characters: they are not filed again under the same language. */
static void judge_twice(struct resolution *r, size_t index)
{
	const struct reading_text *text = &r->reading.texts[index];

	for (size_t i = 0; i < index; i++) {
		const struct reading_text *other = &r->reading.texts[i];

		if (is_too_large(other) || !language_is_same(language_of(text), language_of(other)))
			continue;
		resolve_judge_breached(
			r, RULE_TEXT_TWICE, text->field,
			(struct rule_word[]){
				{ "other", other->field },
				{ "language", slice_string(r->findings.ctx, language_of(other)) },
				{ NULL, NULL } });
		return;
	}
}

/* A correction has the languages of its original. */
static void judge_languages(struct resolution *r)
{
	bool has_chinese = r->reading.text_count == 0 || r->corrects.notice > 0;

	for (size_t i = 0; i < r->reading.text_count; i++) {
		const struct reading_text *text = &r->reading.texts[i];

		has_chinese = has_chinese || is_too_large(text) || !is_translation(text);
		if (r->format == INTAKE_FORMAT_APPLICATION && !is_too_large(text))
			judge_twice(r, i);
	}
	if (!has_chinese)
		resolve_judge_breached(r, RULE_TEXT_CHINESE, r->reading.texts[0].field, NULL);
}

static bool judge_octets(struct resolution *r, const struct reading_text *text)
{
	char octets[24], most[16];

	if (!is_too_large(text))
		return true;
	snprintf(octets, sizeof(octets), "%zu", text->text.size);
	snprintf(most, sizeof(most), "%d", READING_TEXT_OCTETS_MAX);
	resolve_judge_breached(
		r, RULE_TEXT_OCTETS, text->field,
		(struct rule_word[]){ { "octets", octets }, { "most", most }, { NULL, NULL } });
	return false;
}

void resolve_wording_judge(struct resolution *r)
{
	struct adcodes adcodes = adcodes_of(r);
	struct wording_case wording = {
		.signature = signature_of(r),
		.lane = r->judged.lane ? r->judged.lane : LANE_PLANNED,
		.basis = r->desk->config->basis,
		.agency = r->agency,
		.naming = desk_naming(r->desk),
		.vocabulary = desk_vocabulary(r->desk),
		.adcodes = adcodes.list,
		.adcode_count = adcodes.count,
	};

	judge_left_out(r);
	judge_languages(r);
	for (size_t i = 0; i < r->reading.text_count; i++) {
		const struct reading_text *text = &r->reading.texts[i];

		if (!judge_octets(r, text))
			continue;
		if (resolve_channel_has(r, CHANNEL_CELL_BROADCAST))
			judge_pages(r, text);
		wording.text = text->text;
		wording.field = text->field;
		wording.is_translation = is_translation(text);
		wording_judge(&r->findings, &wording);
	}
}

/* ---- the code --------------------------------------------------------------------------- */

void resolve_wording_judge_code(struct resolution *r)
{
	struct adcodes adcodes = adcodes_of(r);

	if (!r->agency)
		return;
	r->judged.sender_code = sender_code_judge(
		&r->findings,
		&(struct sender_code_case){
			.code = r->corrects.notice ? (struct slice){ NULL, 0 }
						   : r->application.sender_code,
			.needs_one = r->corrects.notice == 0 && resolve_channel_has(r, CHANNEL_SMS),
			.agency = r->agency,
			.authority = r->authority,
			.adcodes = adcodes.list,
			.adcode_count = adcodes.count,
			.lane = r->judged.lane ? r->judged.lane : LANE_PLANNED,
			.at = utc_is_set(r->judged.begins) ? r->judged.begins : r->received,
			.basis = r->desk->config->basis,
		});
}
