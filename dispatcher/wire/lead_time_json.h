/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The answer of GET /v1/calendar/lead-time and of cbctl calendar, in one form. */
#ifndef WIRE_LEAD_TIME_JSON_H
#define WIRE_LEAD_TIME_JSON_H

#include "notice/lead_time.h"
#include "wire/text.h"

/*
 * {"received","days","earliest_send","by_the_letter","calendar","valid_through"}: days as
 * YYYY-MM-DD, `calendar` the number of the notice for the year it ends in. Where a year is
 * missing: "unknown_year" in place of both dates.
 */
void lead_time_json_write_earliest(struct text *out, const struct calendar *calendar,
				   int64_t received, unsigned int days);

/* {"send","days","latest_filing","by_the_letter","calendar","valid_through"} */
void lead_time_json_write_latest(struct text *out, const struct calendar *calendar, int64_t send,
				 unsigned int days);

#endif
