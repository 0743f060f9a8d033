/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A refusal of the HTTP face, RFC 9457 (application/problem+json):
 *	{"type","title","status","detail","zh","en","findings"}
 * zh and en are the sentence for people; detail says what exactly, where there is more to say.
 */
#ifndef WIRE_PROBLEM_JSON_H
#define WIRE_PROBLEM_JSON_H

#include "notice/finding.h"
#include "wire/text.h"

#define PROBLEM_MEDIA_TYPE "application/problem+json"

struct problem {
	unsigned int status; /* HTTP; one without a row of its own is shown as a plain error */
	struct slice detail; /* English, may be absent */
	struct slice clause; /* "art. 27"; may be absent or empty */
	const struct findings *findings; /* may be NULL */
};

void problem_json_write(struct text *out, const struct problem *problem);

#endif
