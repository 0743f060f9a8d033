/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Alarm: what nobody decides is said loudly before it lapses: as an event of the notice, as an
 * ERROR in the log, as a live event. When it is due is the flow's to know (flow_alarm_at()).
 */
#ifndef DESK_ALARM_H
#define DESK_ALARM_H

#include "desk/case.h"

void alarm_ring(struct desk *desk, struct desk_case *c);

#endif
