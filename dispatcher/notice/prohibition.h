/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prohibition (禁止性内容处置): a person has confirmed that a notice plainly holds what laws forbid
 * (art. 15, 32). It is stopped at once and its records are kept; what is then owed is a report to
 * the organs of state concerned. Until that is entered the notice stays open.
 */
#ifndef NOTICE_PROHIBITION_H
#define NOTICE_PROHIBITION_H

#include "base/slice.h"
#include "base/utc.h"

enum prohibition_state {
	PROHIBITION_NONE = 0,
	PROHIBITION_REPORT_OWED, /* stopped; not yet reported */
	PROHIBITION_REPORTED,
	PROHIBITION_STATE_COUNT
};
const char *prohibition_state_name(enum prohibition_state state); /* "report-owed" */

struct prohibition {
	enum prohibition_state state;
	struct slice stopped_by, hit, reason; /* hit: the words in question */
	struct utc stopped_at;
	uint32_t reminders;
	struct utc last_reminder; /* unset: none yet */
	struct slice reported_by, reported_to, reference, result;
};

#endif
