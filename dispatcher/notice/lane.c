/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/lane.h"

static const char *const lane_names[LANE_COUNT] = {
	[LANE_NONE] = "none",
	[LANE_PLANNED] = "planned",
	[LANE_EXPEDITED] = "expedited",
	[LANE_URGENT] = "urgent",
};

static const char *const class_names[LANE_CLASS_COUNT] = {
	[LANE_CLASS_NONE] = "none",
	[LANE_CLASS_NATURAL_DISASTER] = "natural-disaster",
	[LANE_CLASS_ACCIDENT] = "accident",
	[LANE_CLASS_PUBLIC_HEALTH] = "public-health",
	[LANE_CLASS_PUBLIC_SAFETY] = "public-safety",
};

static const char *const key_names[LANE_KEY_COUNT] = {
	[LANE_KEY_NONE] = "none",
	[LANE_KEY_PLAN] = "plan",
	[LANE_KEY_MECHANISM] = "mechanism",
	[LANE_KEY_FOLLOWS] = "follows",
};

const char *lane_name(enum lane lane)
{
	return (unsigned int)lane < LANE_COUNT ? lane_names[lane] : "invalid";
}

const char *lane_class_name(enum lane_class class_of_emergency)
{
	return (unsigned int)class_of_emergency < LANE_CLASS_COUNT ? class_names[class_of_emergency]
								   : "invalid";
}

const char *lane_key_name(enum lane_key key)
{
	return (unsigned int)key < LANE_KEY_COUNT ? key_names[key] : "invalid";
}

bool lane_class_from_name(struct slice name, enum lane_class *out)
{
	for (unsigned int i = 0; i < LANE_CLASS_COUNT; i++) {
		if (!slice_is(name, class_names[i]))
			continue;
		*out = (enum lane_class)i;
		return true;
	}
	return false;
}

static bool follows(const struct lane_case *question)
{
	return (question->relation == NOTICE_RELATION_UPDATE ||
		question->relation == NOTICE_RELATION_LIFTING) &&
	       question->followed_lane != LANE_NONE;
}

static enum lane own_lane(const struct lane_case *question)
{
	if (question->class_of_emergency == LANE_CLASS_NONE)
		return LANE_PLANNED;
	return question->is_critical && question->has_grounds ? LANE_URGENT : LANE_EXPEDITED;
}

static enum lane_key key_of(const struct lane_case *question, enum lane lane)
{
	if (lane != LANE_URGENT)
		return LANE_KEY_NONE;
	if (follows(question) && question->followed_lane == LANE_URGENT &&
	    question->followed_has_key)
		return LANE_KEY_FOLLOWS;
	return question->plan_covers ? LANE_KEY_PLAN : LANE_KEY_NONE;
}

struct lane_decision lane_decide(const struct lane_case *question)
{
	static const char *const articles[LANE_COUNT] = {
		[LANE_PLANNED] = "art. 27",
		[LANE_EXPEDITED] = "art. 25",
		[LANE_URGENT] = "art. 26",
	};
	enum lane lane = own_lane(question);

	if (question->relation == NOTICE_RELATION_CANCEL)
		return (struct lane_decision){ LANE_NONE, LANE_KEY_NONE, NULL };
	/* What was sent is put right in the lane in which it was sent, and asks nobody again. */
	if (question->relation == NOTICE_RELATION_CORRECTION)
		return (struct lane_decision){ question->followed_lane, LANE_KEY_FOLLOWS,
					       articles[question->followed_lane] };
	if (follows(question) && question->followed_lane > lane)
		lane = question->followed_lane;
	return (struct lane_decision){ lane, key_of(question, lane), articles[lane] };
}
