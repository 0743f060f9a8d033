/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a node is told of one delivery, as its flow and its route have it now. */
#ifndef DESK_BACKLOG_SAY_H
#define DESK_BACKLOG_SAY_H

#include "desk/case.h"

struct backlog_words {
	struct desk_case *c;
	uint32_t delivery;
	bool sends, stops; /* what is to be said; both, where some of its cells must be off */
	bool again;	   /* the node may have it */
};

/*
 * Says it, the stop first; what has ended meanwhile is not said. Of what was taken nothing is left
 * in `words`. As carrier_ops.send; ERR_ABSENT too where the route is not stored any more.
 */
enum err MUST_USE backlog_say(struct desk *desk, struct backlog_words *words, struct fault *why);

/*
 * Takes it off the node whatever the flow says, cell by cell: its receipts tell that it is not
 * there, not that it has ended.
 */
enum err MUST_USE backlog_say_off(struct desk *desk, struct desk_case *c, uint32_t delivery,
				  struct fault *why);

#endif
