/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses made of numbers: IPv4 and IPv6 (RFC 3986 3.2.2). */
#include "notice/link_parts.h"

enum { IPV4_NUMBERS = 4, IPV6_GROUPS = 8, IPV6_GROUP_MAX = 4 };

/* ---- IPv4 ------------------------------------------------------------------------------- */

/* Decimal digits from `at`: how many; 0 if it is no number up to 255. */
static uint32_t octet_at(const struct link_text *text, uint32_t at)
{
	uint32_t size = 0, value = 0;

	while (plain_is_digit(link_sign_at(text, at + size)->ascii) && size < 4 &&
	       (size == 0 || text->at[at + size].is_joined))
		value = value * 10 + text->at[at + size++].ascii - '0';
	return size > 3 || value > 255 ? 0 : size;
}

/* "版本10.2.110.1": the numbers of a version are as many. */
static bool stands_after_version(const struct link_text *text, uint32_t at)
{
	return at > 0 && (text->at[at - 1].code == 0x672c /* 本 */ ||
			  text->at[at - 1].code == 0x7248 /* 版 */ ||
			  plain_is_letter(text->at[at - 1].ascii));
}

static bool is_sure_ipv4(const struct link_text *text, uint32_t end, uint32_t longest)
{
	const struct link_sign *mark = link_sign_at(text, end), *next = link_sign_at(text, end + 1);

	return longest == 3 || (mark->kind == LINK_SLASH && next->ascii != 0) ||
	       (mark->kind == LINK_COLON && plain_is_digit(next->ascii));
}

static uint32_t skip_to_digits(const struct link_text *text, uint32_t at)
{
	uint32_t end = link_label_end(text, at), first = end;

	while (first > at && plain_is_digit(text->at[first - 1].ascii))
		first--;
	return first;
}

bool link_find_ipv4(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t first = skip_to_digits(text, at), end = first, longest = 0;

	for (unsigned int i = 0; i < IPV4_NUMBERS; i++) {
		uint32_t size;

		/* Numbers with commas between them are a list, not an address. */
		if (i > 0 && (link_sign_at(text, end)->kind != LINK_DOT ||
			      link_sign_at(text, end)->dot == LINK_DOT_COMMA))
			return false;
		if (i > 0)
			end++;
		size = octet_at(text, end);
		if (size == 0)
			return false;
		if (size > longest)
			longest = size;
		end += size;
	}
	if (plain_is_letter(link_sign_at(text, end)->ascii) ||
	    (link_sign_at(text, end)->kind == LINK_DOT &&
	     plain_is_digit(link_sign_at(text, end + 1)->ascii)))
		return false;
	*out = (struct link_found){
		.shape = LINK_IPV4,
		.is_certain = is_sure_ipv4(text, end, longest) &&
			      !stands_after_version(text, first),
		.first = first,
		.last = link_tail(text, end - 1),
	};
	return true;
}

/* ---- IPv6 ------------------------------------------------------------------------------- */

static bool is_hexadecimal(const struct link_sign *sign)
{
	return plain_is_digit(sign->ascii) || (sign->ascii >= 'a' && sign->ascii <= 'f');
}

struct groups {
	uint32_t end, count, letters;
	bool is_short; /* "::" stands in it */
};

/* Groups of hexadecimal digits with colons between them, "::" once. False: more than fit. */
static bool read_groups(const struct link_text *text, struct groups *out)
{
	while (out->end < text->count) {
		uint32_t size = 0;

		while (is_hexadecimal(link_sign_at(text, out->end + size)) &&
		       size <= IPV6_GROUP_MAX) {
			out->letters += plain_is_letter(link_sign_at(text, out->end + size)->ascii);
			size++;
		}
		if (size > IPV6_GROUP_MAX || (size > 0 && ++out->count > IPV6_GROUPS))
			return false;
		out->end += size;
		if (link_sign_at(text, out->end)->kind != LINK_COLON)
			return true;
		if (link_sign_at(text, out->end + 1)->kind == LINK_COLON) {
			if (out->is_short)
				return false;
			out->is_short = true;
			out->end++;
		} else if (!is_hexadecimal(link_sign_at(text, out->end + 1))) {
			return true;
		}
		out->end++;
	}
	return true;
}

/* "2001:db8::1"; "12:30:45" and "注意::" are none: a time has no "::" and no letters. */
bool link_find_ipv6(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = end;
	struct groups groups;

	while (first > at && is_hexadecimal(&text->at[first - 1]))
		first--;
	groups = (struct groups){ .end = first };
	if (first == end || !read_groups(text, &groups))
		return false;
	if (plain_is_letter(link_sign_at(text, groups.end)->ascii))
		return false;
	if (!(groups.is_short && groups.count >= 3) &&
	    !(groups.count == IPV6_GROUPS && groups.letters))
		return false;
	*out = (struct link_found){ LINK_IPV6, true, first, groups.end - 1 };
	return true;
}
