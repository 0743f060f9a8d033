/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_queue.h"

#include <talloc.h>

#include "carriers/cbsp_order.h"
#include "net/clock.h"
#include "net/log.h"

/* A KILL for a message that has ended is repeated a little longer all the same. */
#define KILL_PATIENCE SPAN_MINUTES(5)
/* Others wait for their answers: look again. */
#define WINDOW_PAUSE  SPAN_SECONDS(1)

static struct span answer_timeout(const struct cbsp_queue *queue)
{
	return SPAN_MS(
		osmo_tdef_get(queue->config->timers, CBSP_NODE_T_ANSWER, OSMO_TDEF_MS, 10000));
}

static void plan_due(struct cbsp_queue *queue)
{
	struct span deadline;

	if (!cbsp_jobs_next_deadline(&queue->jobs, &deadline)) {
		osmo_timer_del(&queue->due);
		return;
	}
	clock_set_timer_at(&queue->due, deadline);
}

static void tell(struct cbsp_queue *queue, const struct receipt *receipt)
{
	queue->config->events->receipt(queue->config->events->data, receipt);
}

/*
 * An order for a part of the cells speaks of those alone: its silence is theirs, and what it
 * stopped, or did not, is no outcome of the delivery.
 */
static void tell_of_part(struct cbsp_queue *queue, const struct cbsp_job *job,
			 const struct receipt *receipt)
{
	struct receipt part = *receipt;
	struct receipt_cell *cells = NULL;

	if (job->is_part && job->kind == CBSP_JOB_KILL && part.outcome != RECEIPT_UNKNOWN)
		part.outcome = RECEIPT_PARTIAL;
	if (job->is_part && part.cell_count == 0 && part.outcome != RECEIPT_SENT) {
		cells = talloc_zero_array(NULL, struct receipt_cell, (unsigned int)job->cell_count);
		for (size_t i = 0; i < job->cell_count; i++)
			cells[i].index = job->indexes[i];
		part.cells = cells;
		part.cell_count = job->cell_count;
	}
	tell(queue, &part);
	talloc_free(cells);
}

static struct receipt receipt_for(const struct cbsp_job *job, enum receipt_outcome outcome,
				  const char *text)
{
	return (struct receipt){ .notice = job->notice,
				 .delivery = job->delivery,
				 .outcome = outcome,
				 .cause_text = slice_of(text),
				 .at = clock_now() };
}

static void log_receipt(const struct cbsp_queue *queue, const struct cbsp_job *job,
			const struct receipt *receipt)
{
	bool is_good = receipt->outcome == RECEIPT_ACCEPTED || receipt->outcome == RECEIPT_ON_AIR ||
		       receipt->outcome == RECEIPT_STOPPED || receipt->outcome == RECEIPT_SENT;
	size_t failed = 0;
	char text[FAULT_TEXT_OCTETS];

	for (size_t i = 0; i < receipt->cell_count; i++)
		failed += receipt->cells[i].outcome == CELL_REFUSED ||
			  receipt->cells[i].outcome == CELL_DOWN ||
			  receipt->cells[i].outcome == CELL_IN_USE ||
			  receipt->cells[i].outcome == CELL_NO_ROOM;
	snprintf(text, sizeof(text), "%.*s", SLICE_PRINT(receipt->cause_text));
	log_stop(is_good ? LOGL_INFO : LOGL_NOTICE,
		 &(struct log_stop){ .area = LOG_AREA_LINK,
				     .notice = job->notice,
				     .has_delivery = true,
				     .delivery = job->delivery,
				     .stop = cbsp_job_kind_name(job->kind),
				     .link = queue->config->link,
				     .node = queue->config->node,
				     .outcome = receipt_outcome_name(receipt->outcome),
				     .has_cells = true,
				     .cells = job->cell_count,
				     .failed = failed,
				     .has_took = true,
				     .took_ms = clock_took_ms(job->begun),
				     .why = text });
}

/* ---- room ---------------------------------------------------------------------------- */

static uint64_t octets_waiting(const struct cbsp_queue *queue)
{
	return stream_accepted(queue->stream) - stream_handed_over(queue->stream);
}

