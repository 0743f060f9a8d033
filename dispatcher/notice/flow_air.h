/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The part of a flow's life that happens with the carriers: from the route to the last
 * confirmed stop. Called by flow_step() only; the same promises.
 */
#ifndef NOTICE_FLOW_AIR_H
#define NOTICE_FLOW_AIR_H

#include "notice/flow.h"

/* What a flow keeps of an event's texts must outlive the event: a copy, NULL if it is empty. */
struct slice flow_keep(const struct flow *flow, struct slice text);

/* The same of the list of a version's attachments. */
void flow_keep_attachments(struct flow *flow, const struct event_attachment *items, size_t count);

/* Everything off, whatever is waited for: CANCELLING, and CANCELLED when the last is off. */
void flow_air_take_off(struct flow *flow, struct utc at, struct orders *orders);

/* Where what it follows may be taken off is to be looked at again, at every node. */
void flow_air_release(const struct flow *flow, struct orders *orders);

/* ERR_ABSENT: it names a delivery or a cell that is not there. */
enum err flow_air_has_part(const struct flow *flow, const struct event_delivery_part *named,
			   struct fault *why);

enum err flow_air_routed(struct flow *flow, const struct event *event, struct orders *orders,
			 struct fault *why);
enum err flow_air_receipts(struct flow *flow, const struct event *event, struct orders *orders,
			   struct fault *why);
enum err flow_air_restarted(struct flow *flow, const struct event *event, struct orders *orders,
			    struct fault *why);
enum err flow_air_superseded(struct flow *flow, const struct event *event, struct orders *orders,
			     struct fault *why);
enum err flow_air_cancel_requested(struct flow *flow, const struct event *event,
				   struct orders *orders, struct fault *why);
enum err flow_air_expired(struct flow *flow, const struct event *event, struct orders *orders,
			  struct fault *why);
enum err flow_air_closed(struct flow *flow, const struct event *event, struct orders *orders,
			 struct fault *why);

#endif
