/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Live events (GET /v1/live, server-sent events): one ring of the newest events that all readers
 * share, each with no more than a place in it. A reader that comes back with Last-Event-ID goes on
 * from the ring, or from the ledger when the ring does not reach back so far. One that falls
 * out of the ring is told so (`event: resume`) and closed: it comes back when it can.
 */
#ifndef INTAKE_LIVE_H
#define INTAKE_LIVE_H

#include "intake/call.h"

enum {
	LIVE_EVENTS_MAX = 1024,
	LIVE_OCTETS_MAX = 4 << 20, /* of all events in the ring */
	LIVE_KEEP_ALIVE_SECONDS = 15,
	LIVE_PAGE_EVENTS = 64, /* read from the ledger at once for one reader */
};

struct live;

/* Freed with `http`. */
struct live *live_new(struct intake_http *http);
void live_publish(struct live *live, const struct intake_live_event *event);
/* Asks for every reader whether the token still holds; whoever has lost it is ended at once. */
void live_sign_in_again(struct live *live);
/* The face: GET /v1/live */
void live_handle(struct intake_call *call);
/* Its connection is gone; frees reader and call. */
void live_reader_ended(struct live_reader *reader);

#endif
