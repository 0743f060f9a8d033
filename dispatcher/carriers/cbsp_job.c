/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_job.h"

#include <talloc.h>

#include "net/clock.h"

static const char *const kind_names[CBSP_JOB_KIND_COUNT] = {
	[CBSP_JOB_NONE] = "none",
	[CBSP_JOB_WRITE] = "send",
	[CBSP_JOB_KILL] = "stop",
	[CBSP_JOB_QUERY] = "query",
};

const char *cbsp_job_kind_name(enum cbsp_job_kind kind)
{
	return (unsigned int)kind < CBSP_JOB_KIND_COUNT ? kind_names[kind] : "invalid";
}

void cbsp_jobs_init(struct cbsp_jobs *jobs)
{
	INIT_LLIST_HEAD(&jobs->list);
	jobs->count = 0;
	jobs->next_number = jobs->next_order = 1;
}

static bool copy_cells(struct cbsp_job *job, const struct cbsp_part *part)
{
	const struct carrier_order *order = part->order;

	job->cells = talloc_array(job, struct cell_id, (unsigned int)part->count + 1);
	job->indexes = talloc_array(job, uint32_t, (unsigned int)part->count + 1);
	job->is_in_use = talloc_array(job, bool, (unsigned int)part->count + 1);
	if (!job->cells || !job->indexes || !job->is_in_use)
		return false;
	for (size_t i = 0; i < part->count; i++) {
		uint32_t index = order->only ? order->only[part->from + i]
					     : (uint32_t)(part->from + i);

		job->indexes[i] = index;
		job->cells[i] = order->delivery->cells[index];
		job->is_in_use[i] = order->known && order->known[index] == CELL_IN_USE;
	}
	job->cell_count = part->count;
	job->is_part = !part->is_all;
	return true;
}

static bool copy_content(struct cbsp_job *job, const struct cbsp_part *part)
{
	const struct route_message *message = part->order->message;

	job->message = *message;
	job->message.text = job->message.language = (struct slice){ NULL, 0 };
	/* Only a WRITE carries pages. */
	if (job->kind != CBSP_JOB_WRITE)
		job->message.page_count = 0;
	job->message.pages = talloc_memdup(job, message->pages,
					   job->message.page_count * sizeof(*message->pages));
	return job->message.pages && copy_cells(job, part);
}

static size_t awaiting(const struct cbsp_jobs *jobs)
{
	struct cbsp_job *job;
	size_t count = 0;

	llist_for_each_entry (job, &jobs->list, entry) {
		count += job->awaits_answer;
	}
	return count;
}

bool cbsp_jobs_window_is_open(const struct cbsp_jobs *jobs, enum cbsp_job_kind kind)
{
	size_t reserved = kind == CBSP_JOB_KILL ? 0 : CBSP_JOBS_WINDOW_RESERVED;

	return awaiting(jobs) < CBSP_JOBS_WINDOW - reserved;
}

bool cbsp_jobs_have_room(const struct cbsp_jobs *jobs, enum cbsp_job_kind kind)
{
	size_t reserved = kind == CBSP_JOB_KILL ? 0 : CBSP_JOBS_RESERVED;

	return jobs->count < CBSP_JOBS_MAX - reserved && cbsp_jobs_window_is_open(jobs, kind);
}

enum err cbsp_jobs_add(struct cbsp_job **out, void *ctx, struct cbsp_jobs *jobs,
		       enum cbsp_job_kind kind, const struct cbsp_part *part, struct fault *why)
{
	const struct carrier_order *order = part->order;
	struct cbsp_job *job = talloc_zero(ctx, struct cbsp_job);

	if (!job)
		return err_set(why, ERR_MEMORY, NULL, "no memory for an order");
	job->kind = kind;
	job->notice = order->notice;
	job->delivery = order->index;
	job->expires = order->expires;
	job->again = order->again;
	job->was_accepted = order->was_accepted;
	job->begun = clock_monotonic();
	job->is_extended = order->delivery->is_extended;
	job->pause = (struct backoff){ SPAN_SECONDS(5), SPAN_SECONDS(60), 0 };
	if (!copy_content(job, part)) {
		talloc_free(job);
		return err_set(why, ERR_MEMORY, NULL, "no memory for an order");
	}
	if (jobs->rhythm_s)
		job->message.repetition_period_s = jobs->rhythm_s;
	jobs->next_order += part->from == 0;
	job->order = jobs->next_order;
	job->number = jobs->next_number++;
	llist_add_tail(&job->entry, &jobs->list);
	jobs->count++;
	*out = job;
	return ERR_OK;
}

