/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_restart.h"

#include <string.h>
#include <talloc.h>

void cbsp_restart_forget(struct cbsp_restart *restart)
{
	osmo_timer_del(&restart->timer);
	TALLOC_FREE(restart->cells);
	restart->cell_count = 0;
	restart->is_all = restart->is_reset = false;
}

static void on_timer(void *data)
{
	struct cbsp_restart *restart = data;
	struct cell_id *cells = restart->cells;
	size_t count = restart->is_all ? 0 : restart->cell_count;
	bool is_reset = restart->is_reset;

	restart->cells = NULL;
	cbsp_restart_forget(restart);
	restart->is_reset = is_reset;
	restart->settled(restart->data, count ? cells : NULL, count);
	restart->is_reset = false;
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

enum err cbsp_restart_by_reset(struct cbsp_restart *restart, struct stream *stream,
			       unsigned int wait_s, struct fault *why)
{
	const struct cbsp_message message = { .type = CBSP_RESET,
					      .has_cells = true,
					      .all_cells = true };
	uint8_t octets[16];
	size_t size;
	enum err err = cbsp_pack(octets, sizeof(octets), &size, &message, why);

	if (err == ERR_OK)
		err = stream_write(stream, octets, size, why);
	if (err != ERR_OK)
		return err;
	restart->is_reset = restart->is_all = true;
	osmo_timer_schedule(&restart->timer, (int)wait_s, 0);
	return ERR_OK;
}

bool cbsp_restart_answers_reset(struct cbsp_restart *restart, const struct cbsp_message *message)
{
	if (!restart->is_reset ||
	    (message->type != CBSP_RESET_COMPLETE && message->type != CBSP_RESET_FAILURE))
		return false;
	osmo_timer_schedule(&restart->timer, 0, 0);
	return true;
}

const char *cbsp_restart_reason(const struct cbsp_restart *restart)
{
	return restart->is_reset ? "it was erased on an operator's order"
				 : "the node says that it has restarted";
}

void cbsp_restart_init(struct cbsp_restart *restart, void *ctx, void *data,
		       void (*settled)(void *data, const struct cell_id *cells, size_t cell_count))
{
	*restart = (struct cbsp_restart){ .ctx = ctx, .data = data, .settled = settled };
	osmo_timer_setup(&restart->timer, on_timer, restart);
}
