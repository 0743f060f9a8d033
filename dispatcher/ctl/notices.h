/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl show, history: what there is and what became of it. */
#ifndef CTL_NOTICES_H
#define CTL_NOTICES_H

#include "ctl/remote.h"
#include "ctl/table.h"

#define CTL_SHOW_USAGE	  "show " REMOTE_USAGE " [--deliveries] ID"
#define CTL_HISTORY_USAGE "history " REMOTE_USAGE " ID"

enum ctl_exit ctl_show(int argc, char **argv);
enum ctl_exit ctl_history(int argc, char **argv);

/* A table out of an answer's list of objects; what is not `gives_way` is never cut. */
struct notices_columns {
	const char *list; /* member that holds the rows */
	const char *titles[TABLE_COLUMNS_MAX], *members[TABLE_COLUMNS_MAX];
	size_t count, gives_way;
};
void notices_print_rows(struct remote *remote, const struct notices_columns *columns,
			const json_t *answer);
/* Asks for a list of at most 1000 and prints it; says so where there are more. */
enum ctl_exit notices_print_table(struct remote *remote, const char *path,
				  const struct notices_columns *columns);

/* One object, a member a line, and its findings. */
void notices_print_members(struct remote *remote, const json_t *answer);
#endif
