/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A profile as loaded. Private to the profile family. */
#ifndef JUDGE_PROFILE_DATA_H
#define JUDGE_PROFILE_DATA_H

#include <libxml/xpath.h>

#include "judge/profile.h"

struct profile_rule {
	struct slice identifier, clause, test, zh, en, field;
	enum effect level;
	xmlXPathCompExpr *compiled;
};

/* A word of the profile (a colour, a level) and what it stands for. */
struct profile_colour {
	struct slice value, colour;
	enum alert_severity severity;
	enum alert_urgency urgency;
};

struct profile_class {
	struct slice kind, value; /* "category" "Met"; "event-code" "FFW"; "event" text */
	enum lane_class class_of_emergency;
};

struct profile {
	struct slice name, title, applies;
	uint32_t priority;
	const struct profile_rule *rules;
	size_t rule_count;
	struct slice event_code;	     /* valueName whose value is the event type */
	const struct slice *text_parameters; /* the first present is the broadcast text */
	size_t text_parameter_count;
	struct slice colour_parameter;
	const struct profile_colour *colours;
	size_t colour_count;
	uint32_t repetition_period_s;
	/* made while loading */
	xmlXPathCompExpr *applies_compiled;
	const struct profile_class *classes;
	size_t class_count;
};

/* Reads cap-profiles/<name>/ into a profile on ctx. */
enum err MUST_USE profile_load(void *ctx, struct profile **out, const char *directory,
			       struct fault *why);

/* Does its `applies` test hold? */
bool profile_applies(const struct profile *profile, xmlDoc *doc);
/* Runs its rules; what fails is added, a rule that cannot be judged is REFUSE. */
void profile_judge(const struct profile *profile, xmlDoc *doc, struct findings *findings);
/* Fills the reading; nothing is judged. */
void profile_map(const struct profile *profile, void *ctx, const struct alert *alert,
		 struct reading *out);

#endif