static bool has_room_for(const struct cbsp_queue *queue, enum cbsp_job_kind kind)
{
	return cbsp_jobs_have_room(&queue->jobs, kind) &&
	       octets_waiting(queue) <= (CBSP_NODE_TRANSMIT_MAX - CBSP_NODE_TRANSMIT_RESERVED) / 2;
}

/* Only from the loop: whoever is told gives orders at once. */
static void tell_room(struct cbsp_queue *queue)
{
	struct carrier_report room = { .link = queue->config->link,
				       .node = queue->config->node,
				       .event = CARRIER_NODE_ROOM,
				       .reason = "it takes orders again",
				       .at = clock_now() };
	bool is_room = false;

	for (int kind = CBSP_JOB_WRITE; queue->stream && kind < CBSP_JOB_KIND_COUNT; kind++)
		is_room |= (queue->refused & 1u << kind) &&
			   has_room_for(queue, (enum cbsp_job_kind)kind);
	if (!is_room)
		return;
	queue->refused = 0;
	queue->config->events->report(queue->config->events->data, &room);
}

/* ---- on the way ---------------------------------------------------------------------- */

static void tell_sent(struct cbsp_queue *queue, struct cbsp_job *job)
{
	struct receipt receipt = receipt_for(job, RECEIPT_SENT, NULL);

	job->sent_was_told = true;
	log_receipt(queue, job, &receipt);
	tell(queue, &receipt);
}

/* SENT is told from the loop, never inside send(): a timer of zero brings us there. */
static void on_sent(void *data)
{
	struct cbsp_queue *queue = data;
	struct cbsp_job *job;

	while (queue->stream &&
	       (job = cbsp_jobs_sent(&queue->jobs, stream_handed_over(queue->stream))))
		tell_sent(queue, job);
	tell_room(queue);
}

void cbsp_queue_progress(struct cbsp_queue *queue)
{
	osmo_timer_schedule(&queue->sent, 0, 0);
}

/* A KILL may use what is kept free for it. */
static enum err check_room(const struct cbsp_queue *queue, const struct cbsp_job *job, size_t size,
			   struct fault *why)
{
	uint64_t waiting = octets_waiting(queue);
	size_t limit = CBSP_NODE_TRANSMIT_MAX - CBSP_NODE_TRANSMIT_RESERVED;

	if (job->kind != CBSP_JOB_KILL && waiting && waiting + size > limit)
		return err_set(why, ERR_FULL, NULL, "%llu octets wait for %s already",
			       (unsigned long long)waiting, queue->config->node);
	return ERR_OK;
}

static enum err write_job(struct cbsp_queue *queue, struct cbsp_job *job, struct fault *why)
{
	uint8_t octets[CBSP_ORDER_OCTETS_MAX];
	size_t size;
	enum err err = cbsp_order_pack(octets, &size, job, clock_now(), why);

	if (err == ERR_OK)
		err = check_room(queue, job, size, why);
	if (err == ERR_OK)
		err = stream_write(queue->stream, octets, size, why);
	if (err != ERR_OK)
		return err;
	job->end = stream_accepted(queue->stream);
	job->tries++;
	/* A stop or a question that was sent is no news of the message itself. */
	job->sent_was_told = job->sent_was_told || job->kind != CBSP_JOB_WRITE;
	job->awaits_answer = true;
	job->was_answered = false;
	job->deadline = (struct span){ clock_monotonic().us + answer_timeout(queue).us };
	queue->count.sent++;
	return ERR_OK;
}

/* More cells than a PDU names go in several; the first one's answer is waited for like any. */
static enum err add_parts(struct cbsp_queue *queue, void *ctx, enum cbsp_job_kind kind,
			  const struct carrier_order *order, struct fault *why)
{
	size_t meant = order->only ? order->only_count : order->delivery->cell_count;
	struct cbsp_part part = { order, 0, meant, false };
	enum err err = ERR_OK;

	if (!cbsp_jobs_have_room(&queue->jobs, kind))
		return err_set(why, ERR_FULL, NULL, "%zu orders wait for an answer",
			       queue->jobs.count);
	part.is_all = !order->only && meant <= CBSP_ORDER_CELLS_MAX;
	do {
		struct cbsp_job *job;

		part.count = meant - part.from;
		if (part.count > CBSP_ORDER_CELLS_MAX)
			part.count = CBSP_ORDER_CELLS_MAX;
		err = cbsp_jobs_add(&job, ctx, &queue->jobs, kind, &part, why);
		if (err == ERR_OK)
			err = cbsp_order_check(job, clock_now(), why);
		part.from += part.count;
	} while (err == ERR_OK && part.from < meant);
	return err;
}

