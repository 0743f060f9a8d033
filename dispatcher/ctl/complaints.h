/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl complaints list|record|strike: complaints and opt-outs 投诉、退订 (art. 27 par. 2). */
#ifndef CTL_COMPLAINTS_H
#define CTL_COMPLAINTS_H

#include "ctl/remote.h"

#define CTL_COMPLAINTS_LIST_USAGE   "complaints list " REMOTE_USAGE
#define CTL_COMPLAINTS_RECORD_USAGE "complaints record " REMOTE_USAGE " FILE"
#define CTL_COMPLAINTS_STRIKE_USAGE "complaints strike " REMOTE_USAGE " --reason R NUMBER"

enum ctl_exit ctl_complaints_list(int argc, char **argv);
/* FILE: JSON as of POST /v1/complaints; "-" is standard input. */
enum ctl_exit ctl_complaints_record(int argc, char **argv);
enum ctl_exit ctl_complaints_strike(int argc, char **argv);

#endif
