/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_sender.h"

#include "net/clock.h"
#include "net/log.h"

/* In turn, so that all connections carry the same. */
static struct smpp_session *pick(struct smpp_sender *sender, const struct smpp_job *job)
{
	for (size_t i = 0; i < sender->session_count; i++) {
		size_t at = (sender->next_session + i) % sender->session_count;
		struct smpp_session *session = sender->sessions[at];

		if (smpp_session_room(session, job->request.is_urgent) == 0 ||
		    (smpp_request_needs_5_0(&job->request) && !smpp_session_speaks_5_0(session)))
			continue;
		sender->next_session = at + 1;
		return session;
	}
	return NULL;
}

static enum err write_part(struct smpp_sender *sender, struct smpp_job *job,
			   struct smpp_session *session, struct fault *why)
{
	const struct smpp_request_part part = { &job->request, smpp_job_next_part(job),
						clock_now() };
	struct smpp_slot slot = { .is_urgent = job->request.is_urgent,
				  .owner = job,
				  .key = job->request.key,
				  .part = (uint8_t)part.part,
				  .part_count = job->part_count };
	enum err err = smpp_request_fill(&sender->pdu, &sender->scratch, &part, why);

	if (err == ERR_OK)
		err = smpp_session_send(session, &slot, &sender->pdu, why);
	if (err == ERR_OK)
		smpp_job_sent(&sender->jobs, job, part.part);
	return err;
}

/* False: nothing more can be sent now. */
static bool send_part(struct smpp_sender *sender, struct smpp_job *job,
		      struct smpp_session *session)
{
	uint32_t cost = smpp_request_cost(&job->request);
	bool is_urgent = job->request.is_urgent;
	struct fault why;
	enum err err;

	if (!smpp_bucket_take(&sender->bucket, cost, is_urgent, clock_monotonic()))
		return false;
	err = write_part(sender, job, session, &why);
	if (err == ERR_OK)
		return true;
	smpp_bucket_give_back(&sender->bucket, cost, is_urgent);
	if (err == ERR_FULL || err == ERR_STATE)
		return false;
	log_stop(LOGL_ERROR,
		 &(struct log_stop){ .area = LOG_AREA_LINK, .stop = "send", .why = why.text });
	smpp_sender_give_up(sender, job, "it cannot be written");
	return true;
}

void smpp_sender_give_up(struct smpp_sender *sender, struct smpp_job *job, const char *words)
{
	smpp_job_give_up(&sender->jobs, job, words);
	osmo_timer_schedule(&sender->turn, 0, 0);
}

static bool give_up_if_expired(struct smpp_sender *sender, struct smpp_job *job)
{
	if (utc_before(clock_now(), job->request.expires))
		return false;
	smpp_sender_give_up(sender, job, "it expired before it was sent");
	return true;
}

static void plan(struct smpp_sender *sender)
{
	const struct smpp_job *job = smpp_jobs_next(&sender->jobs, NULL);
	struct span wait;

	osmo_timer_del(&sender->pace);
	if (!job)
		return;
	if (!osmo_timer_pending(&sender->sweep))
		osmo_timer_schedule(&sender->sweep, 1, 0);
	wait = smpp_bucket_wait(&sender->bucket, smpp_request_cost(&job->request),
				job->request.is_urgent, clock_monotonic());
	if (wait.us > 0)
		clock_set_timer(&sender->pace, wait);
}

/* Also what comes back later, throttled or never sent. */
static void give_up_all(struct smpp_sender *sender)
{
	struct smpp_job *job;

	while ((job = smpp_jobs_next(&sender->jobs, NULL)))
		smpp_sender_give_up(sender, job, "the link was closed before it was sent");
}

/* A broadcast that no connection can carry now is passed over; else the first holds up the rest. */
void smpp_sender_pump(struct smpp_sender *sender)
{
	struct smpp_job *job = smpp_jobs_next(&sender->jobs, NULL);

	if (sender->is_stopped)
		give_up_all(sender);
	while (job && !sender->is_stopped) {
		struct smpp_session *session = pick(sender, job);

		if (!session && !smpp_request_needs_5_0(&job->request))
			break;
		if (!session) {
			job = smpp_jobs_next(&sender->jobs, job);
			continue;
		}
		if (!give_up_if_expired(sender, job) && !send_part(sender, job, session))
			break;
		job = smpp_jobs_next(&sender->jobs, NULL);
	}
	plan(sender);
}

static void on_pace(void *data)
{
	smpp_sender_pump(data);
}

static void on_sweep(void *data)
{
	struct smpp_sender *sender = data;
	struct smpp_job *job = smpp_jobs_next(&sender->jobs, NULL), *next;

	for (; job; job = next) {
		next = smpp_jobs_next(&sender->jobs, job);
		give_up_if_expired(sender, job);
	}
	smpp_sender_pump(sender);
}

static void on_turn(void *data)
{
	struct smpp_sender *sender = data;

	sender->ended(sender->owner);
}

struct smpp_job *smpp_sender_over(const struct smpp_sender *sender)
{
	struct smpp_job *job;

	llist_for_each_entry (job, &sender->jobs.away, entry) {
		if (smpp_job_is_over(job))
			return job;
	}
	return NULL;
}

void smpp_sender_stop(struct smpp_sender *sender)
{
	sender->is_stopped = true;
	smpp_sender_pump(sender);
}

enum err smpp_sender_init(struct smpp_sender *sender, const struct smpp_bucket *limits,
			  struct fault *why)
{
	osmo_timer_setup(&sender->pace, on_pace, sender);
	osmo_timer_setup(&sender->sweep, on_sweep, sender);
	osmo_timer_setup(&sender->turn, on_turn, sender);
	smpp_jobs_init(&sender->jobs);
	return smpp_bucket_init(&sender->bucket, limits, clock_monotonic(), why);
}

void smpp_sender_close(struct smpp_sender *sender)
{
	osmo_timer_del(&sender->pace);
	osmo_timer_del(&sender->sweep);
	osmo_timer_del(&sender->turn);
}
