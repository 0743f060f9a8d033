/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/audience.h"

static const char *const names[AUDIENCE_STATUS_COUNT] = {
	[AUDIENCE_NONE] = "none",	    [AUDIENCE_REACHED] = "reached",
	[AUDIENCE_NO_NODE] = "no-node",	    [AUDIENCE_NO_LINK] = "no-link",
	[AUDIENCE_LINK_DOWN] = "link-down", [AUDIENCE_CELL_DOWN] = "cell-down",
};

const char *audience_status_name(enum audience_status status)
{
	return (unsigned int)status < AUDIENCE_STATUS_COUNT ? names[status] : "invalid";
}

static void add(struct audience_count *count, const struct cell *cell)
{
	count->cells++;
	count->people += cell->people;
}

void audience_of_cells(struct audience *out, const struct cell *cells,
		       const enum audience_status *statuses, size_t count)
{
	*out = (struct audience){ 0 };
	for (size_t i = 0; i < count; i++) {
		const struct cell *cell = &cells[i];

		add(&out->all, cell);
		add(&out->of_rat[cell->id.rat], cell);
		add(&out->of_status[statuses ? statuses[i] : AUDIENCE_NONE], cell);
		out->nodes += cell->node.size > 0 &&
			      (i == 0 || !slice_equal(cell->node, cells[i - 1].node));
	}
}
