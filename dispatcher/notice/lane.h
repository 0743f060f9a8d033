/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lane: the way a notice takes through the house, and the law that opens it.
 *
 *	urgent     art. 26: emergency and critical; sent first, paperwork afterwards
 *	expedited  art. 25: emergency, not critical; one approval, no lead time
 *	planned    art. 27: everything else; written, 15 working days, approval
 *
 * A notice that follows another travels in that one's lane, or in its own if that is the more
 * urgent: what has become critical waits in no queue (art. 26). It has that one's key only if that
 * one had a key. A cancel, or a lifting that only stops, belongs to no lane.
 */
#ifndef NOTICE_LANE_H
#define NOTICE_LANE_H

#include <stdbool.h>

#include "notice/notice.h"

enum lane { LANE_NONE = 0, LANE_PLANNED, LANE_EXPEDITED, LANE_URGENT, LANE_COUNT };

/* The four classes of emergency that art. 26 names. */
enum lane_class {
	LANE_CLASS_NONE = 0,
	LANE_CLASS_NATURAL_DISASTER, /* 自然灾害 */
	LANE_CLASS_ACCIDENT,	     /* 事故灾难 */
	LANE_CLASS_PUBLIC_HEALTH,    /* 公共卫生事件 */
	LANE_CLASS_PUBLIC_SAFETY,    /* 社会安全事件 */
	LANE_CLASS_COUNT
};

/* What opens the urgent lane. */
enum lane_key {
	LANE_KEY_NONE = 0,
	LANE_KEY_PLAN,	    /* art. 26 (a): a contingency plan 应急预案 on file covers it */
	LANE_KEY_MECHANISM, /* art. 26 (b): a duty officer 值班人员 of the authority orders it */
	LANE_KEY_FOLLOWS,   /* the notice it follows had the key */
	LANE_KEY_COUNT
};

const char *lane_name(enum lane lane);
const char *lane_class_name(enum lane_class class_of_emergency); /* "natural-disaster" */
const char *lane_key_name(enum lane_key key);
bool lane_class_from_name(struct slice name, enum lane_class *out);

struct lane_case {
	enum lane_class class_of_emergency;
	bool is_critical;
	bool has_grounds; /* the grounds for critical are stated (art. 26) */
	bool plan_covers; /* body, event type and threshold; the area is judged by cells */
	enum notice_relation relation;
	enum lane followed_lane; /* of the notice it follows */
	bool followed_has_key;	 /* that one was let out: by a plan, or by an order */
};

struct lane_decision {
	enum lane lane;
	enum lane_key key; /* NONE on the urgent lane: the duty officer is paged at once */
	const char *article;
};

struct lane_decision lane_decide(const struct lane_case *question);

#endif
