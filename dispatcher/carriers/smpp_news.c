/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_news.h"

#include <talloc.h>

static void copy(char *out, size_t room, struct slice text)
{
	size_t size = text.size < room ? text.size : room - 1;

	if (size > 0)
		memcpy(out, text.at, size);
	out[size] = '\0';
}

void smpp_news_make(struct smpp_news *news, const struct smpp_receipt *receipt,
		    const struct smpp_pdu *pdu)
{
	*news = (struct smpp_news){ .state = receipt->state,
				    .is_intermediate = receipt->is_intermediate,
				    .disagrees = receipt->disagrees,
				    .has_network_error = receipt->has_network_error,
				    .network_error = receipt->network_error,
				    .done = receipt->done_date };
	copy(news->message_id, sizeof(news->message_id), receipt->message_id);
	copy(news->key, sizeof(news->key), slice_of(receipt->key));
	/* A receipt goes the other way: whom the message was for is its source. */
	copy(news->recipient, sizeof(news->recipient), pdu->source.text);
	copy(news->err, sizeof(news->err), receipt->err);
}

void smpp_news_init(struct smpp_news_held *held)
{
	INIT_LLIST_HEAD(&held->list);
	held->count = 0;
}

enum err smpp_news_hold(struct smpp_news_held *held, void *ctx, const struct smpp_news *news,
			struct fault *why)
{
	struct smpp_news *kept;

	if (held->count >= SMPP_NEWS_HELD_MAX)
		return err_set(why, ERR_FULL, NULL, "%zu receipts wait already", held->count);
	kept = talloc_memdup(ctx, news, sizeof(*news));
	if (!kept)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a receipt");
	llist_add_tail(&kept->entry, &held->list);
	held->count++;
	return ERR_OK;
}

struct smpp_news *smpp_news_take(struct smpp_news_held *held, const char *key, struct span before)
{
	struct smpp_news *news;

	llist_for_each_entry (news, &held->list, entry) {
		if (news->came.us >= before.us)
			return NULL;
		if (key && strcmp(news->key, key) != 0)
			continue;
		llist_del(&news->entry);
		held->count--;
		return news;
	}
	return NULL;
}
