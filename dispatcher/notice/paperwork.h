/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paperwork (补办手续): what the department still owes after an emergency was sent first
 * (art. 26). One obligation for a whole chain of messages; it never blocks a message.
 */
#ifndef NOTICE_PAPERWORK_H
#define NOTICE_PAPERWORK_H

#include "base/digest.h"
#include "base/utc.h"
#include "notice/form.h"

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
	struct slice filed_by;	 /* person; nobody settles what they filed */
	struct digest document;	 /* the newest that was filed: the form, and the draft of then */
	struct utc filed_at;	 /* unset: not yet */
	uint32_t filings;
	uint64_t chain; /* the first notice of the chain */
	struct utc due;
	uint32_t reminders;
	struct utc last_reminder; /* unset: none yet */
	struct slice reason;	  /* of the newest settling */
	struct utc settled_at;	  /* unset: not yet */
};

/*
 * What the department files: the letter and what the chain cannot know. What the chain knows
 * (texts, times, areas, codes, volumes, departures from art. 27) is drafted from it.
 */
struct paperwork_form {
	struct slice letter_number, signer, seal;
	struct slice event_class, level, grounds; /* 类别、级别、情况紧急的依据 */
	struct slice basis;  /* the plan's clause, or who ordered it by which mechanism */
	struct slice effect; /* 社会经济效果 */
	struct slice internal_sign_off; /* 内部签批 */
	struct slice authorisation;	/* where the sending body is another one */
	struct slice remarks;
	struct utc lifted_at; /* 解除时间 */
};

enum { PAPERWORK_MEMBERS_MAX = 12 };
/* What the form lacks. */
size_t paperwork_missing(const struct paperwork_form *form,
			 struct form_member missing[PAPERWORK_MEMBERS_MAX]);

#endif
