/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The newest events as they go over the line, in the order of the chain; the oldest go first. */
#ifndef INTAKE_LIVE_RING_H
#define INTAKE_LIVE_RING_H

#include "intake/live.h"
struct text;

struct live_entry {
	uint64_t sequence;
	struct intake_subject about; /* of its own copies */
	struct slice octets;	     /* "id: ..\nevent: ..\ndata: ..\n\n" */
};

struct live_ring {
	struct live_entry *entries[LIVE_EVENTS_MAX];
	size_t first, count, octets;
	bool has_begun;
	uint64_t floor;	 /* everything after this sequence is in the ring, once it has begun */
	uint64_t newest; /* sequence */
};

/* The text of one event; lines inside `json` become several data lines. */
void live_ring_format(struct text *out, uint64_t sequence, const char *kind, struct slice json);

/* The link that an event speaks of, on ctx; absent if it speaks of none. */
struct slice live_ring_link(void *ctx, const char *kind, struct slice json);

/* Copies. An event that is not newer than the newest is passed over. */
void live_ring_add(struct live_ring *ring, void *ctx, const struct intake_live_event *event);
bool live_ring_reaches(const struct live_ring *ring, uint64_t after);
/* The first entry after that sequence, or NULL. */
const struct live_entry *live_ring_next(const struct live_ring *ring, uint64_t after);

#endif
