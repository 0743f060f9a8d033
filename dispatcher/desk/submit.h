/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Submit: a document becomes a notice. The same document again is answered with the same
 * notice; every body within the limits is a record, refused and malformed ones too; an urgent
 * one is received, judged, authorised, routed and owed its paperwork in one commit.
 */
#ifndef DESK_SUBMIT_H
#define DESK_SUBMIT_H

#include "desk/desk.h"

void submit_document(void *data, struct intake_call *call, const struct intake_document *document);
void submit_check(void *data, struct intake_call *call, const struct intake_document *document);

#endif
