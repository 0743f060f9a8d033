/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was found, for people. */
#ifndef CTL_FINDING_H
#define CTL_FINDING_H

#include "notice/finding.h"

/* "accept", "hold", "refuse" */
const char *ctl_finding_verdict(enum effect strongest);
void ctl_finding_print(const struct finding *finding);

#endif
