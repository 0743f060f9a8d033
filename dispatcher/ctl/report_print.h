/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report print: a report for somebody who reads it at night on a terminal of 80 columns: who was
 * not warned, then the log, then the nodes with a problem, then the sums.
 */
#ifndef CTL_REPORT_PRINT_H
#define CTL_REPORT_PRINT_H

#include "ctl/remote.h"

enum { REPORT_PRINT_NODES_MAX = 100 }; /* what is past them is counted */

void report_print(struct remote *remote, const json_t *report);

#endif
