/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl suspensions list|order|lift: measures against bodies (art. 22, 37). */
#ifndef CTL_SUSPENSIONS_H
#define CTL_SUSPENSIONS_H

#include "ctl/remote.h"

#define CTL_SUSPENSIONS_LIST_USAGE  "suspensions list " REMOTE_USAGE
#define CTL_SUSPENSIONS_ORDER_USAGE "suspensions order " REMOTE_USAGE " FILE"
#define CTL_SUSPENSIONS_LIFT_USAGE  "suspensions lift " REMOTE_USAGE " --reason R NUMBER"

enum ctl_exit ctl_suspensions_list(int argc, char **argv);
enum ctl_exit ctl_suspensions_order(int argc, char **argv);
enum ctl_exit ctl_suspensions_lift(int argc, char **argv);

#endif
