/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/content.h"

#include <stdlib.h>
#include <talloc.h>
#include <uninorm.h>
#include <unistr.h>

static char *put_texts(char *out, const struct content *content)
{
	for (size_t i = 0; i < content->text_count; i++) {
		const struct content_text *text = &content->texts[i];

		out = talloc_asprintf_append_buffer(out, "text %.*s %u %zu %zu\n%.*s\n",
						    SLICE_PRINT(text->language),
						    text->message_identifier, text->text.size,
						    text->set + 1, SLICE_PRINT(text->text));
	}
	return out;
}

static char *put_sets(char *out, const struct content *content)
{
	for (size_t i = 0; i < content->set_count; i++) {
		struct slice lines = area_set_canonical(NULL, &content->sets[i]);

		out = talloc_asprintf_append_buffer(out, "area %zu\n", i + 1);
		out = talloc_strndup_append_buffer(out, lines.at, lines.size);
		talloc_free((void *)(uintptr_t)lines.at);
	}
	return out;
}

struct slice content_canonical(void *ctx, const struct content *content)
{
	char *out = put_texts(talloc_strdup(ctx, ""), content);

	out = put_sets(out, content);
	out = talloc_asprintf_append_buffer(out, "window %lld %lld\n",
					    (long long)content->begins.us,
					    (long long)content->expires.us);
	for (size_t i = 0; i < content->channel_count; i++)
		out = talloc_asprintf_append_buffer(out, "channel %.*s\n",
						    SLICE_PRINT(content->channels[i]));
	for (size_t i = 0; i < content->term_count; i++)
		out = talloc_asprintf_append_buffer(
			out, "term %s %zu %.*s\n", content->terms[i].name,
			content->terms[i].value.size, SLICE_PRINT(content->terms[i].value));
	return slice_of(out);
}

struct digest content_digest(const struct content *content)
{
	struct slice canonical = content_canonical(NULL, content);
	struct digest digest = digest_of_text(canonical);

	talloc_free((void *)(uintptr_t)canonical.at);
	return digest;
}

struct digest content_filed_digest(const struct content *content)
{
	struct content filed = *content;

	filed.term_count = 0;
	return content_digest(&filed);
}

/* "zh-CN 4371 25 1": what stands between "text " and the end of the line. */
static bool read_head(struct content_text *out, struct slice line, size_t *size)
{
	struct slice words[4];
	uint64_t identifier, octets, area;

	for (size_t i = 0; i < 4; i++)
		if (!slice_word(&line, " ", &words[i]))
			return false;
	if (!slice_to_u64(words[1], UINT16_MAX, &identifier) ||
	    !slice_to_u64(words[2], SIZE_MAX / 2, &octets) ||
	    !slice_to_u64(words[3], SIZE_MAX / 2, &area) || area == 0)
		return false;
	out->language = words[0];
	out->message_identifier = (uint16_t)identifier;
	out->set = area - 1;
	*size = octets;
	return true;
}

bool content_text_next(struct content_text *out, struct slice *rest)
{
	static const char head[] = "text ";
	struct slice line;
	const char *end;
	size_t size, behind;

	if (!slice_starts(*rest, head))
		return false;
	line.at = rest->at + sizeof(head) - 1;
	end = memchr(rest->at, '\n', rest->size);
	if (!end)
		return false;
	line.size = (size_t)(end - line.at);
	behind = rest->size - (size_t)(end + 1 - rest->at);
	if (!read_head(out, line, &size) || size >= behind)
		return false;
	out->text = (struct slice){ end + 1, size };
	*rest = (struct slice){ end + 1 + size + 1, behind - size - 1 };
	return true;
}

static void drop_line(struct slice *rest)
{
	const char *end = memchr(rest->at, '\n', rest->size);
	size_t size = end ? (size_t)(end + 1 - rest->at) : rest->size;

	*rest = (struct slice){ rest->at + size, rest->size - size };
}

bool content_area_next(struct slice *lines, struct slice *rest)
{
	static const char head[] = "area ";

	if (!slice_starts(*rest, head))
		return false;
	drop_line(rest);
	lines->at = rest->at;
	while (rest->size > 0 && !slice_starts(*rest, head) && !slice_starts(*rest, "window "))
		drop_line(rest);
	lines->size = (size_t)(rest->at - lines->at);
	return true;
}

bool content_channel_next(struct slice *channel, struct slice *rest)
{
	static const char head[] = "channel ";
	struct slice line = *rest;

	if (slice_starts(*rest, "window "))
		drop_line(rest);
	if (!slice_starts(*rest, head))
		return false;
	line.at = rest->at + sizeof(head) - 1;
	drop_line(rest);
	*channel = slice_trim((struct slice){ line.at, (size_t)(rest->at - line.at) });
	return true;
}

enum err content_normalise(void *ctx, struct slice text, struct slice *out, struct fault *why)
{
	size_t size = 0;
	uint8_t *normal;

	if (u8_check((const uint8_t *)text.at, text.size))
		return err_set(why, ERR_INPUT, "RFC 3629", "the text is not UTF-8");
	normal = u8_normalize(UNINORM_NFC, (const uint8_t *)text.at, text.size, NULL, &size);
	if (!normal)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	*out = slice_copy(ctx, (struct slice){ (const char *)normal, size });
	free(normal);
	return ERR_OK;
}
