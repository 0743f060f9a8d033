/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/area_read.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/area_lines.h"
#include "notice/content.h"

enum err area_read(void *ctx, const struct area **areas, size_t *count, struct slice canonical,
		   struct fault *why)
{
	struct area *out = NULL;
	struct content_text text;
	struct slice lines;
	size_t found = 0;
	enum err err = ERR_OK;

	while (content_text_next(&text, &canonical))
		continue;
	while (err == ERR_OK && content_area_next(&lines, &canonical)) {
		out = talloc_realloc(ctx, out, struct area, (unsigned int)found + 1);
		if (!out)
			abort();
		err = area_lines_read(ctx, &out[found++], lines, why);
	}
	if (err != ERR_OK)
		return err;
	*areas = out;
	*count = found;
	return ERR_OK;
}
