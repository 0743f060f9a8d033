/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A profile as loaded. Private to the profile family. */
#ifndef JUDGE_PROFILE_DATA_H
#define JUDGE_PROFILE_DATA_H

#include <libxml/xpath.h>

#include "judge/profile.h"

struct profile_rule {
	struct slice identifier, clause, each, test, zh, en, field;
	enum effect level;
	xmlXPathCompExpr *each_compiled; /* NULL: the test is asked once, of the document */
	xmlXPathCompExpr *compiled;
};

/* What this profile makes of a fault that the reader of CAP found. */
struct profile_level {
	struct slice rule; /* "cap-polygon-crossed" */
	enum effect level;
	const struct slice *senders; /* only theirs; none: everybody's */
	size_t sender_count;
};

/* Where the profile's senders warn about, in whole degrees; all 0: anywhere. */
struct profile_bounds {
	int32_t south, north, west, east;
};

/* A word of the profile (a colour, a level) and what it stands for. */
struct profile_colour {
	struct slice value, colour;
	enum alert_severity severity;
	enum alert_urgency urgency;
};

struct profile_class {
	struct slice kind, value; /* "category" "Met"; "event-code" "FFW", "11*"; "event" text */
	enum lane_class class_of_emergency;
	uint16_t message_identifier; /* of cell broadcast; 0: by severity, urgency, certainty */
	struct slice name;	     /* of the event: what an alert with that code calls it */
};

struct profile {
	struct slice name, title, applies;
	uint32_t priority;
	const struct profile_rule *rules;
	size_t rule_count;
	const struct profile_level *levels;
	size_t level_count;
	struct profile_bounds bounds;
	struct slice main_language; /* among infos equally grave its info speaks: "zh" */
	/* valueName whose value is the event type; a '*' at the end stands for any rest. */
	struct slice event_code;
	const struct slice *text_parameters; /* the first present is the broadcast text */
	size_t text_parameter_count;
	struct slice colour_parameter; /* "severity": CAP's own severity tells the colour */
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

/*
 * Asks each of its tests of an alert with nothing in it: functions and prefixes that do not exist
 * are known only then. ERR_INPUT.
 */
enum err MUST_USE profile_try(const struct profile *profile, struct fault *why);

/* Does its `applies` test hold? */
bool profile_applies(const struct profile *profile, xmlDoc *doc);
/*
 * Gives the reader's findings this profile's levels, then runs its rules: what fails is added, a
 * rule that cannot be judged is REFUSE.
 */
void profile_judge(const struct profile *profile, const struct profile_question *question,
		   struct findings *findings);
/* The info's event code, absent if it has none, and the row it has; NULL: the list has none. */
struct slice profile_event_code(const struct profile *profile, const struct alert_info *info);
const struct profile_class *profile_event_row(const struct profile *profile,
					      const struct alert_info *info);
/* Fills the reading; nothing is judged. */
void profile_map(const struct profile *profile, void *ctx, const struct alert *alert,
		 struct reading *out);

#endif
