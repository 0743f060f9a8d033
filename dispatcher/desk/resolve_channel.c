/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/resolve_channel.h"

#include <talloc.h>

#include "desk/resolve_judge.h"

bool resolve_channel_has(const struct resolution *r, enum channel channel)
{
	return channel_is_among(channel, r->channels, r->channel_count);
}

/* Urgent is what nobody looks at before it leaves: by MQTT only where that was decided. */
static void judge_way_in(struct resolution *r)
{
	if (r->source && strcmp(r->source, "mqtt") == 0 && r->judged.lane == LANE_URGENT &&
	    !r->desk->config->broker.urgent_by_mqtt)
		resolve_judge_breached(r, RULE_URGENT_BY_MQTT, NULL, NULL);
}

/* Divisions named by adcode were judged by name. */
static bool is_judged_by_name(const struct resolution *r)
{
	if (r->format != INTAKE_FORMAT_APPLICATION)
		return false;
	for (size_t i = 0; i < r->area_count; i++)
		if (r->areas[i].polygon_count + r->areas[i].circle_count > 0)
			return false;
	return true;
}

/*
 * Whose an area is, its cells say. Cell broadcast with no cell goes nowhere; a subscriber that is
 * told the area itself would show it wherever that is (art. 3).
 */
static void judge_area(struct resolution *r)
{
	if (r->area_count > 0 && r->cells.cell_count == 0 && r->corrects.notice == 0 &&
	    !is_judged_by_name(r))
		resolve_judge_breached(r, RULE_AREA_NO_CELL, "area", NULL);
}

static bool is_named_before(const struct findings *findings, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(findings->items[i].rule, findings->items[index].rule) == 0)
			return true;
	return false;
}

/* art. 28: the same requirements, named once more for that channel, and as strong. */
static void judge_internet(struct resolution *r)
{
	char *list = talloc_strdup(r->findings.ctx, "");
	const struct findings *found = &r->findings;

	for (size_t i = 0; i < found->count; i++)
		if (found->items[i].effect >= EFFECT_WARN && !is_named_before(found, i))
			list = talloc_asprintf_append_buffer(list, "%s%s", *list ? ", " : "",
							     found->items[i].rule);
	if (!*list)
		return;
	rules_breached(&r->findings,
		       &(struct rule_breach){
			       .rule = RULE_INTERNET,
			       .lane = r->judged.lane,
			       .basis = r->desk->config->basis,
			       .where = { .field = "channels" },
			       .words = (struct rule_word[]){ { "channel", "internet" },
							      { "findings", list },
							      { NULL, NULL } },
			       .effect = found->strongest,
		       });
}

void resolve_channel_judge(struct resolution *r)
{
	judge_way_in(r);
	if (!resolve_channel_has(r, CHANNEL_INTERNET))
		return;
	judge_area(r);
	judge_internet(r);
}
