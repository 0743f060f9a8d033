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

/* "11*" is every code that begins so. */
static bool begins_so(struct slice pattern, struct slice value)
{
	size_t size = pattern.size;

	return size > 0 && pattern.at[size - 1] == '*' && value.size >= size - 1 &&
	       memcmp(pattern.at, value.at, size - 1) == 0;
}

/* The exact row, else the longest of those that stand for many. */
static const struct profile_class *class_row(const struct profile *profile, const char *kind,
					     struct slice value)
{
	const struct profile_class *best = NULL;

	for (size_t i = 0; value.size > 0 && i < profile->class_count; i++) {
		const struct profile_class *row = &profile->classes[i];

		if (!slice_is(row->kind, kind))
			continue;
		if (same_word(row->value, value))
			return row;
		if (begins_so(row->value, value) && (!best || row->value.size > best->value.size))
			best = row;
	}
	return best;
}

static enum lane_class class_of(const struct profile *profile, const char *kind, struct slice value)
{
	const struct profile_class *row = class_row(profile, kind, value);

	return row ? row->class_of_emergency : LANE_CLASS_NONE;
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

/* "profile:CAP-CP:Event:*" is every version of that list. */
struct slice profile_event_code(const struct profile *profile, const struct alert_info *info)
{
	struct slice wanted = profile->event_code;

	if (wanted.size == 0)
		return wanted;
	if (wanted.at[wanted.size - 1] != '*')
		return alert_event_code(info, wanted.at);
	for (size_t i = 0; i < info->event_code_count; i++) {
		struct slice name = info->event_codes[i].value_name;

		if (name.size >= wanted.size && memcmp(name.at, wanted.at, wanted.size - 1) == 0)
			return info->event_codes[i].value;
	}
	return (struct slice){ NULL, 0 };
}

const struct profile_class *profile_event_row(const struct profile *profile,
					      const struct alert_info *info)
{
	return class_row(profile, "event-code", profile_event_code(profile, info));
}

/* The more exact sign wins: event code, then event, then category. */
static void map_class(const struct profile *profile, const struct alert_info *info,
		      struct reading *out)
{
	struct slice code = profile_event_code(profile, info);

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

