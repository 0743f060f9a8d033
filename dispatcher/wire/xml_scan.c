/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/xml_scan.h"

struct scanner {
	const struct xml_units *units;
	size_t at, count; /* in units */
};

/* ---- encoding --------------------------------------------------------------------------- */

static bool begins(struct slice octets, const char *sign, size_t size)
{
	return octets.size >= size && memcmp(octets.at, sign, size) == 0;
}

enum err xml_scan_units(struct xml_units *out, struct slice octets, struct fault *why)
{
	static const struct {
		const char *sign;
		size_t size, mark, width, low;
	} rows[] = {
		/* UCS-4 begins as UTF-16 does: its rows (width 0) come first. */
		{ "\xff\xfe\0\0", 4, 0, 0, 0 },
		{ "<\0\0\0", 4, 0, 0, 0 },
		{ "\xef\xbb\xbf", 3, 3, 1, 0 },
		{ "\xff\xfe", 2, 2, 2, 0 },
		{ "\xfe\xff", 2, 2, 2, 1 },
		{ "<\0", 2, 0, 2, 0 },
		{ "\0<", 2, 0, 2, 1 },
		{ "<", 1, 0, 1, 0 },
		{ " ", 1, 0, 1, 0 },
		{ "\t", 1, 0, 1, 0 },
		{ "\r", 1, 0, 1, 0 },
		{ "\n", 1, 0, 1, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!begins(octets, rows[i].sign, rows[i].size))
			continue;
		if (rows[i].width == 0)
			break;
		*out = (struct xml_units){ { octets.at + rows[i].mark, octets.size - rows[i].mark },
					   rows[i].width,
					   rows[i].low };
		return ERR_OK;
	}
	return err_set(why, ERR_INPUT, "XML 1.0 4.3.3",
		       "it does not begin as XML in UTF-8, UTF-16 or GB18030");
}

/* ---- tags ------------------------------------------------------------------------------- */

/* The unit as ASCII; 0 for any other. No octet of GB18030's pairs and quads is markup. */
static char unit(const struct scanner *s, size_t at)
{
	const char *octets = s->units->octets.at + at * s->units->width;

	if (at >= s->count)
		return '\0';
	if (s->units->width == 2 && octets[1 - s->units->low] != '\0')
		return '\0';
	return octets[s->units->low];
}

static bool comes(const struct scanner *s, const char *word)
{
	for (size_t i = 0; word[i]; i++)
		if (unit(s, s->at + i) != word[i])
			return false;
	return true;
}

static void skip_past(struct scanner *s, const char *word)
{
	while (s->at < s->count && !comes(s, word))
		s->at++;
	s->at += strlen(word);
}

static void skip_quoted(struct scanner *s, char quote)
{
	for (s->at++; s->at < s->count && unit(s, s->at) != quote; s->at++)
		;
}

/* From '<' to behind '>': how many '=' stand outside quotes. */
static size_t attributes(struct scanner *s)
{
	size_t found = 0;

	for (; s->at < s->count && unit(s, s->at) != '>'; s->at++) {
		char c = unit(s, s->at);

		if (c == '"' || c == '\'')
			skip_quoted(s, c);
		found += c == '=';
	}
	s->at++;
	return found;
}

static bool find_markup(struct scanner *s)
{
	while (s->at < s->count && unit(s, s->at) != '<')
		s->at++;
	return s->at < s->count;
}

static unsigned int line_of(const struct scanner *s, size_t at)
{
	unsigned int line = 1;

	for (size_t i = 0; i < at; i++)
		line += unit(s, i) == '\n';
	return line;
}

enum err xml_scan_tags(unsigned int *line, const struct xml_units *units, size_t attributes_max,
		       struct fault *why)
{
	struct scanner s = { units, 0, units->octets.size / units->width };

	while (find_markup(&s)) {
		size_t begin = s.at;

		if (comes(&s, "<!--")) {
			s.at += 4;
			skip_past(&s, "-->");
		} else if (comes(&s, "<![CDATA[")) {
			skip_past(&s, "]]>");
		} else if (comes(&s, "<?")) {
			skip_past(&s, "?>");
		} else if (comes(&s, "<!")) {
			return ERR_OK; /* a DOCTYPE: the parser goes no further either */
		} else if (attributes(&s) > attributes_max) {
			*line = line_of(&s, begin);
			return err_set(why, ERR_LIMIT, NULL,
				       "an element has more than %zu attributes", attributes_max);
		}
	}
	return ERR_OK;
}
