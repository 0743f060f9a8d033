/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <libxml/xpathInternals.h>
#include <talloc.h>

#include "judge/profile_data.h"
#include "wire/xml.h"

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

/* ---- trying --------------------------------------------------------------------------------- */

static bool gives_nodes(xmlXPathContext *context, xmlXPathCompExpr *compiled)
{
	xmlXPathObject *found = xmlXPathCompiledEval(compiled, context);
	bool is_set = found && found->type == XPATH_NODESET;

	xmlXPathFreeObject(found);
	return is_set;
}

static enum err try_rules(const struct profile *profile, xmlXPathContext *context,
			  struct fault *why)
{
	if (holds(context, profile->applies_compiled) < 0)
		return err_set(why, ERR_INPUT, "XPath 1.0", "applies: the test cannot be judged");
	for (size_t i = 0; i < profile->rule_count; i++) {
		const struct profile_rule *rule = &profile->rules[i];

		if (rule->each_compiled && !gives_nodes(context, rule->each_compiled))
			return err_set(why, ERR_INPUT, "XPath 1.0",
				       "rule %.*s: \"each\" gives no elements",
				       SLICE_PRINT(rule->identifier));
		if (holds(context, rule->compiled) < 0)
			return err_set(why, ERR_INPUT, "XPath 1.0",
				       "rule %.*s: the test cannot be judged",
				       SLICE_PRINT(rule->identifier));
	}
	return ERR_OK;
}

enum err profile_try(const struct profile *profile, struct fault *why)
{
	static const char alert[] = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"/>";
	struct xml_trouble trouble;
	xmlXPathContext *context;
	xmlDoc *doc;
	enum err err = xml_read(&doc, SLICE_LITERAL(alert), 0, &trouble, why);

	if (err != ERR_OK)
		return err;
	context = context_of(doc);
	if (context) {
		context->node = xmlDocGetRootElement(doc);
		err = try_rules(profile, context, why);
	} else {
		err = err_set(why, ERR_MEMORY, NULL, "no memory");
	}
	xmlXPathFreeContext(context);
	xmlFreeDoc(doc);
	return err;
}

/* ---- levels ----------------------------------------------------------------------------- */

static bool is_of(const struct profile_level *level, struct slice sender)
{
	for (size_t i = 0; i < level->sender_count; i++)
		if (slice_equal(level->senders[i], sender))
			return true;
	return level->sender_count == 0;
}

static void apply_levels(const struct profile *profile, const struct alert *alert,
			 struct findings *findings)
{
	for (size_t i = 0; i < profile->level_count; i++)
		if (is_of(&profile->levels[i], alert->sender))
			findings_judge_as(findings, profile->levels[i].rule.at,
					  profile->levels[i].level);
}

/* ---- where ------------------------------------------------------------------------------ */

static bool lies_in(const struct profile_bounds *bounds, int32_t lat_e6, int32_t lon_e6)
{
	return lat_e6 >= bounds->south * (int64_t)GEO_E6 &&
	       lat_e6 <= bounds->north * (int64_t)GEO_E6 &&
	       lon_e6 >= bounds->west * (int64_t)GEO_E6 && lon_e6 <= bounds->east * (int64_t)GEO_E6;
}

/* The point lies elsewhere, and with latitude and longitude exchanged it does not. */
static bool is_swapped(const struct profile_bounds *bounds, struct geo_point point)
{
	return !lies_in(bounds, point.lat_e6, point.lon_e6) &&
	       lies_in(bounds, point.lon_e6, point.lat_e6);
}

static bool has_swapped(const struct profile_bounds *bounds, const struct area *area)
{
	for (size_t i = 0; i < area->polygon_count; i++)
		if (is_swapped(bounds, area->polygons[i].points[0]))
			return true;
	for (size_t i = 0; i < area->circle_count; i++)
		if (is_swapped(bounds, area->circles[i].centre))
			return true;
	return false;
}

static void judge_area(const struct profile *profile, const struct alert *alert, size_t index,
		       size_t area_index, struct findings *findings)
{
	const struct alert_info *info = &alert->infos[index];
	const struct area *area = &info->areas[area_index];

	if (!has_swapped(&profile->bounds, area))
		return;
	findings_addf(findings,
		      &(struct finding){
			      .rule = "cap-swapped",
			      .article = "CAP 1.2 3.2.4",
			      .effect = EFFECT_WARN,
			      .where = { .field = "area",
					 .line = info->line,
					 .path = talloc_asprintf(findings->ctx,
								 "/alert/info[%zu]/area[%zu]",
								 index + 1, area_index + 1) } },
		      "区域“%.*s”在本规范的服务范围之外，经纬度可能颠倒（应为纬度在前）。",
		      "Area %.*s lies outside the profile's service area; latitude comes first, "
		      "perhaps they are swapped.",
		      SLICE_PRINT(area->description));
}

