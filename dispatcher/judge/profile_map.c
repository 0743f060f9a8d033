/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <strings.h>
#include <talloc.h>

#include "judge/profile_data.h"
#include "notice/cbs.h"

static bool same_word(struct slice a, struct slice b)
{
	return a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;
}

/* ---- class of emergency ----------------------------------------------------------------- */

static enum lane_class class_of(const struct profile *profile, const char *kind, struct slice value)
{
	for (size_t i = 0; value.size > 0 && i < profile->class_count; i++)
		if (slice_is(profile->classes[i].kind, kind) &&
		    same_word(profile->classes[i].value, value))
			return profile->classes[i].class_of_emergency;
	return LANE_CLASS_NONE;
}

static enum lane_class class_of_categories(const struct profile *profile, uint32_t categories)
{
	static const char *const names[] = { "Geo",	  "Met",   "Safety", "Security",
					     "Rescue",	  "Fire",  "Health", "Env",
					     "Transport", "Infra", "CBRNE",  "Other" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		enum lane_class found = LANE_CLASS_NONE;

		if (categories & 1u << i)
			found = class_of(profile, "category", slice_of(names[i]));
		if (found != LANE_CLASS_NONE)
			return found;
	}
	return LANE_CLASS_NONE;
}

static struct slice event_code_of(const struct profile *profile, const struct alert_info *info)
{
	if (profile->event_code.size == 0)
		return (struct slice){ NULL, 0 };
	return alert_event_code(info, profile->event_code.at);
}

/* The more exact sign wins: event code, then event, then category. */
static void map_class(const struct profile *profile, const struct alert_info *info,
		      struct reading *out)
{
	struct slice code = event_code_of(profile, info);

	out->event_type = code.size > 0 ? code : info->event;
	out->class_of_emergency = class_of(profile, "event-code", code);
	if (out->class_of_emergency == LANE_CLASS_NONE)
		out->class_of_emergency = class_of(profile, "event", info->event);
	if (out->class_of_emergency == LANE_CLASS_NONE)
		out->class_of_emergency = class_of_categories(profile, info->categories);
}

/* ---- how grave -------------------------------------------------------------------------- */

static const struct profile_colour *colour_of(const struct profile *profile,
					      const struct alert_info *info)
{
	struct slice value = { NULL, 0 };

	if (profile->colour_parameter.size > 0)
		value = alert_parameter(info, profile->colour_parameter.at);
	for (size_t i = 0; value.size > 0 && i < profile->colour_count; i++)
		if (same_word(profile->colours[i].value, value))
			return &profile->colours[i];
	return NULL;
}

static void map_gravity(const struct profile *profile, const struct alert_info *info,
			struct reading *out)
{
	const struct profile_colour *colour = colour_of(profile, info);

	out->urgency = info->urgency;
	out->severity = info->severity;
	out->certainty = info->certainty;
	if (colour) {
		out->colour = colour->colour;
		if (colour->severity)
			out->severity = colour->severity;
		if (colour->urgency)
			out->urgency = colour->urgency;
	}
	/* art. 26 "critical": Immediate or Expected with Extreme or Severe. */
	out->is_critical = (out->urgency == ALERT_URGENCY_IMMEDIATE ||
			    out->urgency == ALERT_URGENCY_EXPECTED) &&
			   (out->severity == ALERT_SEVERITY_EXTREME ||
			    out->severity == ALERT_SEVERITY_SEVERE);
	out->grounds = info->description;
	out->title = info->headline.size > 0 ? info->headline : info->event;
}

/* TS 23.041 9.4.1.2.2 by severity, urgency and certainty; what is not critical is 4396. */
static uint16_t identifier_of(const struct reading *reading)
{
	static const uint16_t identifiers[2][2][2] = {
		{ { CBS_EXTREME_IMMEDIATE_OBSERVED, CBS_EXTREME_IMMEDIATE_LIKELY },
		  { CBS_EXTREME_EXPECTED_OBSERVED, CBS_EXTREME_EXPECTED_LIKELY } },
		{ { CBS_SEVERE_IMMEDIATE_OBSERVED, CBS_SEVERE_IMMEDIATE_LIKELY },
		  { CBS_SEVERE_EXPECTED_OBSERVED, CBS_SEVERE_EXPECTED_LIKELY } },
	};

	if (!reading->is_critical)
		return CBS_PUBLIC_SAFETY;
	return identifiers[reading->severity == ALERT_SEVERITY_SEVERE]
			  [reading->urgency == ALERT_URGENCY_EXPECTED]
			  [reading->certainty != ALERT_CERTAINTY_OBSERVED];
}

