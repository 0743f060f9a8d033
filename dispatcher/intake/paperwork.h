/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The faces of paperwork 补办手续 (art. 26). Each takes over the call. */
#ifndef INTAKE_PAPERWORK_H
#define INTAKE_PAPERWORK_H

#include "intake/call.h"

void paperwork_list(struct intake_call *call);	 /* GET /v1/paperwork */
void paperwork_draft(struct intake_call *call);	 /* GET /v1/notices/{id}/paperwork */
void paperwork_file(struct intake_call *call);	 /* POST /v1/notices/{id}/paperwork */
void paperwork_settle(struct intake_call *call); /* POST /v1/notices/{id}/paperwork/decisions */

#endif
