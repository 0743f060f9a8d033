/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Repeat: the same document again. It is the same notice, and whoever missed the first answer is
 * told all that it said: the number, where it stands now, and what was found then.
 */
#ifndef DESK_REPEAT_H
#define DESK_REPEAT_H

#include "desk/desk.h"

/* Answers 200 with the notice, or 503 while the first of them is still being recorded. */
void repeat_answer(struct desk *desk, struct intake_call *call, uint64_t notice);

#endif
