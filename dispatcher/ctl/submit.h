/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl submit FILE, cbctl check FILE: a document to the daemon, for good or for trying. */
#ifndef CTL_SUBMIT_H
#define CTL_SUBMIT_H

#include "ctl/remote.h"

#define CTL_SUBMIT_USAGE "submit " REMOTE_USAGE " FILE"
#define CTL_CHECK_USAGE	 "check " REMOTE_USAGE " [--geojson] FILE"

enum ctl_exit ctl_submit(int argc, char **argv);
enum ctl_exit ctl_check(int argc, char **argv);

#endif
