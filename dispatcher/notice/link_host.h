/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What link_host.c (labels with dots between them) and link_ruling.c (is that an address?) share.
 */
#ifndef NOTICE_LINK_HOST_H
#define NOTICE_LINK_HOST_H

#include "notice/link_parts.h"

enum {
	LINK_LABELS_MAX = 12,	   /* what goes on is found from one of its later labels */
	LINK_NAME_OCTETS_MAX = 64, /* RFC 1035 2.3.4: a label has at most 63 */
};

struct link_label {
	uint32_t first, end;
};

/* Labels with dots between them, as far as they reach. */
struct link_chain {
	const struct link_text *text;
	struct link_label labels[LINK_LABELS_MAX];
	uint32_t count;
};

/* What the rulings below look at: the labels up to `count`, the last of them its top level. */
struct link_host {
	const struct link_chain *chain;
	uint32_t count;
	char top_level[LINK_NAME_OCTETS_MAX];
	bool top_is_ascii, top_is_han;
	bool top_is_whole; /* nothing else is glued to it */
	uint32_t first, last;
	enum link_dot weakest;
	bool is_spaced; /* by blanks round its dots */
};

/* Where what is no ideograph any more begins, at the end of a label. */
uint32_t link_after_han(const struct link_chain *chain, struct link_label label);
/* The first label without the sentence that is glued to its front. */
struct link_label link_front(const struct link_chain *chain);
bool link_front_is(const struct link_chain *chain, const char *name);
bool link_front_is_ascii(const struct link_host *host);
bool link_put_ascii(char *out, const struct link_chain *chain, struct link_label label);
const struct link_sign *link_sign_of(const struct link_chain *chain, uint32_t at);

enum link_ruling { LINK_RULING_NONE = 0, LINK_RULING_LOOKS, LINK_RULING_CERTAIN };
enum link_ruling link_rule(const struct link_host *host);
/* "/x", ":80", "?q" stand behind it. */
bool link_is_before_a_path(const struct link_host *host);

#endif
