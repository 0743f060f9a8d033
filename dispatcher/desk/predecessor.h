/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Predecessor: where the message stands whose place a new one takes (notice/succession): in the
 * route of the notice that is followed, or of this one, where it is shown again or was sent
 * to a part of its area before.
 */
#ifndef DESK_PREDECESSOR_H
#define DESK_PREDECESSOR_H

#include "desk/resolve.h"
#include "notice/succession.h"

struct predecessor {
	const struct resolution *resolution;
	const struct flow *flow;	     /* of the notice that it belongs to */
	const struct route_message *message; /* complete but for its number */
	/* Only a part of its area goes now: the other may follow under the same number. */
	bool is_part;
};

struct succession predecessor_find(const struct predecessor *wanted);

/* A part outside the jurisdiction is a second route too, but of what is urgent. */
bool predecessor_is_shown_again(const struct flow *flow);

#endif
