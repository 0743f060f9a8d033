/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <talloc.h>

#include "judge/file.h"
#include "judge/profile_data.h"
#include "notice/cbs.h"
#include "wire/fields.h"
#include "wire/words.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define LIST_AT(type, member, counted)                                                             \
	.offset = offsetof(struct type, member), .count_offset = offsetof(struct type, counted)

static const struct field rule_rows[] = {
	{ "id", FIELD_TEXT, true, AT(profile_rule, identifier) },
	{ "level", FIELD_ENUM, true, AT(profile_rule, level), .names = words_effect,
	  .values = EFFECT_COUNT },
	{ "clause", FIELD_TEXT, AT(profile_rule, clause) },
	{ "field", FIELD_TEXT, AT(profile_rule, field) },
	{ "each", FIELD_TEXT, AT(profile_rule, each) },
	{ "test", FIELD_TEXT, true, AT(profile_rule, test) },
	{ "zh", FIELD_TEXT, true, AT(profile_rule, zh) },
	{ "en", FIELD_TEXT, true, AT(profile_rule, en) },
};
static const struct fields rule_fields = FIELDS_OF(rule_rows, struct profile_rule);

static const struct field colour_rows[] = {
	{ "value", FIELD_TEXT, true, AT(profile_colour, value) },
	{ "colour", FIELD_TEXT, AT(profile_colour, colour) },
	{ "severity", FIELD_ENUM, AT(profile_colour, severity), .names = words_severity,
	  .values = ALERT_SEVERITY_COUNT },
	{ "urgency", FIELD_ENUM, AT(profile_colour, urgency), .names = words_urgency,
	  .values = ALERT_URGENCY_COUNT },
};
static const struct fields colour_fields = FIELDS_OF(colour_rows, struct profile_colour);

static const struct field level_rows[] = {
	{ "rule", FIELD_TEXT, true, AT(profile_level, rule) },
	{ "level", FIELD_ENUM, true, AT(profile_level, level), .names = words_effect,
	  .values = EFFECT_COUNT },
	{ "senders", FIELD_TEXT_LIST, LIST_AT(profile_level, senders, sender_count) },
};
static const struct fields level_fields = FIELDS_OF(level_rows, struct profile_level);

static const struct field bounds_rows[] = {
	{ "south", FIELD_I32, true, AT(profile_bounds, south) },
	{ "north", FIELD_I32, true, AT(profile_bounds, north) },
	{ "west", FIELD_I32, true, AT(profile_bounds, west) },
	{ "east", FIELD_I32, true, AT(profile_bounds, east) },
};
static const struct fields bounds_fields = FIELDS_OF(bounds_rows, struct profile_bounds);

static const struct field profile_rows[] = {
	{ "name", FIELD_TEXT, true, AT(profile, name) },
	{ "title", FIELD_TEXT, true, AT(profile, title) },
	{ "applies", FIELD_TEXT, true, AT(profile, applies) },
	{ "priority", FIELD_U32, AT(profile, priority) },
	{ "rules", FIELD_LIST, LIST_AT(profile, rules, rule_count), .sub = &rule_fields },
	{ "levels", FIELD_LIST, LIST_AT(profile, levels, level_count), .sub = &level_fields },
	{ "bounds", FIELD_STRUCT, AT(profile, bounds), .sub = &bounds_fields },
	{ "main_language", FIELD_TEXT, AT(profile, main_language) },
	{ "event_code", FIELD_TEXT, AT(profile, event_code) },
	{ "text_parameters", FIELD_TEXT_LIST,
	  LIST_AT(profile, text_parameters, text_parameter_count) },
	{ "colour_parameter", FIELD_TEXT, AT(profile, colour_parameter) },
	{ "colours", FIELD_LIST, LIST_AT(profile, colours, colour_count), .sub = &colour_fields },
	{ "repetition_period_s", FIELD_U32, AT(profile, repetition_period_s) },
};
static const struct fields profile_fields = FIELDS_OF(profile_rows, struct profile);

/* ---- tests ------------------------------------------------------------------------------ */

static int free_profile(struct profile *profile)
{
	xmlXPathFreeCompExpr(profile->applies_compiled);
	for (size_t i = 0; i < profile->rule_count; i++) {
		xmlXPathFreeCompExpr(profile->rules[i].each_compiled);
		xmlXPathFreeCompExpr(profile->rules[i].compiled);
	}
	return 0;
}

static void silent(void *data, xmlErrorPtr error)
{
	(void)data;
	(void)error;
}

static enum err compile(xmlXPathCompExpr **out, struct slice name, struct slice test,
			struct fault *why)
{
	xmlXPathContext *context = xmlXPathNewContext(NULL);

	if (!context)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	context->error = silent;
	*out = xmlXPathCtxtCompile(context, BAD_CAST test.at);
	xmlXPathFreeContext(context);
	if (*out)
		return ERR_OK;
	return err_set(why, ERR_INPUT, "XPath 1.0", "rule %.*s: the test cannot be compiled: %.*s",
		       SLICE_PRINT(name), (int)(test.size > 120 ? 120 : test.size), test.at);
}

