/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl queue: what waits for a person, what must be decided first at the top. */
#ifndef CTL_QUEUE_H
#define CTL_QUEUE_H

#include "ctl/remote.h"

#define CTL_QUEUE_USAGE "queue " REMOTE_USAGE " [--state S] [--lane L]"

/* With --state: every notice in that state, the newest first. */
enum ctl_exit ctl_queue(int argc, char **argv);

#endif
