/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_link.h"

#include <talloc.h>
#include <unistd.h>

#include "carriers/smpp_outcome.h"
#include "carriers/smpp_sender.h"
#include "net/clock.h"
#include "net/log.h"

#define FOREVER ((struct span){ INT64_MAX })

struct smpp_link {
	struct smpp_link_config config;
	struct osmo_tdef *timers;
	struct smpp_session_events session_events;
	struct smpp_session *sessions[SMPP_LINK_SESSIONS_MAX];
	size_t session_count;
	struct smpp_sender sender;
	struct smpp_news_held held;
	bool was_refused[2]; /* by urgency: ERR_FULL, and room() is owed */
	bool is_up, is_leaving;
};

static const struct osmo_tdef default_timers[] = {
	{ .T = SMPP_SESSION_T_ENQUIRE,
	  .default_val = 30,
	  .min_val = 1,
	  .max_val = 3600,
	  .desc = "Between two enquire_link (s)" },
	{ .T = SMPP_SESSION_T_ANSWER,
	  .default_val = 10,
	  .min_val = 1,
	  .max_val = 300,
	  .desc = "For the answer to a sign-in, enquire_link or unbind (s)" },
	{ .T = SMPP_SESSION_T_REQUEST,
	  .default_val = 30,
	  .min_val = 1,
	  .max_val = 600,
	  .desc = "For the answer to any other request (s)" },
	{}
};

static void log_link(const struct smpp_link *link, int level, const char *stop, const char *why)
{
	log_stop(level, &(struct log_stop){ .area = LOG_AREA_LINK,
					    .stop = stop,
					    .link = link->config.link,
					    .why = why });
}

/* ---- telling ------------------------------------------------------------------------- */

static void tell_room(struct smpp_link *link)
{
	bool is_room = false;

	for (int urgent = 0; urgent < 2; urgent++)
		is_room |= link->was_refused[urgent] &&
			   smpp_jobs_have_room(&link->sender.jobs, urgent != 0);
	if (!is_room || link->is_leaving)
		return;
	link->was_refused[0] = link->was_refused[1] = false;
	link->config.events.room(link->config.events.data);
}

/* Of the key; NULL: whatever came before anything that is still open was sent. */
static void release_news(struct smpp_link *link, const char *key)
{
	struct span before = FOREVER, oldest;
	struct smpp_news *news;

	for (size_t i = 0; !key && i < link->session_count; i++)
		if (smpp_session_open_requests(link->sessions[i], &oldest) > 0 &&
		    oldest.us < before.us)
			before = oldest;
	while ((news = smpp_news_take(&link->held, key, before))) {
		link->config.events.receipt(link->config.events.data, news);
		talloc_free(news);
	}
}

static void tell(struct smpp_link *link, const struct smpp_told *told)
{
	link->config.events.told(link->config.events.data, told);
	if (told->id_key[0])
		release_news(link, told->id_key);
}

static void tell_end(struct smpp_link *link, struct smpp_job *job, const struct smpp_pdu *pdu)
{
	struct smpp_told told;

	smpp_outcome_of_all(&told, job, pdu, &link->config.rule.submitted);
	tell(link, &told);
	smpp_jobs_remove(&link->sender.jobs, job);
}

static void tell_part(struct smpp_link *link, const struct smpp_ending *ending)
{
	struct smpp_told told;

	smpp_outcome_of_part(&told, ending, &link->config.rule.submitted);
	tell(link, &told);
}

/* From the loop: what has ended by itself. */
static void on_ended(void *owner)
{
	struct smpp_link *link = owner;
	struct smpp_job *job;

	while ((job = smpp_sender_over(&link->sender)))
		tell_end(link, job, NULL);
	tell_room(link);
}

/* ---- what connections say ------------------------------------------------------------ */

static void heed_congestion(struct smpp_link *link, const struct smpp_ending *ending)
{
	uint32_t congestion_state;

	if (ending->pdu &&
	    smpp_number_of(ending->pdu, SMPP_TLV_CONGESTION_STATE, &congestion_state))
		smpp_bucket_congestion(&link->sender.bucket, congestion_state, ending->slot->sent,
				       clock_monotonic());
}

static void settle_part(struct smpp_link *link, struct smpp_job *job,
			const struct smpp_ending *ending)
{
	enum smpp_step step = smpp_outcome_apply(&link->sender.jobs, job, ending);

	if (step == SMPP_STEP_THROTTLED)
		smpp_bucket_throttled(&link->sender.bucket, ending->slot->sent, clock_monotonic());
	if (step == SMPP_STEP_TAKEN)
		smpp_bucket_accepted(&link->sender.bucket, ending->slot->sent);
	if (step == SMPP_STEP_TAKEN && job->part_count > 1)
		tell_part(link, ending);
	if (smpp_job_is_over(job))
		tell_end(link, job, ending->pdu);
}

