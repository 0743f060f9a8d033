/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A correction: whatever comes, it is refused with a reason, or read as it was written. */
#include <stdlib.h>
#include <talloc.h>

#include "wire/correction_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

/* Its document is what is stored, and read again when it leaves. */
static void write_and_read_again(void *ctx, const struct correction *said)
{
	struct correction again;
	struct text json;

	text_init(&json, ctx);
	fields_write(&json, &correction_json, said);
	if (fields_read_text(ctx, &again, &correction_json, text_slice(&json), NULL) != ERR_OK ||
	    !slice_equal(again.correction_of, said->correction_of) ||
	    !slice_equal(again.text, said->text))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fault why = { ERR_OK, "", "" };
	struct correction said;
	enum err err = fields_read_text(ctx, &said, &correction_json,
					(struct slice){ (const char *)octets, size }, &why);

	if (err == ERR_OK)
		write_and_read_again(ctx, &said);
	else if (why.text[0] == '\0')
		abort();
	talloc_free(ctx);
	return 0;
}
