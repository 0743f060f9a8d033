/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reading half of resolve: a document of whatever format becomes what every notice is judged
 * by: a reading (class, gravity, texts, window) and areas.
 */
#ifndef DESK_RESOLVE_READ_H
#define DESK_RESOLVE_READ_H

#include "desk/resolve.h"

/*
 * Calls `done` once, at once or, for a large application, from the loop when it is read; ctx and
 * the resolution must live until then. A document that cannot be read leaves is_readable false,
 * and says why in a finding. An error, of this program and not of the document: `done` is never
 * called.
 */
typedef void resolve_read_done_fn(void *data);
enum err MUST_USE resolve_read(struct resolution *resolution, void *ctx, resolve_read_done_fn *done,
			       void *data, struct fault *why);

/* One refusal for what the rules have no row for. */
void resolve_malformed(struct resolution *resolution, const struct fault *why);

/* Everywhere that any of the texts goes: `areas` of the resolution, from the sets of its reading.
 */
void resolve_read_gather(struct resolution *resolution, void *ctx);

#endif
