/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paging the duty officer 值班人员 (art. 26 b): at once, and again every two minutes until
 * somebody decides; and each time that a node is asked again to stop what it refuses to stop
 * (desk/stopping). Each page is an event and, once that is on record, a live event and a log line
 * at ERROR, since somebody must act.
 */
#ifndef DESK_PAGING_H
#define DESK_PAGING_H

#include "desk/case.h"

void paging_page(struct desk *desk, struct desk_case *c);

#endif
