/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is asked of a written application and of nothing else: its fields (art. 27), who files it
 * and for whom (art. 12), its channels.
 */
#ifndef DESK_RESOLVE_WRITTEN_H
#define DESK_RESOLVE_WRITTEN_H

#include "desk/resolve.h"

/* The lane is known. */
void resolve_written_judge(struct resolution *resolution);

#endif
