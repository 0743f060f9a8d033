/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report CSV: a line for each row of a report (wire/report_rows.h), RFC 4180, UTF-8 with a byte
 * order mark, so that a spreadsheet reads the Chinese right. Where the answer ends before the rows
 * do, its last line has the outcome "truncated" and the cursor as its cause.
 */
#ifndef WIRE_REPORT_CSV_H
#define WIRE_REPORT_CSV_H

#include "wire/report_rows.h"

void report_csv_write(struct text *out, const struct report_answer *answer);

#endif
