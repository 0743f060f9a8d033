/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report JSON: a report as one object (docs/report.md). What was not warned comes first, then the
 * log, the delays, the nodes, the cells. Behind a cursor there are cells alone.
 */
#ifndef WIRE_REPORT_JSON_H
#define WIRE_REPORT_JSON_H

#include "wire/report_rows.h"

void report_json_write(struct text *out, const struct report_answer *answer);

#endif
