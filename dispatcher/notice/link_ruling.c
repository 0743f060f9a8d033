/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is what is written like the name of a host meant as one? */
#include <libpsl.h>

#include "notice/link_host.h"

/* ---- lists ------------------------------------------------------------------------------ */

static const char *const usual[] = {
	"com", "cn",   "net", "org",  "gov",	"edu", "top",  "xyz",  "vip",
	"cc",  "site", "icu", "club", "hk",	"tw",  "info", "biz",  "shop",
	"tv",  "ltd",  "co",  "c0m",  "online", "fun", "ren",  "link", "mobi",
};

/* Top levels that are also how a file is called. */
static const char *const extensions[] = { "zip", "mov", "sh", "md", "py", "pl", "ps", "rs", "so" };

/* Top levels that are also words a sentence may begin with. */
static const char *const english[] = {
	"it",  "is",	"in",	"to",	"so",	"no",	"be",	"as",	"at",
	"do",  "my",	"by",	"am",	"us",	"call", "how",	"here", "today",
	"now", "new",	"all",	"pm",	"care", "open", "help", "de",	"la",
	"pay", "watch", "stop", "like", "day",	"live", "news", "work", "media",
};

static const char *const abbreviations[] = {
	"mr",  "mrs", "ms",  "dr",   "prof", "st",  "co",   "no",   "vs",  "inc", "ltd", "tel",
	"fax", "add", "ext", "dept", "jr",   "sr",  "gen",  "mt",   "ft",  "etc", "eg",	 "ie",
	"am",  "pm",  "vol", "fig",  "ch",   "sec", "pp",   "ed",   "min", "max", "jan", "feb",
	"mar", "apr", "jun", "jul",  "aug",  "sep", "sept", "oct",  "nov", "dec", "mon", "tue",
	"wed", "thu", "fri", "sat",  "sun",  "ave", "rd",   "bldg",
};

/* Top levels in ideographs under which bodies in fact have their names. */
static const char *const usual_han[] = { "中国", "中國", "公司", "网络", "網絡", "政务", "公益" };

#define IS_ONE_OF(list, name) is_one_of(list, sizeof(list) / sizeof((list)[0]), name)

static bool is_one_of(const char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

bool link_is_usual(const char *name)
{
	return IS_ONE_OF(usual, name);
}

bool link_is_top_level(const char *name)
{
	/* "c0m" is read as it is meant. */
	return strcmp(name, "c0m") == 0 ||
	       psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) ==
		       1;
}

/* ---- what the rulings ask --------------------------------------------------------------- */

static bool is_digits(const struct link_chain *chain, struct link_label label)
{
	for (uint32_t i = label.first; i < label.end; i++)
		if (!plain_is_digit(link_sign_of(chain, i)->ascii))
			return false;
	return label.end > label.first;
}

bool link_front_is(const struct link_chain *chain, const char *name)
{
	char text[LINK_NAME_OCTETS_MAX];

	return link_put_ascii(text, chain, link_front(chain)) && strcmp(text, name) == 0;
}

static uint32_t front_size(const struct link_host *host)
{
	struct link_label label = link_front(host->chain);

	return label.end - label.first;
}

bool link_front_is_ascii(const struct link_host *host)
{
	return link_sign_of(host->chain, host->first)->ascii != 0;
}

static bool top_is_usual(const struct link_host *host)
{
	return host->top_is_ascii && link_is_usual(host->top_level);
}

static const struct link_sign *top_sign(const struct link_host *host, uint32_t n)
{
	return link_sign_of(host->chain, host->chain->labels[host->count - 1].first + n);
}

/* "It", not "IT" nor "it". */
static bool begins_a_sentence(const struct link_host *host)
{
	return host->top_is_ascii && top_sign(host, 0)->is_capital &&
	       !top_sign(host, 1)->is_capital;
}

