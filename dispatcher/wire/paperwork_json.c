/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/paperwork_json.h"

#include <stdlib.h>
#include <string.h>

#include "wire/member.h"

#define TEXT(name, member)                                                                         \
	{                                                                                          \
		name, FIELD_TEXT, .offset = offsetof(struct paperwork_form, member)                \
	}

static const struct field form_rows[] = {
	TEXT("letter_number", letter_number),
	TEXT("signer", signer),
	TEXT("seal", seal),
	TEXT("class", event_class),
	TEXT("level", level),
	TEXT("grounds", grounds),
	TEXT("basis", basis),
	TEXT("effect", effect),
	TEXT("internal_sign_off", internal_sign_off),
	TEXT("authorisation", authorisation),
	TEXT("remarks", remarks),
	{ "lifted_at", FIELD_UTC_TEXT, .offset = offsetof(struct paperwork_form, lifted_at) },
};

const struct fields paperwork_json_form = FIELDS_OF_FORM(form_rows, struct paperwork_form);

/* ---- what was filed --------------------------------------------------------------------- */

/* One thing in the words of the chain and in those of an official letter. */
static const char *const synonyms[][6] = {
	{ "natural-disaster", "自然灾害" },
	{ "accident", "事故灾难" },
	{ "public-health", "公共卫生", "公共卫生事件" },
	{ "public-safety", "社会安全", "社会安全事件" },
	{ "Extreme", "red", "红色", "Ⅰ级", "I级", "特别重大" },
	{ "Severe", "orange", "橙色", "Ⅱ级", "II级", "重大" },
	{ "Moderate", "yellow", "黄色", "Ⅲ级", "III级", "较大" },
	{ "Minor", "blue", "蓝色", "Ⅳ级", "IV级", "一般" },
};

enum { SYNONYMS = sizeof(synonyms) / sizeof(synonyms[0]), SYNONYM_WORDS = 6 };

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static bool is_spelled(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b))
		a++, b++;
	return *a == *b;
}

/* SYNONYMS: none of them. */
static size_t meaning_of(const char *word)
{
	for (size_t i = 0; i < SYNONYMS; i++)
		for (size_t j = 0; j < SYNONYM_WORDS && synonyms[i][j]; j++)
			if (is_spelled(synonyms[i][j], word))
				return i;
	return SYNONYMS;
}

static bool is_same_word(const char *drafted, const char *filed)
{
	size_t meaning = meaning_of(drafted);

	return strcmp(drafted, filed) == 0 || (meaning < SYNONYMS && meaning == meaning_of(filed));
}

/* To the second: nobody files a fraction of one. */
static bool is_same_second(const char *drafted, const char *filed)
{
	struct utc a, b;

	return utc_parse(&a, NULL, slice_of(drafted), NULL) == ERR_OK &&
	       utc_parse(&b, NULL, slice_of(filed), NULL) == ERR_OK &&
	       a.us / 1000000 == b.us / 1000000;
}

/* What form and chain both say. */
static const struct shared {
	const char *name, *zh;
	bool (*is_same)(const char *drafted, const char *filed);
} shared[] = {
	{ "class", "类别", is_same_word },
	{ "level", "级别", is_same_word },
	{ "grounds", "情况紧急的依据", is_same_word },
	{ "lifted_at", "解除时间", is_same_second },
};

static const char *member_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void put_differences(struct text *out, const json_t *draft, const json_t *form)
{
	const char *comma = "";

	text_puts(out, ",\"differs\":[");
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		const char *drafted = member_of(draft, shared[i].name);
		const char *filed = member_of(form, shared[i].name);

		if ((!*drafted && !*filed) || shared[i].is_same(drafted, filed))
			continue;
		text_printf(out, "%s{\"member\":\"%s\"", comma, shared[i].name);
		member_put(out, "zh", slice_of(shared[i].zh));
		member_put(out, "draft", slice_of(drafted));
		member_put(out, "filed", slice_of(filed));
		text_puts(out, "}");
		comma = ",";
	}
	text_puts(out, "]");
}

static void put_object(struct text *out, const char *name, const json_t *object)
{
	char *octets = json_dumps(object, JSON_COMPACT);

	text_printf(out, ",\"%s\":", name);
	text_puts(out, octets ? octets : "{}");
	free(octets);
}

enum err paperwork_json_put_filed(struct text *out, struct slice document, struct fault *why)
{
	json_t *whole = NULL;
	const json_t *draft, *form;
	enum err err = fields_parse(&whole, document, why);

	if (err != ERR_OK)
		return err;
	draft = json_object_get(whole, "draft");
	form = json_object_get(whole, "form");
	if (json_is_object(draft) && json_is_object(form)) {
		put_object(out, "form", form);
		put_differences(out, draft, form);
		put_object(out, "draft", draft);
	} else {
		err = err_set(why, ERR_INPUT, NULL, "this is no paperwork as it is filed");
	}
	json_decref(whole);
	return err;
}
