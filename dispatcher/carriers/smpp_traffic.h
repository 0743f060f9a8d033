/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP traffic: the requests of one session on their way: written, matched with their answers,
 * told as silent when their time is over, and as lost with the connection. It lives in its session
 * and knows nothing of its life but whether there is a connection.
 */
#ifndef CARRIERS_SMPP_TRAFFIC_H
#define CARRIERS_SMPP_TRAFFIC_H

#include <osmocom/core/timer.h>

#include "carriers/smpp_session.h"
#include "net/stream.h"

/* Of an answer, a bind, enquire_link, unbind. */
enum { SMPP_TRAFFIC_SAY_OCTETS = 256 };

struct smpp_traffic {
	const struct smpp_session_config *config;
	struct stream *stream; /* NULL while the session is down */
	struct smpp_window window;
	struct osmo_timer_list due;
	struct smpp_session_counts counts;
	void *owner;
	void (*silent)(void *owner); /* from the loop: something was not answered in time */
};

/* The owner fills in config, owner and silent before. */
enum err MUST_USE smpp_traffic_init(struct smpp_traffic *traffic, void *ctx, struct fault *why);
void smpp_traffic_up(struct smpp_traffic *traffic, struct stream *stream);
/* Tells what was open; nothing is left of it, and the stream is the owner's to free. */
void smpp_traffic_down(struct smpp_traffic *traffic);
void smpp_traffic_close(struct smpp_traffic *traffic);

size_t smpp_traffic_room(const struct smpp_traffic *traffic, bool is_urgent);
/* As smpp_session_send(), of a session that is bound. */
enum err MUST_USE smpp_traffic_send(struct smpp_traffic *traffic, struct smpp_slot *slot,
				    struct smpp_pdu *pdu, struct fault *why);
/* An answer; pdu is NULL if it could not be read. */
void smpp_traffic_answer(struct smpp_traffic *traffic, const struct smpp_header *header,
			 const struct smpp_pdu *pdu);
/* What takes no place: answers to the peer, and what keeps the session. */
void smpp_traffic_say(struct smpp_traffic *traffic, const struct smpp_pdu *pdu);

#endif
