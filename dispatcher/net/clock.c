/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/clock.h"

#include <osmocom/core/timer.h>
#include <time.h>

static struct span drill_offset;

static int64_t gettimeofday_us(void)
{
	struct timeval now;

	osmo_gettimeofday(&now, NULL);
	return (int64_t)now.tv_sec * 1000000 + now.tv_usec;
}

struct utc clock_now(void)
{
	return (struct utc){ gettimeofday_us() + drill_offset.us };
}

struct span clock_monotonic(void)
{
	struct timespec now;

	if (osmo_gettimeofday_override)
		return (struct span){ gettimeofday_us() };
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (struct span){ (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 };
}

void clock_set_offset(struct span offset)
{
	drill_offset = offset;
}

struct span clock_offset(void)
{
	return drill_offset;
}

int64_t clock_took_ms(struct span since)
{
	return (clock_monotonic().us - since.us) / 1000;
}

void clock_set_timer(struct osmo_timer_list *timer, struct span in)
{
	osmo_timer_schedule(timer, (int)(in.us / 1000000), (int)(in.us % 1000000));
}

void clock_set_timer_at(struct osmo_timer_list *timer, struct span moment)
{
	struct span rest = { moment.us - clock_monotonic().us };

	clock_set_timer(timer, rest.us < 0 ? SPAN_MS(0) : rest);
}
