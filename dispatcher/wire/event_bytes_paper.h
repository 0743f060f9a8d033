/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bodies of the events that happen on paper: see event_bytes.h. */
#ifndef WIRE_EVENT_BYTES_PAPER_H
#define WIRE_EVENT_BYTES_PAPER_H

#include "notice/event.h"
#include "wire/fields.h"

extern const struct fields event_bytes_paperwork_owed;
extern const struct fields event_bytes_paperwork_filed;
extern const struct fields event_bytes_paperwork_settled;
extern const struct fields event_bytes_alarmed;
extern const struct fields event_bytes_reminded;
extern const struct fields event_bytes_withheld;
extern const struct fields event_bytes_content_stopped;
extern const struct fields event_bytes_content_reported;

#endif
