/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What chapter 4 asks of a written application beyond its text: who applies, to whom, for which
 * divisions (art. 3, 27), and how long before (art. 27 par. 1).
 */
#ifndef DESK_RESOLVE_LAW_H
#define DESK_RESOLVE_LAW_H

#include "desk/resolve.h"

/* The lane and the filing day are known. */
void resolve_law_judge(struct resolution *resolution);

#endif
