/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Contest: who gave way to whom at a full node, so that room goes to and fro once and not for ever.
 */
#ifndef DESK_CONTEST_H
#define DESK_CONTEST_H

#include "desk/case.h"

/* It gave way to that notice. */
void contest_gave_way(const struct desk_case *c, uint32_t delivery, uint64_t by);
/* What it gave way to wants the room still, and may get it; else that is forgotten. */
bool contest_must_wait(const struct desk *desk, const struct desk_case *c, uint32_t delivery);
/* Something gave way to it at its node, and is not back. */
bool contest_has_taken(const struct desk *desk, const struct desk_case *c, uint32_t delivery);

/*
 * Everything that could give way to it has, and the node refuses it all the same: until something
 * leaves that node for good nothing gives way to it any more.
 */
void contest_give_up(const struct desk_case *c, uint32_t delivery);
bool contest_is_given_up(const struct desk_case *c, uint32_t delivery);
void contest_new_hope(const struct desk *desk, size_t node);

#endif
