/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl links, registry apply, cells swap, clock advance: what keeps the house running. */
#ifndef CTL_ADMIN_H
#define CTL_ADMIN_H

#include "ctl/remote.h"

#define CTL_LINKS_USAGE		 "links " REMOTE_USAGE
#define CTL_LINKS_RESET_USAGE	 "links reset " REMOTE_USAGE " --reason TEXT NODE"
#define CTL_REGISTRY_APPLY_USAGE "registry apply " REMOTE_USAGE " FILE"
#define CTL_CELLS_SWAP_USAGE	 "cells swap " REMOTE_USAGE " FILE"
#define CTL_CLOCK_ADVANCE_USAGE	 "clock advance " REMOTE_USAGE " DAYS"

enum ctl_exit ctl_links(int argc, char **argv);
enum ctl_exit ctl_links_reset(int argc, char **argv);
enum ctl_exit ctl_registry_apply(int argc, char **argv);
/* FILE is opened by the daemon, on its machine. */
enum ctl_exit ctl_cells_swap(int argc, char **argv);
enum ctl_exit ctl_clock_advance(int argc, char **argv); /* drill only */

#endif
