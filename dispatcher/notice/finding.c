/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/finding.h"

#include <stdarg.h>
#include <talloc.h>

static const char *const effect_names[EFFECT_COUNT] = {
	[EFFECT_NONE] = "none",
	[EFFECT_NOTIFY] = "notify",
	[EFFECT_WARN] = "warn",
	[EFFECT_HOLD] = "hold",
	[EFFECT_DUTY_OFFICER] = "duty-officer",
	[EFFECT_REFUSE] = "refuse",
};

const char *effect_name(enum effect effect)
{
	return (unsigned int)effect < EFFECT_COUNT ? effect_names[effect] : "invalid";
}

void findings_init(struct findings *findings, void *ctx)
{
	*findings = (struct findings){ .ctx = ctx };
}

static struct finding *next_item(struct findings *findings, enum effect effect)
{
	struct finding *grown;

	if (effect > findings->strongest)
		findings->strongest = effect;
	if (findings->count == FINDINGS_MAX) {
		findings->dropped++;
		return NULL;
	}
	grown = talloc_realloc(findings->ctx, findings->items, struct finding,
			       (unsigned int)findings->count + 1);
	if (!grown) {
		findings->dropped++;
		return NULL;
	}
	findings->items = grown;
	return &findings->items[findings->count++];
}

static const char *copy(const struct findings *findings, const char *text)
{
	return text ? talloc_strdup(findings->ctx, text) : NULL;
}

void findings_add(struct findings *findings, const struct finding *finding)
{
	struct finding *item = next_item(findings, finding->effect);

	if (!item)
		return;
	*item = *finding;
	item->where.field = copy(findings, finding->where.field);
	item->where.path = copy(findings, finding->where.path);
	item->zh = copy(findings, finding->zh);
	item->en = copy(findings, finding->en);
	item->suggestion = copy(findings, finding->suggestion);
}

void findings_addf(struct findings *findings, const struct finding *finding, const char *zh_fmt,
		   const char *en_fmt, ...)
{
	struct finding with_text = *finding;
	va_list zh_args, en_args;
	char *zh, *en;

	va_start(en_args, en_fmt);
	va_copy(zh_args, en_args);
	zh = talloc_vasprintf(findings->ctx, zh_fmt, zh_args);
	en = talloc_vasprintf(findings->ctx, en_fmt, en_args);
	va_end(zh_args);
	va_end(en_args);
	with_text.zh = zh;
	with_text.en = en;
	findings_add(findings, &with_text);
	talloc_free(zh);
	talloc_free(en);
}

/* Of findings that were dropped nobody knows anything: their effect stays. */
static void find_strongest(struct findings *findings)
{
	if (findings->dropped == 0)
		findings->strongest = EFFECT_NONE;
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].effect > findings->strongest)
			findings->strongest = findings->items[i].effect;
}

void findings_judge_as(struct findings *findings, const char *rule, enum effect effect)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->items[i].rule, rule) == 0)
			findings->items[i].effect = effect;
	find_strongest(findings);
}

void findings_weaken_below(struct findings *findings, const char *path, enum effect at_most)
{
	size_t size = strlen(path);

	for (size_t i = 0; i < findings->count; i++) {
		struct finding *item = &findings->items[i];

		if (item->where.path && strncmp(item->where.path, path, size) == 0 &&
		    item->effect > at_most)
			item->effect = at_most;
	}
	find_strongest(findings);
}

const struct finding *findings_find(const struct findings *findings, const char *rule)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->items[i].rule, rule) == 0)
			return &findings->items[i];
	return NULL;
}
