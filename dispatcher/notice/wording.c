/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <uninorm.h>
#include <unistr.h>

#include "notice/wording_parts.h"

enum {
	SEGMENT_UNITS = 70,
	JOINED_SEGMENT_UNITS = 67,
	HIT_SHOWN_MAX = 64, /* characters of a hit that a sentence repeats */
};

/* ---- counting --------------------------------------------------------------------------- */

static bool is_continuation(unsigned char octet)
{
	return (octet & 0xc0) == 0x80;
}

/*
 * Characters that count the same in every form: ASCII; dashes and quotation marks; U+3000 to
 * U+3029, U+3400 to U+9FFF and the full-width U+FF01 to U+FF5E. Told by the octets: where any other
 * begins, the library counts.
 */
static bool counts_the_same(const unsigned char *at)
{
	if (at[0] < 0x80 || is_continuation(at[0]))
		return true;
	if (at[0] == 0xe2)
		return at[1] == 0x80 && at[2] >= 0x93 && at[2] <= 0x9f && at[2] != 0x97;
	if (at[0] == 0xe3)
		return (at[1] == 0x80 && at[2] < 0xaa) || at[1] >= 0x90;
	if (at[0] >= 0xe4 && at[0] <= 0xe9)
		return true;
	return at[0] == 0xef &&
	       ((at[1] == 0xbc && at[2] != 0x80) || (at[1] == 0xbd && at[2] < 0x9f));
}

static size_t characters_in(struct slice text, uninorm_t form)
{
	size_t size = 0, characters;
	uint8_t *normal = u8_normalize(form, (const uint8_t *)text.at, text.size, NULL, &size);

	if (!normal)
		return u8_mbsnlen((const uint8_t *)text.at, text.size);
	characters = u8_mbsnlen(normal, size);
	free(normal);
	return characters;
}

static size_t segments_of(size_t units)
{
	if (units <= SEGMENT_UNITS)
		return 1;
	return (units + JOINED_SEGMENT_UNITS - 1) / JOINED_SEGMENT_UNITS;
}

struct wording_count wording_count(struct slice text)
{
	const unsigned char *at = (const unsigned char *)text.at;
	struct wording_count count = { .segments = 1 };
	bool is_plain = true;

	for (size_t i = 0; i < text.size; i++) {
		count.characters += !is_continuation(at[i]);
		/* Characters beyond the BMP are the 4-octet ones of UTF-8: two UTF-16 units each.
		 */
		count.units += !is_continuation(at[i]) + (at[i] >= 0xf0);
		/* A whole text has three octets wherever one says so. */
		is_plain = is_plain && (i + 2 < text.size || at[i] < 0xc0) &&
			   counts_the_same(at + i);
	}
	count.characters_nfc = is_plain ? count.characters : characters_in(text, UNINORM_NFC);
	count.characters_nfkc = is_plain ? count.characters : characters_in(text, UNINORM_NFKC);
	count.segments = segments_of(count.units);
	return count;
}

struct wording_count wording_count_shown(const struct wording_case *wording)
{
	struct wording_count text = wording_count(wording->text);
	struct wording_count added = wording_count(wording->signature);

	text.characters += added.characters;
	text.characters_nfc += added.characters_nfc;
	text.characters_nfkc += added.characters_nfkc;
	text.units += added.units;
	text.segments = segments_of(text.units);
	return text;
}

/* ---- findings --------------------------------------------------------------------------- */

void wording_breached(const struct wording_work *work, enum rule rule,
		      const struct rule_word *words)
{
	rules_breached(work->findings, &(struct rule_breach){
					       .rule = rule,
					       .lane = work->wording->lane,
					       .basis = work->wording->basis,
					       .where = { .field = work->wording->field },
					       .words = words,
				       });
}

/* Long ones are cut: the span has the whole. */
static char *shown(void *ctx, const struct plain *plain, struct plain_span where)
{
	bool is_long = where.length > HIT_SHOWN_MAX;
	struct slice part;

	if (is_long)
		where.length = HIT_SHOWN_MAX;
	part = plain_part(plain, where);
	return talloc_asprintf(ctx, "%.*s%s", SLICE_PRINT(part), is_long ? "…" : "");
}

void wording_breached_at(const struct wording_work *work, const struct wording_hit *hit)
{
	void *ctx = work->findings->ctx;

	rules_breached(
		work->findings,
		&(struct rule_breach){
			.rule = hit->rule,
			.lane = work->wording->lane,
			.basis = work->wording->basis,
			.where = { .field = work->wording->field,
				   .has_span = true,
				   .offset = hit->where.offset,
				   .length = hit->where.length },
			.words = (struct rule_word[]){ { "pos",
							 talloc_asprintf(ctx, "%u",
									 hit->where.offset + 1) },
						       { "hit",
							 shown(ctx, &work->plain, hit->where) },
						       { "body", hit->body },
						       { NULL, NULL } },
			.suggestion = hit->suggestion,
		});
}

static void judge_length(const struct wording_work *work)
{
	struct wording_count count = wording_count_shown(work->wording);
	size_t least = count.characters < count.characters_nfc ? count.characters
							       : count.characters_nfc;
	char n[24], k[24], u[24], m[24];

	if (least <= WORDING_CHARACTERS_MAX && count.segments == 1)
		return;
	snprintf(n, sizeof(n), "%zu", count.characters);
	snprintf(k, sizeof(k), "%zu", least > 70 ? least - WORDING_CHARACTERS_MAX : 0);
	snprintf(u, sizeof(u), "%zu", count.units);
	snprintf(m, sizeof(m), "%zu", count.segments);
	/* Art. 27: 70 characters; refused only if both ways of counting exceed it. */
	if (least > WORDING_CHARACTERS_MAX)
		wording_breached(work, RULE_LENGTH,
				 (struct rule_word[]){ { "n", n }, { "k", k }, { NULL, NULL } });
	else
		wording_breached(
			work, RULE_LENGTH_SEGMENTS,
			(struct rule_word[]){ { "n", n }, { "u", u }, { "m", m }, { NULL, NULL } });
}

void wording_judge(struct findings *findings, const struct wording_case *wording)
{
	struct wording_work work;

	work.findings = findings;
	work.wording = wording;
	plain_read(&work.plain, wording->text);
	if (!wording->is_translation) {
		judge_length(&work);
		if (wording->agency)
			wording_judge_sender(&work);
	}
	wording_judge_links(&work);
	if (wording->vocabulary)
		wording_judge_words(&work);
}
