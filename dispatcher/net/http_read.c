/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/http_read.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

enum { CHUNK_LINE_OCTETS = 64, INTERIM_MAX = 8, FIELDS_MAX = 128 };

void http_read_init(struct http_reader *reader, struct http_source source)
{
	reader->source = source;
	reader->used = reader->taken = 0;
	reader->body = HTTP_BODY_NONE;
	reader->left = 0;
	reader->is_in_chunk = reader->is_finished = false;
}

/* ---- octets ------------------------------------------------------------------------------- */

static enum err fill(struct http_reader *reader, struct fault *why)
{
	ssize_t got;

	if (reader->taken > 0) {
		memmove(reader->buffer, reader->buffer + reader->taken,
			reader->used - reader->taken);
		reader->used -= reader->taken;
		reader->taken = 0;
	}
	if (reader->used == sizeof(reader->buffer))
		return err_set(why, ERR_LIMIT, NULL, "a line or head of more than %d octets",
			       HTTP_READ_HEAD_OCTETS);
	errno = 0;
	got = reader->source.read(reader->source.data, reader->buffer + reader->used,
				  sizeof(reader->buffer) - reader->used);
	if (got < 0)
		return err_set(why, ERR_IO, NULL, "reading the answer: %s",
			       errno ? strerror(errno) : "failed");
	if (got == 0)
		return err_set(why, ERR_IO, NULL, "the server hung up in the middle of its answer");
	reader->used += (size_t)got;
	return ERR_OK;
}

/* One line without its end (CR LF; a bare LF is taken too); lent until the next call. */
static enum err read_line(struct http_reader *reader, size_t max, struct slice *line,
			  struct fault *why)
{
	for (;;) {
		char *start = reader->buffer + reader->taken;
		size_t there = reader->used - reader->taken;
		char *end = there > 0 ? memchr(start, '\n', there) : NULL;
		enum err err;

		if (end) {
			reader->taken += (size_t)(end - start) + 1;
			if (end > start && end[-1] == '\r')
				end--;
			*line = (struct slice){ start, (size_t)(end - start) };
			return ERR_OK;
		}
		if (there >= max)
			return err_set(why, ERR_LIMIT, NULL, "a line of more than %zu octets", max);
		err = fill(reader, why);
		if (err != ERR_OK)
			return err;
	}
}

/* ---- the head ----------------------------------------------------------------------------- */

static enum err read_status(struct http_reader *reader, unsigned int *status, struct fault *why)
{
	struct slice line, digits;
	uint64_t number = 0;
	enum err err = read_line(reader, HTTP_READ_HEAD_OCTETS, &line, why);

	if (err != ERR_OK)
		return err;
	digits = (struct slice){ line.at + 9, 3 };
	if (line.size < 12 || !slice_starts(line, "HTTP/1.") || line.at[8] != ' ' ||
	    (line.size > 12 && line.at[12] != ' ') || !slice_to_u64(digits, 599, &number) ||
	    number < 100)
		return err_set(why, ERR_INPUT, "RFC 9112 4", "this is no answer of HTTP/1.1");
	*status = (unsigned int)number;
	return ERR_OK;
}

static bool name_is(struct slice name, const char *wanted)
{
	return name.size == strlen(wanted) && strncasecmp(name.at, wanted, name.size) == 0;
}

