/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Audience: who is in the cells that an area reaches, by generation, and which of these cells
 * cannot be told now, and why. A cell has one status, the first that applies: what nobody serves
 * needs no link, and what has no link is neither up nor down.
 */
#ifndef NOTICE_AUDIENCE_H
#define NOTICE_AUDIENCE_H

#include "notice/cells.h"

enum audience_status {
	AUDIENCE_NONE = 0, /* not looked at: without a daemon nobody knows its links */
	AUDIENCE_REACHED,  /* its node is up and has said nothing against it */
	AUDIENCE_NO_NODE,  /* the register names none */
	AUDIENCE_NO_LINK,  /* no link for cell broadcast leads to its node, or not to such a cell */
	AUDIENCE_LINK_DOWN, /* its node is down now */
	AUDIENCE_CELL_DOWN, /* its node has said that it does not broadcast */
	AUDIENCE_STATUS_COUNT
};

/* "reached", "no-node", "no-link", "link-down", "cell-down"; "none" */
const char *audience_status_name(enum audience_status status);

struct audience_count {
	size_t cells;
	uint64_t people;
};

struct audience {
	struct audience_count all;
	struct audience_count of_rat[RAT_COUNT];
	struct audience_count of_status[AUDIENCE_STATUS_COUNT];
	size_t nodes; /* that serve any of them */
};

/* The cells in the register's order: by node. statuses: one each; NULL: none was looked at. */
void audience_of_cells(struct audience *out, const struct cell *cells,
		       const enum audience_status *statuses, size_t count);

#endif
