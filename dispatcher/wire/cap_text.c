/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text as a phone shows it: one line, without the HTML that senders leave in (CAP 1.2 3.3.4). */
#include <stdlib.h>
#include <talloc.h>

#include "wire/cap_walk.h"

#define BLANKS " \t\r\n"

enum {
	TAG_OCTETS_MAX = 400, /* of one tag with its attributes */
	ENTITY_OCTETS_MAX = 10,
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_same_word(struct slice word, const char *name)
{
	for (size_t i = 0; i < word.size; i++) {
		char lower = is_letter(word.at[i]) ? (char)(word.at[i] | 0x20) : word.at[i];

		if (lower != name[i])
			return false;
	}
	return name[word.size] == '\0';
}

/* Only HTML's own names: "<duty@example.org>" and "a<b" are text. */
static bool is_tag_name(struct slice name, bool *parts_words)
{
	static const char *const inline_names[] = { "a",      "abbr", "b",   "em",    "font",
						    "i",      "mark", "s",   "small", "span",
						    "strong", "sub",  "sup", "u" };
	static const char *const block_names[] = {
		"br",  "div", "dd", "dl", "dt",	 "h1",	  "h2",	   "h3", "h4", "h5",	"h6", "hr",
		"img", "li",  "ol", "p",  "pre", "table", "tbody", "td", "th", "thead", "tr", "ul",
	};

	*parts_words = false;
	for (size_t i = 0; i < sizeof(inline_names) / sizeof(inline_names[0]); i++)
		if (is_same_word(name, inline_names[i]))
			return true;
	*parts_words = true;
	for (size_t i = 0; i < sizeof(block_names) / sizeof(block_names[0]); i++)
		if (is_same_word(name, block_names[i]))
			return true;
	return false;
}

/* Octets of the tag at the beginning of `rest`; 0: it is none. */
static size_t tag_size(struct slice rest, bool *parts_words)
{
	size_t limit = rest.size < TAG_OCTETS_MAX ? rest.size : TAG_OCTETS_MAX;
	size_t from = rest.size > 1 && rest.at[1] == '/' ? 2 : 1, to = from;
	const char *close = memchr(rest.at, '>', limit);

	if (rest.at[0] != '<' || !close)
		return 0;
	while (rest.at + to < close &&
	       (is_letter(rest.at[to]) || (rest.at[to] >= '0' && rest.at[to] <= '9')))
		to++;
	if (!strchr(BLANKS "/>", rest.at[to]) ||
	    !is_tag_name((struct slice){ rest.at + from, to - from }, parts_words))
		return 0;
	return (size_t)(close - rest.at) + 1;
}

static const char *entity_text(struct slice name)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "amp", "&" },	   { "lt", "<" },     { "gt", ">" },	 { "quot", "\"" },
		{ "apos", "'" },   { "nbsp", " " },   { "ndash", "–" },	 { "mdash", "—" },
		{ "hellip", "…" }, { "lsquo", "‘" },  { "rsquo", "’" },	 { "ldquo", "“" },
		{ "rdquo", "”" },  { "deg", "°" },    { "middot", "·" }, { "bull", "•" },
		{ "eacute", "é" }, { "egrave", "è" }, { "agrave", "à" }, { "ccedil", "ç" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (slice_is(name, rows[i].name))
			return rows[i].text;
	return NULL;
}

/* Octets of "&nbsp;" at the beginning of `rest` and the text it stands for; 0: it is none. */
static size_t entity_size(struct slice rest, const char **text)
{
	size_t limit = rest.size < ENTITY_OCTETS_MAX ? rest.size : ENTITY_OCTETS_MAX;
	const char *end = rest.at[0] == '&' ? memchr(rest.at, ';', limit) : NULL;

	if (!end)
		return 0;
	*text = entity_text((struct slice){ rest.at + 1, (size_t)(end - rest.at) - 1 });
	return *text ? (size_t)(end - rest.at) + 1 : 0;
}

struct line {
	char *at;
	size_t size;
};

static void put_blank(struct line *line)
{
	if (line->size > 0 && line->at[line->size - 1] != ' ')
		line->at[line->size++] = ' ';
}

static void put(struct line *line, struct slice octets)
{
	for (size_t i = 0; i < octets.size; i++)
		if (octets.at[i] != '\0' && strchr(BLANKS, octets.at[i]))
			put_blank(line);
		else
			line->at[line->size++] = octets.at[i];
}

/* Takes the next tag, entity or octet off the front of *rest; says whether it was markup. */
static bool put_next(struct line *line, struct slice *rest)
{
	const char *text = NULL;
	bool parts_words = false;
	size_t tag = tag_size(*rest, &parts_words);
	size_t entity = tag ? 0 : entity_size(*rest, &text);
	size_t size = tag ? tag : entity ? entity : 1;

	if (parts_words && tag)
		put_blank(line);
	else if (!tag)
		put(line, entity ? slice_of(text) : (struct slice){ rest->at, 1 });
	*rest = (struct slice){ rest->at + size, rest->size - size };
	return tag || entity;
}

struct slice cap_text_line(void *ctx, struct slice text, bool *had_markup)
{
	/* No entity is shorter than the text it stands for. */
	struct line line = { talloc_size(ctx, text.size + 1), 0 };

	if (!line.at)
		abort();
	*had_markup = false;
	while (text.size > 0)
		if (put_next(&line, &text))
			*had_markup = true;
	while (line.size > 0 && line.at[line.size - 1] == ' ')
		line.size--;
	line.at[line.size] = '\0';
	return (struct slice){ line.at, line.size };
}
