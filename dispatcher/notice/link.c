/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/link.h"

#include "notice/link_parts.h"

enum {
	MAIL_SIGNS_MAX = 64,   /* RFC 5321 4.5.3.1.1: of the local part */
	PIECE_SIGNS_MAX = 4,   /* between two blanks of an address that was cut up */
	PIECES_SIGNS_MAX = 40, /* of all of it */
	RUN_LETTERS_LEAST = 7, /* "wwwabcn" */
};

static const char *const shape_names[LINK_SHAPE_COUNT] = {
	[LINK_NONE] = "none", [LINK_SCHEME] = "scheme", [LINK_MAIL] = "mail", [LINK_IPV4] = "ipv4",
	[LINK_IPV6] = "ipv6", [LINK_HOST] = "host",	[LINK_RUN] = "run",
};

const char *link_shape_name(enum link_shape shape)
{
	return (unsigned int)shape < LINK_SHAPE_COUNT ? shape_names[shape] : "invalid";
}

/* ---- "li.ming@yjga.gov.cn" -------------------------------------------------------------- */

static bool find_mail(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at);
	uint32_t first = link_word_before(text, at, end);
	struct link_found host;

	while (end - first <= MAIL_SIGNS_MAX && link_sign_at(text, end)->kind == LINK_DOT &&
	       link_sign_at(text, end)->dot == LINK_DOT_FULL &&
	       link_sign_at(text, end + 1)->kind == LINK_LABEL &&
	       link_sign_at(text, end + 1)->is_joined && link_sign_at(text, end + 1)->ascii != 0)
		end = link_label_end(text, end + 1);
	if (first == end || link_sign_at(text, end)->kind != LINK_AT ||
	    link_sign_at(text, end + 1)->kind != LINK_LABEL ||
	    !link_find_host(text, end + 1, &host) || host.first != end + 1)
		return false;
	*out = (struct link_found){ LINK_MAIL, host.is_certain, first, host.last };
	return true;
}

/* ---- "wwwyjgagovcn" --------------------------------------------------------------------- */

/* The top levels that are used so much that little else must speak for an address. */
static const char *const ends[] = { "com", "cn", "net", "org" };

static bool ends_in_top_level(const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (size >= strlen(ends[i]) && strcmp(word + size - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static bool find_run(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = link_word_before(text, at, end);
	char word[LINK_WORD_OCTETS_MAX];

	if (!link_word(word, text, first, end) || strncmp(word, "www", 3) != 0 ||
	    strlen(word) < RUN_LETTERS_LEAST || !ends_in_top_level(word))
		return false;
	*out = (struct link_found){ LINK_RUN, false, first, end - 1 };
	return true;
}

/* ---- "百度点com" ------------------------------------------------------------------------- */

/* 点 behind ideographs ends many words (地点, 8点): only in front of a top level, and not surely.
 */
static bool find_spoken(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = link_word_before(text, at, end);
	char word[LINK_WORD_OCTETS_MAX];

	if (first < at + 2 || text->at[first - 1].code != 0x70b9 /* 点 */ ||
	    !plain_is_han(text->at[first - 2].code) || text->at[first].is_capital ||
	    !link_word(word, text, first, end) || !ends_in_top_level(word))
		return false;
	*out = (struct link_found){ LINK_RUN, false, first - 2, end - 1 };
	return true;
}

/* ---- "baidu*com" ------------------------------------------------------------------------- */

static bool is_top_level(const char *word)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(word, ends[i]) == 0)
			return true;
	return false;
}

/* What is put where the dot was, to be read as one: "*", "#", "★". */
static bool may_be_put_for_a_dot(const struct link_sign *sign)
{
	static const char marks[] = "*#~^|$+";

	if (!sign->is_joined || sign->code == 0)
		return false;
	if (sign->code <= 0x7f)
		return strchr(marks, (int)sign->code) != NULL;
	/* Arrows, shapes, stars and dingbats; pictures. */
	return (sign->code >= 0x2190 && sign->code <= 0x2bff) ||
	       (sign->code >= 0x1f300 && sign->code <= 0x1faff);
}

static bool find_marked(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = link_word_before(text, at, end);
	uint32_t mark = end, label = end;
	char word[LINK_WORD_OCTETS_MAX];

	if (first == end || !plain_is_letter(text->at[end - 1].ascii))
		return false;
	while (may_be_put_for_a_dot(link_sign_at(text, end)) &&
	       link_sign_at(text, end)->code == link_sign_at(text, mark)->code &&
	       link_sign_at(text, end + 1)->kind == LINK_LABEL &&
	       link_sign_at(text, end + 1)->is_joined) {
		label = end + 1;
		end = link_label_end(text, label);
	}
	if (label == mark || text->at[label].is_capital)
		return false;
	for (end = label;
	     link_sign_at(text, end)->ascii && (end == label || text->at[end].is_joined);)
		end++;
	if (!link_word(word, text, label, end) || !is_top_level(word))
		return false;
	*out = (struct link_found){ LINK_RUN, false, first, end - 1 };
	return true;
}

/* ---- one scan --------------------------------------------------------------------------- */

/* In this order at every label: the first shape that finds itself there has it. */
static bool (*const shapes[])(const struct link_text *text, uint32_t at, struct link_found *out) = {
	link_find_scheme, find_mail, link_find_ipv4, link_find_ipv6,
	link_find_host,	  find_run,  find_spoken,    find_marked,
};

static bool find_at(const struct link_text *text, uint32_t at, struct link_found *out)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (shapes[i](text, at, out))
			return true;
	return false;
}

