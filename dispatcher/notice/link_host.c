/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/link_host.h"

#include "notice/charset.h"

enum {
	HAN_NAME_MAX = 8,   /* the longest top-level domain in ideographs, with room */
	HAN_SHOWN_MAX = 10, /* of the sentence that runs into an address */
};

/* ---- labels ----------------------------------------------------------------------------- */

const struct link_sign *link_sign_of(const struct link_chain *chain, uint32_t at)
{
	return &chain->text->at[at];
}

/* Ideographs are written without blanks: what stands before a name in letters is a sentence. */
uint32_t link_after_han(const struct link_chain *chain, struct link_label label)
{
	uint32_t first = label.end;

	while (first > label.first && !plain_is_han(link_sign_of(chain, first - 1)->code))
		first--;
	return first;
}

static uint32_t ascii_until(const struct link_chain *chain, struct link_label label)
{
	uint32_t end = label.first;

	while (end < label.end && link_sign_of(chain, end)->ascii != 0)
		end++;
	return end;
}

bool link_put_ascii(char *out, const struct link_chain *chain, struct link_label label)
{
	uint32_t size = label.end - label.first;

	if (size == 0 || size >= LINK_NAME_OCTETS_MAX)
		return false;
	for (uint32_t i = 0; i < size; i++)
		out[i] = (char)link_sign_of(chain, label.first + i)->ascii;
	out[size] = '\0';
	return true;
}

/* As it is written, in UTF-8. */
static bool put_written(char *out, const struct link_chain *chain, struct link_label label)
{
	size_t size = 0;

	for (uint32_t i = label.first; i < label.end; i++) {
		if (size + 4 >= LINK_NAME_OCTETS_MAX)
			return false;
		size += charset_put_utf8(out + size, link_sign_of(chain, i)->code);
	}
	out[size] = '\0';
	return size > 0;
}

/* The first label without what is glued to its front. */
struct link_label link_front(const struct link_chain *chain)
{
	struct link_label label = chain->labels[0];
	uint32_t from = link_after_han(chain, label);

	if (from < label.end)
		label.first = from;
	else if (label.end - label.first > HAN_SHOWN_MAX)
		label.first = label.end - HAN_SHOWN_MAX;
	return label;
}

/* ---- the top level ---------------------------------------------------------------------- */

static bool take_ascii(struct link_host *host, struct link_label label)
{
	struct link_label part = { label.first, ascii_until(host->chain, label) };

	if (!link_put_ascii(host->top_level, host->chain, part) ||
	    !link_is_top_level(host->top_level))
		return false;
	host->top_is_ascii = true;
	host->top_is_whole = part.end == label.end;
	host->last = part.end - 1;
	return true;
}

/* "中国", or "中国气象局" that only begins so. */
static bool take_written(struct link_host *host, struct link_label label)
{
	uint32_t size = label.end - label.first;

	for (uint32_t n = size < HAN_NAME_MAX ? size : HAN_NAME_MAX; n >= 2; n--) {
		struct link_label part = { label.first, label.first + n };

		if (!put_written(host->top_level, host->chain, part) ||
		    !link_is_top_level(host->top_level))
			continue;
		host->top_is_han = plain_is_han(link_sign_of(host->chain, label.first)->code);
		host->top_is_whole = n == size;
		host->last = part.end - 1;
		/* Only ideographs are written without blanks between words. */
		return host->top_is_whole || host->top_is_han;
	}
	return false;
}

static bool take_top_level(struct link_host *host, struct link_label label)
{
	/* A domain of another script may look like letters through and through: "рус". */
	return (link_sign_of(host->chain, label.first)->code > 0x7f && take_written(host, label)) ||
	       take_ascii(host, label);
}

/* Every label is asked once, since the same labels end many chains. */
void link_mark_top_levels(struct link_text *text)
{
	const struct link_chain chain = { .text = text };

	for (uint32_t i = 1; i < text->count; i++) {
		struct link_host host = { .chain = &chain };

		if (text->at[i].kind == LINK_LABEL && text->at[i - 1].kind == LINK_DOT)
			text->at[i].is_top_level = take_top_level(
				&host, (struct link_label){ i, link_label_end(text, i) });
	}
}

