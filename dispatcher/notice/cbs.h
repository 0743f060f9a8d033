/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBS: the numbers of cell broadcast that are not the text's: message identifiers (TS 23.041
 * 9.4.1.2.2), categories and repetition (TS 48.049).
 */
#ifndef NOTICE_CBS_H
#define NOTICE_CBS_H

#include "base/slice.h"
#include "base/utc.h"
#include "notice/alert.h"

enum {
	CBS_ETWS_EARTHQUAKE = 4352,
	CBS_ETWS_TEST = 4355,
	CBS_ETWS_OTHER = 4356,
	CBS_ETWS_LAST = 4359, /* 4357..4359 are reserved for ETWS */
	CBS_PRESIDENTIAL = 4370,
	CBS_EXTREME_IMMEDIATE_OBSERVED = 4371,
	CBS_EXTREME_IMMEDIATE_LIKELY = 4372,
	CBS_EXTREME_EXPECTED_OBSERVED = 4373,
	CBS_EXTREME_EXPECTED_LIKELY = 4374,
	CBS_SEVERE_IMMEDIATE_OBSERVED = 4375,
	CBS_SEVERE_IMMEDIATE_LIKELY = 4376,
	CBS_SEVERE_EXPECTED_OBSERVED = 4377,
	CBS_SEVERE_EXPECTED_LIKELY = 4378,
	CBS_EXERCISE = 4381,
	CBS_EXERCISE_FURTHER_LANGUAGE = 4394,
	CBS_PUBLIC_SAFETY = 4396,
	CBS_PUBLIC_SAFETY_FURTHER_LANGUAGE = 4397,
	CBS_EU_INFO = 6400,
};

enum {
	CBS_PERIOD_UNIT_MS = 1883, /* 2G: one page of a basic channel (TS 48.049 8.2.9) */
	CBS_PERIOD_UNITS_MAX = 4095,
};

enum cbs_category {
	/* TS 48.049 8.2.8 */
	CBS_CATEGORY_HIGH = 0,
	CBS_CATEGORY_BACKGROUND = 1,
	CBS_CATEGORY_NORMAL = 2,
};

/* For how long a node can be told to repeat it: 65535 times (TS 48.049 8.2.9). */
struct span cbs_longest(uint32_t repetition_period_s, size_t page_count);

/* Where a cell has an extended channel: phones need not listen to it, so no alert goes there. */
bool cbs_goes_extended(uint8_t category);
/* 0 for the gravest; a category that is none is the least grave. */
unsigned int cbs_rank(uint8_t category);

/* "Extreme, Immediate, Observed"; "" for a number without a meaning here. */
const char *cbs_name(uint16_t message_identifier);
/* What Chinese phones and people call it: 特别严重 and so on; "" likewise. */
const char *cbs_name_zh(uint16_t message_identifier);

/* TS 23.041 9.4.1.2.2 by gravity; what is not critical is 4396, a public safety message. */
uint16_t cbs_of_gravity(bool is_critical, enum alert_severity severity, enum alert_urgency urgency,
			enum alert_certainty certainty);

/* The same alert in a further language; the number itself where there is no such. */
uint16_t cbs_further_language(uint16_t message_identifier);

/*
 * What the drill realm sends in its place: of ETWS its own test (4355), else Exercise (4381, 4394
 * in a further language), which
 * phones show only where their owner asked for tests, and never as a real warning. It is not the
 * monthly test (4380), which has a schedule and a meaning of its own, nor the local test (4398),
 * which phones made for Europe do not list.
 */
uint16_t cbs_drill(uint16_t message_identifier);
bool cbs_is_drill(uint16_t message_identifier);
/* 4352..4359: a primary notification without text goes before it. */
bool cbs_is_etws(uint16_t message_identifier);

/*
 * Repetition on 2G in units of 1.883 s, rounded up. No message can be repeated faster than its
 * pages take, one unit each, so that a shorter period is raised to that. It may be past
 * CBS_PERIOD_UNITS_MAX, which the caller refuses.
 */
uint32_t cbs_period_units(uint32_t repetition_period_s, size_t page_count);
/*
 * So many broadcasts on 2G that they end by themselves when `remaining` is over: 1..65535,
 * never 0, which a BSC takes for one or for ever. `period_units` is at least 1.
 */
uint16_t cbs_broadcasts(uint32_t period_units, struct span remaining);

/*
 * Warning type of ETWS (TS 23.041 9.3.24):
 *	15 ............ 9 | 8     | 7     | 6 ... 0
 *	type              | alert | popup | 0
 */
struct cbs_warning {
	uint8_t type; /* 0 earthquake, 1 tsunami, 2 both, 3 test, 4 other; at most 127 */
	bool alert, popup;
};
/* ERR_LIMIT */
enum err MUST_USE cbs_warning_pack(uint16_t *out, const struct cbs_warning *warning,
				   struct fault *why);
/* Of an ETWS message identifier, with alert and popup; what has no type of its own is "other". */
uint16_t cbs_warning_of(uint16_t message_identifier);
struct cbs_warning cbs_warning_unpack(uint16_t warning_type);

#endif