void cbsp_jobs_remove(struct cbsp_jobs *jobs, struct cbsp_job *job)
{
	llist_del(&job->entry);
	jobs->count--;
	talloc_free(job);
}

static bool has_numbers(const struct cbsp_job *job, uint16_t message_identifier,
			uint16_t serial_number)
{
	return job->message.message_identifier == message_identifier &&
	       job->message.serial_number == serial_number;
}

struct cbsp_job *cbsp_jobs_find(const struct cbsp_jobs *jobs, const struct cbsp_job *after,
				enum cbsp_job_kind kind, uint16_t message_identifier,
				uint16_t serial_number)
{
	struct cbsp_job *job;

	llist_for_each_entry (job, &jobs->list, entry) {
		if ((!after || job->number > after->number) && job->kind == kind &&
		    has_numbers(job, message_identifier, serial_number))
			return job;
	}
	return NULL;
}

struct cbsp_job *cbsp_jobs_due(const struct cbsp_jobs *jobs, struct span now)
{
	struct cbsp_job *job;

	llist_for_each_entry (job, &jobs->list, entry) {
		if (job->deadline.us <= now.us)
			return job;
	}
	return NULL;
}

struct cbsp_job *cbsp_jobs_sent(const struct cbsp_jobs *jobs, uint64_t handed_over)
{
	struct cbsp_job *job;

	llist_for_each_entry (job, &jobs->list, entry) {
		if (!job->sent_was_told && job->end && job->end <= handed_over)
			return job;
	}
	return NULL;
}

bool cbsp_jobs_next_deadline(const struct cbsp_jobs *jobs, struct span *deadline)
{
	struct cbsp_job *job;
	bool found = false;

	llist_for_each_entry (job, &jobs->list, entry) {
		if (!found || job->deadline.us < deadline->us)
			*deadline = job->deadline;
		found = true;
	}
	return found;
}

/* Given before, and now again. */
static bool is_same_order(const struct cbsp_job *a, const struct cbsp_job *b)
{
	return a->order != b->order && a->kind == b->kind && a->notice == b->notice &&
	       a->delivery == b->delivery;
}

static int compare_cells(const struct cbsp_job *a, size_t i, const struct cbsp_job *b, size_t n)
{
	if (a->notice == b->notice && a->delivery == b->delivery)
		return (a->indexes[i] > b->indexes[n]) - (a->indexes[i] < b->indexes[n]);
	return cell_id_compare(&a->cells[i], &b->cells[n]);
}

/* The other's nth cell; asked with rising n, *from goes on from where it was. */
static bool has_cell(const struct cbsp_job *job, size_t *from, const struct cbsp_job *other,
		     size_t n)
{
	while (*from < job->cell_count && compare_cells(job, *from, other, n) < 0)
		(*from)++;
	return *from < job->cell_count && compare_cells(job, *from, other, n) == 0;
}

static bool shares_cells(const struct cbsp_job *a, const struct cbsp_job *b)
{
	size_t from = 0;

	for (size_t i = 0; i < a->cell_count; i++)
		if (has_cell(b, &from, a, i))
			return true;
	return false;
}

/* In those cells it is another order's business now; false if no cell is left. */
static bool give_up_cells(struct cbsp_job *job, const struct cbsp_job *by)
{
	size_t kept = 0, from = 0;

	for (size_t i = 0; i < job->cell_count; i++) {
		if (has_cell(by, &from, job, i))
			continue;
		job->indexes[kept] = job->indexes[i];
		job->is_in_use[kept] = job->is_in_use[i];
		job->cells[kept++] = job->cells[i];
	}
	if (kept == 0)
		return false;
	job->is_part |= kept < job->cell_count;
	job->cell_count = kept;
	return true;
}

void cbsp_jobs_overtake(struct cbsp_jobs *jobs, const struct cbsp_job *by)
{
	struct cbsp_job *job, *next;

	llist_for_each_entry_safe (job, next, &jobs->list, entry) {
		if (job == by ||
		    !has_numbers(job, by->message.message_identifier, by->message.serial_number))
			continue;
		if (is_same_order(job, by))
			cbsp_jobs_remove(jobs, job);
		else if ((job->kind == CBSP_JOB_KILL) != (by->kind == CBSP_JOB_KILL))
			job->is_final |= !give_up_cells(job, by);
	}
}

void cbsp_jobs_remove_older(struct cbsp_jobs *jobs, const struct cbsp_job *than)
{
	struct cbsp_job *job, *next;

	llist_for_each_entry_safe (job, next, &jobs->list, entry) {
		if (job->number < than->number &&
		    has_numbers(job, than->message.message_identifier,
				than->message.serial_number) &&
		    shares_cells(job, than))
			cbsp_jobs_remove(jobs, job);
	}
}
