/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/finding_json.h"

#include <inttypes.h>

static void put_member(struct text *out, const char *name, const char *value, bool *is_first)
{
	if (!value)
		return;
	text_printf(out, "%s\"%s\":", *is_first ? "" : ",", name);
	text_put_json(out, slice_of(value));
	*is_first = false;
}

static void put_number(struct text *out, const char *name, uint32_t value, bool *is_first)
{
	text_printf(out, "%s\"%s\":%" PRIu32, *is_first ? "" : ",", name, value);
	*is_first = false;
}

static void put_where(struct text *out, const struct finding_where *where)
{
	bool is_first = true;

	if (!where->field && !where->path && where->line == 0 && !where->has_span)
		return;
	text_puts(out, ",\"where\":{");
	put_member(out, "field", where->field, &is_first);
	if (where->line > 0)
		put_number(out, "line", where->line, &is_first);
	put_member(out, "path", where->path, &is_first);
	if (where->has_span) {
		put_number(out, "offset", where->offset, &is_first);
		put_number(out, "length", where->length, &is_first);
	}
	text_puts(out, "}");
}

void finding_json_write(struct text *out, const struct finding *finding)
{
	bool is_first = true;

	text_puts(out, "{");
	put_member(out, "rule", finding->rule, &is_first);
	put_member(out, "article", finding->article, &is_first);
	put_member(out, "effect", effect_name(finding->effect), &is_first);
	put_where(out, &finding->where);
	put_member(out, "zh", finding->zh, &is_first);
	put_member(out, "en", finding->en, &is_first);
	put_member(out, "suggestion", finding->suggestion, &is_first);
	text_puts(out, "}");
}

void finding_json_write_all(struct text *out, const struct findings *findings)
{
	text_puts(out, "[");
	for (size_t i = 0; findings && i < findings->count; i++) {
		if (i > 0)
			text_puts(out, ",");
		finding_json_write(out, &findings->items[i]);
	}
	text_puts(out, "]");
}
