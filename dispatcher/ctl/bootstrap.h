/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl bootstrap: makes a store and its first administrator. */
#ifndef CTL_BOOTSTRAP_H
#define CTL_BOOTSTRAP_H

#include "ctl/ctl.h"

#define CTL_BOOTSTRAP_USAGE "bootstrap --store F --realm live|drill [--clock T]"

enum ctl_exit ctl_bootstrap(int argc, char **argv);

#endif