static bool make_host(struct link_host *out, const struct link_chain *chain, uint32_t count)
{
	struct link_label last = chain->labels[count - 1];

	*out = (struct link_host){ .chain = chain,
				   .count = count,
				   .first = link_front(chain).first };
	if (!link_sign_of(chain, last.first)->is_top_level || !take_top_level(out, last))
		return false;
	for (uint32_t i = 1; i < count; i++) {
		const struct link_sign *dot = link_sign_of(chain, chain->labels[i].first - 1);

		if (dot->dot > out->weakest)
			out->weakest = dot->dot;
		if (!dot->is_joined || !link_sign_of(chain, chain->labels[i].first)->is_joined)
			out->is_spaced = true;
	}
	return true;
}

/* ---- finding ---------------------------------------------------------------------------- */

/* "cn查询": the sentence goes on behind the address. */
static bool ends_the_chain(const struct link_chain *chain)
{
	struct link_label label = chain->labels[chain->count - 1];
	struct link_label part = { label.first, ascii_until(chain, label) };
	char name[LINK_NAME_OCTETS_MAX];

	return part.end < label.end && link_put_ascii(name, chain, part) && link_is_usual(name);
}

/* "a,www.b.cn": behind a mark that may be a dot another address begins, or the first one does. */
static bool begins_anew(const struct link_text *text, uint32_t at)
{
	return text->at[at - 1].dot >= LINK_DOT_SIGN && link_label_end(text, at) == at + 3 &&
	       text->at[at].ascii == 'w' && text->at[at + 1].ascii == 'w' &&
	       text->at[at + 2].ascii == 'w';
}

static void make_chain(struct link_chain *out, const struct link_text *text, uint32_t at)
{
	out->text = text;
	out->count = 0;
	while (out->count < LINK_LABELS_MAX && at < text->count &&
	       text->at[at].kind == LINK_LABEL) {
		uint32_t end = link_label_end(text, at);

		if (out->count > 0 && begins_anew(text, at))
			return;
		out->labels[out->count++] = (struct link_label){ at, end };
		if (out->count > 1 && ends_the_chain(out))
			return;
		if (end == text->count || text->at[end].kind != LINK_DOT)
			return;
		at = end + 1;
	}
}

static bool accept(const struct link_host *host, enum link_ruling ruling, struct link_found *out)
{
	if (ruling == LINK_RULING_NONE)
		return false;
	*out = (struct link_found){
		.shape = LINK_HOST,
		.is_certain = ruling == LINK_RULING_CERTAIN,
		.first = host->first,
		.last = host->top_is_ascii && link_is_before_a_path(host)
				? link_tail(host->chain->text, host->last)
				: host->last,
	};
	return true;
}

/* The longest that holds together; one with blanks round its dots only if there is no other. */
static bool find_in(const struct link_chain *chain, bool is_spaced, struct link_found *out)
{
	for (uint32_t count = chain->count; count >= 2; count--) {
		struct link_host host;

		if (make_host(&host, chain, count) && host.is_spaced == is_spaced &&
		    accept(&host, link_rule(&host), out))
			return true;
	}
	return false;
}

/* No top level is known by that name, yet it is written like an address: "www.a.b", "a.bc/d". */
static bool looks_written_like_one(const struct link_chain *chain, struct link_found *out)
{
	struct link_label last = chain->labels[chain->count - 1];
	uint32_t end = ascii_until(chain, last);
	struct link_host host = { .chain = chain,
				  .first = link_front(chain).first,
				  .last = end - 1 };
	bool has_name = chain->count >= 2 && end >= last.first + 2 &&
			plain_is_letter(link_sign_of(chain, last.first)->ascii);

	for (uint32_t i = 1; i < chain->count; i++)
		if (!link_sign_of(chain, chain->labels[i].first)->is_joined ||
		    link_sign_of(chain, chain->labels[i].first - 1)->dot > LINK_DOT_WORD)
			return false;
	if (!has_name || !link_front_is_ascii(&host) ||
	    (!link_front_is(chain, "www") && !link_is_before_a_path(&host)))
		return false;
	*out = (struct link_found){ LINK_HOST, false, host.first,
				    link_tail(chain->text, host.last) };
	return true;
}

bool link_find_host(const struct link_text *text, uint32_t at, struct link_found *out)
{
	struct link_chain chain;

	make_chain(&chain, text, at);
	if (chain.count < 2)
		return false;
	return find_in(&chain, false, out) || find_in(&chain, true, out) ||
	       looks_written_like_one(&chain, out);
}
