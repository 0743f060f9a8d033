/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correct: a cancel with its correction (更正). The cancel belongs to one person and goes at
 * once, whatever becomes of the correction; the correction goes to the same area over the same
 * channels, its text judged, and is a notice of its own. It waits for nobody either.
 */
#ifndef DESK_CORRECT_H
#define DESK_CORRECT_H

#include "desk/waiting.h"

/*
 * Both texts are copied. Takes over `waiting` and answers it: 200 with what became of both once
 * the cancel is committed. A crash between the two leaves the cancel, unanswered.
 */
void correct_begin(struct waiting *waiting, struct desk_case *c,
		   const struct intake_cancel_request *request);

#endif
