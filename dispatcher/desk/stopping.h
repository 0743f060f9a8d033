/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stopping: what must be off and is not, though its node is there. A carrier module asks a few
 * times and then has said what it had to say; here the node is asked again, after growing pauses,
 * for as long as the notice is open, which is as long as it would be on the air (art. 15: "stop at
 * once"). Where the node has said that it does not do it, an ERROR and a page say so each time:
 * somebody must speak with the carrier.
 *
 * Nothing of it is stored: a start asks anew.
 */
#ifndef DESK_STOPPING_H
#define DESK_STOPPING_H

#include "desk/case.h"

enum {
	STOPPING_LOOK_S = 5,
	STOPPING_FIRST_S = 30, /* until it is asked again for the first time */
	STOPPING_NEXT_S = 120, /* then, doubled each time, */
	STOPPING_LAST_S = 600, /* to this */
};

/* If it is time: for the scheduler. */
void stopping_look(struct desk *desk, struct desk_case *c);

#endif
