/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Channels 发送渠道: the ways to the public that a notice may name, and which of them are connected
 * here. Nothing that was meant for one channel ever goes over another.
 *
 * A link of a carrier that the registry calls `internet` serves the internet channel and no other
 * (art. 28); every other link serves cell broadcast. MQTT towards a carrier is transport, no
 * channel.
 */
#ifndef DESK_CHANNELS_H
#define DESK_CHANNELS_H

#include "desk/desk.h"

enum channel {
	CHANNEL_NONE = 0, /* nothing is called so */
	CHANNEL_CELL_BROADCAST,
	CHANNEL_SMS,
	CHANNEL_INTERNET,
	CHANNEL_COUNT
};

enum channel channel_of(struct slice name); /* "cell-broadcast" */
bool channel_is_among(enum channel channel, const struct slice *names, size_t count);
bool channel_is_connected(const struct desk *desk, enum channel channel);
enum channel channel_of_link(const struct desk *desk, const struct config_link *link);
/*
 * Says in the log where links and registry do not fit: a carrier nobody has registered, an
 * internet carrier whose link cannot serve that channel. At the start, and for a new registry.
 */
void channels_check(const struct desk *desk);
/* "cell-broadcast, internet", on ctx; "-" where none is. */
char *channels_connected(void *ctx, const struct desk *desk);

#endif
