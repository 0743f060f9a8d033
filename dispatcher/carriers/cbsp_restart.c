/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_restart.h"

#include <string.h>
#include <talloc.h>

void cbsp_restart_forget(struct cbsp_restart *restart)
{
	osmo_timer_del(&restart->timer);
	TALLOC_FREE(restart->cells);
	restart->cell_count = 0;
	restart->is_all = false;
}

static void on_timer(void *data)
{
	struct cbsp_restart *restart = data;
	struct cell_id *cells = restart->cells;
	size_t count = restart->is_all ? 0 : restart->cell_count;

	restart->cells = NULL;
	cbsp_restart_forget(restart);
	restart->settled(restart->data, count ? cells : NULL, count);
	talloc_free(cells);
}

static void keep(struct cbsp_restart *restart, const struct cell_id *cells, size_t count)
{
	size_t total = restart->cell_count + count;
	struct cell_id *grown = talloc_realloc_size(restart->ctx, restart->cells,
						    total * sizeof(*grown));

	if (!grown) {
		restart->is_all = true;
		return;
	}
	memcpy(grown + restart->cell_count, cells, count * sizeof(*cells));
	restart->cells = grown;
	restart->cell_count = total;
}

void cbsp_restart_add(struct cbsp_restart *restart, const struct cell_id *cells, size_t cell_count,
		      unsigned int wait_s)
{
	if (!cell_count || restart->cell_count + cell_count > CBSP_RESTART_CELLS_MAX)
		restart->is_all = true;
	if (!restart->is_all)
		keep(restart, cells, cell_count);
	/* The first of a burst starts the time, so that a babbling node cannot put it off. */
	if (!osmo_timer_pending(&restart->timer))
		osmo_timer_schedule(&restart->timer, (int)wait_s, 0);
}

void cbsp_restart_init(struct cbsp_restart *restart, void *ctx, void *data,
		       void (*settled)(void *data, const struct cell_id *cells, size_t cell_count))
{
	*restart = (struct cbsp_restart){ .ctx = ctx, .data = data, .settled = settled };
	osmo_timer_setup(&restart->timer, on_timer, restart);
}
