/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Content: exactly what is approved and must leave unchanged: texts (NFC, by language), the
 * geometry each of them is bound to (1e-6 degree), window, channels, and the terms of a written
 * application: for whom, under which number, how often, under which plan or exemption. Its digest
 * is what a reviewer agrees to, and is checked again before sending (art. 27).
 */
#ifndef NOTICE_CONTENT_H
#define NOTICE_CONTENT_H

#include "base/utc.h"
#include "notice/area_set.h"

struct content_text {
	struct slice language;
	struct slice text; /* NFC */
	uint16_t message_identifier;
	size_t set; /* index into `sets`: it goes there and nowhere else */
};

/* One thing more that an application asks for: "repeats" "3", "sender-code" "10655110". */
struct content_term {
	const char *name;
	struct slice value;
};

struct content {
	const struct content_text *texts;
	size_t text_count;
	const struct area_set *sets;
	size_t set_count;
	struct utc begins, expires;
	const struct slice *channels; /* "cell-broadcast", "sms", "internet" */
	size_t channel_count;
	const struct content_term *terms; /* of an application; in the order of its members */
	size_t term_count;
};

/*
 * The canonical bytes, on ctx: one line for each part, so that a person can read what was
 * signed. Texts come first, each with the number of the area that it is bound to; then each area,
 * as area_set_canonical() writes it:
 *	text zh-CN 4371 <octets of UTF-8> 1\n<the text>\n
 *	area 1\n   circle 30200000,120200000 5000\n   code adcode 330100\n   polygon ...\n
 *	window <begins us> <expires us>\n   channel cell-broadcast\n
 *	term repeats 1 3\n: name, octets of the value, the value
 */
struct slice content_canonical(void *ctx, const struct content *content);
struct digest content_digest(const struct content *content);
/*
 * The same without the terms: what the filing date hangs on when an application is amended
 * (补正): whoever corrects its number or its repeats need not file again.
 */
struct digest content_filed_digest(const struct content *content);

/*
 * The next text of canonical bytes that were stored, with *rest moved behind it; its slices point
 * into them. False when no other text follows.
 */
bool content_text_next(struct content_text *out, struct slice *rest);
/* The lines of the next area, behind the texts: area_set_canonical() of it. */
bool content_area_next(struct slice *lines, struct slice *rest);

/* The next channel, behind the areas. */
bool content_channel_next(struct slice *channel, struct slice *rest);

/* NFC of UTF-8 text, on ctx. ERR_INPUT if it is not UTF-8. */
enum err MUST_USE content_normalise(void *ctx, struct slice text, struct slice *out,
				    struct fault *why);

#endif
