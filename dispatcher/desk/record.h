/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Record: the events that every document begins with, put into a batch with their documents. */
#ifndef DESK_RECORD_H
#define DESK_RECORD_H

#include "desk/batch.h"
#include "desk/resolve.h"

/* EVENT_RECEIVED, and the octets as they came. */
enum err MUST_USE record_received(struct desk_batch *batch, const struct resolution *resolution,
				  const struct intake_document *document, struct fault *why);
/* Each attachment of the application as a document of its own; *count of them, on the batch. */
const struct event_attachment *
record_attachments(struct desk_batch *batch, const struct resolution *resolution, size_t *count);
/* EVENT_JUDGED, and the findings as they were told. */
enum err MUST_USE record_judged(struct desk_batch *batch, const struct resolution *resolution,
				struct fault *why);
/*
 * The urgent lane with its key in hand (the flow is RECEIVED all the same): authorised, routed,
 * paperwork owed, in this commit.
 */
enum err MUST_USE record_departure(struct desk_batch *batch, const struct resolution *resolution,
				   struct fault *why);

#endif
