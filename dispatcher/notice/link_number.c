/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses made of numbers: IPv4 and IPv6 (RFC 3986 3.2.2). */
#include "notice/link_parts.h"

enum { IPV4_NUMBERS = 4, IPV6_GROUPS = 8, IPV6_GROUP_MAX = 4 };

/* ---- IPv4 ------------------------------------------------------------------------------- */

/* One number of an address, as inet_aton() takes it: 192, 0300, 0xC0. size 0: none. */
struct number {
	uint32_t size, value;
	bool is_hexadecimal;
};

static bool is_hexadecimal(const struct link_sign *sign)
{
	return plain_is_digit(sign->ascii) || (sign->ascii >= 'a' && sign->ascii <= 'f');
}

static uint32_t digit_of(const struct link_sign *sign)
{
	return sign->ascii - (plain_is_digit(sign->ascii) ? '0' : 'a' - 10);
}

/* "0x" and up to eight digits. */
static struct number hexadecimal_at(const struct link_text *text, uint32_t at)
{
	struct number number = { .size = 2, .is_hexadecimal = true };

	if (link_sign_at(text, at)->ascii != '0' || link_sign_at(text, at + 1)->ascii != 'x' ||
	    !is_hexadecimal(link_sign_at(text, at + 2)))
		return (struct number){ 0 };
	for (; is_hexadecimal(link_sign_at(text, at + number.size)); number.size++) {
		if (number.size == 10)
			return (struct number){ 0 };
		number.value = number.value << 4 | digit_of(&text->at[at + number.size]);
	}
	return number;
}

/* Three digits up to 255; four where the first is a zero, which makes them octal: 0300. */
static struct number octet_at(const struct link_text *text, uint32_t at)
{
	struct number number = hexadecimal_at(text, at);
	uint32_t octal = 0;

	if (number.size > 0)
		return number.value > 255 ? (struct number){ 0 } : number;
	for (; plain_is_digit(link_sign_at(text, at + number.size)->ascii) && number.size < 5 &&
	       (number.size == 0 || text->at[at + number.size].is_joined);
	     number.size++) {
		number.value = number.value * 10 + digit_of(&text->at[at + number.size]);
		octal = octal * 8 + digit_of(&text->at[at + number.size]);
	}
	if (number.size == 4 && text->at[at].ascii == '0' && octal <= 255)
		return number;
	return number.size > 3 || number.value > 255 ? (struct number){ 0 } : number;
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

	return longest >= 3 || (mark->kind == LINK_SLASH && next->ascii != 0) ||
	       (mark->kind == LINK_COLON && plain_is_digit(next->ascii));
}

/* Where a number may begin: at "0x", else at the digits that end the label. */
static uint32_t skip_to_number(const struct link_text *text, uint32_t at)
{
	uint32_t end = link_label_end(text, at), first = link_word_before(text, at, end);

	if (hexadecimal_at(text, first).size > 0)
		return first;
	for (first = end; first > at && plain_is_digit(text->at[first - 1].ascii);)
		first--;
	return first;
}

static bool find_four(const struct link_text *text, uint32_t first, struct link_found *out)
{
	uint32_t end = first, longest = 0;

	for (unsigned int i = 0; i < IPV4_NUMBERS; i++) {
		struct number number;

		/* Numbers with commas between them are a list, not an address. */
		if (i > 0 && (link_sign_at(text, end)->kind != LINK_DOT ||
			      link_sign_at(text, end)->dot == LINK_DOT_COMMA))
			return false;
		if (i > 0)
			end++;
		number = octet_at(text, end);
		if (number.size == 0)
			return false;
		if (number.size > longest)
			longest = number.size;
		end += number.size;
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

/* "/index", not "/87654322"; ":8080", not ":3". */
static bool goes_on_like_one(const struct link_text *text, uint32_t end)
{
	const struct link_sign *mark = link_sign_at(text, end), *next = link_sign_at(text, end + 1);

	if (!mark->is_joined || !next->is_joined)
		return false;
	return (mark->kind == LINK_SLASH && plain_is_letter(next->ascii)) ||
	       (mark->kind == LINK_COLON && plain_is_digit(next->ascii) &&
		plain_is_digit(link_sign_at(text, end + 2)->ascii));
}

/* Eight to ten decimal digits that fit into 32 bits. */
static struct number integer_at(const struct link_text *text, uint32_t at)
{
	uint64_t value = 0;
	uint32_t size = 0;

	while (plain_is_digit(link_sign_at(text, at + size)->ascii) && size < 11)
		value = value * 10 + digit_of(&text->at[at + size++]);
	if (size < 8 || value > UINT32_MAX)
		return (struct number){ 0 };
	return (struct number){ .size = size, .value = (uint32_t)value };
}

/*
 * The whole address as one number: "0xC0A80101", "3232235777/a". Error codes and telephone numbers
 * look like it too: only the hexadecimal one that goes on like an address is sure.
 */
static bool find_one(const struct link_text *text, uint32_t first, struct link_found *out)
{
	struct number number = hexadecimal_at(text, first);
	bool goes_on;

	if (number.size == 0)
		number = integer_at(text, first);
	goes_on = goes_on_like_one(text, first + number.size);
	if (number.value >> 24 == 0 || (!goes_on && !number.is_hexadecimal) ||
	    plain_is_letter(link_sign_at(text, first + number.size)->ascii))
		return false;
	*out = (struct link_found){
		.shape = LINK_IPV4,
		.is_certain = goes_on && number.is_hexadecimal,
		.first = first,
		.last = link_tail(text, first + number.size - 1),
	};
	return true;
}

bool link_find_ipv4(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t first = skip_to_number(text, at);

	return find_four(text, first, out) || find_one(text, first, out);
}

/* ---- IPv6 ------------------------------------------------------------------------------- */

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
