/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Outcome: what became of one short message to one recipient. Each step is a record of an
 *append-only log; what holds now is a fold of them, two octets a recipient. The order in which
 *records come is not the order in which things happened: a receipt may come before the answer to
 *its submission, or after everybody gave up. So a record says what was heard, and the fold what
 *follows from it:
 *
 *	claimed   is about to leave: made durable before, so that a crash sends nothing twice
 *	submitted handed to the link, no answer yet
 *	accepted  the message centre has it; its message_id is in the record
 *	delivered the phone has it; nothing changes that any more
 *	failed    it has not, for a cause
 *	expired   nobody could deliver it in time
 *	unknown   silence: no answer, a lost link. A late answer still counts
 *	withdrawn it is not to be sent any more, and was not, or was taken back from the centre
 *
 * A message of several parts is delivered when all of them are, and failed when one is. A new
 *attempt begins anew unless the message was delivered; of an attempt before only a delivery counts.
 */
#ifndef NOTICE_OUTCOME_H
#define NOTICE_OUTCOME_H

#include <stdbool.h>

#include "base/slice.h"
#include "base/utc.h"

enum outcome_event {
	OUTCOME_NONE = 0, /* nothing was tried; no record says it */
	OUTCOME_CLAIMED,
	OUTCOME_SUBMITTED,
	OUTCOME_ACCEPTED,
	OUTCOME_DELIVERED,
	OUTCOME_FAILED,
	OUTCOME_EXPIRED,
	OUTCOME_UNKNOWN,
	OUTCOME_WITHDRAWN,
	OUTCOME_STATES,			 /* those above are states of a recipient, too */
	OUTCOME_LISTED = OUTCOME_STATES, /* the list of a delivery: count, digest */
	OUTCOME_PURGED,			 /* its numbers are gone: count, digest */
	OUTCOME_EVENT_COUNT
};
const char *outcome_event_name(enum outcome_event event);

enum {
	OUTCOME_TEXT_OCTETS_MAX = 64, /* SMPP 5.0 4.7.14: message_id */
	OUTCOME_PARTS_MAX = 8,
	OUTCOME_ATTEMPTS_MAX = 15,
};

struct outcome {
	struct utc at;
	uint64_t notice;
	uint32_t delivery;
	uint32_t recipient; /* index into the delivery's list; LISTED, PURGED: how many there are */
	uint32_t cause;	    /* the interface's own number */
	enum outcome_event event;
	uint8_t attempt;     /* from 1 */
	uint8_t part, parts; /* from 1 */
	struct slice text;   /* message_id; LISTED, PURGED: the list's digest */
};

/* Whether its numbers are in their ranges. */
bool outcome_is_possible(const struct outcome *outcome);

/* What holds of one recipient. All zeros: nothing was tried. */
struct outcome_person {
	uint8_t attempt_and_state; /* 4 bits each */
	uint8_t delivered;	   /* a bit for each part */
};

static inline enum outcome_event outcome_person_state(const struct outcome_person *person)
{
	return (enum outcome_event)(person->attempt_and_state & 15);
}

struct outcome_counts {
	uint64_t of[OUTCOME_STATES];
};

/* The people of one delivery, in the caller's room. */
struct outcome_fold {
	struct outcome_person *people;
	uint32_t count;
	struct outcome_counts counts;
};

void outcome_fold_begin(struct outcome_fold *out, struct outcome_person *people, uint32_t count);
/* Whether the recipient's state changed. Records of lists, and of who is not in it, change nothing.
 */
bool outcome_fold_step(struct outcome_fold *fold, const struct outcome *outcome);

#endif
