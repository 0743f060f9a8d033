/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <libxml/xpathInternals.h>

#include "judge/profile_data.h"

static void silent(void *data, xmlErrorPtr error)
{
	(void)data;
	(void)error;
}

/* "cap" is the namespace of the document, so that one test serves 1.0, 1.1 and 1.2. */
static xmlXPathContext *context_of(xmlDoc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc);
	xmlXPathContext *context = xmlXPathNewContext(doc);

	if (!context)
		return NULL;
	context->error = silent;
	context->opLimit = PROFILE_OPERATIONS_MAX;
	if (root && root->ns)
		xmlXPathRegisterNs(context, BAD_CAST "cap", root->ns->href);
	return context;
}

/* 1: holds, 0: does not, -1: could not be judged. */
static int holds(xmlXPathContext *context, xmlXPathCompExpr *compiled)
{
	return xmlXPathCompiledEvalToBoolean(compiled, context);
}

bool profile_applies(const struct profile *profile, xmlDoc *doc)
{
	xmlXPathContext *context = context_of(doc);
	bool applies = context && holds(context, profile->applies_compiled) == 1;

	xmlXPathFreeContext(context);
	return applies;
}

static void add(struct findings *findings, const struct profile_rule *rule, int outcome)
{
	struct finding finding = {
		.rule = rule->identifier.at,
		.article = rule->clause.at,
		.effect = rule->level,
		.where = { .field = rule->field.at },
		.zh = rule->zh.at,
		.en = rule->en.at,
	};

	if (outcome < 0) {
		finding.effect = EFFECT_REFUSE;
		finding.zh = "该规则无法在本文件上判定（运算超限或出错）。";
		finding.en = "This rule could not be judged on this document (limit or error).";
	}
	findings_add(findings, &finding);
}

void profile_judge(const struct profile *profile, xmlDoc *doc, struct findings *findings)
{
	xmlXPathContext *context = context_of(doc);

	for (size_t i = 0; i < profile->rule_count; i++) {
		int outcome = context ? holds(context, profile->rules[i].compiled) : -1;

		if (outcome != 1)
			add(findings, &profile->rules[i], outcome);
	}
	xmlXPathFreeContext(context);
}
