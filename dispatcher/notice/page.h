/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Page: a text as the 82-octet pages of cell broadcast (TS 23.041 9.4.1), right to the bit.
 *
 *	alphabet   DCS    a page   15 pages   padding
 *	GSM 7-bit  0x0f     93        1395    CR
 *	           0x01     93        1395    CR; says English
 *	           0x10     90        1350    CR; two letters of language and CR come first
 *	UCS-2      0x48     41         615    000D
 *	           0x11     40         600    000D; the language's letters, packed, come first
 *
 * The default is without a language prefix: 2G phones of many makes show the prefix as text,
 * and the further-language message identifiers already keep languages apart. Where a language is
 * asked for, English in the 7-bit alphabet is said by the DCS alone (0x01), which costs no
 * character; any other is a prefix on every page, since Android reads it on every page.
 *
 * An escape pair and a surrogate pair are never split. Nothing is ever cut: a text that needs
 * more than 15 pages is ERR_LIMIT, saying by how much.
 */
#ifndef NOTICE_PAGE_H
#define NOTICE_PAGE_H

#include "notice/charset.h"
#include "notice/route.h"

enum {
	PAGE_DCS_GSM_ENGLISH = 0x01,
	PAGE_DCS_GSM = 0x0f,
	PAGE_DCS_GSM_LANGUAGE = 0x10,
	PAGE_DCS_UCS2_LANGUAGE = 0x11,
	PAGE_DCS_UCS2 = 0x48,
	PAGE_TEXT_OCTETS_MAX = ROUTE_PAGES_MAX * 93 * 4 + 1,
};

struct page_set {
	uint8_t dcs;
	size_t count; /* 1..15 */
	struct route_page pages[ROUTE_PAGES_MAX];
};

/*
 * `language` is two ASCII letters (ISO 639-1; written in small ones), or empty where none is to be
 * said. ERR_INPUT: not UTF-8, or no such language; ERR_LIMIT: over 15 pages, or empty.
 */
enum err MUST_USE page_make(struct page_set *out, struct slice text, struct slice language,
			    struct fault *why);

/*
 * The text that a phone shows: padding removed, NUL-terminated UTF-8 in PAGE_TEXT_OCTETS_MAX.
 * ERR_INPUT: a DCS that is none of the above, or a used length past 82.
 */
enum err MUST_USE page_read(char *text, const struct page_set *pages, struct fault *why);

#endif
