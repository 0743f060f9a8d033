/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/notice.h"

static const char *const state_names[NOTICE_STATE_COUNT] = {
	[NOTICE_NONE] = "none",
	[NOTICE_RECEIVED] = "received",
	[NOTICE_REFUSED] = "refused",
	[NOTICE_HELD] = "held",
	[NOTICE_PENDING] = "pending",
	[NOTICE_AGREED] = "agreed",
	[NOTICE_ADJUSTING] = "adjusting",
	[NOTICE_UNSUITABLE] = "unsuitable",
	[NOTICE_OUT_OF_SCOPE] = "out-of-scope",
	[NOTICE_RETURNED] = "returned",
	[NOTICE_SCHEDULED] = "scheduled",
	[NOTICE_SENDING] = "sending",
	[NOTICE_BROADCASTING] = "broadcasting",
	[NOTICE_DONE] = "done",
	[NOTICE_EXPIRED] = "expired",
	[NOTICE_LAPSED] = "lapsed",
	[NOTICE_CANCELLING] = "cancelling",
	[NOTICE_CANCELLED] = "cancelled",
	[NOTICE_SUPERSEDED] = "superseded",
};

static const char *const relation_names[NOTICE_RELATION_COUNT] = {
	[NOTICE_RELATION_NONE] = "none",
	[NOTICE_RELATION_UPDATE] = "update",
	[NOTICE_RELATION_CANCEL] = "cancel",
	[NOTICE_RELATION_LIFTING] = "lifting",
	[NOTICE_RELATION_CORRECTION] = "correction",
};

static const char *const wait_names[NOTICE_WAIT_COUNT] = {
	[NOTICE_WAIT_NONE] = "none",
	[NOTICE_WAIT_REVIEW] = "review",
	[NOTICE_WAIT_DUTY_OFFICER] = "duty-officer",
	[NOTICE_WAIT_OUTSIDE] = "duty-officer-outside",
	[NOTICE_WAIT_SECOND_PERSON] = "second-person",
	[NOTICE_WAIT_CONFIRMATION] = "confirmation",
	[NOTICE_WAIT_AMENDMENT] = "amendment",
};

enum {
	CLOSED_STATES = NOTICE_IN(NOTICE_NONE) | NOTICE_IN(NOTICE_REFUSED) |
			NOTICE_IN(NOTICE_UNSUITABLE) | NOTICE_IN(NOTICE_OUT_OF_SCOPE) |
			NOTICE_IN(NOTICE_DONE) | NOTICE_IN(NOTICE_EXPIRED) |
			NOTICE_IN(NOTICE_LAPSED) | NOTICE_IN(NOTICE_CANCELLED) |
			NOTICE_IN(NOTICE_SUPERSEDED),
};

const char *notice_state_name(enum notice_state state)
{
	return (unsigned int)state < NOTICE_STATE_COUNT ? state_names[state] : "invalid";
}

bool notice_state_is_in(struct slice name, unsigned int states)
{
	for (unsigned int state = 0; state < NOTICE_STATE_COUNT; state++)
		if ((states & NOTICE_IN(state)) && slice_is(name, state_names[state]))
			return true;
	return false;
}

bool notice_state_is_open(enum notice_state state)
{
	return !(NOTICE_IN(state) & CLOSED_STATES);
}

const char *notice_relation_name(enum notice_relation relation)
{
	return (unsigned int)relation < NOTICE_RELATION_COUNT ? relation_names[relation]
							      : "invalid";
}

const char *notice_wait_name(enum notice_wait wait)
{
	return (unsigned int)wait < NOTICE_WAIT_COUNT ? wait_names[wait] : "invalid";
}
