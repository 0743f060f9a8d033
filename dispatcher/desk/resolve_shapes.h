/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shapes of which nobody can say what lies inside: a polygon that crosses itself, or encloses
 * nothing. On the urgent lane the others of the area are warned all the same; where there is no
 * other, the finding that refuses stands. A profile that lets such polygons pass keeps them.
 */
#ifndef DESK_RESOLVE_SHAPES_H
#define DESK_RESOLVE_SHAPES_H

#include "desk/resolve.h"

/* Once the lane is known, and before the areas are looked up or become content. */
void resolve_shapes_judge(struct resolution *resolution);

#endif
