/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/csv_text.h"

static bool must_be_quoted(struct slice field)
{
	static const char special[] = { ',', '"', '\r', '\n' };

	for (size_t i = 0; i < field.size; i++)
		if (memchr(special, field.at[i], sizeof(special)))
			return true;
	return false;
}

void csv_text_put(struct text *out, struct slice field)
{
	if (!must_be_quoted(field)) {
		text_put(out, field.at ? field.at : "", field.size);
		return;
	}
	text_puts(out, "\"");
	for (size_t i = 0; i < field.size; i++)
		text_put(out, field.at[i] == '"' ? "\"\"" : field.at + i,
			 field.at[i] == '"' ? 2 : 1);
	text_puts(out, "\"");
}

void csv_text_put_foreign(struct text *out, struct slice field)
{
	static const char formula[] = { '=', '+', '-', '@', '\t', '\r' };
	struct text safe;

	if (field.size == 0 || !memchr(formula, field.at[0], sizeof(formula))) {
		csv_text_put(out, field);
		return;
	}
	text_init(&safe, out->ctx);
	text_puts(&safe, "'");
	text_put(&safe, field.at, field.size);
	csv_text_put(out, text_slice(&safe));
}
