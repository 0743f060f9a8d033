/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Amend: a new version of a written application (补正): after a return the applicant's, with
 * agree-adjusted the authority's. It is resolved as the first one was; what it finds decides
 * where it goes on. The first filing date stands unless text, area, time or sending body changed.
 */
#ifndef DESK_AMEND_H
#define DESK_AMEND_H

#include "desk/waiting.h"

/* POST /v1/notices/{id}/versions */
void amend_version(void *data, struct intake_call *call, uint64_t notice,
		   const struct intake_document *document);

/*
 * The version that a decision brings with it: waiting->event is that decision, committed in the
 * same batch. A version that would be refused is answered with its findings, and nothing changes.
 */
void amend_adjusted(struct waiting *waiting, const struct desk_case *c, struct slice application);

#endif
