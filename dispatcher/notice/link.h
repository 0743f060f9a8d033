/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Link: web addresses and what else opens something when it is touched, in a text that may bring
 * none (art. 27), in whatever disguise a reader still understands: "www点yjga点gov点cn",
 * "ｗｗｗ．ａ．ｃｏｍ", "hxxp://", "a[.]com", "w w w . a . c o m", "аррӏе.com". Dates, times,
 * decimals, versions, telephone numbers, abbreviations and a blank forgotten after a full stop are
 * none.
 *
 * What only looks like one is not certain, and is for a person to decide. docs/rules.md says what
 * counts and where the limits are.
 */
#ifndef NOTICE_LINK_H
#define NOTICE_LINK_H

#include "notice/plain.h"

enum link_shape {
	LINK_NONE = 0,
	LINK_SCHEME, /* "https://..", and those of apps: "weixin://.." */
	LINK_MAIL,   /* "a@b.cn" */
	LINK_IPV4,
	LINK_IPV6,
	LINK_HOST, /* "gov.cn", "应急.中国" */
	LINK_RUN,  /* "wwwyjgagovcn" */
	LINK_SHAPE_COUNT
};
const char *link_shape_name(enum link_shape shape); /* "host" */

struct link {
	enum link_shape shape;
	bool is_certain; /* else: only looks like one */
	struct plain_span where;
};

enum { LINKS_MAX = 16 };

struct links {
	struct link items[LINKS_MAX];
	size_t count;
};

/* In the order of the text; past LINKS_MAX nothing is added. */
void link_find(struct links *out, const struct plain *plain);

#endif
