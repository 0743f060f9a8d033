/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paper: the paperwork 补办手续 that an emergency left (art. 26): drafted from the chain, filed by
 * the department, settled by the authority. It never blocks a message.
 */
#ifndef DESK_PAPER_H
#define DESK_PAPER_H

#include "desk/desk.h"

/*
 * GET /v1/notices/{id}/paperwork: where it stands, a draft of what the chain knows, and what was
 * filed last: by whom, when, its digest, its text, where it differs from the draft of then. Of a
 * closed notice too.
 */
void paper_draft(void *data, struct intake_call *call, uint64_t notice);

/* POST: `form` is the JSON as filed. What it lacks is answered at once, all of it. */
void paper_file(void *data, struct intake_call *call, uint64_t notice, struct slice form);

/* POST .../decisions: outcome "accepted", "returned" or "not-recognised"; all but the first
   need a reason. ERR_CONFLICT where it was filed anew since it was read. */
void paper_settle(void *data, struct intake_call *call,
		  const struct intake_paperwork_decision *decision);

#endif
