/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages from any text, and texts from any pages. The first octet says which; what is made reads
 * again as the text, but for U+FEFF and the CRs at the end of a page.
 */
#include <stdlib.h>
#include <string.h>

#include "notice/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static size_t without_what_is_dropped(char *out, struct slice text)
{
	size_t size = 0;
	uint32_t character;

	while (charset_next(&text, &character))
		if (character != '\r')
			size += charset_put_utf8(out + size, character);
	return size;
}

static void check_made(const struct page_set *set, struct slice text)
{
	static char read[PAGE_TEXT_OCTETS_MAX], wanted[PAGE_TEXT_OCTETS_MAX],
		got[PAGE_TEXT_OCTETS_MAX];
	size_t wanted_size;

	demand(set->count >= 1 && set->count <= ROUTE_PAGES_MAX);
	for (size_t i = 0; i < set->count; i++)
		demand(set->pages[i].used >= 1 && set->pages[i].used <= ROUTE_PAGE_OCTETS);
	demand(page_read(read, set, NULL) == ERR_OK);
	/* A NUL is a character too: compare up to it. */
	if (memchr(text.at, '\0', text.size))
		return;
	wanted_size = without_what_is_dropped(wanted, text);
	demand(without_what_is_dropped(got, slice_of(read)) == wanted_size);
	demand(memcmp(got, wanted, wanted_size) == 0);
}

static void make(struct slice text, struct slice language)
{
	struct page_set set;
	struct charset_count count;
	struct fault why = { .text = "" };

	if (page_make(&set, text, language, &why) != ERR_OK) {
		demand(why.text[0] != '\0');
		return;
	}
	demand(charset_count(&count, text, NULL) == ERR_OK && count.characters > 0);
	check_made(&set, text);
}

static void read_any(const uint8_t *octets, size_t size)
{
	static char text[PAGE_TEXT_OCTETS_MAX];
	struct page_set set = { .dcs = octets[0] };

	memcpy(set.pages, octets, size < sizeof(set.pages) ? size : sizeof(set.pages));
	set.count = size / sizeof(set.pages[0]) + 1;
	if (page_read(text, &set, NULL) == ERR_OK)
		demand(strlen(text) < sizeof(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	const char *at = (const char *)octets;

	if (size < 4)
		return 0;
	if (octets[0] % 3 == 0)
		make((struct slice){ at + 1, size - 1 }, (struct slice){ NULL, 0 });
	else if (octets[0] % 3 == 1)
		make((struct slice){ at + 3, size - 3 }, (struct slice){ at + 1, 2 });
	else
		read_any(octets + 1, size - 1);
	return 0;
}
