/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Notice (公益性短信息): one message to the public on its way from a body to the phones, from
 * the moment its bytes came in. It has a number, never reused, and a state.
 */
#ifndef NOTICE_NOTICE_H
#define NOTICE_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum notice_state {
	NOTICE_NONE = 0,
	NOTICE_RECEIVED,     /* the bytes are safe; being judged */
	NOTICE_REFUSED,	     /* judged, not carried: the findings say why */
	NOTICE_HELD,	     /* waits for one person: reviewer, duty officer or calendar */
	NOTICE_PENDING,	     /* in the review queue */
	NOTICE_AGREED,	     /* may leave */
	NOTICE_ADJUSTING,    /* agreed as adjusted, waits for the applicant */
	NOTICE_UNSUITABLE,   /* 不宜 */
	NOTICE_OUT_OF_SCOPE, /* 不纳入协调范围 */
	NOTICE_RETURNED,     /* back for amendment 补正 */
	NOTICE_SCHEDULED,    /* waits for its window */
	NOTICE_SENDING,	     /* orders are out, no carrier has accepted yet */
	NOTICE_BROADCASTING, /* at least one carrier has accepted */
	NOTICE_DONE,	     /* ended as meant */
	NOTICE_EXPIRED,	     /* its time passed without any carrier accepting it */
	NOTICE_LAPSED,	     /* its window passed undecided */
	NOTICE_CANCELLING,   /* stops are out, not all confirmed */
	NOTICE_CANCELLED,
	NOTICE_SUPERSEDED, /* a newer notice took its place on air */
	NOTICE_STATE_COUNT
};

#define NOTICE_IN(state) (1u << (state))

const char *notice_state_name(enum notice_state state); /* "out-of-scope" */
/* Is it the name of one of these, bits of NOTICE_IN()? */
bool notice_state_is_in(struct slice name, unsigned int states);
bool notice_state_is_open(enum notice_state state); /* something may still have to be done */

/* How a notice relates to the one it follows. */
enum notice_relation {
	NOTICE_RELATION_NONE = 0,
	NOTICE_RELATION_UPDATE,	    /* takes its place */
	NOTICE_RELATION_CANCEL,	    /* only stops it; belongs to no lane */
	NOTICE_RELATION_LIFTING,    /* 解除: stops it and says so to the public */
	NOTICE_RELATION_CORRECTION, /* 更正: sent with a cancel */
	NOTICE_RELATION_COUNT
};
const char *notice_relation_name(enum notice_relation relation);

/* What an undecided notice waits for. */
enum notice_wait {
	NOTICE_WAIT_NONE = 0,
	NOTICE_WAIT_REVIEW,	   /* the reviewer */
	NOTICE_WAIT_DUTY_OFFICER,  /* 值班人员, art. 26 (b) */
	NOTICE_WAIT_OUTSIDE,	   /* the same, for the part outside the jurisdiction only */
	NOTICE_WAIT_SECOND_PERSON, /* another reviewer than the one who agreed */
	NOTICE_WAIT_CONFIRMATION,  /* the applicant's, of an adjusted version */
	NOTICE_WAIT_AMENDMENT,	   /* the applicant's 补正 */
	NOTICE_WAIT_COUNT
};
const char *notice_wait_name(enum notice_wait wait); /* "second-person" */

#endif
