/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The faces that ask for something to be done. Each takes over the call. */
#ifndef INTAKE_ACTIONS_H
#define INTAKE_ACTIONS_H

#include "intake/call.h"

void actions_submit(struct intake_call *call);	 /* POST /v1/alerts, /v1/requests */
void actions_check(struct intake_call *call);	 /* POST /v1/checks */
void actions_decide(struct intake_call *call);	 /* POST /v1/notices/{id}/decisions */
void actions_reset(struct intake_call *call);	 /* POST /v1/links/reset */
void actions_confirm(struct intake_call *call);	 /* POST /v1/notices/{id}/confirm */
void actions_version(struct intake_call *call);	 /* POST /v1/notices/{id}/versions */
void actions_cancel(struct intake_call *call);	 /* POST /v1/notices/{id}/cancel */
void actions_registry(struct intake_call *call); /* POST /v1/registry */
void actions_clock(struct intake_call *call);	 /* POST /v1/clock/advance */
void actions_cells(struct intake_call *call);	 /* POST /v1/cells */

#endif
