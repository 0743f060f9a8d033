/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reporting: GET /v1/notices/{id}/report, of open and closed notices alike, from what the ledger
 * holds: the events are folded, the documents read and the answer written on the thread of what
 * people look at, in memory of its own; the loop only asks the next question. What was purged is
 * said to be purged.
 */
#ifndef DESK_REPORTING_H
#define DESK_REPORTING_H

#include "desk/desk.h"
#include "intake/intake.h"

enum { REPORTING_RUNNING_MAX = 2 }; /* each may hold a million cells */

void reporting_ask(void *data, struct intake_call *call,
		   const struct intake_report_request *request);

#endif