static void judge_bounds(const struct profile *profile, const struct alert *alert,
			 struct findings *findings)
{
	if (profile->bounds.north == profile->bounds.south)
		return;
	for (size_t i = 0; i < alert->info_count; i++)
		for (size_t k = 0; k < alert->infos[i].area_count; k++)
			judge_area(profile, alert, i, k, findings);
}

/* ---- the event's code and its name ------------------------------------------------------ */

static bool has_names(const struct profile *profile)
{
	for (size_t i = 0; i < profile->class_count; i++)
		if (profile->classes[i].name.size > 0)
			return true;
	return false;
}

/* The code of an event of that name, on ctx; NULL if the list has none. */
static const char *code_of_name(void *ctx, const struct profile *profile, struct slice name)
{
	for (size_t i = 0; name.size > 0 && i < profile->class_count; i++)
		if (slice_equal(profile->classes[i].name, name))
			return slice_string(ctx, profile->classes[i].value);
	return NULL;
}

static void judge_event(const struct profile *profile, const struct alert_info *info, size_t index,
			struct findings *findings)
{
	struct slice code = profile_event_code(profile, info);
	const struct profile_class *row = profile_event_row(profile, info);
	struct finding finding = { .rule = "event-code",
				   .effect = EFFECT_WARN,
				   .where = { .field = "eventCode", .line = info->line } };

	if (code.size == 0)
		return;
	finding.where.path = talloc_asprintf(findings->ctx, "/alert/info[%zu]", index + 1);
	finding.suggestion = code_of_name(findings->ctx, profile, info->event);
	if (!row || row->name.size == 0) {
		findings_addf(findings, &finding, "事件代码“%.*s”不在本规范的事件类型表中。",
			      "Event code %.*s is not in the profile's list.", SLICE_PRINT(code));
		return;
	}
	/* Other lists have other events under the same numbers, and some feeds mix them. */
	if (info->event.size == 0 || slice_equal(row->name, info->event))
		return;
	finding.rule = "event-name";
	findings_addf(findings, &finding,
		      "事件代码%.*s为“%.*s”，而消息所称事件为“%.*s”，请核对；按代码处理。",
		      "Event code %.*s is %.*s, but the message speaks of %.*s; the code holds.",
		      SLICE_PRINT(code), SLICE_PRINT(row->name), SLICE_PRINT(info->event));
}

static void judge_events(const struct profile *profile, const struct alert *alert,
			 struct findings *findings)
{
	if (!has_names(profile))
		return;
	for (size_t i = 0; i < alert->info_count; i++)
		judge_event(profile, &alert->infos[i], i, findings);
}

/* ---- rules ------------------------------------------------------------------------------ */

static void add(struct findings *findings, const struct profile_rule *rule, const xmlNode *node,
		int outcome)
{
	/* Past the list's end a place is not worth the walk to it. */
	char *path = node && findings->count < FINDINGS_MAX ? xml_path(findings->ctx, node) : NULL;
	struct finding finding = {
		.rule = rule->identifier.at,
		.article = rule->clause.at,
		.effect = rule->level,
		.where = { .field = rule->field.at,
			   .path = path,
			   .line = node ? (uint32_t)xmlGetLineNo(node) : 0 },
		.zh = rule->zh.at,
		.en = rule->en.at,
	};

	if (outcome < 0) {
		finding.effect = EFFECT_REFUSE;
		finding.zh = "该规则无法在本文件上判定（运算超限或出错）。";
		finding.en = "This rule could not be judged on this document (limit or error).";
	}
	findings_add(findings, &finding);
	talloc_free(path);
}

static void judge_node(xmlXPathContext *context, const struct profile_rule *rule, xmlNode *node,
		       struct findings *findings)
{
	int outcome;

	context->node = node;
	outcome = holds(context, rule->compiled);
	if (outcome != 1)
		add(findings, rule, node, outcome);
}

static void judge_each(xmlXPathContext *context, const struct profile_rule *rule, xmlNode *root,
		       struct findings *findings)
{
	xmlXPathObject *found;

	context->node = root;
	found = xmlXPathCompiledEval(rule->each_compiled, context);
	if (!found || found->type != XPATH_NODESET)
		add(findings, rule, root, -1);
	for (int i = 0; found && found->nodesetval && i < found->nodesetval->nodeNr; i++)
		judge_node(context, rule, found->nodesetval->nodeTab[i], findings);
	xmlXPathFreeObject(found);
}

void profile_judge(const struct profile *profile, const struct profile_question *question,
		   struct findings *findings)
{
	xmlXPathContext *context = context_of(question->doc);
	xmlNode *root = xmlDocGetRootElement(question->doc);

	apply_levels(profile, question->alert, findings);
	judge_bounds(profile, question->alert, findings);
	judge_events(profile, question->alert, findings);
	for (size_t i = 0; i < profile->rule_count; i++) {
		const struct profile_rule *rule = &profile->rules[i];

		if (!context)
			add(findings, rule, root, -1);
		else if (rule->each_compiled)
			judge_each(context, rule, root, findings);
		else
			judge_node(context, rule, root, findings);
	}
	xmlXPathFreeContext(context);
}
