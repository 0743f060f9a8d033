/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What can be read can be written, and reads the same again. */
#include <stdlib.h>
#include <talloc.h>

#include "wire/cbsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static uint8_t again[200000];
	void *ctx = talloc_new(NULL);
	struct cbsp_message *first, *second;
	size_t written;
	struct fault why;

	if (cbsp_unpack(&first, ctx, octets, size, &why) == ERR_OK &&
	    cbsp_pack(again, sizeof(again), &written, first, &why) == ERR_OK) {
		if (cbsp_unpack(&second, ctx, again, written, &why) != ERR_OK ||
		    second->type != first->type)
			abort();
	}
	talloc_free(ctx);
	return 0;
}
