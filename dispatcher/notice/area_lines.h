/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Area lines: an area read back from the canonical lines that area_set_canonical() wrote and that
 * the stored content of a notice holds. What was approved is drawn from these, not from the
 * document as it came.
 */
#ifndef NOTICE_AREA_LINES_H
#define NOTICE_AREA_LINES_H

#include "base/err.h"
#include "notice/area.h"

/* Shapes on ctx; codes point into the lines. ERR_INPUT: a line that was never written so. */
enum err MUST_USE area_lines_read(void *ctx, struct area *out, struct slice lines,
				  struct fault *why);

#endif
