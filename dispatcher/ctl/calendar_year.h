/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A year of the calendar on standard output. */
#ifndef CTL_CALENDAR_YEAR_H
#define CTL_CALENDAR_YEAR_H

#include "notice/calendar.h"

/* Twelve months, three beside each other in 80 columns, days off marked. */
void calendar_year_print(const struct calendar *calendar, const struct calendar_year *year);
/* {"year","number","days":[{"date","works","kind"}]} in one line. */
void calendar_year_print_json(void *ctx, const struct calendar *calendar,
			      const struct calendar_year *year);

#endif
