/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paperwork (补办手续): what the department still owes after an emergency was sent first
 * (art. 26). One obligation for a whole chain of messages; it never blocks a message.
 */
#ifndef NOTICE_PAPERWORK_H
#define NOTICE_PAPERWORK_H

#include "base/slice.h"
#include "base/utc.h"

enum paperwork_state {
	PAPERWORK_NONE = 0,
	PAPERWORK_OWED,
	PAPERWORK_FILED,
	PAPERWORK_RETURNED,
	PAPERWORK_ACCEPTED,
	PAPERWORK_NOT_RECOGNISED, /* not an art. 26 case */
	PAPERWORK_STATE_COUNT
};

const char *paperwork_state_name(enum paperwork_state state);

struct paperwork {
	enum paperwork_state state;
	struct slice department; /* the agency that owes it */
	struct slice authority;	 /* to whom */
	uint64_t chain;		 /* the first notice of the chain */
	struct utc due;
	uint32_t reminders;
};

#endif
