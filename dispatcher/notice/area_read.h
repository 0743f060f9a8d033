/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The areas of canonical bytes that were stored (notice/content.h), read back: the very geometry
 * that was approved, whatever the document it came in looked like.
 */
#ifndef NOTICE_AREA_READ_H
#define NOTICE_AREA_READ_H

#include "base/err.h"
#include "notice/area.h"

/* One area for each set, on ctx; its texts point into the bytes. ERR_INPUT: they are no such
   bytes. */
enum err MUST_USE area_read(void *ctx, const struct area **areas, size_t *count,
			    struct slice canonical, struct fault *why);

#endif
