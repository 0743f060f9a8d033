/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Held: a message that went on under its number for a longer time. A node that has it counts
 * the broadcasts that it was told of before, and takes no other count while it has it ("already
 * used", TS 48.049 8.2.13 cause 0d). Taking it off to write it anew would leave a live alert to
 * luck: a crash, a full channel, a lost link in between. So nothing is done while it runs; when
 * the old count is over it is written again, which phones that have it do not notice, and is
 * written again after growing pauses, since a node that repeats slowly counts slowly.
 *
 * The same of one that goes on for longer than a node can count: 22 days in a period of 30 s.
 */
#ifndef NOTICE_HELD_H
#define NOTICE_HELD_H

#include "notice/route.h"

struct held_question {
	const struct route *route;
	struct utc begun;  /* when its nodes were told first */
	uint32_t rhythm_s; /* the fastest that a node repeats it in; 0: its own period */
};

/* When a node that was told at the beginning has counted as far as it can; unset: it need not. */
struct utc held_count_end(const struct held_question *question,
			  const struct route_message *message);

/* When messages of the route are to be written again next, after that moment; unset: not at all. */
struct utc held_next(const struct held_question *question, struct utc after);
/* That message is one of those. */
bool held_is_meant(const struct held_question *question, const struct route_message *message);

#endif
