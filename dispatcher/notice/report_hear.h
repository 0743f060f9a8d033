/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Report hear: what receipts and restarts say of deliveries and cells, and what it leaves open. */
#ifndef NOTICE_REPORT_HEAR_H
#define NOTICE_REPORT_HEAR_H

#include "notice/report.h"

/* Before the flow takes them: what must be off then learns nothing but its end. */
void report_hear_all(struct report *report, const struct event_receipts *receipts);
/* Afterwards: which of the deliveries they speak of are off now. */
void report_hear_stops(struct report *report, const struct event_receipts *receipts);
/* Before the flow takes it: what was believed of that node, or of all of them, may be lost. */
void report_hear_restart(struct report *report, const struct event_restarted *restarted);

#endif
