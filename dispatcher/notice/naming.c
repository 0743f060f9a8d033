/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/naming.h"

#include <talloc.h>
#include <unistr.h>

#include "notice/cells.h"
#include "notice/wordlist.h"

enum { BARE_CHARACTERS_MAX = 3 }; /* "应急局" */

struct naming {
	const struct registry_agency *agencies;
	struct wordlist *list; /* values: indices of agencies */
};

/* ---- making it -------------------------------------------------------------------------- */

struct names {
	struct wordlist_word *words;
	size_t count;
};

/* What is too short or too long to be looked for names nobody. */
static void add(struct names *names, struct slice name, size_t agency)
{
	size_t characters = name.size ? u8_mbsnlen((const uint8_t *)name.at, name.size) : 0;

	if (characters < WORDLIST_CHARACTERS_LEAST || characters > WORDLIST_CHARACTERS_MAX)
		return;
	names->words[names->count++] = (struct wordlist_word){ name, (uint32_t)agency };
}

static size_t name_count(const struct registry *registry)
{
	size_t count = registry->agency_count;

	for (size_t i = 0; i < registry->agency_count; i++)
		count += registry->agencies[i].short_name_count;
	return count;
}

static enum err fill(struct naming *naming, const struct registry *registry, struct fault *why)
{
	struct names names = { NULL, 0 };
	enum err err;

	names.words = talloc_array(naming, struct wordlist_word,
				   (unsigned int)name_count(registry) + 1);
	if (!names.words)
		return err_set(why, ERR_MEMORY, NULL, "no memory");
	for (size_t i = 0; i < registry->agency_count; i++) {
		add(&names, registry->agencies[i].name, i);
		for (size_t n = 0; n < registry->agencies[i].short_name_count; n++)
			add(&names, registry->agencies[i].short_names[n], i);
	}
	naming->agencies = registry->agencies;
	err = wordlist_make(&naming->list, naming, names.words, names.count, why);
	talloc_free(names.words);
	return err == ERR_OK ? err : err_prefix(why, err, "names of agencies");
}

enum err naming_make(struct naming **out, void *ctx, const struct registry *registry,
		     struct fault *why)
{
	struct naming *naming = talloc_zero(ctx, struct naming);
	enum err err = naming ? fill(naming, registry, why)
			      : err_set(why, ERR_MEMORY, NULL, "no memory");

	if (err == ERR_OK)
		*out = naming;
	else
		talloc_free(naming);
	return err;
}

/* ---- whose name it is ------------------------------------------------------------------- */

static bool overlaps(uint32_t adcode, struct slice jurisdiction)
{
	uint32_t other;

	return cells_adcode_read(&other, jurisdiction) &&
	       (cells_adcode_covers(adcode, other) || cells_adcode_covers(other, adcode));
}

static bool acts_at(const struct registry_agency *body, uint32_t adcode)
{
	for (size_t i = 0; i < body->jurisdiction_count; i++)
		if (overlaps(adcode, body->jurisdiction[i]))
			return true;
	return false;
}

static bool acts_in_jurisdiction(const struct registry_agency *body,
				 const struct registry_agency *other)
{
	for (size_t i = 0; i < other->jurisdiction_count; i++) {
		uint32_t adcode;

		if (cells_adcode_read(&adcode, other->jurisdiction[i]) && acts_at(body, adcode))
			return true;
	}
	return false;
}

static bool acts_in_area(const struct naming_case *question, const struct registry_agency *body)
{
	for (size_t i = 0; i < question->adcode_count; i++)
		if (acts_at(body, question->adcodes[i]))
			return true;
	return question->adcode_count == 0 && acts_in_jurisdiction(body, question->agency);
}

/* 局 厅 委 办 部 院 所 站 队: a kind of body, without the place that says which. */
static bool is_kind_of_body(uint32_t code)
{
	static const uint32_t kinds[] = { 0x5c40, 0x5385, 0x59d4, 0x529e, 0x90e8,
					  0x9662, 0x6240, 0x7ad9, 0x961f };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i] == code)
			return true;
	return false;
}

/* 省 市 区 县 州: of which one, it does not say. */
static bool is_level(uint32_t code)
{
	return code == 0x7701 || code == 0x5e02 || code == 0x533a || code == 0x53bf ||
	       code == 0x5dde;
}

static bool is_bare(const struct plain *plain, const struct wordlist_hit *hit)
{
	uint32_t length = hit->length;

	if (is_level(plain->at[hit->first].code))
		length--;
	return length <= BARE_CHARACTERS_MAX &&
	       is_kind_of_body(plain->at[hit->first + hit->length - 1].code);
}

/* Written so, it is that body, and no other one that acts there. */
static bool is_that_body(const struct naming_case *question, const struct wordlist_hit *hit)
{
	const struct registry_agency *agencies = question->naming->agencies;
	bool is_its_own = false;

	for (size_t i = 0; i < hit->value_count; i++) {
		const struct registry_agency *body = &agencies[hit->values[i]];

		if (body == question->agency)
			is_its_own = true;
		else if (acts_in_area(question, body))
			return false;
	}
	return is_its_own;
}

bool naming_finds(const struct naming_case *question, const struct plain *plain)
{
	struct wordlist_hit hit = { 0 };

	while (wordlist_next(question->naming->list, plain, &hit))
		if (is_that_body(question, &hit) && !is_bare(plain, &hit))
			return true;
	return false;
}