static struct cbsp_job *first_of(const struct cbsp_queue *queue, uint64_t order)
{
	struct cbsp_job *job;

	llist_for_each_entry (job, &queue->jobs.list, entry) {
		if (job->order == order)
			return job;
	}
	return NULL;
}

static void give_up(struct cbsp_queue *queue, uint64_t before)
{
	struct cbsp_job *job;

	while (queue->jobs.next_order != before && (job = first_of(queue, queue->jobs.next_order)))
		cbsp_jobs_remove(&queue->jobs, job);
}

/* With the first part the order is taken; the others go out as there is room. */
static enum err write_parts(struct cbsp_queue *queue, struct fault *why)
{
	struct cbsp_job *first = first_of(queue, queue->jobs.next_order), *job;
	enum err err = write_job(queue, first, why);

	if (err != ERR_OK)
		return err;
	llist_for_each_entry (job, &queue->jobs.list, entry) {
		if (job->order != first->order)
			continue;
		cbsp_jobs_overtake(&queue->jobs, job);
		if (job != first && write_job(queue, job, NULL) != ERR_OK)
			job->deadline.us = clock_monotonic().us + WINDOW_PAUSE.us;
	}
	return ERR_OK;
}

enum err cbsp_queue_order(struct cbsp_queue *queue, void *ctx, enum cbsp_job_kind kind,
			  const struct carrier_order *order, struct fault *why)
{
	uint64_t before = queue->jobs.next_order;
	enum err err;

	if (!queue->stream)
		return err_set(why, ERR_STATE, NULL, "node %s is down", queue->config->node);
	err = add_parts(queue, ctx, kind, order, why);
	if (err == ERR_OK)
		err = write_parts(queue, why);
	if (err == ERR_FULL)
		queue->refused |= 1u << kind;
	if (err != ERR_OK) {
		give_up(queue, before);
		return err;
	}
	cbsp_queue_progress(queue);
	plan_due(queue);
	return ERR_OK;
}

static bool is_over(const struct cbsp_job *job)
{
	struct utc end = job->expires;

	if (job->is_final)
		return true;
	if (job->kind == CBSP_JOB_KILL && clock_took_ms(job->begun) * 1000 < KILL_PATIENCE.us)
		return false;
	return !utc_before(clock_now(), end);
}

/* Silence: told once, and asked again later. The job may be gone when this returns. */
static void tell_silence(struct cbsp_queue *queue, struct cbsp_job *job)
{
	struct receipt receipt = receipt_for(job, RECEIPT_UNKNOWN, "no answer in time");
	bool was_told = job->unknown_was_told;

	queue->count.unanswered++;
	job->awaits_answer = false;
	job->unknown_was_told = true;
	job->deadline = (struct span){ clock_monotonic().us + backoff_next(&job->pause).us };
	if (!was_told)
		log_receipt(queue, job, &receipt);
	if (!was_told)
		tell_of_part(queue, job, &receipt);
	if (is_over(job))
		cbsp_jobs_remove(&queue->jobs, job);
}

static void ask_again(struct cbsp_queue *queue, struct cbsp_job *job)
{
	struct fault why;

	if (is_over(job)) {
		cbsp_jobs_remove(&queue->jobs, job);
		return;
	}
	job->again = true;
	if (!cbsp_jobs_window_is_open(&queue->jobs, job->kind))
		job->deadline.us = clock_monotonic().us + WINDOW_PAUSE.us;
	else if (write_job(queue, job, &why) != ERR_OK)
		job->deadline.us = clock_monotonic().us + backoff_next(&job->pause).us;
}

