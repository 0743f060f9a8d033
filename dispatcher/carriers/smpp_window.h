/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP window: what one connection was asked and has not answered. A place is a hard resource: no
 * request leaves without one, and each has a deadline. The last places are for urgent traffic.
 *
 * Past its deadline a request's place is free again and a tombstone stands in its stead, so that
 * an answer that comes late is known for what it is. Of tombstones the newest are kept, and for
 * SMPP_WINDOW_LATE: an answer that comes later still answers nothing.
 *
 * Sequence numbers are shared by all requests of a connection, whatever their kind (SMPP 3.4
 * 5.1.4): 1 to 0x7fffffff, then 1 again, passing over those that still stand for something.
 */
#ifndef CARRIERS_SMPP_WINDOW_H
#define CARRIERS_SMPP_WINDOW_H

#include "base/err.h"
#include "base/utc.h"

enum {
	SMPP_WINDOW_MAX = 1024,
	SMPP_WINDOW_TOMBSTONES = 4, /* for each place */
};

#define SMPP_WINDOW_LATE SPAN_MINUTES(10)

struct smpp_slot {
	uint32_t sequence_number; /* 0: free */
	uint32_t command_id;	  /* of the request */
	bool is_urgent;
	struct span sent, deadline; /* clock_monotonic(); of a tombstone: when it is forgotten */
	void *owner;		    /* NULL in a tombstone: whoever asked may be gone */
	uint64_t key;		    /* the asker's, in a tombstone, too */
	uint8_t part, part_count;
	uint64_t end; /* stream_accepted() after its last octet */
};

struct smpp_window {
	struct smpp_slot *slots, *tombstones;
	size_t size, reserved, used;
	size_t tombstone_count, next_tombstone;
	uint32_t last_sequence;
};

enum smpp_match {
	SMPP_MATCH_NONE = 0, /* it answers nothing that was asked */
	SMPP_MATCH_OPEN,
	SMPP_MATCH_LATE,
};

/* `reserved` of `size` places are for urgent requests. ERR_LIMIT: 1..SMPP_WINDOW_MAX; ERR_MEMORY.
 */
enum err MUST_USE smpp_window_init(struct smpp_window *window, void *ctx, size_t size,
				   size_t reserved, struct fault *why);
/* How many more there is room for. */
size_t smpp_window_room(const struct smpp_window *window, bool is_urgent);
/* The next number, for a request that takes no place (a bind, enquire_link, unbind). */
uint32_t smpp_window_number(struct smpp_window *window);
/* Takes a place for a copy of *slot and gives slot its sequence_number. ERR_FULL. */
enum err MUST_USE smpp_window_take(struct smpp_window *window, struct smpp_slot *slot,
				   struct fault *why);
/* False: it is not open. */
bool smpp_window_note_end(struct smpp_window *window, uint32_t sequence_number, uint64_t end);
/* It never left: the place is free, and nothing stands for it. */
void smpp_window_give_back(struct smpp_window *window, uint32_t sequence_number);
/*
 * An answer: fills *out and frees what stood for it. command_id is the answer's; a generic_nack
 * answers any request.
 */
enum smpp_match smpp_window_answer(struct smpp_slot *out, struct smpp_window *window,
				   uint32_t command_id, uint32_t sequence_number);
/* One whose deadline is not after `now`, which becomes a tombstone. False: there is none. */
bool smpp_window_due(struct smpp_slot *out, struct smpp_window *window, struct span now);
/* The connection is gone: one that was open, in the order of sending. False: no more. */
bool smpp_window_drain(struct smpp_slot *out, struct smpp_window *window);
/* False: nothing is open. */
bool smpp_window_next_deadline(const struct smpp_window *window, struct span *deadline);
/* When the oldest that is open was sent. False: nothing is open. */
bool smpp_window_oldest(const struct smpp_window *window, struct span *sent);
/* A new connection: nothing stands for anything, and numbers begin at 1. */
void smpp_window_reset(struct smpp_window *window);

#endif
