/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether the adcodes of imported cells are counties of the country's table (docs/divisions.md): a
 * cell of another one lies in nobody's jurisdiction, or in that of a whole province.
 */
#ifndef CTL_CELLS_DIVISIONS_H
#define CTL_CELLS_DIVISIONS_H

#include "judge/country.h"

enum { CTL_CELLS_DIVISIONS_SHOWN = 20 };

struct ctl_cells_divisions {
	void *ctx;
	const struct country *country; /* NULL: not at hand */
	uint64_t strange, cells;       /* divisions that no county is, and the cells in them */
};

/* Without the table there is one note on standard error. talloc_free(ctx). */
void ctl_cells_divisions_open(struct ctl_cells_divisions *out, const char *profiles);
/* A register_region_fn: a note on standard error for each strange division, up to a bound. */
void ctl_cells_divisions_look(void *data, uint32_t adcode, uint64_t cells);
/* How many there were, where there were any. */
void ctl_cells_divisions_end(const struct ctl_cells_divisions *divisions);

#endif
