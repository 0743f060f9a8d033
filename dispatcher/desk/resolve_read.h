/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reading half of resolve: a document of whatever format becomes what every notice is judged
 * by: a reading (class, gravity, texts, window) and areas.
 */
#ifndef DESK_RESOLVE_READ_H
#define DESK_RESOLVE_READ_H

#include "desk/resolve.h"

/* A document that cannot be read leaves is_readable false, and says why in a finding. */
void resolve_read(struct resolution *resolution, void *ctx);

/* One refusal for what the rules have no row for. */
void resolve_malformed(struct resolution *resolution, const struct fault *why);

#endif
