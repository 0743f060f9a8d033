/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_codes.h"

#include <talloc.h>

#include "desk/resolve_judge.h"

enum { CODES_SHOWN = 8, CODE_OCTETS = 40 };

/* Whoever wrote the document chose its length. */
static struct slice cut(struct slice text)
{
	size_t size = text.size;

	if (size <= CODE_OCTETS)
		return text;
	for (size = CODE_OCTETS; size > 0 && ((unsigned char)text.at[size] & 0xc0) == 0x80;)
		size--;
	return (struct slice){ text.at, size };
}

/* Each set of areas brings its own, and mostly they are the same. */
static bool is_told(const struct register_unresolved *codes, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (slice_equal(codes[i].value_name, codes[at].value_name) &&
		    slice_equal(codes[i].value, codes[at].value))
			return true;
	return false;
}

static char *add(char *text, const struct register_unresolved *code)
{
	const char *reason = code->code == CELLS_CODE_RESOLVED ? "no-cells"
							       : cells_code_name(code->code);

	return talloc_asprintf_append(text, "%s%.*s %.*s (%s)", *text ? ", " : "",
				      SLICE_PRINT(cut(code->value_name)),
				      SLICE_PRINT(cut(code->value)), reason);
}

const char *resolve_codes_text(const struct resolution *r)
{
	const struct register_unresolved *codes = r->cells.unresolved;
	char *text;
	size_t told = 0;

	if (r->cells.unresolved_count == 0)
		return NULL;
	text = talloc_strdup(r->findings.ctx, "");
	for (size_t i = 0; i < r->cells.unresolved_count && told < CODES_SHOWN; i++) {
		if (is_told(codes, i))
			continue;
		text = add(text, &codes[i]);
		told++;
	}
	return told < CODES_SHOWN ? text : talloc_strdup_append(text, ", …");
}

void resolve_codes_judge(struct resolution *r)
{
	const char *codes = resolve_codes_text(r);

	if (codes)
		resolve_judge_breached(r, RULE_AREA_CODE_NOWHERE, "area",
				       (struct rule_word[]){ { "codes", codes }, { NULL, NULL } });
}
