/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_shapes.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "base/geo_ring.h"
#include "desk/resolve_judge.h"
#include "desk/resolve_read.h"

static const char *const rules[] = { "cap-polygon-crossed", "cap-polygon-void",
				     "cn-polygon-crossed" };

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

static size_t count_refused(const struct findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		for (size_t k = 0; k < RULES; k++)
			count += findings->items[i].effect == EFFECT_REFUSE &&
				 strcmp(findings->items[i].rule, rules[k]) == 0;
	return count;
}

struct sorting {
	void *ctx;
	uint64_t comparisons; /* left: one allowance for the document, as when it was read */
	size_t kept;
};

/* Asked again, of this rare document alone: reading keeps them, since profiles differ. */
static void keep_good(struct sorting *sorting, struct area *area)
{
	struct geo_polygon *kept = talloc_array(sorting->ctx, struct geo_polygon,
						(unsigned int)area->polygon_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < area->polygon_count; i++)
		if (geo_ring_check_polygon(sorting->ctx, &area->polygons[i], &sorting->comparisons,
					   NULL) == ERR_OK)
			kept[count++] = area->polygons[i];
	area->polygons = kept;
	area->polygon_count = count;
}

/* An area of which nothing is left goes, too. */
static struct area_set sort_set(struct sorting *sorting, const struct area_set *set)
{
	struct area *kept = talloc_array(sorting->ctx, struct area, (unsigned int)set->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < set->count; i++) {
		struct area *area = &kept[count];

		*area = set->areas[i];
		keep_good(sorting, area);
		count += area->polygon_count + area->circle_count + area->code_count > 0;
	}
	sorting->kept += count;
	return (struct area_set){ kept, count };
}

static void use(struct resolution *r, const struct area_set *sets, size_t refused)
{
	char count[24];

	memcpy(r->reading.sets, sets, r->reading.set_count * sizeof(*sets));
	resolve_read_gather(r, r->findings.ctx);
	for (size_t i = 0; i < RULES; i++)
		findings_judge_as(&r->findings, rules[i], EFFECT_WARN);
	snprintf(count, sizeof(count), "%zu", refused);
	resolve_judge_breached(r, RULE_AREA_SHAPE, "area",
			       (struct rule_word[]){ { "count", count }, { NULL, NULL } });
}

void resolve_shapes_judge(struct resolution *r)
{
	size_t refused = r->judged.lane == LANE_URGENT ? count_refused(&r->findings) : 0;
	struct sorting sorting = { r->findings.ctx, GEO_RING_COMPARISONS, 0 };
	struct area_set sets[READING_TEXTS_MAX];

	if (refused == 0)
		return;
	for (size_t i = 0; i < r->reading.set_count; i++)
		sets[i] = sort_set(&sorting, &r->reading.sets[i]);
	if (sorting.kept > 0)
		use(r, sets, refused);
}
