/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP sender: gives the jobs of a link to its connections: in order, the urgent before all others,
 * each connection in turn, as the windows have places and the bucket has tokens. It tells nobody
 * anything; what has ended by itself (expired, withdrawn) it leaves to ended().
 */
#ifndef CARRIERS_SMPP_SENDER_H
#define CARRIERS_SMPP_SENDER_H

#include <osmocom/core/timer.h>

#include "carriers/smpp_bucket.h"
#include "carriers/smpp_job.h"
#include "carriers/smpp_session.h"

struct smpp_sender {
	struct smpp_session **sessions;
	size_t session_count, next_session;
	struct smpp_bucket bucket;
	struct smpp_jobs jobs;
	bool is_stopped;
	struct osmo_timer_list pace;  /* there are tokens again, or the pause is over */
	struct osmo_timer_list sweep; /* for what expires */
	struct osmo_timer_list turn;  /* calls ended() from the loop */
	void *owner;
	void (*ended)(void *owner);
	/* Of one send. */
	struct smpp_request_scratch scratch;
	struct smpp_pdu pdu;
};

/* The owner fills in sessions, owner and ended before. */
enum err MUST_USE smpp_sender_init(struct smpp_sender *sender, const struct smpp_bucket *limits,
				   struct fault *why);
/* Sends what can be sent now, and plans the rest. */
void smpp_sender_pump(struct smpp_sender *sender);
void smpp_sender_give_up(struct smpp_sender *sender, struct smpp_job *job, const char *words);
/* Sends no more; gives up all that waits. */
void smpp_sender_stop(struct smpp_sender *sender);
/* One that is over and has not been told, or NULL. */
struct smpp_job *smpp_sender_over(const struct smpp_sender *sender);
void smpp_sender_close(struct smpp_sender *sender);

#endif
