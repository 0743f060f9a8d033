/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP restart: RESTARTs of one node, gathered for a moment and told as one. A BSC sends one
 * for each of its cells, and one more for CBS and for ETWS. Its recovery indication is not trusted
 * (a mere reconnect and a real restart look the same), and it names CBS or ETWS only: whatever
 * it says, the cells may have lost what they had.
 */
#ifndef CARRIERS_CBSP_RESTART_H
#define CARRIERS_CBSP_RESTART_H

#include <osmocom/core/timer.h>

#include "carriers/carrier.h"

enum { CBSP_RESTART_CELLS_MAX = 4096 }; /* more than these are "all" */

struct cbsp_restart {
	struct osmo_timer_list timer;
	struct cell_id *cells;
	size_t cell_count;
	bool is_all;
	void *ctx, *data;
	void (*settled)(void *data, const struct cell_id *cells, size_t cell_count);
};

/* settled() comes from the loop; no cells mean all. */
void cbsp_restart_init(struct cbsp_restart *restart, void *ctx, void *data,
		       void (*settled)(void *data, const struct cell_id *cells, size_t cell_count));
/* No cells: all of them, or none that we could name. */
void cbsp_restart_add(struct cbsp_restart *restart, const struct cell_id *cells, size_t cell_count,
		      unsigned int wait_s);
void cbsp_restart_forget(struct cbsp_restart *restart);

#endif
