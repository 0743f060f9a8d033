/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Held: a message that went on under its number for a longer time. A node that has it counts
 * the broadcasts that it was told of before, and takes no other count while it has it ("already
 * used", TS 48.049 8.2.13 cause 0d). Taking it off to write it anew would leave a live alert to
 * luck: a crash, a full channel, a lost link in between. So nothing is done while it runs; when
 * the old count is over it is written again, which phones that have it do not notice, and is
 * written again after growing pauses, since a node that repeats slowly counts slowly.
 */
#ifndef NOTICE_HELD_H
#define NOTICE_HELD_H

#include "notice/route.h"

/* When messages of the route are to be written again next, after that moment; unset: not at all. */
struct utc held_next(const struct route *route, struct utc after);
/* That message is one of those. */
bool held_is_meant(const struct route_message *message);

#endif