static enum err compile_rule(struct profile_rule *rule, struct fault *why)
{
	enum err err = compile(&rule->compiled, rule->identifier, rule->test, why);

	if (err == ERR_OK && rule->each.size > 0)
		err = compile(&rule->each_compiled, rule->identifier, rule->each, why);
	return err;
}

static enum err compile_all(struct profile *profile, struct fault *why)
{
	/* The rows were made on our context just now; const is for those who read them. */
	struct profile_rule *rules = (struct profile_rule *)(uintptr_t)profile->rules;
	enum err err;

	if (profile->rule_count > PROFILE_RULES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d rules", PROFILE_RULES_MAX);
	err = compile(&profile->applies_compiled, SLICE_LITERAL("applies"), profile->applies, why);
	for (size_t i = 0; err == ERR_OK && i < profile->rule_count; i++)
		err = compile_rule(&rules[i], why);
	return err;
}

/* ---- levels ----------------------------------------------------------------------------- */

/*
 * Only of these is the alert read whole: whoever let another pass would send something else
 * than was written, or nothing.
 */
static bool may_be_let_pass(struct slice rule)
{
	static const char *const rules[] = {
		"cap-polygon-crossed", "cap-time-form",	  "cap-name",	 "cap-attribute",
		"cap-spaces",	       "cap-restriction", "cap-expires", "cap-headline"
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (slice_is(rule, rules[i]))
			return true;
	return false;
}

static enum err check_levels(const struct profile *profile, struct fault *why)
{
	for (size_t i = 0; i < profile->level_count; i++)
		if (!may_be_let_pass(profile->levels[i].rule))
			return err_set(why, ERR_INPUT, NULL,
				       "levels: %.*s is not a profile's to judge",
				       SLICE_PRINT(profile->levels[i].rule));
	return ERR_OK;
}

/* ---- classes.csv: kind,value,class,message_identifier,name ------------------------------- */

static enum err read_class(void *data, const struct csv_line *row, struct fault *why)
{
	struct profile *profile = data;
	/* The rows were made on our context just now; const is for those who read them. */
	struct profile_class *out = &(
		(struct profile_class *)(uintptr_t)profile->classes)[profile->class_count];
	uint64_t identifier = 0;

	if (row->count < 3 || row->count > 5 ||
	    !lane_class_from_name(row->fields[2], &out->class_of_emergency))
		return err_set(why, ERR_INPUT, NULL,
			       "it must be kind,value,class[,message_identifier[,name]] with a "
			       "class such as natural-disaster");
	if (row->count >= 4 && row->fields[3].size > 0 &&
	    (!slice_to_u64(row->fields[3], UINT16_MAX, &identifier) ||
	     cbs_name((uint16_t)identifier)[0] == '\0'))
		return err_set(why, ERR_INPUT, "TS 23.041 9.4.1.2.2",
			       "%.*s is no message identifier of a warning",
			       SLICE_PRINT(row->fields[3]));
	out->message_identifier = (uint16_t)identifier;
	out->kind = row->fields[0];
	out->value = row->fields[1];
	out->name = row->count == 5 ? row->fields[4] : SLICE_LITERAL("");
	profile->class_count++;
	return ERR_OK;
}

static enum err load_classes(struct profile *profile, const char *directory, struct fault *why)
{
	char *path = talloc_asprintf(profile, "%s/classes.csv", directory);
	struct slice text;
	enum err err = file_read(profile, path, &text, why);

	if (err != ERR_OK)
		return err;
	profile->classes = talloc_zero_array(profile, struct profile_class,
					     (unsigned int)file_row_count(text));
	return file_rows(text, "classes.csv", read_class, profile, why);
}

static enum err read_profile(struct profile *profile, const char *directory, struct fault *why)
{
	struct slice json;
	enum err err = file_read(profile, talloc_asprintf(profile, "%s/profile.json", directory),
				 &json, why);

	if (err == ERR_OK)
		err = fields_read_text(profile, profile, &profile_fields, json, why);
	if (err == ERR_OK)
		err = check_levels(profile, why);
	if (err == ERR_OK)
		err = compile_all(profile, why);
	if (err == ERR_OK)
		err = profile_try(profile, why);
	if (err == ERR_OK)
		err = load_classes(profile, directory, why);
	return err;
}

enum err profile_load(void *ctx, struct profile **out, const char *directory, struct fault *why)
{
	struct profile *profile = talloc_zero(ctx, struct profile);
	enum err err;

	if (!profile)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	talloc_set_destructor(profile, free_profile);
	err = read_profile(profile, directory, why);
	if (err == ERR_OK)
		*out = profile;
	else
		talloc_free(profile);
	return err == ERR_OK ? err : err_prefix(why, err, "%s", directory);
}
