/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Schemes: "https://", "hxxp//", "weixin:", "sms:10086". */
#include "notice/link_parts.h"

/* What a colon behind a name says, where no "//" follows. */
enum after_colon {
	NOTHING = 0,
	MAY_CALL, /* a word of people too: "Tel:12345" is a number, "tel:12345" may be a link */
	MAY_OPEN,
	OPENS,
};

/* "name://" opens something whatever the name is; these are known by their name. */
static const struct {
	const char *name;
	bool may_lack_colon; /* "http//a.cn" */
	enum after_colon after_colon;
} schemes[] = {
	{ "http", true, NOTHING },
	{ "https", true, NOTHING },
	{ "hxxp", true, OPENS },
	{ "hxxps", true, OPENS },
	{ "htp", true, NOTHING },
	{ "ftp", true, NOTHING },
	{ "mailto", false, OPENS },
	{ "magnet", false, OPENS },
	{ "javascript", false, OPENS },
	{ "weixin", false, MAY_OPEN },
	{ "alipay", false, MAY_OPEN },
	{ "alipays", false, MAY_OPEN },
	{ "taobao", false, MAY_OPEN },
	{ "tbopen", false, MAY_OPEN },
	{ "mqq", false, MAY_OPEN },
	{ "mqqapi", false, MAY_OPEN },
	{ "intent", false, MAY_OPEN },
	{ "itms", false, MAY_OPEN },
	{ "tel", false, MAY_CALL },
	{ "sms", false, MAY_CALL },
	{ "mms", false, MAY_CALL },
	{ "sip", false, MAY_CALL },
	{ "smsto", false, OPENS },
	{ "mmsto", false, OPENS },
	{ "callto", false, OPENS },
	{ "facetime", false, MAY_CALL },
	{ "vbscript", false, OPENS },
	{ "itms-apps", false, OPENS },
	{ "itms-services", false, OPENS },
	{ "xmpp", false, MAY_OPEN },
	{ "geo", false, MAY_OPEN },
	{ "market", false, MAY_OPEN },
	{ "dingtalk", false, MAY_OPEN },
	{ "snssdk", false, MAY_OPEN },
	{ "imeituan", false, MAY_OPEN },
	{ "pinduoduo", false, MAY_OPEN },
	{ "baiduboxapp", false, MAY_OPEN },
};

static bool has_slashes(const struct link_text *text, uint32_t at)
{
	return link_sign_at(text, at)->kind == LINK_SLASH &&
	       link_sign_at(text, at + 1)->kind == LINK_SLASH &&
	       link_sign_at(text, at + 2)->kind == LINK_LABEL;
}

/* What may stand behind the colon of an address. */
static bool goes_on(const struct link_sign *sign)
{
	return sign->is_joined && (sign->ascii != 0 || sign->kind == LINK_MARK);
}

static bool found(struct link_found *out, const struct link_text *text, uint32_t first,
		  uint32_t behind)
{
	*out = (struct link_found){ LINK_SCHEME, true, first, link_tail(text, behind) };
	return true;
}

/* The name ends before `end`, where no "://" stands. */
static bool find_named(const struct link_text *text, uint32_t first, uint32_t end,
		       struct link_found *out)
{
	bool is_colon = link_sign_at(text, end)->kind == LINK_COLON &&
			goes_on(link_sign_at(text, end + 1));
	char word[LINK_WORD_OCTETS_MAX];

	if (!link_word(word, text, first, end))
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strcmp(schemes[i].name, word) != 0)
			continue;
		if (schemes[i].may_lack_colon && has_slashes(text, end))
			return found(out, text, first, end + 2);
		if (!is_colon || schemes[i].after_colon == NOTHING ||
		    (schemes[i].after_colon == MAY_CALL && text->at[first].is_capital))
			return false;
		found(out, text, first, end + 1);
		out->is_certain = schemes[i].after_colon == OPENS;
		return true;
	}
	return false;
}

bool link_find_scheme(const struct link_text *text, uint32_t at, struct link_found *out)
{
	uint32_t end = link_label_end(text, at), first = link_word_before(text, at, end);

	if (first == end)
		return false;
	/* Whatever stands before it: "://" opens something. */
	if (link_sign_at(text, end)->kind == LINK_COLON && has_slashes(text, end + 1))
		return found(out, text, first, end + 3);
	return find_named(text, first, end, out);
}
