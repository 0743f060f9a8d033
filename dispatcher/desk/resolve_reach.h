/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a resolution reaches, in the numbers that the reviewer and the clock need: cells, nodes and
 * people, whether so many ask for a second person, and when it is the last call to decide.
 */
#ifndef DESK_RESOLVE_REACH_H
#define DESK_RESOLVE_REACH_H

#include "desk/resolve.h"

/* Once lane, window and cells are known. */
void resolve_reach_describe(struct resolution *resolution);

#endif
