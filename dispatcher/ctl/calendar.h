/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cbctl calendar: from when a notice may be sent, until when it must be filed, which days are
 * working days; without a daemon, from the country's data and, if given, a registry's
 * `calendars`. CTL_UNDETERMINED, with the year, where nothing was published.
 */
#ifndef CTL_CALENDAR_H
#define CTL_CALENDAR_H

#include "ctl/ctl.h"

#define CTL_CALENDAR_FILES " [--registry FILE] [--profiles DIR]"
#define CTL_CALENDAR_EARLIEST_USAGE                                                                \
	"calendar earliest --received T [--days 15] [--json|--explain]" CTL_CALENDAR_FILES
#define CTL_CALENDAR_LATEST_USAGE                                                                  \
	"calendar latest --send DATE [--days 15] [--json|--explain]" CTL_CALENDAR_FILES
#define CTL_CALENDAR_SHOW_USAGE "calendar show YEAR [--json]" CTL_CALENDAR_FILES

/* The first line is the safe date. */
enum ctl_exit ctl_calendar_earliest(int argc, char **argv);
enum ctl_exit ctl_calendar_latest(int argc, char **argv);
enum ctl_exit ctl_calendar_show(int argc, char **argv);

#endif
