/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Wording: what chapter 4 asks of the text of a notice: at most 70 characters, the sending body
 * named, a verified telephone number of it, no link (art. 27); and which of its words a person
 * should look at, or which it may not have (art. 15, 18, 27, 42).
 */
#ifndef NOTICE_WORDING_H
#define NOTICE_WORDING_H

#include "notice/naming.h"
#include "notice/rules.h"
#include "notice/vocabulary.h"

enum { WORDING_CHARACTERS_MAX = 70 };

struct wording_case {
	struct slice text;	/* as submitted, UTF-8 */
	struct slice signature; /* what the carrier adds before it; its length counts */
	const char *field;	/* where it stands: "info[1].description" */
	enum lane lane;
	const char *basis;
	/*
	 * A further language beside the Chinese one: art. 27's length, name and number are asked
	 * of the Chinese text; links and words of both.
	 */
	bool is_translation;
	const struct registry_agency *agency; /* the sending body; NULL: nobody knows */
	const struct naming *naming;	      /* NULL: names are not looked for */
	const struct vocabulary *vocabulary;  /* NULL: words are not looked for */
	const uint32_t *adcodes;	      /* of the area, where it is named by them */
	size_t adcode_count;
	bool asks_no_phone; /* of a check that was given no numbers */
};

struct wording_count {
	size_t characters; /* as submitted */
	size_t characters_nfc;
	size_t characters_nfkc;
	size_t units;	 /* UTF-16 */
	size_t segments; /* of SMS in UCS-2: 70, or 67 each */
};

struct wording_count wording_count(struct slice text);
/* The signature and the text behind it: what the phone shows. */
struct wording_count wording_count_shown(const struct wording_case *wording);

/* Adds what is wrong; the strength follows the lane. */
void wording_judge(struct findings *findings, const struct wording_case *wording);

#endif
