/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attachments of applications: documents of their own, given to whoever may see the notice. */
#ifndef DESK_ATTACHMENT_H
#define DESK_ATTACHMENT_H

#include "desk/desk.h"

/* intake's: the octets of the newest version's attachment `number`, from 1, under its media type.
 */
void attachment_show(void *data, struct intake_call *call, uint64_t notice, uint64_t number);

#endif
