/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whatever the text: what is found in it lies inside it, in order, and is the part that is shown;
 * a link that stands between ideographs is found there as it is found alone.
 */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "notice/link.h"
#include "notice/telephone.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static struct plain plain;

static void check_links(size_t characters)
{
	struct links links;
	uint32_t end = 0;

	link_find(&links, &plain);
	demand(links.count <= LINKS_MAX);
	for (size_t i = 0; i < links.count; i++) {
		struct plain_span where = links.items[i].where;
		struct slice part = plain_part(&plain, where);

		demand(links.items[i].shape != LINK_NONE && where.length > 0);
		demand(where.offset >= end && where.offset + where.length <= characters);
		demand(u8_mbsnlen((const uint8_t *)part.at, part.size) == where.length);
		end = where.offset + where.length;
	}
}

static void check_numbers(void)
{
	struct telephone found = { .first = 0 };
	uint32_t end = 0;

	while (telephone_next(&found, &plain)) {
		demand(found.length > 0 && found.first >= end &&
		       found.first + found.length <= plain.count);
		demand(strlen(found.digits) <= TELEPHONE_DIGITS_MAX);
		demand(strlen(found.extension) <= TELEPHONE_EXTENSION_MAX);
		end = found.first + found.length;
	}
}

static void check_origins(size_t characters)
{
	for (uint32_t i = 0; i < plain.count; i++) {
		demand(plain.at[i].origin < characters);
		demand(i == 0 || plain.at[i].origin >= plain.at[i - 1].origin);
		demand(!plain_is_letter(plain.at[i].code) || (plain.traits & PLAIN_LETTERS));
		demand(plain.at[i].code != '.' || (plain.traits & PLAIN_STOPS));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct slice text = { (const char *)octets, size };
	size_t characters;

	plain_read(&plain, text);
	if (u8_check(octets, size))
		return 0; /* read up to there, without harm */
	characters = u8_mbsnlen(octets, size);
	check_origins(characters);
	check_links(characters);
	check_numbers();
	return 0;
}
