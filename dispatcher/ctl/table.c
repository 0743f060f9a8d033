/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/table.h"

#include <string.h>
#include <talloc.h>
#include <unistr.h>
#include <uniwidth.h>

enum { GAP = 2, CUT_MIN = 4 };

/* Takes one character off the front; '?' for what is none or may not be printed. */
static ucs4_t next_character(const char **at, int *width)
{
	ucs4_t character = '?';
	int octets = u8_mbtouc(&character, (const uint8_t *)*at, strlen(*at));

	*at += octets > 0 ? octets : 1;
	*width = uc_width(character, "UTF-8");
	if (character == 0xfffd || *width < 0) {
		character = '?';
		*width = 1;
	}
	return character;
}

size_t table_text_width(const char *utf8)
{
	size_t total = 0;
	int width;

	while (*utf8) {
		next_character(&utf8, &width);
		total += (size_t)width;
	}
	return total;
}

static char *put_character(char *to, ucs4_t character)
{
	uint8_t octets[6];
	int size = u8_uctomb(octets, character, sizeof(octets));

	if (size <= 0)
		return to;
	return talloc_strndup_append_buffer(to, (const char *)octets, (size_t)size);
}

char *table_cut(void *ctx, const char *utf8, size_t width)
{
	bool is_cut = table_text_width(utf8) > width;
	size_t room = is_cut && width > 0 ? width - 1 : width, used = 0;
	char *out = talloc_strdup(ctx, "");
	int wide;

	while (*utf8 && out) {
		ucs4_t character = next_character(&utf8, &wide);

		if (used + (size_t)wide > room)
			break;
		used += (size_t)wide;
		out = put_character(out, character);
	}
	return is_cut && width > 0 ? talloc_strdup_append_buffer(out, "…") : out;
}

/* How many octets of it go on a line of that width. */
static size_t line_octets(const char *utf8, size_t width)
{
	const char *at = utf8, *blank = NULL;
	size_t used = 0;

	while (*at && *at != '\n') {
		const char *before = at;
		int wide;
		bool is_blank = next_character(&at, &wide) == ' ';

		if (used + (size_t)wide > width && before > utf8)
			return (size_t)((blank ? blank : before) - utf8);
		if (is_blank)
			blank = at;
		else if (wide == 2)
			blank = NULL; /* a line may end behind any of them */
		used += (size_t)wide;
	}
	return (size_t)(at - utf8);
}

char *table_wrap(void *ctx, const char *utf8, size_t width, size_t indent)
{
	char *out = talloc_strdup(ctx, "");

	while (*utf8) {
		size_t octets = line_octets(utf8, width - indent);
		char *line = talloc_strndup(
			ctx, utf8, octets > 0 && utf8[octets - 1] == ' ' ? octets - 1 : octets);
		char *safe = table_cut(ctx, line, SIZE_MAX / 2);

		out = talloc_asprintf_append_buffer(out, "%*s%s\n", (int)indent, "", safe);
		utf8 += octets + (utf8[octets] == '\n');
		talloc_free(safe);
		talloc_free(line);
	}
	return out;
}

void table_init(struct table *table, void *ctx, const char *const *titles, size_t columns,
		size_t gives_way)
{
	*table = (struct table){ .ctx = ctx, .columns = columns, .gives_way = gives_way };
	for (size_t i = 0; i < columns; i++)
		table->titles[i] = titles[i];
}

void table_add(struct table *table, const char *const *texts)
{
	size_t first = table->rows * table->columns;

	table->cells = talloc_realloc(table->ctx, table->cells, char *,
				      (unsigned int)(first + table->columns));
	for (size_t i = 0; i < table->columns; i++)
		table->cells[first + i] = talloc_strdup(table->ctx, texts[i] ? texts[i] : "");
	table->rows++;
}

static void measure(const struct table *table, size_t *widths, size_t limit)
{
	size_t total = 0, over;

	for (size_t c = 0; c < table->columns; c++) {
		widths[c] = table_text_width(table->titles[c]);
		for (size_t r = 0; r < table->rows; r++) {
			size_t width = table_text_width(table->cells[r * table->columns + c]);

			widths[c] = width > widths[c] ? width : widths[c];
		}
		total += widths[c] + (c > 0 ? GAP : 0);
	}
	over = total > limit ? total - limit : 0;
	if (over > 0)
		widths[table->gives_way] = widths[table->gives_way] > over + CUT_MIN
						   ? widths[table->gives_way] - over
						   : CUT_MIN;
}

static char *put_line(const struct table *table, char *out, char *const *cells,
		      const size_t *widths)
{
	size_t pending = 0;

	for (size_t c = 0; c < table->columns; c++) {
		char *text = table_cut(table->ctx, cells[c], widths[c]);
		size_t width = table_text_width(text);

		if (width > 0) {
			out = talloc_asprintf_append_buffer(out, "%*s%s", (int)pending, "", text);
			pending = 0;
		}
		pending += widths[c] - width + GAP;
		talloc_free(text);
	}
	return talloc_strdup_append_buffer(out, "\n");
}

char *table_format(const struct table *table, size_t width)
{
	size_t widths[TABLE_COLUMNS_MAX];
	char *out = talloc_strdup(table->ctx, "");

	measure(table, widths, width);
	out = put_line(table, out, (char *const *)table->titles, widths);
	for (size_t r = 0; r < table->rows; r++)
		out = put_line(table, out, &table->cells[r * table->columns], widths);
	return out;
}
