/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl queue: what waits for a person, what must be decided first at the top. */
#ifndef CTL_QUEUE_H
#define CTL_QUEUE_H

#include "base/utc.h"
#include "ctl/remote.h"

#define CTL_QUEUE_USAGE "queue " REMOTE_USAGE " [--state S] [--lane L]"

/* "27d 3h", "3h 5m", "5m": what one takes in at a glance; on ctx. */
char *queue_span_text(void *ctx, struct span span);
/* What is left until then; "! -3h 5m" when it has passed; "" where there is no such moment. */
const char *queue_time_left(void *ctx, struct utc now, struct utc by);
/* A member that is a time; unset if it is none. */
struct utc queue_time_of(struct remote *remote, const json_t *object, const char *member);

/* With --state: every notice in that state, the newest first. */
enum ctl_exit ctl_queue(int argc, char **argv);

#endif
