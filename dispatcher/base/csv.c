/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"

static const char clause[] = "RFC 4180 2";

struct cursor {
	char *at, *end;
};

static void drop_ends(struct cursor *line)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";

	if (line->end > line->at && line->end[-1] == '\n')
		line->end--;
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	if (line->end - line->at >= 3 && memcmp(line->at, byte_order_mark, 3) == 0)
		line->at += 3;
}

static enum err plain_field(struct cursor *line, struct slice *out, struct fault *why)
{
	char *start = line->at;

	for (; line->at < line->end && *line->at != ','; line->at++)
		if (*line->at == '"')
			return err_set(why, ERR_INPUT, clause, "a quote inside an unquoted field");
	*out = (struct slice){ start, (size_t)(line->at - start) };
	return ERR_OK;
}

static enum err quoted_field(struct cursor *line, struct slice *out, struct fault *why)
{
	char *start = ++line->at, *to = start;
	bool has_ended = false;

	while (line->at < line->end && !has_ended) {
		char c = *line->at++;

		if (c == '"' && line->at < line->end && *line->at == '"')
			line->at++;
		else if (c == '"')
			has_ended = true;
		if (!has_ended)
			*to++ = c;
	}
	if (!has_ended)
		return err_set(why, ERR_INPUT, clause, "a quoted field does not end");
	if (line->at < line->end && *line->at != ',')
		return err_set(why, ERR_INPUT, clause, "text after a quoted field");
	*out = (struct slice){ start, (size_t)(to - start) };
	return ERR_OK;
}

static enum err check_line(const char *at, size_t size, struct fault *why)
{
	if (size > CSV_LINE_OCTETS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "longer than %d octets", CSV_LINE_OCTETS_MAX);
	if (size > 0 && memchr(at, '\0', size))
		return err_set(why, ERR_INPUT, NULL, "it has a NUL octet");
	return ERR_OK;
}

enum err csv_split(struct csv_line *out, char *at, size_t size, struct fault *why)
{
	struct cursor line = { at, at + size };
	enum err err = check_line(at, size, why);

	out->count = 0;
	drop_ends(&line);
	while (err == ERR_OK) {
		struct slice *field = &out->fields[out->count];

		if (out->count == CSV_FIELDS_MAX)
			return err_set(why, ERR_LIMIT, NULL, "more than %d fields", CSV_FIELDS_MAX);
		err = line.at < line.end && *line.at == '"' ? quoted_field(&line, field, why)
							    : plain_field(&line, field, why);
		out->count++;
		if (line.at >= line.end)
			break;
		line.at++;
	}
	return err;
}
