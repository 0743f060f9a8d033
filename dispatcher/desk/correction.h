/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Correction (更正): what of its original it takes over, when it is sent and when it was held and
 * leaves later.
 */
#ifndef DESK_CORRECTION_H
#define DESK_CORRECTION_H

#include "desk/case.h"
#include "desk/resolve.h"

/* It goes where the original went: past the jurisdiction if that did. */
struct resolve_correction correction_of(void *ctx, const struct flow *original, struct slice text);

/* One that was held and is about to leave. */
struct correction_question {
	struct desk *desk;
	const struct flow *flow; /* read at once */
	struct slice octets;	 /* its document; read at once */
};
/* As resolve_document(): through the document of what it corrects, with its text in the place. */
void correction_resolve(void *ctx, const struct correction_question *question,
			resolve_done_fn *done, void *data);

#endif
