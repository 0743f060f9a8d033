/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The codes of an area that reach no cell, named in a finding: beside shapes nobody would miss
 * them. */
#ifndef DESK_RESOLVE_CODES_H
#define DESK_RESOLVE_CODES_H

#include "desk/resolve.h"

/* Once the cells are known. */
void resolve_codes_judge(struct resolution *resolution);

/* "adcode 339999 (no-cells), SAME 006109 (unknown)", on the findings' memory; NULL: there is none.
 */
const char *resolve_codes_text(const struct resolution *resolution);

#endif
