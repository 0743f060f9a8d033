/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Suspension (暂停): a measure of an authority against a body that broke the rules (art. 22, 37).
 * It is told first, has its reason and its appeal body, and stops only what is no emergency: an
 * emergency of a suspended body still goes out, and the authority is told.
 */
#ifndef NOTICE_SUSPENSION_H
#define NOTICE_SUSPENSION_H

#include "base/err.h"
#include "base/utc.h"

enum { SUSPENSIONS_MAX = 10000 }; /* of one store, those lifted too: each is a record */

struct suspension {
	uint64_t number;	 /* from 1, in the order in which they were ordered */
	struct slice agency;	 /* id of the body */
	struct slice authority;	 /* id of who ordered it */
	struct slice ordered_by; /* person */
	struct slice situation, reason;
	struct slice letter_number; /* 文号 of the letter that tells the body */
	struct slice appeal;	    /* where it may appeal 申诉 */
	struct utc told_at;	    /* when the body was told; before it begins */
	struct utc from, until;	    /* until unset: until it is lifted */
	struct utc lifted_at;	    /* unset: it was not */
	struct slice lifted_by, lift_reason;
};

/* In force at that moment. */
bool suspension_holds(const struct suspension *suspension, struct utc at);

/* The first of them that holds for that body; NULL if none does. */
const struct suspension *suspension_of(const struct suspension *list, size_t count,
				       struct slice agency, struct utc at);

/* Told, then begun, with reason, situation and appeal: ERR_INPUT names what is not so. */
enum err MUST_USE suspension_check(const struct suspension *suspension, struct utc now,
				   struct fault *why);

#endif
