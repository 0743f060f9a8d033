/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP bucket: how much an account may send. Tokens are parts times recipients: a message of two
 * parts to 254 numbers costs 508. Some tokens are kept for urgent traffic. What costs more than
 * the bucket holds goes when the bucket is full, and leaves it in debt.
 *
 * "Throttled" (smpp_status: throttle) pauses the whole account, longer each time, until of
 * what went out between two pauses something is taken. Several such answers to what went out before
 * the pause are one. Urgent traffic waits for the shortest pause at most: it then goes first, and
 * finds out.
 *
 * congestion_state (SMPP 5.0 4.8.4.18): from 90 (nearing congestion) whatever is not urgent
 * costs double; 100 (congested) is a pause.
 */
#ifndef CARRIERS_SMPP_BUCKET_H
#define CARRIERS_SMPP_BUCKET_H

#include "net/backoff.h"

enum {
	SMPP_BUCKET_RATE_MAX = 1000000,
	SMPP_BUCKET_NEARING = 90,
	SMPP_BUCKET_CONGESTED = 100,
};

#define SMPP_BUCKET_PAUSE_FIRST SPAN_SECONDS(1)
#define SMPP_BUCKET_PAUSE_LAST	SPAN_SECONDS(60)

struct smpp_bucket {
	uint32_t per_second; /* 0: no limit */
	uint32_t size, reserved;
	int64_t tokens;	   /* millionths; may be negative */
	struct span since; /* when they were counted */
	struct backoff pause;
	bool is_paused, is_nearing;
	/* The pause before it, whose end let something out to see; it; its end. */
	struct span probed_since, paused_since, paused_until, urgent_until;
	uint64_t pauses; /* since it began */
};

/*
 * Full at first. size 0: what a second brings, or ERR_LIMIT: past SMPP_BUCKET_RATE_MAX, or no more
 * than is reserved.
 */
enum err MUST_USE smpp_bucket_init(struct smpp_bucket *bucket, const struct smpp_bucket *limits,
				   struct span now, struct fault *why);
/* False: not now, and smpp_bucket_wait() says when. */
bool smpp_bucket_take(struct smpp_bucket *bucket, uint32_t cost, bool is_urgent, struct span now);
/* From now until it can be taken, if nobody else takes before; 0: at once. */
struct span smpp_bucket_wait(struct smpp_bucket *bucket, uint32_t cost, bool is_urgent,
			     struct span now);
/* It was taken and did not leave. */
void smpp_bucket_give_back(struct smpp_bucket *bucket, uint32_t cost, bool is_urgent);
/* An answer to what was sent at `sent`: too much. */
void smpp_bucket_throttled(struct smpp_bucket *bucket, struct span sent, struct span now);
/*
 * A message sent then was taken: pauses do not grow; and if it was sent behind the last one, that
 * is over for all.
 */
void smpp_bucket_accepted(struct smpp_bucket *bucket, struct span sent);
void smpp_bucket_congestion(struct smpp_bucket *bucket, uint32_t congestion_state, struct span sent,
			    struct span now);

#endif
