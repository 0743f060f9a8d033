/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A cell as a line of the cell register's CSV: plmn, rat, lac_tac, cell, lat, lon must be there;
 * radius_m, azimuth, beamwidth, adcode, node, people may be. Columns come in any order; one that
 * is not known is refused, since it may say something that we would silently drop.
 */
#ifndef NOTICE_CELLS_ROW_H
#define NOTICE_CELLS_ROW_H

#include "notice/cells.h"

enum cells_row_column {
	CELLS_ROW_PLMN = 0,
	CELLS_ROW_RAT,
	CELLS_ROW_LAC_TAC,
	CELLS_ROW_CELL,
	CELLS_ROW_LAT,
	CELLS_ROW_LON,
	CELLS_ROW_RADIUS_M,
	CELLS_ROW_AZIMUTH,
	CELLS_ROW_BEAMWIDTH,
	CELLS_ROW_ADCODE,
	CELLS_ROW_NODE,
	CELLS_ROW_PEOPLE,
	CELLS_ROW_COLUMNS
};

struct cells_row_header {
	size_t columns;
	enum cells_row_column meaning[CSV_FIELDS_MAX];
};

/* ERR_INPUT: a column unknown, said twice, or missing. */
enum err MUST_USE cells_row_header_read(struct cells_row_header *out, const struct csv_line *line,
					struct fault *why);
/* out->node points into the line. ERR_INPUT, ERR_LIMIT: the sentence names column and value. */
enum err MUST_USE cells_row_read(struct cell *out, const struct cells_row_header *header,
				 const struct csv_line *line, struct fault *why);

#endif