static void on_answer(void *data, const struct smpp_slot *slot, enum smpp_answer how,
		      const struct smpp_pdu *pdu)
{
	struct smpp_link *link = data;
	const struct smpp_ending ending = { slot, how, pdu };

	heed_congestion(link, &ending);
	if (how == SMPP_ANSWER_LATE)
		tell_part(link, &ending);
	else
		settle_part(link, slot->owner, &ending);
	if (link->held.count > 0)
		release_news(link, NULL);
	smpp_sender_pump(&link->sender);
	tell_room(link);
}

static size_t count_open(const struct smpp_link *link)
{
	struct span oldest;
	size_t open = 0;

	for (size_t i = 0; i < link->session_count; i++)
		open += smpp_session_open_requests(link->sessions[i], &oldest);
	return open;
}

static void hear(struct smpp_link *link, struct smpp_news *news)
{
	struct smpp_news *oldest;

	while (news->key[0] && count_open(link) > 0) {
		if (smpp_news_hold(&link->held, link, news, NULL) == ERR_OK)
			return;
		oldest = smpp_news_take(&link->held, NULL, FOREVER);
		if (!oldest)
			break;
		link->config.events.receipt(link->config.events.data, oldest);
		talloc_free(oldest);
	}
	link->config.events.receipt(link->config.events.data, news);
}

static void on_deliver(void *data, const struct smpp_pdu *pdu)
{
	struct smpp_link *link = data;
	struct smpp_receipt receipt;
	struct smpp_news news;
	struct fault why;
	enum err err = smpp_receipt_read(&receipt, pdu, &link->config.rule, &why);

	if (err == ERR_ABSENT && link->config.events.message)
		link->config.events.message(link->config.events.data, pdu);
	if (err != ERR_OK && err != ERR_ABSENT)
		log_link(link, LOGL_NOTICE, "receipt", why.text);
	if (err != ERR_OK)
		return;
	smpp_news_make(&news, &receipt, pdu);
	news.at = clock_now();
	news.came = clock_monotonic();
	hear(link, &news);
}

static void tell_state(struct smpp_link *link, const char *reason)
{
	bool is_up = false;

	for (size_t i = 0; i < link->session_count; i++)
		is_up |= smpp_session_is_bound(link->sessions[i]);
	if (is_up == link->is_up)
		return;
	link->is_up = is_up;
	link->config.events.state(link->config.events.data, is_up, reason);
}

static void on_bound(void *data, struct smpp_session *session)
{
	struct smpp_link *link = data;

	(void)session;
	tell_state(link, "signed in");
	smpp_sender_pump(&link->sender);
}

static void on_down(void *data, struct smpp_session *session, const char *reason)
{
	struct smpp_link *link = data;

	(void)session;
	tell_state(link, reason);
	smpp_sender_pump(&link->sender);
}

static void on_progress(void *data)
{
	struct smpp_link *link = data;

	smpp_sender_pump(&link->sender);
}

/* ---- what the user says --------------------------------------------------------------- */

static enum err check_peer(const struct smpp_link *link, const struct smpp_request *request,
			   struct fault *why)
{
	bool is_bound = false, speaks_5_0 = false;

	for (size_t i = 0; i < link->session_count; i++) {
		is_bound |= smpp_session_is_bound(link->sessions[i]);
		speaks_5_0 |= smpp_session_speaks_5_0(link->sessions[i]);
	}
	if (!is_bound || link->is_leaving)
		return err_set(why, ERR_STATE, NULL, "link %s is down", link->config.link);
	if (smpp_request_needs_5_0(request) && !speaks_5_0)
		return err_set(why, ERR_STATE, "SMPP 5.0 4.4",
			       "the centre of link %s has no broadcast operations",
			       link->config.link);
	return ERR_OK;
}

static enum err check_room(struct smpp_link *link, bool is_urgent, struct fault *why)
{
	if (smpp_jobs_have_room(&link->sender.jobs, is_urgent))
		return ERR_OK;
	link->was_refused[is_urgent] = true;
	return err_set(why, ERR_FULL, NULL, "%zu requests of link %s wait already",
		       link->sender.jobs.waiting, link->config.link);
}

enum err smpp_link_submit(struct smpp_link *link, const struct smpp_request *request,
			  struct fault *why)
{
	struct smpp_job *job;
	enum err err = check_peer(link, request, why);

	if (err == ERR_OK)
		err = check_room(link, request->is_urgent, why);
	if (err == ERR_OK)
		err = smpp_request_check(request, clock_now(), why);
	if (err == ERR_OK)
		err = smpp_jobs_add(&job, link, &link->sender.jobs, request, why);
	if (err != ERR_OK)
		return err;
	if (job->to_send == 0) /* an earlier try has brought all of it there */
		osmo_timer_schedule(&link->sender.turn, 0, 0);
	smpp_sender_pump(&link->sender);
	return ERR_OK;
}

