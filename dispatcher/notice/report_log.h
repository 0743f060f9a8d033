/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report log: the lines of a report, one a stop. What a thousand nodes say in one minute is one
 * line, so that whoever reads it at night sees the stops and not the traffic.
 */
#ifndef NOTICE_REPORT_LOG_H
#define NOTICE_REPORT_LOG_H

#include "notice/report.h"

/* A stop; its texts are copied. Persons and reasons are left out of one carrier's report. */
void report_log_say(struct report *report, struct report_line line);

/*
 * The line of that minute, a new one if there is none or another stop came between; NULL where
 * there is no room for another.
 */
struct report_line *report_log_fold(struct report *report, enum report_folded folded,
				    const struct report_line *line);

/* The line of the receipts; it counts the delivery's node. */
struct report_line *report_log_receipt(struct report *report, uint32_t delivery, struct utc at);

/* Now for the first time something has happened to that delivery. */
void report_log_mark(struct report *report, enum report_mark mark, uint32_t delivery,
		     struct utc at);

#endif
