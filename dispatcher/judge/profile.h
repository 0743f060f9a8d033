/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Profile: what a country or service makes of CAP, as data in cap-profiles/<name>/:
 *	profile.json	how to recognise it, rules as XPath 1.0 tests, which parameter is the
 *			broadcast text, what its colours mean
 *	classes.csv	category or event code to class of emergency
 *	examples/	documents with the verdict expected of them (tests/unit/test_profile.c)
 * Adding a country is adding a folder; docs/profiles.md says how.
 *
 * A profile may also judge the faults of CAP itself otherwise than the reader does ("levels"):
 * where the alert was read all the same, its senders' habits can be let pass.
 *
 * A test that cannot be compiled, or that asks for more than its share of operations, makes the
 * profile broken: it is not loaded, or the document refused. A rule never "passes" by failing.
 */
#ifndef JUDGE_PROFILE_H
#define JUDGE_PROFILE_H

#include <libxml/tree.h>

#include "notice/finding.h"
#include "notice/reading.h"

enum {
	PROFILE_RULES_MAX = 200,
	PROFILES_MAX = 64,
	PROFILE_OPERATIONS_MAX = 2000000, /* of all its tests on one document */
};

struct judge_profiles;

/* Loads every folder but the country's (judge/country.h). ERR_IO: no such directory; ERR_INPUT: a
 * broken profile, named. */
enum err MUST_USE profiles_load(struct judge_profiles **out, void *ctx, const char *directory,
				struct fault *why);

size_t profiles_count(const struct judge_profiles *profiles);
/* In alphabetical order. */
const char *profiles_name(const struct judge_profiles *profiles, size_t index);
const char *profiles_title(const struct judge_profiles *profiles, size_t index);

struct profile_question {
	const struct alert *alert;
	xmlDoc *doc;	  /* the document it was read from */
	const char *name; /* of the profile wanted; NULL: the one that applies */
};

struct profile_result {
	struct reading *reading;
	struct findings *findings;
};

/*
 * Judges by the profile named, or by the one with the highest priority whose `applies` test
 * holds (cap-1.2 applies to everything). Texts hang on ctx. ERR_ABSENT: no profile of that name.
 */
enum err MUST_USE profile_read(const struct judge_profiles *profiles, void *ctx,
			       const struct profile_question *question,
			       const struct profile_result *result, struct fault *why);

#endif
