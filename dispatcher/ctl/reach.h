/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl reach: whom the approved areas of a notice reach now, for people, or as a map. */
#ifndef CTL_REACH_H
#define CTL_REACH_H

#include "ctl/remote.h"

#define CTL_REACH_USAGE "reach " REMOTE_USAGE " [--geojson] ID"

enum ctl_exit ctl_reach(int argc, char **argv);

/* An "audience" of an answer; nothing where it is none. */
void reach_print(struct remote *remote, const json_t *audience);

#endif
