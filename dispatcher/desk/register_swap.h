/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cell register in force, and its replacement by an audited event. What is used is always a
 * version, a copy of this program's own (ledger/register_versions.h), never the configured file or
 * the one that a swap names. A swap makes a copy of the next one a version, a copy of that the
 * configured file, then commits the event, then uses it: whatever comes between leaves a whole
 * register there, and the next start records the one that it finds.
 */
#ifndef DESK_REGISTER_SWAP_H
#define DESK_REGISTER_SWAP_H

#include "desk/desk.h"

/*
 * The configured one, else the version that was in force last; none, or none that can be read, is
 * logged, and no area reaches a cell. Another one than was recorded last is recorded now.
 */
void register_swap_open(struct desk *desk);

/* POST /v1/cells: keeps `path` as a version, commits EVENT_REGISTER_SWAPPED, then uses it. */
void register_swap(void *data, struct intake_call *call, struct slice path);

/* What the store remembers: the digest of the register recorded last. */
enum err MUST_USE register_swap_load(struct desk *desk, struct slice value, struct fault *why);

#endif
