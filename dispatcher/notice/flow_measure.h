/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The part of a flow's life that happens on paper: paperwork after an emergency (art. 26), a
 * notice withheld, prohibited content stopped and reported (art. 15, 32). Called by flow_step()
 * only; the same promises.
 */
#ifndef NOTICE_FLOW_MEASURE_H
#define NOTICE_FLOW_MEASURE_H

#include "notice/flow.h"

enum err flow_measure_paperwork_owed(struct flow *flow, const struct event *event,
				     struct orders *orders, struct fault *why);
enum err flow_measure_paperwork_reminded(struct flow *flow, const struct event *event,
					 struct orders *orders, struct fault *why);
enum err flow_measure_paperwork_filed(struct flow *flow, const struct event *event,
				      struct orders *orders, struct fault *why);
enum err flow_measure_paperwork_settled(struct flow *flow, const struct event *event,
					struct orders *orders, struct fault *why);
enum err flow_measure_unreached(struct flow *flow, const struct event *event, struct orders *orders,
				struct fault *why);
enum err flow_measure_withheld(struct flow *flow, const struct event *event, struct orders *orders,
			       struct fault *why);
enum err flow_measure_content_stopped(struct flow *flow, const struct event *event,
				      struct orders *orders, struct fault *why);
enum err flow_measure_content_reported(struct flow *flow, const struct event *event,
				       struct orders *orders, struct fault *why);
enum err flow_measure_content_reminded(struct flow *flow, const struct event *event,
				       struct orders *orders, struct fault *why);

#endif
