/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <talloc.h>

#include "notice/rules.h"

static const char *value_of(const struct rule_word *words, const char *name, size_t size)
{
	for (; words && words->name; words++)
		if (strlen(words->name) == size && memcmp(words->name, name, size) == 0)
			return words->value ? words->value : "";
	return NULL;
}

char *rules_sentence(void *ctx, const char *sentence, const struct rule_word *words)
{
	char *out = talloc_strdup(ctx, "");

	while (*sentence && out) {
		const char *open = strchr(sentence, '{');
		const char *close = open ? strchr(open, '}') : NULL;
		const char *value;

		if (!close)
			return talloc_strdup_append_buffer(out, sentence);
		value = value_of(words, open + 1, (size_t)(close - open - 1));
		out = talloc_strndup_append_buffer(out, sentence, (size_t)(open - sentence));
		if (value)
			out = talloc_strdup_append_buffer(out, value);
		else
			out = talloc_strndup_append_buffer(out, open, (size_t)(close - open + 1));
		sentence = close + 1;
	}
	return out;
}