static void on_due(void *data)
{
	struct cbsp_queue *queue = data;
	struct span now = clock_monotonic();
	struct cbsp_job *job;

	while (queue->stream && (job = cbsp_jobs_due(&queue->jobs, now))) {
		if (job->awaits_answer)
			tell_silence(queue, job);
		else
			ask_again(queue, job);
	}
	plan_due(queue);
	tell_room(queue);
}

/*
 * An answer that names no cell says nothing, and a stop that did not stop it everywhere has not
 * done its work: the same order goes out again, a few times.
 */
static bool deserves_another_try(const struct cbsp_job *job, const struct receipt *receipt)
{
	bool is_open = job->kind == CBSP_JOB_KILL ? receipt->outcome != RECEIPT_STOPPED
						  : receipt->outcome == RECEIPT_UNKNOWN;

	return is_open && !job->is_final && job->tries < CBSP_JOB_TRIES_MAX;
}

static void settle(struct cbsp_queue *queue, struct cbsp_job *job, const struct receipt *receipt)
{
	bool is_first = receipt->outcome != RECEIPT_UNKNOWN || !job->unknown_was_told;

	/* A node that answers once more what is asked again all the same has said it already. */
	if (job->was_answered && deserves_another_try(job, receipt))
		return;
	queue->count.answered++;
	if (receipt->outcome == RECEIPT_REFUSED || receipt->outcome == RECEIPT_FAILED)
		queue->count.refused++;
	log_receipt(queue, job, receipt);
	if (is_first)
		tell_of_part(queue, job, receipt);
	if (deserves_another_try(job, receipt)) {
		job->awaits_answer = false;
		job->was_answered = true;
		job->unknown_was_told |= receipt->outcome == RECEIPT_UNKNOWN;
		job->deadline.us = clock_monotonic().us + backoff_next(&job->pause).us;
	} else {
		if (job->kind == CBSP_JOB_KILL)
			cbsp_jobs_remove_older(&queue->jobs, job);
		cbsp_jobs_remove(&queue->jobs, job);
	}
	plan_due(queue);
}

bool cbsp_queue_answer(struct cbsp_queue *queue, const struct cbsp_message *message)
{
	struct cbsp_job *job = cbsp_answer_find(&queue->jobs, message);
	void *scratch;
	struct receipt receipt;

	if (!job)
		return false;
	/* What is answered was handed over, though the answer be read before that is noticed. */
	if (!job->sent_was_told)
		tell_sent(queue, job);
	scratch = talloc_new(NULL);
	receipt = receipt_for(job, RECEIPT_NONE, NULL);
	cbsp_answer_judge(&receipt, scratch, job, message);
	settle(queue, job, &receipt);
	talloc_free(scratch);
	tell_room(queue);
	return true;
}

void cbsp_queue_init(struct cbsp_queue *queue, const struct cbsp_node_config *config)
{
	queue->config = config;
	cbsp_jobs_init(&queue->jobs);
	queue->jobs.rhythm_s = config->rhythm_s;
	osmo_timer_setup(&queue->due, on_due, queue);
	osmo_timer_setup(&queue->sent, on_sent, queue);
}

void cbsp_queue_up(struct cbsp_queue *queue, struct stream *stream)
{
	queue->stream = stream;
}

void cbsp_queue_down(struct cbsp_queue *queue, const char *reason)
{
	queue->stream = NULL;
	queue->refused = 0;
	while (!llist_empty(&queue->jobs.list)) {
		struct cbsp_job *job = llist_first_entry(&queue->jobs.list, struct cbsp_job, entry);
		struct receipt receipt = receipt_for(job, RECEIPT_UNKNOWN, reason);
		bool was_told = job->unknown_was_told;

		if (!was_told)
			tell_of_part(queue, job, &receipt);
		cbsp_jobs_remove(&queue->jobs, job);
	}
	cbsp_queue_close(queue);
}

void cbsp_queue_close(struct cbsp_queue *queue)
{
	osmo_timer_del(&queue->due);
	osmo_timer_del(&queue->sent);
}

void cbsp_queue_state(const struct cbsp_queue *queue, struct carrier_node_state *row)
{
	row->sent = queue->count.sent;
	row->answered = queue->count.answered;
	row->unanswered = queue->count.unanswered;
	row->refused = queue->count.refused;
	row->outstanding = queue->jobs.count;
}
