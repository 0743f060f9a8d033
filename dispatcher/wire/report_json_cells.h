/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The nodes and the cells of a report's JSON. */
#ifndef WIRE_REPORT_JSON_CELLS_H
#define WIRE_REPORT_JSON_CELLS_H

#include "wire/report_rows.h"

/* Past this many deliveries only those with a problem are told, and at most so many. */
enum { REPORT_JSON_DELIVERIES_MAX = 10000 };

/* ,"nodes":{"deliveries":[..]} */
void report_json_put_nodes(struct text *out, const struct report_answer *answer);
/* ,"cell_rows":[..],"truncated":false */
void report_json_put_cells(struct text *out, const struct report_answer *answer);

/* Milliseconds, rounded to the nearest; between two times only where both are set. */
void report_json_put_ms(struct text *out, const char *name, int64_t us);
void report_json_put_span(struct text *out, const char *name, struct utc from, struct utc to);

#endif
