/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/link.h"

#include "notice/link_parts.h"

enum { WORD_OCTETS_MAX = 24 };

static const char *const shape_names[LINK_SHAPE_COUNT] = {
	[LINK_NONE] = "none", [LINK_SCHEME] = "scheme", [LINK_MAIL] = "mail", [LINK_IPV4] = "ipv4",
	[LINK_IPV6] = "ipv6", [LINK_HOST] = "host",	[LINK_RUN] = "run",
};

const char *link_shape_name(enum link_shape shape)
{
	return (unsigned int)shape < LINK_SHAPE_COUNT ? shape_names[shape] : "invalid";
}

/* ---- "https://", "hxxp//", "weixin:" ---------------------------------------------------- */

/* Schemes that are known by their name: what a colon alone, or "//" alone, is enough for. */
static const struct {
	const char *name;
	bool needs_colon; /* "//" alone behind it is not enough */
	bool is_certain;  /* with a colon, and no "//" */
	bool needs_slashes;
} schemes[] = {
	{ "http", false, false, true },	     { "https", false, false, true },
	{ "hxxp", false, true, true },	     { "hxxps", false, true, true },
	{ "htp", false, false, true },	     { "ftp", false, false, true },
	{ "mailto", true, true, false },     { "magnet", true, true, false },
	{ "javascript", true, true, false }, { "weixin", true, false, false },
	{ "alipay", true, false, false },    { "alipays", true, false, false },
	{ "taobao", true, false, false },    { "tbopen", true, false, false },
	{ "mqq", true, false, false },	     { "mqqapi", true, false, false },
	{ "intent", true, false, false },    { "itms", true, false, false },
};

static const struct link_sign *sign_at(const struct link_text *text, uint32_t at)
{
	static const struct link_sign none = { .kind = LINK_OTHER };

	return at < text->count ? &text->at[at] : &none;
}

/* The letters and digits just before `end`, as far back as `from`: where they begin. */
static uint32_t word_before(const struct link_text *text, uint32_t from, uint32_t end)
{
	uint32_t first = end;

	while (first > from && text->at[first - 1].ascii != 0 &&
	       (first == end || text->at[first].is_joined))
		first--;
	return first;
}

static bool word_of(char *out, const struct link_text *text, uint32_t first, uint32_t end)
{
	if (first == end || end - first >= WORD_OCTETS_MAX)
		return false;
	for (uint32_t i = first; i < end; i++)
		out[i - first] = (char)text->at[i].ascii;
	out[end - first] = '\0';
	return true;
}

static bool has_slashes(const struct link_text *text, uint32_t at)
{
	return sign_at(text, at)->kind == LINK_SLASH && sign_at(text, at + 1)->kind == LINK_SLASH &&
	       sign_at(text, at + 2)->kind == LINK_LABEL;
}

static uint32_t tail_from(const struct link_text *text, uint32_t at)
{
	return at < text->count ? link_tail(text, at) : text->count - 1;
}

/* What may stand behind the colon of an address. */
static bool opens(const struct link_sign *sign)
{
	return sign->is_joined && (sign->ascii != 0 || sign->kind == LINK_MARK);
}

/* What is known by its name: a colon or "//" is missing. */
static bool find_named(const struct link_text *text, uint32_t first, uint32_t end,
		       struct link_found *out)
{
	char word[WORD_OCTETS_MAX];
	bool has_colon = sign_at(text, end)->kind == LINK_COLON;
	bool slashes = has_slashes(text, end + has_colon);

	if (!word_of(word, text, first, end))
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strcmp(schemes[i].name, word) != 0)
			continue;
		if (slashes ? schemes[i].needs_colon && !has_colon
			    : !has_colon || schemes[i].needs_slashes ||
				      !opens(sign_at(text, end + 1)))
			return false;
		*out = (struct link_found){ LINK_SCHEME, slashes || schemes[i].is_certain, first,
					    tail_from(text, end + has_colon + (slashes ? 2u : 0)) };
		return true;
	}
	return false;
}

static bool find_scheme(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = word_before(text, at, end);

	if (sign_at(text, end)->kind != LINK_COLON && sign_at(text, end)->kind != LINK_SLASH)
		return false;
	/* Whatever stands before it: "://" opens something. */
	if (sign_at(text, end)->kind == LINK_COLON && has_slashes(text, end + 1) && first < end) {
		*out = (struct link_found){ LINK_SCHEME, true, first, tail_from(text, end + 3) };
		return true;
	}
	return find_named(text, first, end, out);
}

/* ---- "li.ming@yjga.gov.cn" -------------------------------------------------------------- */

static bool find_mail(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at);
	uint32_t first = word_before(text, at, end);
	struct link_found host;

	while (sign_at(text, end)->kind == LINK_DOT && sign_at(text, end)->dot == LINK_DOT_FULL &&
	       sign_at(text, end + 1)->kind == LINK_LABEL && sign_at(text, end + 1)->is_joined &&
	       sign_at(text, end + 1)->ascii != 0)
		end = link_label_end(text, end + 1);
	if (first == end || sign_at(text, end)->kind != LINK_AT ||
	    sign_at(text, end + 1)->kind != LINK_LABEL || !link_find_host(text, end + 1, &host) ||
	    host.first != end + 1)
		return false;
	*out = (struct link_found){ LINK_MAIL, host.is_certain, first, host.last };
	return true;
}

/* ---- "wwwyjgagovcn" --------------------------------------------------------------------- */

static bool ends_in_top_level(const char *word, size_t size)
{
	static const char *const ends[] = { "com", "cn", "net", "org" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (size > strlen(ends[i]) + 4 &&
		    strcmp(word + size - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static bool find_run(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = word_before(text, at, end);
	char word[WORD_OCTETS_MAX];

	if (!word_of(word, text, first, end) || strncmp(word, "www", 3) != 0 ||
	    !ends_in_top_level(word, strlen(word)))
		return false;
	*out = (struct link_found){ LINK_RUN, false, first, end - 1 };
	return true;
}

/* ---- one scan --------------------------------------------------------------------------- */

/* In this order at every label: the first shape that finds itself there has it. */
static bool (*const shapes[])(const struct link_text *text, uint32_t at, struct link_found *out) = {
	find_scheme, find_mail, link_find_ipv4, link_find_ipv6, link_find_host, find_run,
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
	scan(out, &text);
	if (out->count > 0 || !(plain->traits & PLAIN_BLANKS) || !(plain->traits & PLAIN_LETTERS))
		return;
	link_text_join(&text);
	scan(out, &text);
}
