/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/backoff.h"

#include <sys/random.h>

static uint32_t random_number(void)
{
	uint32_t number = 0;

	/* Without entropy there is no jitter, which is a pity and no fault. */
	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != (ssize_t)sizeof(number))
		return 0;
	return number;
}

struct span backoff_next(struct backoff *backoff)
{
	struct span pause = backoff->first;

	for (unsigned int i = 0; i < backoff->failures && pause.us < backoff->last.us; i++)
		pause.us *= 2;
	if (pause.us > backoff->last.us)
		pause = backoff->last;
	backoff->failures++;
	pause.us -= (int64_t)(random_number() % 1024) * (pause.us / 4) / 1024;
	return pause;
}

void backoff_reset(struct backoff *backoff)
{
	backoff->failures = 0;
}
