/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET and POST /v1/complaints, POST /v1/complaints/{id}/strike. */
#ifndef INTAKE_COMPLAINTS_H
#define INTAKE_COMPLAINTS_H

#include "intake/call.h"

void complaints_list(struct intake_call *call);
void complaints_post(struct intake_call *call);
void complaints_post_strike(struct intake_call *call);

#endif
