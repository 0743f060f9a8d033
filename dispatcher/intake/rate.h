/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rate: token buckets by key, in a table of fixed size. Past its size the bucket that was
 * asked for longest ago is forgotten, which errs on the side of letting through.
 */
#ifndef INTAKE_RATE_H
#define INTAKE_RATE_H

#include <stdbool.h>

#include "base/slice.h"
#include "base/utc.h"

enum { RATE_BUCKETS_MAX = 256 };

struct rate_bucket {
	uint64_t key;
	struct span asked; /* a monotonic clock's */
	double tokens;
};

struct rate {
	unsigned int per_second, burst;
	struct rate_bucket buckets[RATE_BUCKETS_MAX];
	size_t count;
};

uint64_t rate_key(struct slice name);
/* Takes one token; false if there is none. `now` is a monotonic clock's. */
bool rate_take(struct rate *rate, uint64_t key, struct span now);

#endif
