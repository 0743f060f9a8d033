/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Backlog: what nodes must still be told. The flows say what must be on the air and what off;
 * whatever of it a link has not taken yet stands here, once for each delivery at most, so that
 * open deliveries are its bound. A node is fed for as long as its link takes orders, and again
 * when the link has room: stops first, then the gravest category, then what waits longest. What
 * is said is read from the flow when its turn comes, so a cancel needs only to move to the front.
 *
 * Nothing of it is stored: after a start, and when a node comes back, EVENT_RESTARTED orders
 * everything anew.
 */
#ifndef DESK_BACKLOG_H
#define DESK_BACKLOG_H

#include "desk/case.h"

struct desk_backlog *backlog_new(struct desk *desk);
void backlog_free(struct desk *desk);

/* ORDER_SEND or ORDER_STOP: said at once if the link takes it, else when it can be. */
void backlog_order(struct desk *desk, struct desk_case *c, const struct order *order);

/*
 * The flow of this case is new: what a node refused waits there until something leaves it. A node
 * never says that it has room again, so whatever leaves one has all of that sent again.
 */
void backlog_note_refused(struct desk *desk, struct desk_case *c);
void backlog_made_room(struct desk *desk, const struct delivery *left);

/* What gave way to it is off, or will not go: it is offered to the node that refused it. */
void backlog_offer(struct desk *desk, struct desk_case *c, uint32_t delivery);
/* It was in vain at the node of that delivery: what gave way there comes back. */
void backlog_give_back(struct desk *desk, const struct delivery *where);

/* What a link reports: it takes orders again; the node is gone. */
void backlog_has_room(struct desk *desk, const char *link, const char *node);
void backlog_is_down(struct desk *desk, const char *link, const char *node);

/* Nothing of this case is on the air any more, or it closes. */
void backlog_forget(struct desk_case *c);

/* Orders that wait for room at that node; at all nodes if both are NULL. */
size_t backlog_waiting(const struct desk *desk, const char *link, const char *node);

#endif
