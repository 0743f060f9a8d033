/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cause words: what a carrier's module or a node gave as a cause, in Chinese. Events hold the
 * English words; what a carrier wrote itself has no other and stays as it is.
 */
#ifndef WIRE_CAUSE_WORDS_H
#define WIRE_CAUSE_WORDS_H

#include "base/slice.h"

/* The text itself where nobody knows its Chinese. */
struct slice cause_words_zh(struct slice english);

#endif
