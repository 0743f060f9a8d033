/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Flow, room: a node that is full. What is graver takes the room of what is lesser, cell by cell,
 * and what gave way is wanted on again, under the same serial number, once there is room.
 */
#ifndef NOTICE_FLOW_ROOM_H
#define NOTICE_FLOW_ROOM_H

#include "notice/flow.h"

/* EVENT_PREEMPTED. ERR_ABSENT: it names a delivery or cell that is not there. */
enum err flow_room_preempted(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why);

/* The receipt says of cells in which the delivery must be on that they have no room for it. */
bool flow_room_was_refused(const struct delivery *delivery, const struct receipt *receipt);

#endif
