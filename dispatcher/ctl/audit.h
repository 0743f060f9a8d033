/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl audit: checks a store as a file, without the daemon's word for it. */
#ifndef CTL_AUDIT_H
#define CTL_AUDIT_H

#include "ctl/ctl.h"

#define AUDIT_VERIFY_USAGE "audit verify --store F [--head H] [--json]"

/* Prints head and number of events; CTL_REFUSED and the first bad place if not intact. */
enum ctl_exit audit_verify(int argc, char **argv);

#endif
