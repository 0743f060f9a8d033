/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Similar: how much two texts say the same, for the reviewer's list of near-duplicates. Compared
 * are pairs of neighbouring characters (Dice's coefficient), after blanks, punctuation, a leading
 * 【signature】 and the difference between capitals and small letters were taken away, so that two
 * notices of one body do not look alike by their signature. It knows no meaning: the same thing
 * said in other words is not found.
 */
#ifndef NOTICE_SIMILAR_H
#define NOTICE_SIMILAR_H

#include <stdint.h>

#include "base/slice.h"

enum {
	SIMILAR_CHARACTERS_MAX = 1500, /* 15 pages hold no more; what is behind is not compared */
	SIMILAR_NEARLY = 750,	       /* per mille, from which on two texts are nearly the same */
};

struct similar {
	uint64_t pairs[SIMILAR_CHARACTERS_MAX]; /* ascending */
	unsigned int count;
};

/* UTF-8; octets that are none count as nothing. */
void similar_take(struct similar *out, struct slice text);
/* 0 (nothing in common, or nothing to compare) to 1000 (the same). */
unsigned int similar_permille(const struct similar *a, const struct similar *b);

#endif
