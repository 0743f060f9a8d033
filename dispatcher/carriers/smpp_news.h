/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP news: receipts as a link tells them, and those that came too early. A centre may send a
 * receipt before its answer to the submit, on another connection, too: until then nobody knows
 * whose it is. So it is held until the answer with its id comes, or nothing is open any more that
 * was asked before it came; then it is told as it is. Of one id the order stays.
 */
#ifndef CARRIERS_SMPP_NEWS_H
#define CARRIERS_SMPP_NEWS_H

#include <osmocom/core/linuxlist.h>

#include "wire/smpp_receipt.h"

enum {
	SMPP_NEWS_HELD_MAX = 1024, /* past it the oldest is told as it is */
	SMPP_NEWS_WORD_OCTETS = 16,
	SMPP_NEWS_ADDRESS_OCTETS = 21,
};

struct smpp_news {
	struct llist_head entry;
	char message_id[SMPP_MESSAGE_ID_OCTETS]; /* as it came */
	char key[SMPP_MESSAGE_ID_OCTETS];	 /* by the link's rule */
	char recipient[SMPP_NEWS_ADDRESS_OCTETS];
	const struct smpp_state *state; /* NULL: not said, or no word that we know */
	bool is_intermediate, disagrees;
	/* The cause: err: of the text, and the parameter. */
	char err[SMPP_NEWS_WORD_OCTETS];
	bool has_network_error;
	uint32_t network_error;
	struct utc done;  /* by the centre's clock; may be not set */
	struct utc at;	  /* when it came */
	struct span came; /* clock_monotonic() */
};

struct smpp_news_held {
	struct llist_head list;
	size_t count;
};

/* Whatever does not fit is cut: an id has at most 64 characters. */
void smpp_news_make(struct smpp_news *news, const struct smpp_receipt *receipt,
		    const struct smpp_pdu *pdu);

void smpp_news_init(struct smpp_news_held *held);
/* A copy on ctx. ERR_FULL: make room first; ERR_MEMORY. */
enum err MUST_USE smpp_news_hold(struct smpp_news_held *held, void *ctx,
				 const struct smpp_news *news, struct fault *why);
/* The oldest with that key (NULL: of all) that came before `before`, or NULL: the caller's. */
struct smpp_news *smpp_news_take(struct smpp_news_held *held, const char *key, struct span before);

#endif
