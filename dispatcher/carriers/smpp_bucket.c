/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_bucket.h"

#define MILLION 1000000

enum err smpp_bucket_init(struct smpp_bucket *bucket, const struct smpp_bucket *limits,
			  struct span now, struct fault *why)
{
	uint32_t size = limits->size ? limits->size : limits->per_second;

	if (limits->per_second > SMPP_BUCKET_RATE_MAX || size > SMPP_BUCKET_RATE_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d a second", SMPP_BUCKET_RATE_MAX);
	if (limits->per_second && limits->reserved >= size)
		return err_set(why, ERR_LIMIT, NULL, "%u of %u reserved leave nothing",
			       limits->reserved, size);
	*bucket = (struct smpp_bucket){
		.per_second = limits->per_second,
		.size = size,
		.reserved = limits->reserved,
		.tokens = (int64_t)size * MILLION,
		.since = now,
		.pause = { SMPP_BUCKET_PAUSE_FIRST, SMPP_BUCKET_PAUSE_LAST, 0 },
	};
	return ERR_OK;
}

static void fill(struct smpp_bucket *bucket, struct span now)
{
	int64_t passed = now.us - bucket->since.us, full = (int64_t)bucket->size * MILLION;

	if (passed <= 0)
		return;
	bucket->since = now;
	/* What fills it from any debt: longer is no more, and does not overflow. */
	if (passed > (full - bucket->tokens) / bucket->per_second + 1)
		bucket->tokens = full;
	else
		bucket->tokens += passed * bucket->per_second;
	if (bucket->tokens > full)
		bucket->tokens = full;
}

static int64_t price(const struct smpp_bucket *bucket, uint32_t cost, bool is_urgent)
{
	return (int64_t)cost * MILLION * (bucket->is_nearing && !is_urgent ? 2 : 1);
}

/* Tokens that must be there: all it costs, or as much as there can be. */
static int64_t wanted(const struct smpp_bucket *bucket, uint32_t cost, bool is_urgent)
{
	int64_t kept = is_urgent ? 0 : (int64_t)bucket->reserved * MILLION;
	int64_t most = (int64_t)bucket->size * MILLION - kept, own = price(bucket, cost, is_urgent);

	return kept + (own < most ? own : most);
}

static struct span wait_of_pause(const struct smpp_bucket *bucket, bool is_urgent, struct span now)
{
	struct span until = is_urgent ? bucket->urgent_until : bucket->paused_until;

	return (struct span){ until.us > now.us ? until.us - now.us : 0 };
}

struct span smpp_bucket_wait(struct smpp_bucket *bucket, uint32_t cost, bool is_urgent,
			     struct span now)
{
	struct span pause = wait_of_pause(bucket, is_urgent, now);
	int64_t missing, us;

	if (bucket->per_second == 0)
		return pause;
	fill(bucket, now);
	missing = wanted(bucket, cost, is_urgent) - bucket->tokens;
	us = missing > 0 ? (missing + bucket->per_second - 1) / bucket->per_second : 0;
	return us > pause.us ? (struct span){ us } : pause;
}

bool smpp_bucket_take(struct smpp_bucket *bucket, uint32_t cost, bool is_urgent, struct span now)
{
	if (smpp_bucket_wait(bucket, cost, is_urgent, now).us > 0)
		return false;
	if (bucket->per_second)
		bucket->tokens -= price(bucket, cost, is_urgent);
	return true;
}

void smpp_bucket_give_back(struct smpp_bucket *bucket, uint32_t cost, bool is_urgent)
{
	if (bucket->per_second)
		bucket->tokens += price(bucket, cost, is_urgent);
}

void smpp_bucket_throttled(struct smpp_bucket *bucket, struct span sent, struct span now)
{
	struct span pause;

	if (bucket->is_paused && sent.us <= bucket->paused_since.us)
		return;
	pause = backoff_next(&bucket->pause);
	bucket->probed_since = bucket->is_paused ? bucket->paused_since : now;
	bucket->is_paused = true;
	bucket->pauses++;
	bucket->paused_since = now;
	/* An urgent probe that is refused again does not shorten the others' wait. */
	if (now.us + pause.us > bucket->paused_until.us)
		bucket->paused_until.us = now.us + pause.us;
	if (pause.us > SMPP_BUCKET_PAUSE_FIRST.us)
		pause = SMPP_BUCKET_PAUSE_FIRST;
	bucket->urgent_until.us = now.us + pause.us;
}

void smpp_bucket_accepted(struct smpp_bucket *bucket, struct span sent)
{
	if (!bucket->is_paused || sent.us <= bucket->probed_since.us)
		return;
	backoff_reset(&bucket->pause);
	if (sent.us <= bucket->paused_since.us)
		return;
	bucket->is_paused = false;
	bucket->paused_until = bucket->urgent_until = SPAN_MS(0);
}

void smpp_bucket_congestion(struct smpp_bucket *bucket, uint32_t congestion_state, struct span sent,
			    struct span now)
{
	bucket->is_nearing = congestion_state >= SMPP_BUCKET_NEARING;
	if (congestion_state >= SMPP_BUCKET_CONGESTED)
		smpp_bucket_throttled(bucket, sent, now);
}