static void add(struct links *out, const struct link_text *text, const struct link_found *found)
{
	uint32_t first = text->at[found->first].first, last = text->at[found->last].last;

	if (out->count < LINKS_MAX)
		out->items[out->count++] = (struct link){
			.shape = found->shape,
			.is_certain = found->is_certain && !text->ignores_blanks,
			.where = plain_span(text->plain, first, last - first + 1),
		};
}

/* "w ww .ba idu. c om": cut into pieces shorter than words are. */
static bool is_in_pieces(const struct link_text *text, const struct link_found *found)
{
	uint32_t size = 0;

	if (found->shape == LINK_RUN)
		return true; /* "www baidu com" */
	if (found->last - found->first >= PIECES_SIGNS_MAX)
		return false;
	for (uint32_t i = found->first; i <= found->last; i++) {
		bool is_cut = text->plain->at[text->at[i].first].marks & PLAIN_AFTER_BLANK;

		size = is_cut ? 1 : size + 1;
		if (size > PIECE_SIGNS_MAX)
			return false;
	}
	return true;
}

static void scan(struct links *out, const struct link_text *text)
{
	struct link_found found;
	bool is_after_one =
		false; /* what is glued to a link is looked at like a label of its own */

	for (uint32_t at = 0; at < text->count; at++) {
		bool begins = link_label_begins(text, at) ||
			      (is_after_one && text->at[at].kind == LINK_LABEL);

		is_after_one = begins && find_at(text, at, &found);
		if (!is_after_one)
			continue;
		if (!text->ignores_blanks || is_in_pieces(text, &found))
			add(out, text, &found);
		at = found.last;
	}
}

/* A link needs letters, or full stops between numbers or before an ideographic domain. */
static bool may_have_any(const struct plain *plain)
{
	return plain->traits & (PLAIN_LETTERS | PLAIN_STOPS | PLAIN_FOREIGN);
}

void link_find(struct links *out, const struct plain *plain)
{
	struct link_text text;

	out->count = 0;
	if (!may_have_any(plain))
		return;
	link_text_read(&text, plain);
	link_mark_top_levels(&text);
	scan(out, &text);
	if (out->count > 0 || !(plain->traits & PLAIN_BLANKS) || !(plain->traits & PLAIN_LETTERS))
		return;
	link_text_join(&text);
	link_mark_top_levels(&text);
	scan(out, &text);
}
