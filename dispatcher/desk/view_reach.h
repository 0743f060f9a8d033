/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the area of a notice reached when it left, against what it reached when it was judged. */
#ifndef DESK_VIEW_REACH_H
#define DESK_VIEW_REACH_H

#include "notice/flow.h"
#include "wire/text.h"

/* ,"judged_with":"<digest>","reach":{..}: each where there is something to say. */
void view_reach(struct text *out, const struct flow *flow);

#endif
