/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Back-off: pauses that double from `first` to `last`, each shortened by up to a quarter at
 * random, so that a thousand peers that fell together do not come back together.
 */
#ifndef NET_BACKOFF_H
#define NET_BACKOFF_H

#include "base/utc.h"

struct backoff {
	struct span first, last;
	unsigned int failures;
};

/* The next pause; counts one more failure. */
struct span backoff_next(struct backoff *backoff);
/* The peer has proved itself. */
void backoff_reset(struct backoff *backoff);

#endif