static const struct link_sign *sign_after(const struct link_host *host, uint32_t n)
{
	return link_sign_at(host->chain->text, host->last + n);
}

bool link_is_before_a_path(const struct link_host *host)
{
	const struct link_sign *mark = sign_after(host, 1), *next = sign_after(host, 2);

	if (!mark->is_joined || !next->is_joined || next->kind != LINK_LABEL || next->ascii == 0)
		return false;
	return mark->kind == LINK_SLASH ||
	       (mark->kind == LINK_COLON && plain_is_digit(next->ascii)) ||
	       (mark->kind == LINK_MARK && mark->code == '?');
}

static bool is_a_number(const struct link_host *host)
{
	struct link_label before = host->chain->labels[host->count - 2];

	before.first = link_after_han(host->chain, before);
	if (!is_digits(host->chain, before))
		return false;
	/* "8点CN": a time; "8.30am", "1.APP": a time, an item of a list. */
	if (host->weakest >= LINK_DOT_SIGN)
		return before.end - before.first <= 2;
	return !top_is_usual(host) || (before.end - before.first <= 2 &&
				       (!host->top_is_whole || top_sign(host, 0)->is_capital));
}

static bool is_an_abbreviation(const struct link_host *host)
{
	char text[LINK_NAME_OCTETS_MAX];

	return host->count == 2 && (!top_is_usual(host) || strcmp(host->top_level, "ltd") == 0) &&
	       link_put_ascii(text, host->chain, link_front(host->chain)) &&
	       IS_ONE_OF(abbreviations, text);
}

/* "U.S.to", "p.m.in" */
static bool is_of_initials(const struct link_host *host)
{
	if (host->count < 3 || top_is_usual(host))
		return false;
	for (uint32_t i = 1; i + 1 < host->count; i++)
		if (host->chain->labels[i].end - host->chain->labels[i].first != 1)
			return false;
	return front_size(host) == 1;
}

static bool is_www(const struct link_host *host)
{
	return link_front_is(host->chain, "www") && host->count >= 3;
}

static bool has_a_path(const struct link_host *host)
{
	return host->top_is_ascii && host->weakest <= LINK_DOT_WORD && !host->is_spaced &&
	       link_is_before_a_path(host);
}

static bool is_spaced_usual(const struct link_host *host)
{
	return host->is_spaced && top_is_usual(host) && host->top_is_whole &&
	       link_front_is_ascii(host) && !top_sign(host, 0)->is_capital &&
	       host->weakest <= LINK_DOT_WORD;
}

static bool is_spaced(const struct link_host *host)
{
	return host->is_spaced;
}

static bool goes_on_with_commas(const struct link_host *host)
{
	return host->count < host->chain->count;
}

static bool is_comma_usual(const struct link_host *host)
{
	return host->weakest == LINK_DOT_COMMA && top_is_usual(host) && host->top_is_whole &&
	       !goes_on_with_commas(host) && !top_sign(host, 0)->is_capital;
}

/* "baidu,com查询": a list may go on in Chinese as well. */
static bool is_comma_before_han(const struct link_host *host)
{
	return host->weakest == LINK_DOT_COMMA && top_is_usual(host) && !host->top_is_whole &&
	       !top_sign(host, 0)->is_capital;
}

static bool is_comma(const struct link_host *host)
{
	return host->weakest == LINK_DOT_COMMA;
}

static bool is_disguised_usual(const struct link_host *host)
{
	return host->weakest >= LINK_DOT_SIGN && (top_is_usual(host) || host->count >= 3);
}

static bool is_disguised_sentence(const struct link_host *host)
{
	return host->weakest == LINK_DOT_SIGN && begins_a_sentence(host);
}

static bool is_disguised(const struct link_host *host)
{
	return host->weakest >= LINK_DOT_SIGN;
}

