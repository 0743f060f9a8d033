/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/prohibition.h"

static const char *const names[PROHIBITION_STATE_COUNT] = {
	[PROHIBITION_NONE] = "none",
	[PROHIBITION_REPORT_OWED] = "report-owed",
	[PROHIBITION_REPORTED] = "reported",
};

const char *prohibition_state_name(enum prohibition_state state)
{
	return (unsigned int)state < PROHIBITION_STATE_COUNT ? names[state] : "invalid";
}
