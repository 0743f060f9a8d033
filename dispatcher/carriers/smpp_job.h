/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP job: a request that a link has taken, part by part: to be sent, on its way, taken, unknown.
 * Those with something to send wait in their order, the urgent ones before all others; a part that
 * comes back (throttled, or never left) takes its old place again.
 *
 * What becomes of all of it follows from its parts: refused if one was (a phone shows no half
 * of a text), else unknown if one is, else taken.
 */
#ifndef CARRIERS_SMPP_JOB_H
#define CARRIERS_SMPP_JOB_H

#include <osmocom/core/linuxlist.h>

#include "carriers/smpp_request.h"

enum {
	/* Jobs that have something to send; the last places are for urgent ones. */
	SMPP_JOBS_WAITING_MAX = 512,
	SMPP_JOBS_WAITING_RESERVED = 256,
	/* Then one that is throttled is told: its own recipient's queue is full, say. */
	SMPP_JOB_THROTTLES_MAX = 16,
};

/* What of a request is copied: short, and never longer than a PDU holds. */
struct smpp_job_words {
	char source[21], recipient[21], service_type[6], message_id[SMPP_MESSAGE_ID_OCTETS];
};

struct smpp_job {
	struct llist_head entry;
	struct smpp_request request;
	struct smpp_job_words copies; /* of the request's */
	uint64_t number;
	uint8_t part_count;
	/* A bit each: parts. */
	uint64_t to_send, away, taken, unknown;
	bool is_refused;
	uint32_t command_status; /* of the first part that was refused, or is unknown by it */
	const char *words;	 /* why, where no status says it */
	uint32_t *statuses;	 /* MULTI: of each recipient, 0 is good */
	bool is_waiting;
	unsigned int throttles;
};

struct smpp_jobs {
	struct llist_head urgent, others, away;
	size_t waiting, waiting_urgent, count;
	uint64_t next_number;
};

void smpp_jobs_init(struct smpp_jobs *jobs);
bool smpp_jobs_have_room(const struct smpp_jobs *jobs, bool is_urgent);
/* The caller has seen that there is room; text, recipients, broadcast stay the user's. ERR_MEMORY.
 */
enum err MUST_USE smpp_jobs_add(struct smpp_job **out, void *ctx, struct smpp_jobs *jobs,
				const struct smpp_request *request, struct fault *why);
/* The next with something to send behind `after` (NULL: the very first), or NULL. */
struct smpp_job *smpp_jobs_next(const struct smpp_jobs *jobs, const struct smpp_job *after);
struct smpp_job *smpp_jobs_find_waiting(const struct smpp_jobs *jobs, uint64_t key);
void smpp_jobs_remove(struct smpp_jobs *jobs, struct smpp_job *job);

/* The first part that is to be sent, from 0. */
size_t smpp_job_next_part(const struct smpp_job *job);
/* Each moves one part, and the job to where it belongs then. */
void smpp_job_sent(struct smpp_jobs *jobs, struct smpp_job *job, size_t part);
void smpp_job_back(struct smpp_jobs *jobs, struct smpp_job *job, size_t part);
void smpp_job_taken(struct smpp_job *job, size_t part);
void smpp_job_unknown(struct smpp_job *job, size_t part);
void smpp_job_refused(struct smpp_jobs *jobs, struct smpp_job *job, size_t part, uint32_t status);
/* What was not sent never will be. */
void smpp_job_give_up(struct smpp_jobs *jobs, struct smpp_job *job, const char *words);
/* Nothing is to be sent, and nothing is on its way. */
bool smpp_job_is_over(const struct smpp_job *job);
/*
 * MULTI: whom the answer names as failed. ERR_INPUT: one who was not asked for, so that nobody
 * knows of whom it speaks; ERR_MEMORY.
 */
enum err MUST_USE smpp_job_note_failures(struct smpp_job *job, const struct smpp_pdu *answer,
					 struct fault *why);

#endif
