/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an alert follows: which open notices its Update, Cancel or lifting speaks of, whether its
 * body may speak of them (art. 12), and what it takes over from the one whose place it takes.
 */
#ifndef DESK_RESOLVE_FOLLOW_H
#define DESK_RESOLVE_FOLLOW_H

#include "desk/resolve.h"

void resolve_follow_judge(struct resolution *resolution);

#endif
