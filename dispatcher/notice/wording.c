/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <uninorm.h>
#include <unistr.h>

enum { SEGMENT_UNITS = 70, JOINED_SEGMENT_UNITS = 67 };

static size_t characters_of(struct slice text)
{
	return text.size ? u8_mbsnlen((const uint8_t *)text.at, text.size) : 0;
}

static size_t nfc_characters(struct slice text)
{
	size_t size = 0, characters;
	uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)text.at, text.size, NULL,
				       &size);

	if (!normal)
		return characters_of(text);
	characters = u8_mbsnlen(normal, size);
	free(normal);
	return characters;
}

/* Characters beyond the BMP are the 4-octet ones of UTF-8: two UTF-16 units each. */
static size_t units_of(struct slice text)
{
	size_t units = characters_of(text);

	for (size_t i = 0; i < text.size; i++)
		units += ((unsigned char)text.at[i] & 0xf8) == 0xf0;
	return units;
}

struct wording_count wording_count(struct slice text)
{
	struct wording_count count = {
		.characters = characters_of(text),
		.characters_nfc = text.size ? nfc_characters(text) : 0,
		.units = units_of(text),
	};

	count.segments = count.units <= SEGMENT_UNITS
				 ? 1
				 : (count.units + JOINED_SEGMENT_UNITS - 1) / JOINED_SEGMENT_UNITS;
	return count;
}

/* ---- name and phone --------------------------------------------------------------------- */

static bool contains(struct slice text, struct slice part)
{
	return part.size > 0 && memmem(text.at, text.size, part.at, part.size);
}

bool wording_names(struct slice text, const struct registry_agency *agency)
{
	if (contains(text, agency->name))
		return true;
	for (size_t i = 0; i < agency->short_name_count; i++)
		if (contains(text, agency->short_names[i]))
			return true;
	return false;
}

/* After NFKC, blanks, brackets and hyphens between digits mean nothing. */
static bool is_phone_filler(char c)
{
	return c == ' ' || c == '-' || c == '(' || c == ')';
}

static char *digits_and_walls(void *ctx, struct slice text)
{
	size_t size = 0;
	uint8_t *plain = u8_normalize(UNINORM_NFKC, (const uint8_t *)text.at, text.size, NULL,
				      &size);
	char *out = talloc_zero_size(ctx, size + 1);

	for (size_t i = 0, n = 0; plain && out && i < size; i++)
		if (!is_phone_filler((char)plain[i]))
			out[n++] = plain[i] >= '0' && plain[i] <= '9' ? (char)plain[i] : '|';
	free(plain);
	return out;
}

/* The number stands alone: 12345 is not in 9123456. */
static bool stands_in(const char *text, const char *number)
{
	size_t size = strlen(number);

	for (const char *at = strstr(text, number); size && at; at = strstr(at + 1, number))
		if ((at == text || at[-1] == '|') && (at[size] == '|' || at[size] == '\0'))
			return true;
	return false;
}

bool wording_has_phone(struct slice text, const struct registry_agency *agency)
{
	void *scratch = talloc_new(NULL);
	char *plain = text.size ? digits_and_walls(scratch, text) : NULL;
	bool found = false;

	for (size_t i = 0; plain && !found && i < agency->phone_count; i++) {
		char *number = digits_and_walls(scratch, agency->phones[i]);

		found = number && stands_in(plain, number);
	}
	talloc_free(scratch);
	return found;
}

/* ---- findings --------------------------------------------------------------------------- */

static void breached(struct findings *findings, const struct wording_case *wording, enum rule rule,
		     const struct rule_word *words)
{
	rules_breached(findings, &(struct rule_breach){
					 .rule = rule,
					 .lane = wording->lane,
					 .basis = wording->basis,
					 .where = { .field = wording->field },
					 .words = words,
				 });
}

static void judge_length(struct findings *findings, const struct wording_case *wording)
{
	struct wording_count count = wording_count(wording->text);
	size_t least = count.characters < count.characters_nfc ? count.characters
							       : count.characters_nfc;
	char n[24], k[24], u[24], m[24];

	snprintf(n, sizeof(n), "%zu", count.characters);
	snprintf(k, sizeof(k), "%zu", least > 70 ? least - WORDING_CHARACTERS_MAX : 0);
	snprintf(u, sizeof(u), "%zu", count.units);
	snprintf(m, sizeof(m), "%zu", count.segments);
	/* Art. 27: 70 characters; refused only if both ways of counting exceed it. */
	if (least > WORDING_CHARACTERS_MAX)
		breached(findings, wording, RULE_LENGTH,
			 (struct rule_word[]){ { "n", n }, { "k", k }, { NULL, NULL } });
	else if (count.segments > 1)
		breached(
			findings, wording, RULE_LENGTH_SEGMENTS,
			(struct rule_word[]){ { "n", n }, { "u", u }, { "m", m }, { NULL, NULL } });
}

static char *joined(void *ctx, const struct slice *list, size_t count)
{
	char *out = talloc_strdup(ctx, "");

	for (size_t i = 0; i < count; i++)
		out = talloc_asprintf_append(out, "%s%.*s", i ? "、" : "", SLICE_PRINT(list[i]));
	return out;
}

void wording_judge(struct findings *findings, const struct wording_case *wording)
{
	const struct registry_agency *agency = wording->agency;
	void *scratch = talloc_new(NULL);
	char *name = joined(scratch, &agency->name, 1);

	judge_length(findings, wording);
	if (!wording_names(wording->text, agency))
		breached(findings, wording, RULE_SENDER_NAME,
			 (struct rule_word[]){ { "full", name },
					       { "short", joined(scratch, agency->short_names,
								 agency->short_name_count) },
					       { NULL, NULL } });
	if (!wording_has_phone(wording->text, agency))
		breached(findings, wording, RULE_SENDER_PHONE,
			 (struct rule_word[]){
				 { "body", name },
				 { "phones", joined(scratch, agency->phones, agency->phone_count) },
				 { NULL, NULL } });
	talloc_free(scratch);
}
