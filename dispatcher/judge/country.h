/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Country: what the law of the country needs as data, in the folder `cn` beside the profiles:
 *	calendar.csv	the yearly notices on holidays, one row each (docs/calendar.md)
 *	divisions.csv	the administrative divisions (docs/divisions.md)
 *	words.csv	words that a rule looks for in a text (docs/rules.md)
 * It is the only copy: nothing of it is built into the program.
 */
#ifndef JUDGE_COUNTRY_H
#define JUDGE_COUNTRY_H

#include "notice/calendar.h"
#include "notice/division.h"
#include "notice/vocabulary.h"

struct country {
	struct calendar calendar;
	struct division_table divisions;
	struct vocabulary_words words;
};

/* `directory`: that of the profiles. ERR_IO, ERR_INPUT, ERR_LIMIT: the file and line, and why. */
enum err MUST_USE country_load(struct country **out, void *ctx, const char *directory,
			       struct fault *why);

/* Is this folder (of `directory`) a country's, and so no profile? */
bool country_owns(const char *directory, const char *folder);

#endif
