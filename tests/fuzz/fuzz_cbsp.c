/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What can be read is either refused when written (a value that we would never send), or reads
 * again as the same message. The octets lie at the end of an allocation of their own size.
 */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "wire/cbsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void demand(bool claim)
{
	if (!claim)
		abort();
}

static void compare(const struct cbsp_message *a, const struct cbsp_message *b)
{
	demand(a->type == b->type);
	demand(a->cell_count == b->cell_count && a->completed_count == b->completed_count);
	demand(a->failure_count == b->failure_count && a->loading_count == b->loading_count);
	demand(a->all_cells == b->all_cells && a->page_count == b->page_count);
	demand(memcmp(a->pages, b->pages, sizeof(a->pages)) == 0);
	demand(a->warning_period_s == b->warning_period_s);
	for (size_t i = 0; i < a->failure_count; i++)
		demand(a->failures[i].cause == b->failures[i].cause &&
		       a->failures[i].cell.ci == b->failures[i].cell.ci);
}

/* Twice: the second writing must not differ by an octet. */
static void write_and_read_again(void *ctx, const struct cbsp_message *first)
{
	static uint8_t once[CBSP_OCTETS_MAX], twice[CBSP_OCTETS_MAX];
	struct cbsp_message *second;
	size_t once_size, twice_size;
	struct fault why;

	if (cbsp_pack(once, sizeof(once), &once_size, first, &why) != ERR_OK)
		return;
	demand(cbsp_unpack(&second, ctx, once, once_size, &why) == ERR_OK);
	compare(first, second);
	demand(cbsp_pack(twice, sizeof(twice), &twice_size, second, &why) == ERR_OK);
	demand(once_size == twice_size && memcmp(once, twice, once_size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	void *ctx = talloc_new(NULL);
	char line[CBSP_TEXT_OCTETS];
	struct cbsp_message *message;
	struct fault why = { .text = "" };

	if (cbsp_unpack(&message, ctx, octets, size, &why) == ERR_OK) {
		demand(strlen(cbsp_format(line, message)) < sizeof(line));
		write_and_read_again(ctx, message);
	} else {
		demand(why.text[0] != '\0');
	}
	talloc_free(ctx);
	return 0;
}
