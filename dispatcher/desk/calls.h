/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calls: what the desk answers to intake: the functions of struct intake_desk that are not
 * submitting. Roles were checked before; whose notice it is and what its state allows is
 * judged here.
 */
#ifndef DESK_CALLS_H
#define DESK_CALLS_H

#include "desk/desk.h"

void calls_cancel(void *data, struct intake_call *call,
		  const struct intake_cancel_request *request);
void calls_clock_advance(void *data, struct intake_call *call, unsigned int days);
void calls_links(void *data, struct intake_call *call);
void calls_health(void *data, struct intake_call *call, bool readiness);
void calls_metrics(void *data, struct intake_call *call);
void calls_deliveries(void *data, struct intake_call *call, uint64_t notice);

#endif
