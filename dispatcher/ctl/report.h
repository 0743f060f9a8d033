/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl report: what became of a notice, for people, or as a table, a map or JSON. */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include "ctl/remote.h"

#define CTL_REPORT_USAGE "report " REMOTE_USAGE " [--csv|--geojson] [--out FILE] ID"

enum ctl_exit ctl_report(int argc, char **argv);

#endif
