/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/bulk.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

void *bulk_new(size_t octets)
{
	size_t whole = (octets + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
	void *room;

	if (octets < LARGE_PAGE)
		return malloc(octets);
	room = aligned_alloc(LARGE_PAGE, whole);
	if (room)
		madvise(room, whole, MADV_HUGEPAGE);
	return room;
}
