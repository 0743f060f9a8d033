/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reminding: what is owed is said until it is done, each time to more people. Paperwork (art. 26):
 * the department the day before it is due; on the day its superior too; from the day after the
 * authority too. A report on prohibited content (art. 32): the authority, every day. Each
 * reminder is an event, a live event and a log line; none ever blocks a message.
 */
#ifndef DESK_REMINDING_H
#define DESK_REMINDING_H

#include "desk/case.h"

void reminding_of_paperwork(struct desk *desk, struct desk_case *c);
void reminding_of_report(struct desk *desk, struct desk_case *c);

struct reminding_counts {
	uint64_t paperwork_owed, paperwork_overdue, reports_owed;
};
struct reminding_counts reminding_count(struct desk *desk);

#endif
