/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stored bytes of what was approved: texts, areas, likeness, the gist of an application. */
#include <stdlib.h>
#include <talloc.h>

#include "notice/area_read.h"
#include "notice/content.h"
#include "notice/reply.h"
#include "notice/similar.h"
#include "wire/application_gist.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const struct division_table no_divisions;
	static struct similar whole, one;
	struct slice bytes = { (const char *)octets, size }, rest = bytes;
	void *ctx = talloc_new(NULL);
	struct content_text text;
	const struct area *areas;
	size_t count;

	similar_take(&whole, bytes);
	if (whole.count > 0 && similar_permille(&whole, &whole) != 1000)
		abort();
	while (content_text_next(&text, &rest)) {
		if (rest.size >= size || text.text.at < bytes.at)
			abort();
		similar_take(&one, text.text);
		if (similar_permille(&whole, &one) > 1000)
			abort();
	}
	if (area_read(ctx, &areas, &count, bytes, NULL) == ERR_OK)
		for (size_t i = 0; i < count; i++)
			area_set_canonical(ctx, &(struct area_set){ &areas[i], 1 });
	reply_area(ctx, bytes, &no_divisions, "zh");
	reply_area(ctx, bytes, &no_divisions, "en");
	free(application_gist(bytes));
	talloc_free(ctx);
	return 0;
}
