/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Flow bytes: the snapshot of an open notice. Three kinds of rows, so that a receipt of one
 * delivery never rewrites the others:
 *	flow       everything of fixed size: state, lane, verdict, paperwork
 *	route      written once for each EVENT_ROUTED: which deliveries there are
 *	delivery   one for each delivery of which something is known
 * Folding all events of the notice again gives the same bytes.
 */
#ifndef WIRE_FLOW_BYTES_H
#define WIRE_FLOW_BYTES_H

#include "notice/flow.h"
#include "wire/text.h"

void flow_bytes_pack(struct text *out, const struct flow *flow);
/* Route `index` of the flow. */
void flow_bytes_pack_route(struct text *out, const struct flow *flow, uint32_t index);
void flow_bytes_pack_delivery(struct text *out, const struct delivery *delivery);

/* Fills the flow from its own row; then its routes in order; then its deliveries. */
enum err MUST_USE flow_bytes_unpack(struct flow *flow, struct slice bytes, struct fault *why);
enum err MUST_USE flow_bytes_unpack_route(struct flow *flow, struct slice bytes, struct fault *why);
enum err MUST_USE flow_bytes_unpack_delivery(struct flow *flow, uint32_t index, struct slice bytes,
					     struct fault *why);

#endif
