/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Letter: replies (复函) and coordination orders (协调单) as text, made from what the chain and the
 * registry know at the moment of asking (notice/reply.h).
 */
#ifndef DESK_LETTER_H
#define DESK_LETTER_H

#include "desk/desk.h"

/* GET /v1/notices/{id}/reply, /coordination-order */
void letter_show(void *data, struct intake_call *call, uint64_t notice, enum intake_letter which);

#endif