static bool is_han_before_usual(const struct link_host *host)
{
	if (link_front_is_ascii(host))
		return false;
	if (host->top_is_han)
		return host->top_is_whole && IS_ONE_OF(usual_han, host->top_level);
	return top_is_usual(host) && !top_sign(host, 0)->is_capital;
}

static bool is_han_before(const struct link_host *host)
{
	return host->count == 2 && !link_front_is_ascii(host) &&
	       (host->top_is_han || host->top_is_ascii);
}

static bool is_glued_to_han(const struct link_host *host)
{
	return host->top_is_han && !host->top_is_whole;
}

static bool is_a_new_sentence(const struct link_host *host)
{
	return host->count == 2 && !top_is_usual(host) && begins_a_sentence(host);
}

static bool is_letter_beyond_blank(const struct link_host *host, uint32_t at, uint32_t blank)
{
	const struct link_text *text = host->chain->text;

	return at < text->count && blank < text->count && !text->at[blank].is_joined &&
	       plain_is_letter(text->at[at].ascii);
}

/* "we are late.see you": among words in letters a blank is forgotten more often than a rare domain.
 */
static bool is_among_words(const struct link_host *host)
{
	if (top_is_usual(host) || !host->top_is_ascii)
		return false;
	return host->count < host->chain->count ||
	       is_letter_beyond_blank(host, host->last + 1, host->last + 1) ||
	       (host->first > 0 && is_letter_beyond_blank(host, host->first - 1, host->first));
}

static bool is_a_file(const struct link_host *host)
{
	return host->count == 2 && IS_ONE_OF(extensions, host->top_level);
}

static bool is_an_english_word(const struct link_host *host)
{
	return host->count == 2 && IS_ONE_OF(english, host->top_level);
}

static bool is_of_one_letter(const struct link_host *host)
{
	return host->count == 2 && front_size(host) == 1 && !top_is_usual(host);
}

/* "p.m.in", from its second letter on. */
static bool is_within_initials(const struct link_host *host)
{
	return is_of_one_letter(host) && host->first > 0 &&
	       link_sign_of(host->chain, host->first - 1)->kind == LINK_DOT;
}

static bool is_any(const struct link_host *host)
{
	(void)host;
	return true;
}

/* The first that applies decides. */
static const struct {
	bool (*applies)(const struct link_host *host);
	enum link_ruling ruling;
} rulings[] = {
	{ is_a_number, LINK_RULING_NONE },
	{ is_an_abbreviation, LINK_RULING_NONE },
	{ is_of_initials, LINK_RULING_NONE },
	{ is_within_initials, LINK_RULING_NONE },
	{ is_www, LINK_RULING_CERTAIN },
	{ has_a_path, LINK_RULING_CERTAIN },
	{ is_spaced_usual, LINK_RULING_CERTAIN },
	{ is_spaced, LINK_RULING_NONE },
	{ is_comma_usual, LINK_RULING_CERTAIN },
	{ is_comma_before_han, LINK_RULING_LOOKS },
	{ is_comma, LINK_RULING_NONE },
	{ is_disguised_usual, LINK_RULING_CERTAIN },
	{ is_disguised_sentence, LINK_RULING_NONE },
	{ is_disguised, LINK_RULING_LOOKS },
	{ is_han_before_usual, LINK_RULING_CERTAIN },
	{ is_han_before, LINK_RULING_LOOKS },
	{ is_glued_to_han, LINK_RULING_LOOKS },
	{ is_a_new_sentence, LINK_RULING_LOOKS },
	{ is_among_words, LINK_RULING_LOOKS },
	{ is_a_file, LINK_RULING_LOOKS },
	{ is_an_english_word, LINK_RULING_LOOKS },
	{ is_of_one_letter, LINK_RULING_LOOKS },
	{ is_any, LINK_RULING_CERTAIN },
};

enum link_ruling link_rule(const struct link_host *host)
{
	for (size_t i = 0;; i++)
		if (rulings[i].applies(host))
			return rulings[i].ruling;
}