enum err smpp_link_withdraw(struct smpp_link *link, uint64_t key, struct fault *why)
{
	struct smpp_job *job = smpp_jobs_find_waiting(&link->sender.jobs, key);

	if (!job)
		return err_set(why, ERR_ABSENT, NULL, "nothing of that request waits");
	smpp_sender_give_up(&link->sender, job, "it was withdrawn before it was sent");
	return ERR_OK;
}

enum err smpp_link_adopt(struct smpp_link *link, int fd, struct fault *why)
{
	for (size_t i = 0; i < link->session_count; i++)
		if (smpp_session_adopt(link->sessions[i], fd))
			return ERR_OK;
	close(fd);
	return err_set(why, ERR_FULL, NULL, "no connection of link %s waits for an outbind",
		       link->config.link);
}

static void add_counts(struct smpp_session_counts *sum, const struct smpp_session_counts *one)
{
	sum->sent += one->sent;
	sum->answered += one->answered;
	sum->silent += one->silent;
	sum->late += one->late;
	sum->strange += one->strange;
	sum->malformed += one->malformed;
	sum->delivered += one->delivered;
}

void smpp_link_state(const struct smpp_link *link, struct smpp_link_state *state)
{
	*state = (struct smpp_link_state){ .sessions = link->session_count,
					   .waiting = link->sender.jobs.waiting,
					   .open = count_open(link),
					   .held = link->held.count,
					   .is_paused = link->sender.bucket.is_paused,
					   .throttled = link->sender.bucket.pauses };
	for (size_t i = 0; i < link->session_count; i++) {
		state->bound += smpp_session_is_bound(link->sessions[i]);
		state->speaks_5_0 |= smpp_session_speaks_5_0(link->sessions[i]);
		add_counts(&state->counts, smpp_session_counts(link->sessions[i]));
	}
}

/* ---- its life ------------------------------------------------------------------------ */

static void set_timer(struct smpp_link *link, int number, struct span span)
{
	if (span.us > 0)
		osmo_tdef_set(link->timers, number, (unsigned long)(span.us / 1000000),
			      OSMO_TDEF_S);
}

static void begin_timers(struct smpp_link *link)
{
	link->timers = talloc_memdup(link, default_timers, sizeof(default_timers));
	osmo_tdefs_reset(link->timers);
	set_timer(link, SMPP_SESSION_T_ENQUIRE, link->config.enquire);
	set_timer(link, SMPP_SESSION_T_ANSWER, link->config.answer);
	set_timer(link, SMPP_SESSION_T_REQUEST, link->config.request);
}

static enum err open_sessions(struct smpp_link *link, struct fault *why)
{
	enum err err = ERR_OK;

	link->session_events = (struct smpp_session_events){ .data = link,
							     .bound = on_bound,
							     .answer = on_answer,
							     .deliver = on_deliver,
							     .progress = on_progress,
							     .down = on_down };
	for (size_t i = 0; err == ERR_OK && i < link->config.session_count; i++) {
		struct smpp_session_config session = link->config.sessions[i];

		session.link = link->config.link;
		session.timers = link->timers;
		session.events = &link->session_events;
		err = smpp_session_open(&link->sessions[i], link, &session, why);
		link->session_count += err == ERR_OK;
		link->sender.session_count = link->session_count;
	}
	return err;
}

enum err smpp_link_open(struct smpp_link **out, void *ctx, const struct smpp_link_config *config,
			struct fault *why)
{
	struct smpp_link *link;
	enum err err;

	if (config->session_count == 0 || config->session_count > SMPP_LINK_SESSIONS_MAX)
		return err_set(why, ERR_LIMIT, NULL, "a link has 1 to %d connections, not %zu",
			       SMPP_LINK_SESSIONS_MAX, config->session_count);
	link = talloc_zero(ctx, struct smpp_link);
	if (!link)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a link");
	link->config = *config;
	smpp_session_register();
	begin_timers(link);
	smpp_news_init(&link->held);
	link->sender.sessions = link->sessions;
	link->sender.owner = link;
	link->sender.ended = on_ended;
	err = smpp_sender_init(&link->sender, &config->limits, why);
	if (err == ERR_OK)
		err = open_sessions(link, why);
	if (err != ERR_OK) {
		smpp_link_close(link);
		return err;
	}
	*out = link;
	return ERR_OK;
}

void smpp_link_leave(struct smpp_link *link)
{
	link->is_leaving = true;
	smpp_sender_stop(&link->sender);
	for (size_t i = 0; i < link->session_count; i++)
		smpp_session_unbind(link->sessions[i]);
}

void smpp_link_close(struct smpp_link *link)
{
	smpp_sender_close(&link->sender);
	for (size_t i = 0; i < link->session_count; i++)
		smpp_session_close(link->sessions[i]);
	talloc_free(link);
}
