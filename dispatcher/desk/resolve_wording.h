/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Resolve, of the texts: their wording, whether they fit, and the code they leave under. */
#ifndef DESK_RESOLVE_WORDING_H
#define DESK_RESOLVE_WORDING_H

#include "desk/resolve.h"

void resolve_wording_judge(struct resolution *resolution);
/* Art. 9; once the cells are known, since a code may be for one province. */
void resolve_wording_judge_code(struct resolution *resolution);

#endif
