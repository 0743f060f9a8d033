/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/rate.h"

#include <string.h>

#include "base/digest.h"

uint64_t rate_key(struct slice name)
{
	struct digest digest = digest_of_text(name);
	uint64_t key;

	memcpy(&key, digest.octets, sizeof(key));
	return key;
}

static struct rate_bucket *find(struct rate *rate, uint64_t key)
{
	struct rate_bucket *oldest = &rate->buckets[0];

	for (size_t i = 0; i < rate->count; i++) {
		if (rate->buckets[i].key == key)
			return &rate->buckets[i];
		if (rate->buckets[i].asked.us < oldest->asked.us)
			oldest = &rate->buckets[i];
	}
	if (rate->count < RATE_BUCKETS_MAX)
		oldest = &rate->buckets[rate->count++];
	*oldest = (struct rate_bucket){ .key = key, .tokens = rate->burst };
	return oldest;
}

bool rate_take(struct rate *rate, uint64_t key, struct span now)
{
	struct rate_bucket *bucket = find(rate, key);

	if (bucket->asked.us > 0)
		bucket->tokens += (double)(now.us - bucket->asked.us) / 1e6 * rate->per_second;
	if (bucket->tokens > rate->burst)
		bucket->tokens = rate->burst;
	bucket->asked = now;
	if (bucket->tokens < 1)
		return false;
	bucket->tokens -= 1;
	return true;
}
