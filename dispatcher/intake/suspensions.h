/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Suspensions of bodies (art. 22, 37): ordered, lifted, listed. */
#ifndef INTAKE_SUSPENSIONS_H
#define INTAKE_SUSPENSIONS_H

#include "intake/call.h"

void suspensions_list(struct intake_call *call);
void suspensions_post(struct intake_call *call);
void suspensions_post_lift(struct intake_call *call);

#endif
