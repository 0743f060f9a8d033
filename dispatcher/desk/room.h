/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Room: which deliveries hold pages at a node, cell by cell, as far as the flows know. A BSC
 * repeats everything in one period, and in a cell no more pages find room than the period has
 * units of 1.883 s (seen on osmo-bsc 1.9; TS 48.049 8.2.9). What may be there for all we know
 * counts; what must be off does not, for its KILL goes out before anything else.
 */
#ifndef DESK_ROOM_H
#define DESK_ROOM_H

#include "desk/case.h"

struct desk_room *room_new(struct desk *desk);

/* The flow of this case has more deliveries than it had; nothing of it is on the air any more. */
void room_note(struct desk *desk, struct desk_case *c);
void room_forget(struct desk_case *c);

/* Of the other deliveries at the node of this one that go over the same channel, each. */
typedef void room_visit_fn(void *data, struct desk_case *c, uint32_t delivery);
void room_visit(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
		room_visit_fn *visit, void *data);

/* All at that node (desk/nodes). */
void room_visit_node(const struct desk *desk, size_t node, room_visit_fn *visit, void *data);

/* Where two deliveries meet: indexes into the cells of each, of the cells that both have. */
typedef void room_common_fn(void *data, uint32_t mine, uint32_t theirs);
void room_common(const struct route_delivery *mine, const struct route_delivery *theirs,
		 room_common_fn *visit, void *data);

/* Pages of the delivery; 0: its route is not stored any more. */
uint32_t room_pages(const struct desk_case *c, uint32_t delivery);
/* Pages that the others hold in each of its cells; `pages` has room for all of them. */
void room_held(const struct desk *desk, const struct desk_case *c, uint32_t delivery,
	       uint32_t *pages);

/* It gave way to that notice. */
void room_gave_way(const struct desk_case *c, uint32_t delivery, uint64_t by);
/* What it gave way to wants the room still, and may get it; else that is forgotten. */
bool room_must_wait(const struct desk *desk, const struct desk_case *c, uint32_t delivery);
/*
 * Everything that could give way to it has, and the node refuses it all the same: until something
 * leaves that node for good nothing gives way to it any more.
 */
/* Something gave way to it at its node, and is not back. */
bool room_has_taken(const struct desk *desk, const struct desk_case *c, uint32_t delivery);
void room_give_up(const struct desk_case *c, uint32_t delivery);
bool room_is_given_up(const struct desk_case *c, uint32_t delivery);
void room_new_hope(const struct desk *desk, size_t node);

/*
 * It would find room in one at least of the cells that refused it; true where nobody can tell.
 * Until room_settle() it counts as being there then, so that of several that wait not all are
 * told that there is room for one.
 */
bool room_claim(struct desk *desk, struct desk_case *c, uint32_t delivery);
void room_settle(struct desk *desk);

#endif
