/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What depends on the way a notice came in by or goes out over: urgent by MQTT (art. 26), and the
 * internet channel, which the same gate guards (art. 28).
 */
#ifndef DESK_RESOLVE_CHANNEL_H
#define DESK_RESOLVE_CHANNEL_H

#include "desk/channels.h"
#include "desk/resolve.h"

bool resolve_channel_has(const struct resolution *resolution, enum channel channel);

/* The lane and the cells are known; everything else was judged. */
void resolve_channel_judge(struct resolution *resolution);

#endif
