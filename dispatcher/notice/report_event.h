/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Report event: the line of the log that an event is worth; receipts have theirs already. */
#ifndef NOTICE_REPORT_EVENT_H
#define NOTICE_REPORT_EVENT_H

#include "notice/report.h"

/* After the flow has taken it; `before`: the state of the notice until then. */
void report_event_say(struct report *report, const struct event *event, enum notice_state before);

#endif
