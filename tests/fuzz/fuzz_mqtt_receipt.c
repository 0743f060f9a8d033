/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A carrier's receipt: whatever comes, it is read within its bounds or refused with a reason. */
#include <stdlib.h>
#include <talloc.h>

#include "wire/mqtt_receipt_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fault why = { ERR_OK, "", "" };
	struct mqtt_receipt receipt;
	enum err err = mqtt_receipt_json_read(ctx, &receipt,
					      (struct slice){ (const char *)octets, size }, &why);

	if (err != ERR_OK && why.text[0] == '\0')
		abort();
	if (err == ERR_OK &&
	    (receipt.notice == 0 || receipt.outcome == RECEIPT_NONE ||
	     receipt.outcome >= RECEIPT_COUNT || receipt.cell_count > MQTT_RECEIPT_CELLS_MAX ||
	     receipt.cause.size > MQTT_RECEIPT_CAUSE_OCTETS_MAX))
		abort();
	for (size_t i = 0; err == ERR_OK && i < receipt.cell_count; i++) {
		char text[CELL_ID_TEXT_OCTETS];
		struct cell_id again;

		cell_id_format(text, &receipt.cells[i].cell);
		if (!cell_id_parse(&again, slice_of(text)) ||
		    !cell_id_equal(&again, &receipt.cells[i].cell))
			abort();
	}
	talloc_free(ctx);
	return 0;
}
