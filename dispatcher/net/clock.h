/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The clock: the only place that asks what time it is.
 *
 * Legal time is clock_now() = real time + the drill's offset. Lengths of time are measured with
 * clock_monotonic(), which no step of the wall clock moves. In a story that runs in one process
 * under osmo_gettimeofday_override both follow the overridden time, as osmocom timers do.
 */
#ifndef NET_CLOCK_H
#define NET_CLOCK_H

#include "base/utc.h"

struct utc clock_now(void);

/* Time since some fixed moment; only differences mean anything. */
struct span clock_monotonic(void);

/* Drill only: the caller has made sure that the store's realm allows it. */
void clock_set_offset(struct span offset);
struct span clock_offset(void);

/* Whole milliseconds since a value of clock_monotonic(). */
int64_t clock_took_ms(struct span since);

struct osmo_timer_list;
void clock_set_timer(struct osmo_timer_list *timer, struct span in);
/* At a value of clock_monotonic(); at once when that has passed. */
void clock_set_timer_at(struct osmo_timer_list *timer, struct span moment);

#endif
