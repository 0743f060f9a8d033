/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an authority does to one notice beside deciding it: withhold, stop its content, report. */
#ifndef INTAKE_MEASURES_H
#define INTAKE_MEASURES_H

#include "intake/call.h"

void measures_post_withhold(struct intake_call *call);
void measures_post_content_stop(struct intake_call *call);
void measures_post_content_report(struct intake_call *call);

#endif
