/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Versions of an application: what the reviewer adjusts, what the applicant confirms or amends. */
#ifndef CTL_VERSIONS_H
#define CTL_VERSIONS_H

#include "ctl/remote.h"

#define CTL_AGREE_ADJUSTED_USAGE                                                                   \
	"agree-adjusted ID FILE --situation S --reason R [--digest D] " REMOTE_USAGE
#define CTL_CONFIRM_USAGE  "confirm ID [--digest D] " REMOTE_USAGE
#define CTL_RESUBMIT_USAGE "resubmit ID FILE " REMOTE_USAGE

enum ctl_exit ctl_agree_adjusted(int argc, char **argv);
/* Without --digest it confirms the version that stands now. */
enum ctl_exit ctl_confirm(int argc, char **argv);
enum ctl_exit ctl_resubmit(int argc, char **argv);

#endif
