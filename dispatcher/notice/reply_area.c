/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/reply.h"

#include <talloc.h>

#include "notice/content.h"

struct areas {
	char *out;
	const struct division_table *divisions;
	bool is_chinese;
	size_t count;
};

static void separate(struct areas *areas)
{
	if (areas->count++ > 0)
		areas->out = talloc_strdup_append_buffer(areas->out,
							 areas->is_chinese ? "、" : ", ");
}

/* Its own name behind those it lies in: 云江省云州市. */
static void put_division(struct areas *areas, const struct division *division)
{
	const struct division *outer = division_parent(areas->divisions, division);

	if (outer)
		put_division(areas, outer);
	areas->out = talloc_asprintf_append_buffer(areas->out, "%.*s", SLICE_PRINT(division->name));
}

static void put_code(struct areas *areas, struct slice code)
{
	const struct division *division = division_of_code(areas->divisions, code);

	separate(areas);
	if (division)
		put_division(areas, division);
	areas->out = talloc_asprintf_append_buffer(
		areas->out, areas->is_chinese ? "（%.*s）" : " (%.*s)", SLICE_PRINT(code));
}

/* "30200000": degrees with four decimals, about 11 m. */
static double degrees(struct slice e6)
{
	int64_t value = 0;

	slice_to_fixed(e6, 0, 360000000, &value);
	return (double)value / 1e6;
}

/* "circle 30200000,120200000 5000" */
static void put_circle(struct areas *areas, struct slice rest)
{
	struct slice lat = { NULL, 0 }, lon = { NULL, 0 }, radius = { NULL, 0 };
	uint64_t metres = 0;

	if (!slice_word(&rest, " ,", &lat) || !slice_word(&rest, " ,", &lon) ||
	    !slice_word(&rest, " ,", &radius) || !slice_to_u64(radius, 1u << 30, &metres))
		return;
	separate(areas);
	areas->out = talloc_asprintf_append_buffer(
		areas->out,
		areas->is_chinese ? "以北纬%.4f度、东经%.4f度为中心、半径%.1f公里的圆形区域"
				  : "a circle of %3$.1f km round %1$.4f N %2$.4f E",
		degrees(lat), degrees(lon), (double)metres / 1000);
}

static void put_polygon(struct areas *areas, struct slice rest)
{
	struct slice point;
	size_t points = 0;

	while (slice_word(&rest, " ", &point))
		points++;
	separate(areas);
	areas->out = talloc_asprintf_append_buffer(areas->out,
						   areas->is_chinese ? "%zu个顶点围成的多边形区域"
								     : "a polygon of %zu corners",
						   points > 0 ? points - 1 : 0);
}

/* The last word of "code adcode 330100". */
static struct slice last_word(struct slice rest)
{
	struct slice word = { NULL, 0 };

	while (slice_word(&rest, " ", &word))
		continue;
	return word;
}

static void put_line(struct areas *areas, struct slice line)
{
	static const char circle[] = "circle ", polygon[] = "polygon ";

	if (slice_starts(line, "code "))
		put_code(areas, last_word(line));
	else if (slice_starts(line, circle))
		put_circle(areas, (struct slice){ line.at + sizeof(circle) - 1,
						  line.size - (sizeof(circle) - 1) });
	else if (slice_starts(line, polygon))
		put_polygon(areas, (struct slice){ line.at + sizeof(polygon) - 1,
						   line.size - (sizeof(polygon) - 1) });
}

struct slice reply_area_of(void *ctx, struct slice lines, const struct division_table *divisions,
			   const char *language)
{
	struct areas areas = { talloc_strdup(ctx, ""), divisions,
			       slice_is(SLICE_LITERAL("zh"), language), 0 };
	struct slice line;

	while (slice_word(&lines, "\n", &line))
		put_line(&areas, line);
	return slice_of(areas.out);
}

struct slice reply_area(void *ctx, struct slice canonical, const struct division_table *divisions,
			const char *language)
{
	struct content_text text;

	while (content_text_next(&text, &canonical))
		continue;
	return reply_area_of(ctx, canonical, divisions, language);
}
