/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl cap: judges CAP documents without a daemon, and names the profiles there are. */
#ifndef CTL_CAP_H
#define CTL_CAP_H

#include "ctl/ctl.h"

#define CTL_CAP_CHECK_USAGE                                                                        \
	"cap check [--profile NAME] [--profiles DIR] [--now T] [--json] "                          \
	"FILE..."
#define CTL_CAP_PROFILES_USAGE "cap profiles [--profiles DIR]"

/* 0: all accepted; 1: at least one refused or held; 2: usage, unreadable file. */
enum ctl_exit ctl_cap_check(int argc, char **argv);
enum ctl_exit ctl_cap_profiles(int argc, char **argv);

#endif