/* ---- texts ------------------------------------------------------------------------------ */

static bool ends_a_sentence(const char *text)
{
	static const char *const ends[] = { "。", "！", "？", "；", ".", "!", "?", ":", "：" };
	size_t size = strlen(text);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i]);

		if (size >= end && strcmp(text + size - end, ends[i]) == 0)
			return true;
	}
	return false;
}

/* Parts of a Chinese text follow each other with 。, of others with ". ". */
static char *join(char *text, struct slice part, bool is_chinese)
{
	if (part.size == 0)
		return text;
	if (*text && !ends_a_sentence(text))
		text = talloc_strdup_append(text, is_chinese ? "。" : ".");
	if (*text && !is_chinese)
		text = talloc_strdup_append(text, " ");
	return talloc_strndup_append(text, part.at, part.size);
}

static struct slice broadcast_text(const struct profile *profile, void *ctx,
				   const struct alert_info *info)
{
	bool is_chinese = slice_starts(info->language, "zh");
	char *text;

	for (size_t i = 0; i < profile->text_parameter_count; i++) {
		struct slice value = alert_parameter(info, profile->text_parameters[i].at);

		if (value.size > 0)
			return value;
	}
	text = join(talloc_strdup(ctx, ""), info->headline, is_chinese);
	/* Many issuers repeat the headline as the description. */
	if (!slice_equal(info->headline, info->description))
		text = join(text, info->description, is_chinese);
	return slice_of(join(text, info->instruction, is_chinese));
}

static struct reading_text *text_in(struct reading *out, struct slice language)
{
	for (size_t i = 0; i < out->text_count; i++)
		if (same_word(out->texts[i].language, language))
			return &out->texts[i];
	return NULL;
}

/* Several infos in one language are parts of one message (CAP 1.2 3.2.2): one text each. */
static void add_text(void *ctx, struct reading *out, const struct alert_info *info, size_t index,
		     struct slice text)
{
	struct reading_text *have = text_in(out, info->language);
	uint16_t identifier = identifier_of(out);

	if (text.size == 0)
		return;
	if (have) {
		if (!memmem(have->text.at, have->text.size, text.at, text.size))
			have->text = slice_of(talloc_asprintf(
				ctx, "%.*s\n%.*s", SLICE_PRINT(have->text), SLICE_PRINT(text)));
		return;
	}
	if (out->text_count == READING_TEXTS_MAX)
		return;
	out->texts[out->text_count] = (struct reading_text){
		info->language,
		text,
		talloc_asprintf(ctx, "info[%zu]", index + 1),
		out->text_count ? cbs_further_language(identifier) : identifier,
	};
	out->text_count++;
}

static const struct alert_info *main_info(const struct alert *alert)
{
	const struct alert_info *main = NULL;

	/* The gravest speaks for the message; among equals the first. */
	for (size_t i = 0; i < alert->info_count; i++)
		if (!main || (alert->infos[i].severity != ALERT_SEVERITY_ABSENT &&
			      alert->infos[i].severity < main->severity))
			main = &alert->infos[i];
	return main;
}

static void map_times(const struct alert *alert, struct reading *out)
{
	out->expires = alert_expires(alert);
	/* `effective` in the past, or none, means at once. */
	for (size_t i = 0; i < alert->info_count; i++)
		if (utc_before(out->begins, alert->infos[i].effective))
			out->begins = alert->infos[i].effective;
	if (!utc_before(alert->sent, out->begins))
		out->begins = (struct utc){ 0 };
}

void profile_map(const struct profile *profile, void *ctx, const struct alert *alert,
		 struct reading *out)
{
	const struct alert_info *info = main_info(alert);

	*out = (struct reading){ .profile = profile->name.at,
				 .category = CBS_CATEGORY_HIGH,
				 .repetition_period_s = profile->repetition_period_s };
	if (!info)
		return;
	map_class(profile, info, out);
	map_gravity(profile, info, out);
	map_times(alert, out);
	for (size_t i = 0; i < alert->info_count; i++)
		add_text(ctx, out, &alert->infos[i], i,
			 broadcast_text(profile, ctx, &alert->infos[i]));
}
