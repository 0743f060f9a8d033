/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /v1/notices/{id}/report */
#ifndef INTAKE_REPORT_H
#define INTAKE_REPORT_H

#include "intake/call.h"

/* Whoever may see the notice; a carrier's person sees what went over that carrier. */
void intake_report_ask(struct intake_call *call);

#endif
