/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Departure: an agreed notice leaves. Its stored document is resolved again, now: inside the
 * approved geometry, which the digest proves; then it is routed and sent. A window still to
 * come is scheduled instead.
 */
#ifndef DESK_DEPARTURE_H
#define DESK_DEPARTURE_H

#include "desk/case.h"

/* Does nothing if the notice may not leave now, is leaving, or failed to a moment ago. */
void departure_begin(struct desk *desk, struct desk_case *c);
/* It was let go and did not leave: for the scheduler. A window has its own timer. */
bool departure_is_owed(const struct flow *flow);

#endif
