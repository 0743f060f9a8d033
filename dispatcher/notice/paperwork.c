/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/paperwork.h"

static const char *const names[PAPERWORK_STATE_COUNT] = {
	[PAPERWORK_NONE] = "none",	   [PAPERWORK_OWED] = "owed",
	[PAPERWORK_FILED] = "filed",	   [PAPERWORK_RETURNED] = "returned",
	[PAPERWORK_ACCEPTED] = "accepted", [PAPERWORK_NOT_RECOGNISED] = "not-recognised",
};

const char *paperwork_state_name(enum paperwork_state state)
{
	return (unsigned int)state < PAPERWORK_STATE_COUNT ? names[state] : "invalid";
}
