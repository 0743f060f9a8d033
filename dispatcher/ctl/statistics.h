/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl statistics: what became of a period's notices, as tables. */
#ifndef CTL_STATISTICS_H
#define CTL_STATISTICS_H

#include "ctl/remote.h"

#define CTL_STATISTICS_USAGE                                                                       \
	"statistics " REMOTE_USAGE " [--period 2026|2026-03|2026-03-02|A..B] [--csv]"

/* Without --period the month that it is. */
enum ctl_exit ctl_statistics(int argc, char **argv);

#endif
