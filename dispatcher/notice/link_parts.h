/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the files of link_*.c share: a plain text read into signs, the alphabet of addresses. Dots
 * in disguise are dots here, of a strength; a sign knows which characters it stands for.
 */
#ifndef NOTICE_LINK_PARTS_H
#define NOTICE_LINK_PARTS_H

#include "notice/link.h"

enum link_sign_kind {
	LINK_OTHER = 0,
	LINK_LABEL, /* what the names of hosts are made of */
	LINK_DOT,
	LINK_SLASH,
	LINK_COLON,
	LINK_AT,
	LINK_MARK, /* other ASCII that stands in addresses: ?=&%#+~! and their like */
};

/* How sure it is that a dot is meant, from the surest down. */
enum link_dot {
	LINK_DOT_NONE = 0,
	LINK_DOT_FULL = 1, /* '.', or in brackets: "[.]", "(dot)", "(点)" */
	LINK_DOT_SIGN,	   /* 。 · • ・ */
	LINK_DOT_WORD,	   /* 点, dot */
	LINK_DOT_COMMA,	   /* , 、 */
};

struct link_sign {
	uint8_t kind;	      /* enum link_sign_kind */
	uint8_t dot;	      /* enum link_dot, of a LINK_DOT */
	uint8_t is_joined;    /* nothing but the sign before stands before it: no blank */
	uint8_t is_spaced;    /* the blank behind it is one of letters spaced out */
	uint8_t is_top_level; /* the label that begins here is one, or begins with one */
	uint8_t is_capital;   /* as it was written */
	uint32_t code;	      /* as it is */
	uint32_t ascii; /* as it looks: 'a' to 'z', '0' to '9', '-', '_'; 0: like none of them */
	uint32_t first, last; /* of plain->at */
};

struct link_text {
	const struct plain *plain;
	uint32_t count;
	bool ignores_blanks;
	struct link_sign at[PLAIN_CHARACTERS_MAX];
};

void link_text_read(struct link_text *out, const struct plain *plain);
/* As if the text had no blanks: for those who space out what they hide. */
void link_text_join(struct link_text *text);

/* Once the text is read, and again once it is joined. */
void link_mark_top_levels(struct link_text *text);

/* What was found: signs first to last (of link_text); certain or not. shape NONE: nothing. */
struct link_found {
	enum link_shape shape;
	bool is_certain;
	uint32_t first, last;
};

/* The sign there, or one of no kind past the end. */
const struct link_sign *link_sign_at(const struct link_text *text, uint32_t at);
/* The letters and digits just before `end`, as far back as `from`: where they begin. */
uint32_t link_word_before(const struct link_text *text, uint32_t from, uint32_t end);
/* Those signs as ASCII; false: none, or too many. */
enum { LINK_WORD_OCTETS_MAX = 24 };
bool link_word(char *out, const struct link_text *text, uint32_t first, uint32_t end);

/* A run of signs of host names that begins at `at`: the first sign after it. */
uint32_t link_label_end(const struct link_text *text, uint32_t at);
/* Does a label begin at `at`? */
bool link_label_begins(const struct link_text *text, uint32_t at);
/* To the end of what still belongs to an address whose sign `at` does: the last such sign. */
uint32_t link_tail(const struct link_text *text, uint32_t at);

bool link_find_scheme(const struct link_text *text, uint32_t at, struct link_found *out);
bool link_find_host(const struct link_text *text, uint32_t at, struct link_found *out);
bool link_find_ipv4(const struct link_text *text, uint32_t at, struct link_found *out);
bool link_find_ipv6(const struct link_text *text, uint32_t at, struct link_found *out);

/* Is it a top-level domain, by the list of public suffixes? ASCII, small letters. */
bool link_is_top_level(const char *name);
/* One under which addresses in fact are: com, cn, top; not one that is a word of its own. */
bool link_is_usual(const char *name);

#endif
