/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Until when: the expiry that was given or the default, and a window that is not over before it
 * begins (art. 27, 4; CAP 1.2, 3.2.2 "sent" and "expires").
 */
#ifndef DESK_RESOLVE_EXPIRY_H
#define DESK_RESOLVE_EXPIRY_H

#include "desk/resolve.h"

/* The lane, the plan and the relation are known. */
void resolve_expiry_judge(struct resolution *resolution);

#endif
