/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP link: an account with a message centre, over any number of connections. It says what the
 * centre said of each request, and never more:
 *
 *	TAKEN     the centre has it; nobody knows whether a phone has (that is a receipt)
 *	REFUSED   it has not; is_permanent: and never will as it is
 *	UNSENT    it expired or was withdrawn, and nothing of it left
 *	UNKNOWN   no answer in time, or none before the connection was lost: it may have been taken.
 *	          If the answer comes after all it is told as LATE.
 *
 * Promises:
 *  - an accepted request brings exactly one of these four, from the loop, never inside a call;
 *    before it a PART for each part that was taken, where there are several;
 *  - nothing is sent twice by the link itself but what the centre did not take (throttled), or
 *    what never left; whether to repeat an UNKNOWN is the user's policy;
 *  - throttling pauses all connections and keeps the order (carriers/smpp_bucket.h); what is urgent
 *    goes before all that waits, with places and tokens of its own;
 *  - answers are matched on the connection that asked; receipts may come on any;
 *  - a receipt is told after the TAKEN or PART of its message, even if it came before
 *    (carriers/smpp_news.h); it may come twice;
 *  - what waits is bounded: ERR_FULL, nothing was taken, and room() is told when there is room.
 */
#ifndef CARRIERS_SMPP_LINK_H
#define CARRIERS_SMPP_LINK_H

#include "carriers/smpp_bucket.h"
#include "carriers/smpp_news.h"
#include "carriers/smpp_request.h"
#include "carriers/smpp_session.h"
#include "wire/smpp_status.h"

enum { SMPP_LINK_SESSIONS_MAX = 64 };

enum smpp_told_event {
	SMPP_TOLD_NONE = 0,
	SMPP_TOLD_PART,
	SMPP_TOLD_TAKEN,
	SMPP_TOLD_REFUSED,
	SMPP_TOLD_UNSENT,
	SMPP_TOLD_UNKNOWN,
	SMPP_TOLD_LATE, /* of one part: by command_status it was taken, or refused */
};

/* Lent for the call. */
struct smpp_told {
	enum smpp_told_event event;
	uint64_t key;
	uint8_t part, part_count;	     /* the part from 0: of PART and LATE */
	uint64_t parts_taken, parts_unknown; /* bits; at the end */
	struct slice message_id;	     /* as it came; PART, LATE, and TAKEN of one part */
	char id_key[SMPP_MESSAGE_ID_OCTETS]; /* what a receipt will say; "": no id */
	uint32_t command_status;
	enum smpp_verdict verdict;
	bool is_permanent;
	const char *words;	       /* English */
	const struct smpp_pdu *answer; /* the last; NULL: none, or not to be read */
	const uint32_t *statuses;      /* MULTI: of each recipient, 0 is good; NULL: nothing said */
	size_t status_count;
};

/* From the loop. Requests may be given in them; the link must not be closed. */
struct smpp_link_events {
	void *data;
	void (*told)(void *data, const struct smpp_told *told);
	void (*receipt)(void *data, const struct smpp_news *news);
	/* What is no receipt: a phone wrote. It is acknowledged. May be NULL. */
	void (*message)(void *data, const struct smpp_pdu *pdu);
	/* After ERR_FULL. */
	void (*room)(void *data);
	/* The first connection is bound; the last one is gone, why. */
	void (*state)(void *data, bool is_up, const char *reason);
};

/* Names and words of it are lent for the link's life; the rest is copied. */
struct smpp_link_config {
	const char *link;
	/* Names, addresses, sign-in and window of each; link, timers and events are filled in. */
	const struct smpp_session_config *sessions;
	size_t session_count;
	struct smpp_bucket limits; /* per_second, size, reserved */
	struct smpp_receipt_rule rule;
	struct span enquire, answer, request; /* 0: 30 s, 10 s, 30 s */
	struct smpp_link_events events;
};

struct smpp_link_state {
	size_t sessions, bound, waiting, open, held;
	bool speaks_5_0, is_paused;
	uint64_t throttled; /* pauses */
	struct smpp_session_counts counts;
};

struct smpp_link;

/* ERR_LIMIT, ERR_INPUT: what is configured cannot be. */
enum err MUST_USE smpp_link_open(struct smpp_link **out, void *ctx,
				 const struct smpp_link_config *config, struct fault *why);
/*
 * The request's text, recipients and broadcast are lent until its end is told. ERR_STATE: no
 * connection is bound (of a broadcast: none that speaks 5.0). ERR_FULL: after room(). ERR_INPUT,
 * ERR_LIMIT: it can never be sent.
 */
enum err MUST_USE smpp_link_submit(struct smpp_link *link, const struct smpp_request *request,
				   struct fault *why);
/* What has not been sent of it never is. ERR_ABSENT: nothing of that key waits. */
enum err MUST_USE smpp_link_withdraw(struct smpp_link *link, uint64_t key, struct fault *why);
/* The centre connected to say outbind. Owns fd. ERR_FULL: no connection of ours waits for that. */
enum err MUST_USE smpp_link_adopt(struct smpp_link *link, int fd, struct fault *why);
void smpp_link_state(const struct smpp_link *link, struct smpp_link_state *state);
/* Leaves in order: nothing more is taken or sent; each connection unbinds once it is answered. */
void smpp_link_leave(struct smpp_link *link);
/* At once. Nothing is told after it. */
void smpp_link_close(struct smpp_link *link);

const char *smpp_told_event_name(enum smpp_told_event event);

#endif