static void copy_media(struct http_head *head, struct slice value)
{
	size_t size = 0;

	while (size < value.size && size < sizeof(head->media_type) - 1 && value.at[size] != ';' &&
	       value.at[size] != ' ') {
		char c = value.at[size];

		head->media_type[size++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	head->media_type[size] = '\0';
}

static enum err take_length(struct http_reader *reader, struct slice value, struct fault *why)
{
	if (reader->body != HTTP_BODY_TO_THE_END || !slice_to_u64(value, INT64_MAX, &reader->left))
		return err_set(why, ERR_INPUT, "RFC 9112 6.3", "the answer's length is unclear");
	reader->body = HTTP_BODY_LENGTH;
	return ERR_OK;
}

static enum err take_coding(struct http_reader *reader, struct slice value, struct fault *why)
{
	if (reader->body != HTTP_BODY_TO_THE_END || !name_is(value, "chunked"))
		return err_set(why, ERR_INPUT, "RFC 9112 6.1", "the answer's coding is unclear");
	reader->body = HTTP_BODY_CHUNKED;
	return ERR_OK;
}

static enum err take_field(struct http_reader *reader, struct http_head *head, struct slice line,
			   struct fault *why)
{
	const char *colon = memchr(line.at, ':', line.size);
	struct slice name, value;

	if (!colon || colon == line.at)
		return err_set(why, ERR_INPUT, "RFC 9112 5", "a header field without a name");
	name = (struct slice){ line.at, (size_t)(colon - line.at) };
	value = slice_trim((struct slice){ colon + 1, line.size - name.size - 1 });
	if (name_is(name, "Content-Length"))
		return take_length(reader, value, why);
	if (name_is(name, "Transfer-Encoding"))
		return take_coding(reader, value, why);
	if (name_is(name, "Content-Type"))
		copy_media(head, value);
	if (name_is(name, "Connection"))
		head->closes = name_is(value, "close");
	return ERR_OK;
}

static enum err read_fields(struct http_reader *reader, struct http_head *head, struct fault *why)
{
	struct slice line;
	enum err err;

	for (unsigned int i = 0; i < FIELDS_MAX; i++) {
		err = read_line(reader, HTTP_READ_HEAD_OCTETS, &line, why);
		if (err != ERR_OK || line.size == 0)
			return err;
		err = take_field(reader, head, line, why);
		if (err != ERR_OK)
			return err;
	}
	return err_set(why, ERR_LIMIT, NULL, "more than %d header fields", FIELDS_MAX);
}

enum err http_read_head(struct http_reader *reader, struct http_head *out, struct fault *why)
{
	struct http_head head;
	enum err err;

	for (unsigned int i = 0; i < INTERIM_MAX; i++) {
		memset(&head, 0, sizeof(head));
		reader->body = HTTP_BODY_TO_THE_END;
		reader->left = 0;
		reader->is_in_chunk = reader->is_finished = false;
		err = read_status(reader, &head.status, why);
		if (err == ERR_OK)
			err = read_fields(reader, &head, why);
		if (err != ERR_OK)
			return err;
		if (head.status < 200)
			continue;
		if (head.status == 204 || head.status == 304)
			reader->body = HTTP_BODY_NONE;
		*out = head;
		return ERR_OK;
	}
	return err_set(why, ERR_LIMIT, NULL, "more than %d interim answers", INTERIM_MAX);
}

/* ---- the body ----------------------------------------------------------------------------- */

static enum err take_some(struct http_reader *reader, char *into, size_t octets, size_t *got,
			  struct fault *why)
{
	size_t there;

	if (reader->used == reader->taken) {
		enum err err = fill(reader, why);

		if (err != ERR_OK)
			return err;
	}
	there = reader->used - reader->taken;
	*got = there < octets ? there : octets;
	memcpy(into, reader->buffer + reader->taken, *got);
	reader->taken += *got;
	return ERR_OK;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum err read_chunk_size(struct http_reader *reader, struct fault *why)
{
	struct slice line;
	uint64_t size = 0;
	size_t digits = 0;
	enum err err = read_line(reader, CHUNK_LINE_OCTETS, &line, why);

	if (err != ERR_OK)
		return err;
	while (digits < line.size && hex_value(line.at[digits]) >= 0) {
		if (digits == 15)
			return err_set(why, ERR_LIMIT, "RFC 9112 7.1", "a chunk past all measure");
		size = size << 4 | (uint64_t)hex_value(line.at[digits++]);
	}
	if (digits == 0 || (digits < line.size && line.at[digits] != ';'))
		return err_set(why, ERR_INPUT, "RFC 9112 7.1", "a chunk without a size");
	reader->left = size;
	reader->is_in_chunk = true;
	return ERR_OK;
}

/* After the last chunk: trailer fields, which nobody here wants, and an empty line. */
static enum err read_trailer(struct http_reader *reader, struct fault *why)
{
	struct slice line = { "", 1 };
	enum err err = ERR_OK;

	for (unsigned int i = 0; i < FIELDS_MAX && line.size > 0 && err == ERR_OK; i++)
		err = read_line(reader, HTTP_READ_HEAD_OCTETS, &line, why);
	reader->is_finished = true;
	return err;
}

static enum err end_chunk(struct http_reader *reader, struct fault *why)
{
	struct slice line;
	enum err err = read_line(reader, CHUNK_LINE_OCTETS, &line, why);

	reader->is_in_chunk = false;
	if (err == ERR_OK && line.size > 0)
		err = err_set(why, ERR_INPUT, "RFC 9112 7.1", "a chunk longer than it said");
	return err;
}

static enum err read_chunked(struct http_reader *reader, char *into, size_t octets, size_t *got,
			     struct fault *why)
{
	enum err err = reader->is_in_chunk ? ERR_OK : read_chunk_size(reader, why);

	if (err != ERR_OK)
		return err;
	if (reader->left == 0)
		return read_trailer(reader, why);
	err = take_some(reader, into, reader->left < octets ? (size_t)reader->left : octets, got,
			why);
	if (err != ERR_OK)
		return err;
	reader->left -= *got;
	return reader->left == 0 ? end_chunk(reader, why) : ERR_OK;
}

static enum err read_to_the_end(struct http_reader *reader, char *into, size_t octets, size_t *got)
{
	ssize_t more;

	if (reader->used > reader->taken)
		return take_some(reader, into, octets, got, NULL);
	more = reader->source.read(reader->source.data, into, octets);
	*got = more > 0 ? (size_t)more : 0;
	return more >= 0 ? ERR_OK : ERR_IO;
}

enum err http_read_body(struct http_reader *reader, char *into, size_t octets, size_t *got,
			struct fault *why)
{
	enum err err;

	*got = 0;
	if (reader->body == HTTP_BODY_NONE || reader->is_finished || octets == 0)
		return ERR_OK;
	if (reader->body == HTTP_BODY_CHUNKED)
		return read_chunked(reader, into, octets, got, why);
	if (reader->body == HTTP_BODY_TO_THE_END) {
		err = read_to_the_end(reader, into, octets, got);
		return err == ERR_OK ? err : err_set(why, err, NULL, "reading the answer failed");
	}
	if (reader->left == 0)
		return ERR_OK;
	err = take_some(reader, into, reader->left < octets ? (size_t)reader->left : octets, got,
			why);
	if (err == ERR_OK)
		reader->left -= *got;
	return err;
}
