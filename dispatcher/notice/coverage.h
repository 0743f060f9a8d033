/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Coverage: which of many cells cover a point. Cells lie in buckets on the map, each size of cell
 * in buckets of its own size, so that a point looks into one bucket of each size: long-range
 * cells among small ones cost nothing. Cells of radius 0 cover their own site and no more.
 */
#ifndef NOTICE_COVERAGE_H
#define NOTICE_COVERAGE_H

#include "notice/cells.h"

struct coverage;

/* On ctx, some 40 octets a cell; an allocation that fails aborts. The cells must live as long. */
struct coverage *coverage_new(void *ctx, const struct cell *cells, size_t count);

/* Whether to go on with the next cell. */
typedef bool coverage_fn(void *data, size_t cell);
/* Calls `fn` for each cell that covers the point, once, in no order that means anything. */
void coverage_visit(const struct coverage *coverage, struct geo_point point, coverage_fn *fn,
		    void *data);

#endif
