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

		out = talloc_asprintf_append_buffer(
			out, "text %.*s %u %zu\n%.*s\n", SLICE_PRINT(text->language),
			text->message_identifier, text->text.size, SLICE_PRINT(text->text));
	}
	return out;
}

static char *put_polygon(char *out, const struct geo_polygon *polygon)
{
	out = talloc_strdup_append_buffer(out, "polygon");
	for (size_t i = 0; i < polygon->count; i++)
		out = talloc_asprintf_append_buffer(out, " %d,%d", polygon->points[i].lat_e6,
						    polygon->points[i].lon_e6);
	return talloc_strdup_append_buffer(out, "\n");
}

static char *put_area(char *out, const struct area *area)
{
	for (size_t i = 0; i < area->polygon_count; i++)
		out = put_polygon(out, &area->polygons[i]);
	for (size_t i = 0; i < area->circle_count; i++)
		out = talloc_asprintf_append_buffer(
			out, "circle %d,%d %u\n", area->circles[i].centre.lat_e6,
			area->circles[i].centre.lon_e6, area->circles[i].radius_m);
	for (size_t i = 0; i < area->code_count; i++)
		out = talloc_asprintf_append_buffer(out, "code %.*s %.*s\n",
						    SLICE_PRINT(area->codes[i].value_name),
						    SLICE_PRINT(area->codes[i].value));
	return out;
}

struct slice content_canonical(void *ctx, const struct content *content)
{
	char *out = put_texts(talloc_strdup(ctx, ""), content);

	for (size_t i = 0; i < content->area_count; i++)
		out = put_area(out, &content->areas[i]);
	out = talloc_asprintf_append_buffer(out, "window %lld %lld\n",
					    (long long)content->begins.us,
					    (long long)content->expires.us);
	for (size_t i = 0; i < content->channel_count; i++)
		out = talloc_asprintf_append_buffer(out, "channel %.*s\n",
						    SLICE_PRINT(content->channels[i]));
	return slice_of(out);
}

struct digest content_digest(const struct content *content)
{
	struct slice canonical = content_canonical(NULL, content);
	struct digest digest = digest_of_text(canonical);

	talloc_free((void *)(uintptr_t)canonical.at);
	return digest;
}

/* "zh-CN 4371 25": what stands between "text " and the end of the line. */
static bool read_head(struct content_text *out, struct slice line, size_t *size)
{
	struct slice words[3];
	uint64_t identifier, octets;

	for (size_t i = 0; i < 3; i++)
		if (!slice_word(&line, " ", &words[i]))
			return false;
	if (!slice_to_u64(words[1], UINT16_MAX, &identifier) ||
	    !slice_to_u64(words[2], SIZE_MAX / 2, &octets))
		return false;
	out->language = words[0];
	out->message_identifier = (uint16_t)identifier;
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

enum err content_normalise(void *ctx, struct slice text, struct slice *out, struct fault *why)
{
	size_t size = 0;
	uint8_t *normal;

	if (u8_check((const uint8_t *)text.at, text.size))
		return err_set(why, ERR_INPUT, "RFC 3629", "the text is not UTF-8");
	normal = u8_normalize(UNINORM_NFC, (const uint8_t *)text.at, text.size, NULL, &size);
	if (!normal)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	*out = (struct slice){ talloc_strndup(ctx, (const char *)normal, size), size };
	free(normal);
	return ERR_OK;
}
