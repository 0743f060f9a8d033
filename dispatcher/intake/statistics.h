/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The face of statistics: GET /v1/statistics?period=&format= */
#ifndef INTAKE_STATISTICS_H
#define INTAKE_STATISTICS_H

#include "intake/call.h"

/* Without a period the month that it is; CSV by format=csv or by Accept. */
void statistics_ask(struct intake_call *call);

#endif