	if (slice_is(profile->colour_parameter, "severity"))
		value = slice_of(alert_severity_name(info->severity));
	else if (profile->colour_parameter.size > 0)
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

/* An event may have a number of its own: a lost child has, however grave. */
static uint16_t identifier_of(const struct profile *profile, const struct alert_info *info,
			      const struct reading *reading)
{
	const struct profile_class *row = profile_event_row(profile, info);

	if (!row)
		row = class_row(profile, "event", info->event);
	return row && row->message_identifier
		       ? row->message_identifier
		       : cbs_of_gravity(reading->is_critical, reading->severity, reading->urgency,
					reading->certainty);
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

struct mapping {
	void *ctx;
	struct reading *out;
	struct digest sets[READING_TEXTS_MAX]; /* of out->sets */
};

/* Infos that name the same areas share one set; out->set_count: none has these yet. */
static size_t set_of(const struct mapping *mapping, const struct digest *areas)
{
	size_t i = 0;

	while (i < mapping->out->set_count && !digest_equal(&mapping->sets[i], areas))
		i++;
	return i;
}

static struct reading_text *text_in(struct reading *out, struct slice language, size_t set)
{
	for (size_t i = 0; i < out->text_count; i++)
		if (same_word(out->texts[i].language, language) && out->texts[i].set == set)
			return &out->texts[i];
	return NULL;
}

static void add_new_text(struct mapping *mapping, const struct reading_text *made,
			 const struct area_set *areas)
{
	struct reading *out = mapping->out;

	if (out->text_count == READING_TEXTS_MAX) {
		out->texts_left_out++;
		return;
	}
	out->texts[out->text_count++] = *made;
	if (made->set == out->set_count)
		out->sets[out->set_count++] = *areas;
}

/*
 * Several infos in one language are parts of one message (CAP 1.2 3.2.2) where they are for the
 * same areas. What is for another area is another message: no text leaves its own area (art. 27).
 */
static void add_text(struct mapping *mapping, const struct alert_info *info,
		     struct reading_text *made)
{
	struct area_set areas = { info->areas, info->area_count };
	struct digest digest = area_set_digest(&areas);
	struct slice text = made->text;
	struct reading_text *have;

	if (text.size == 0)
		return;
	made->set = set_of(mapping, &digest);
	have = text_in(mapping->out, info->language, made->set);
	if (!have) {
		if (made->set < READING_TEXTS_MAX)
			mapping->sets[made->set] = digest;
		add_new_text(mapping, made, &areas);
	} else if (!memmem(have->text.at, have->text.size, text.at, text.size)) {
		have->text = slice_of(talloc_asprintf(mapping->ctx, "%.*s\n%.*s",
						      SLICE_PRINT(have->text), SLICE_PRINT(text)));
	}
}

/* In the main language, or where that is not spoken the first: for each set of areas one. */
static bool has_main_number(const struct reading *reading, size_t index)
{
	const struct reading_text *text = &reading->texts[index];
	struct slice main = reading->texts[0].language;

	if (same_word(text->language, main))
		return true;
	for (size_t i = 0; i < reading->text_count; i++)
		if (i != index && reading->texts[i].set == text->set &&
		    (i < index || same_word(reading->texts[i].language, main)))
			return false;
	return true;
}

static void number_further_languages(struct reading *out)
{
	for (size_t i = 1; i < out->text_count; i++)
		if (!has_main_number(out, i))
			out->texts[i].message_identifier = cbs_further_language(
				out->texts[i].message_identifier);
}

/* The gravest speaks for the message; among equals the main language's, then the first. */
static bool speaks_before(const struct profile *profile, const struct alert_info *info,
			  const struct alert_info *main)
{
	if (info->severity != main->severity)
		return info->severity != ALERT_SEVERITY_ABSENT && info->severity < main->severity;
	return profile->main_language.size > 0 &&
	       slice_starts(info->language, profile->main_language.at) &&
	       !slice_starts(main->language, profile->main_language.at);
}

static const struct alert_info *main_info(const struct profile *profile, const struct alert *alert)
{
	const struct alert_info *main = alert->infos;

	for (size_t i = 1; i < alert->info_count; i++)
		if (speaks_before(profile, &alert->infos[i], main))
			main = &alert->infos[i];
	return alert->info_count > 0 ? main : NULL;
}

/*
 * The main info's text comes first and has the main number: phones may be set not to show what
 * comes in a further language.
 */
static void map_texts(const struct profile *profile, void *ctx, const struct alert *alert,
		      struct reading *out)
{
	size_t first = (size_t)(main_info(profile, alert) - alert->infos);
	struct mapping mapping = { .ctx = ctx, .out = out };

	for (size_t n = 0; n < alert->info_count; n++) {
		size_t index = n == 0 ? first : n <= first ? n - 1 : n;
		const struct alert_info *info = &alert->infos[index];

		add_text(&mapping, info,
			 &(struct reading_text){
				 .language = info->language,
				 .text = broadcast_text(profile, ctx, info),
				 .field = talloc_asprintf(ctx, "info[%zu]", index + 1),
				 .message_identifier = identifier_of(profile, info, out),
			 });
	}
	number_further_languages(out);
}

static void map_times(const struct alert *alert, struct reading *out)
{
	out->expires = alert_expires(alert);
	/* The earliest: a translation for later never keeps the warning. */
	for (size_t i = 0; i < alert->info_count; i++)
		if (i == 0 || utc_before(alert->infos[i].effective, out->begins))
			out->begins = alert->infos[i].effective;
	/* `effective` in the past, or none, means at once. */
	if (!utc_before(alert->sent, out->begins))
		out->begins = (struct utc){ 0 };
}

void profile_map(const struct profile *profile, void *ctx, const struct alert *alert,
		 struct reading *out)
{
	const struct alert_info *info = main_info(profile, alert);

	*out = (struct reading){ .profile = profile->name.at,
				 .category = CBS_CATEGORY_NORMAL,
				 .repetition_period_s = profile->repetition_period_s };
	if (!info)
		return;
	map_class(profile, info, out);
	map_gravity(profile, info, out);
	if (out->is_critical)
		out->category = CBS_CATEGORY_HIGH;
	map_times(alert, out);
	map_texts(profile, ctx, alert, out);
}
