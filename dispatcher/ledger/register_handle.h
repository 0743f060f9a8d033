/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a handle on a cell register holds: for register.c, which opens, and register_query.c. */
#ifndef LEDGER_REGISTER_HANDLE_H
#define LEDGER_REGISTER_HANDLE_H

#include <sys/types.h>

#include "ledger/register_file.h"

struct cell_register {
	sqlite3 *db;
	sqlite3_stmt *tiles_in_box, *tiles, *tiles_of_region, *leaves;
	struct register_summary summary;
	dev_t device; /* which file it is */
	ino_t inode;
	struct register_node *nodes; /* [0] is "no node" */
	char *names;		     /* of all nodes, one after the other */
	size_t names_size;
	bool has_pools;
};

#endif
