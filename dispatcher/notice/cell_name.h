/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cell names: cells as a node names them, which may leave the network, the location area or the
 * cell out (TS 48.049 8.2.6: CGI, LAC and CI, CI, LAI, LAC, all), and an index that finds the
 * cells that a name fits. No search of it is longer than what it finds and the logarithm of what
 * is there: a peer says thousands of names in one message, and may say thousands of messages.
 */
#ifndef NOTICE_CELL_NAME_H
#define NOTICE_CELL_NAME_H

#include "notice/cell_id.h"

struct cell_name {
	struct cell_id cell; /* its rat is said always */
	bool any_network, any_area, any_cell;
};

struct cell_area {
	uint32_t lac_tac, from, to;
};

struct cell_number {
	uint64_t cell;
	uint32_t at;
};

struct cell_index {
	void *ctx;
	const struct cell_id *cells; /* rising by their octets, each once; lent */
	size_t count;
	struct cell_area *areas; /* by lac_tac; of each network its own */
	size_t area_count;
	struct cell_number *numbers; /* by cell; NULL until somebody names one without its area */
};

/* Its memory is on ctx. */
void cell_index_make(struct cell_index *out, void *ctx, const struct cell_id *cells, size_t count);

/* Each run of cells that the name fits: those from `from` up to and without `to`. */
typedef void cell_index_fn(void *data, size_t from, size_t to);
void cell_index_find(struct cell_index *index, const struct cell_name *name, cell_index_fn *found,
		     void *data);

#endif
