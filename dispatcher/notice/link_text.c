/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/link_parts.h"

#include <unictype.h>

#include "notice/lookalike.h"

/* ---- what a character is ---------------------------------------------------------------- */

static bool is_label_ascii(uint32_t ascii)
{
	return plain_is_letter(ascii) || plain_is_digit(ascii) || ascii == '-' || ascii == '_';
}

static bool is_letter_of_any_script(uint32_t code)
{
	return plain_is_han(code) || (code > 0x7f && uc_is_property_alphabetic(code));
}

static enum link_sign_kind kind_of(uint32_t code, uint32_t ascii)
{
	switch (ascii) {
	case '.':
		return LINK_DOT;
	case '/':
	case '\\':
		return LINK_SLASH;
	case ':':
		return LINK_COLON;
	case '@':
		return LINK_AT;
	default:
		if (is_label_ascii(ascii) || is_letter_of_any_script(code))
			return LINK_LABEL;
		return code > ' ' && code < 0x7f && code != ',' && code != ';' ? LINK_MARK
									       : LINK_OTHER;
	}
}

static struct link_sign sign_of(const struct plain *plain, uint32_t at)
{
	const struct plain_character *character = &plain->at[at];
	uint32_t ascii = lookalike_ascii(character->code);
	struct link_sign sign = {
		.kind = (uint8_t)kind_of(character->code, ascii),
		.is_joined = at > 0 && !(character->marks & PLAIN_AFTER_BLANK),
		.is_capital = (character->marks & PLAIN_CAPITAL) != 0,
		.code = character->code,
		.ascii = is_label_ascii(ascii) ? ascii : 0,
		.first = at,
		.last = at,
	};

	if (sign.kind == LINK_DOT)
		sign.dot = character->code == '.' ? LINK_DOT_FULL : LINK_DOT_SIGN;
	return sign;
}

/* ---- dots in disguise ------------------------------------------------------------------- */

static bool is_ascii_label_at(const struct plain *plain, uint32_t at)
{
	uint32_t ascii = lookalike_ascii(plain_code(plain, at));

	return plain_is_letter(ascii) || plain_is_digit(ascii);
}

static bool is_dot_word(const struct plain *plain, uint32_t at)
{
	return plain_code(plain, at) == 'd' && plain_code(plain, at + 1) == 'o' &&
	       plain_code(plain, at + 2) == 't';
}

static bool is_dot_ideograph(uint32_t code)
{
	return code == 0x70b9 /* 点 */ || code == 0x9ede /* 點 */ || code == 0x5940 /* 奌 */;
}

static uint32_t closing_of(uint32_t code)
{
	static const uint32_t brackets[][2] = {
		{ '(', ')' },	    { '[', ']' },	{ '{', '}' },
		{ '<', '>' },	    { 0x3010, 0x3011 }, { 0x3014, 0x3015 },
		{ 0x3008, 0x3009 }, { 0x300a, 0x300b }, { 0x300c, 0x300d },
	};

	for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++)
		if (brackets[i][0] == code)
			return brackets[i][1];
	return 0;
}

/* "[.]", "(dot)", "【点】": how many characters; 0: none. */
static uint32_t bracketed_dot(const struct plain *plain, uint32_t at)
{
	uint32_t closing = closing_of(plain_code(plain, at)), inside = plain_code(plain, at + 1);

	if (!closing)
		return 0;
	if (is_dot_word(plain, at + 1) && plain_code(plain, at + 4) == closing)
		return 5;
	if (plain_code(plain, at + 2) != closing)
		return 0;
	return inside == '.' || inside == 0x3002 || is_dot_ideograph(inside) ? 3 : 0;
}

/* "(at)", "[at]" */
static uint32_t bracketed_at(const struct plain *plain, uint32_t at)
{
	uint32_t closing = closing_of(plain_code(plain, at));

	return closing && plain_code(plain, at + 1) == 'a' && plain_code(plain, at + 2) == 't' &&
			       plain_code(plain, at + 3) == closing
		       ? 4
		       : 0;
}

/* Between letters and digits of addresses a mark or word may stand for the dot. */
static enum link_dot disguised_dot(const struct plain *plain, uint32_t at, uint32_t *length)
{
	uint32_t code = plain_code(plain, at);

	*length = 1;
	if (at == 0)
		return LINK_DOT_NONE;
	if (is_dot_word(plain, at) && plain_is_after_blank(plain, at) &&
	    plain_is_after_blank(plain, at + 3)) {
		*length = 3;
		return LINK_DOT_WORD;
	}
	if (!is_ascii_label_at(plain, at - 1) || !is_ascii_label_at(plain, at + 1))
		return LINK_DOT_NONE;
	if (code == 0x3002)
		return LINK_DOT_SIGN;
	if (is_dot_ideograph(code) || code == 0x4e36 /* 丶 */)
		return LINK_DOT_WORD;
	return code == ',' || code == 0x3001 ? LINK_DOT_COMMA : LINK_DOT_NONE;
}

