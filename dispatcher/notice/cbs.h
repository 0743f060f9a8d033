/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBS: the numbers of cell broadcast that are not the text's: message identifiers (TS 23.041
 * 9.4.1.2.2), categories and repetition (TS 48.049).
 */
#ifndef NOTICE_CBS_H
#define NOTICE_CBS_H

#include "base/slice.h"
#include "base/utc.h"

enum {
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

enum cbs_category {
	/* TS 48.049 8.2.8 */
	CBS_CATEGORY_HIGH = 0,
	CBS_CATEGORY_BACKGROUND = 1,
	CBS_CATEGORY_NORMAL = 2,
};

/* "Extreme, Immediate, Observed"; "" for a number without a meaning here. */
const char *cbs_name(uint16_t message_identifier);
/* What Chinese phones and people call it: 特别严重 and so on; "" likewise. */
const char *cbs_name_zh(uint16_t message_identifier);

/* The same alert in a further language; the number itself where there is no such. */
uint16_t cbs_further_language(uint16_t message_identifier);

/*
 * What the drill realm sends in its place: Exercise (4381, 4394 in a further language), which
 * phones show only where their owner asked for tests, and never as a real warning.
 */
uint16_t cbs_drill(uint16_t message_identifier);
bool cbs_is_drill(uint16_t message_identifier);

#endif