/* ---- the whole text --------------------------------------------------------------------- */

static struct link_sign next_sign(const struct plain *plain, uint32_t at)
{
	struct link_sign sign = sign_of(plain, at);
	uint32_t length = bracketed_dot(plain, at);

	if (length > 0) {
		sign.kind = LINK_DOT;
		sign.dot = LINK_DOT_FULL;
	} else if ((length = bracketed_at(plain, at)) > 0) {
		sign.kind = LINK_AT;
	} else {
		enum link_dot dot = disguised_dot(plain, at, &length);

		if (dot) {
			sign.kind = LINK_DOT;
			sign.dot = (uint8_t)dot;
		} else {
			length = 1;
		}
	}
	sign.last = at + length - 1;
	return sign;
}

static bool is_single(const struct link_text *text, uint32_t at)
{
	return text->at[at].kind != LINK_LABEL ||
	       ((at == 0 || !text->at[at].is_joined || text->at[at - 1].kind != LINK_LABEL) &&
		(at + 1 == text->count || !text->at[at + 1].is_joined ||
		 text->at[at + 1].kind != LINK_LABEL));
}

/* A letter, or a dot between letters: what is spaced out to be read as a word. */
static bool may_be_spaced(const struct link_text *text, uint32_t at)
{
	return (plain_is_letter(text->at[at].ascii) || text->at[at].kind == LINK_DOT) &&
	       is_single(text, at);
}

/* "w w w . a . c o m": where only single signs stand, the blanks between them are no walls. */
static void join_singles(struct link_text *text)
{
	bool before = text->count > 0 && may_be_spaced(text, 0);

	/* Each is asked before the one after it changes: that one's blank is its own business. */
	for (uint32_t i = 1; i < text->count; i++) {
		bool single = may_be_spaced(text, i);

		text->at[i - 1].is_spaced = before && single;
		before = single;
	}
	for (uint32_t i = 1; i < text->count; i++)
		text->at[i].is_joined = text->at[i].is_joined || text->at[i - 1].is_spaced;
}

void link_text_read(struct link_text *out, const struct plain *plain)
{
	out->plain = plain;
	out->count = 0;
	out->ignores_blanks = false;
	for (uint32_t at = 0; at < plain->count; at = out->at[out->count++].last + 1)
		out->at[out->count] = next_sign(plain, at);
	if (plain->traits & PLAIN_BLANKS)
		join_singles(out);
}

void link_text_join(struct link_text *text)
{
	text->ignores_blanks = true;
	for (uint32_t i = 1; i < text->count; i++)
		text->at[i].is_joined = true;
}

/* ---- words ------------------------------------------------------------------------------ */

const struct link_sign *link_sign_at(const struct link_text *text, uint32_t at)
{
	static const struct link_sign none = { .kind = LINK_OTHER };

	return at < text->count ? &text->at[at] : &none;
}

uint32_t link_word_before(const struct link_text *text, uint32_t from, uint32_t end)
{
	uint32_t first = end;

	while (first > from && text->at[first - 1].ascii != 0 &&
	       (first == end || text->at[first].is_joined))
		first--;
	return first;
}

bool link_word(char *out, const struct link_text *text, uint32_t first, uint32_t end)
{
	if (first == end || end - first >= LINK_WORD_OCTETS_MAX)
		return false;
	for (uint32_t i = first; i < end; i++)
		out[i - first] = (char)text->at[i].ascii;
	out[end - first] = '\0';
	return true;
}

/* ---- labels ----------------------------------------------------------------------------- */

bool link_label_begins(const struct link_text *text, uint32_t at)
{
	return text->at[at].kind == LINK_LABEL &&
	       (at == 0 || !text->at[at].is_joined || text->at[at - 1].kind != LINK_LABEL);
}

uint32_t link_label_end(const struct link_text *text, uint32_t at)
{
	for (at++; at < text->count && text->at[at].kind == LINK_LABEL && text->at[at].is_joined;)
		at++;
	return at;
}

static bool is_of_tail(const struct link_sign *sign)
{
	if (!sign->is_joined)
		return false;
	if (sign->kind == LINK_LABEL)
		return sign->ascii != 0;
	return sign->kind == LINK_SLASH || sign->kind == LINK_COLON || sign->kind == LINK_AT ||
	       (sign->kind == LINK_DOT && sign->dot <= LINK_DOT_WORD) ||
	       (sign->kind == LINK_MARK && !closing_of(sign->code) && sign->code != ')' &&
		sign->code != ']' && sign->code != '}' && sign->code != '!' && sign->code != '"');
}

uint32_t link_tail(const struct link_text *text, uint32_t at)
{
	uint32_t last = at;

	for (uint32_t i = at + 1; i < text->count && is_of_tail(&text->at[i]); i++)
		if (text->at[i].kind != LINK_DOT && text->at[i].kind != LINK_COLON)
			last = i;
	return last;
}
