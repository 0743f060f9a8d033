/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/smpp_job.h"

#include <talloc.h>

_Static_assert(SMS_PARTS_MAX <= 64, "a bit for each part");

static uint64_t bit(size_t part)
{
	return (uint64_t)1 << part;
}

void smpp_jobs_init(struct smpp_jobs *jobs)
{
	*jobs = (struct smpp_jobs){ .next_number = 1 };
	INIT_LLIST_HEAD(&jobs->urgent);
	INIT_LLIST_HEAD(&jobs->others);
	INIT_LLIST_HEAD(&jobs->away);
}

bool smpp_jobs_have_room(const struct smpp_jobs *jobs, bool is_urgent)
{
	return jobs->waiting < SMPP_JOBS_WAITING_MAX - (is_urgent ? 0 : SMPP_JOBS_WAITING_RESERVED);
}

/* ---- where a job stands -------------------------------------------------------------- */

/* Most come last; what comes back comes to the front. */
static void wait_in_order(struct smpp_jobs *jobs, struct smpp_job *job)
{
	struct llist_head *list = job->request.is_urgent ? &jobs->urgent : &jobs->others;
	struct llist_head *before = list->prev;

	while (before != list && llist_entry(before, struct smpp_job, entry)->number > job->number)
		before = before->prev;
	llist_add(&job->entry, before);
}

static void place(struct smpp_jobs *jobs, struct smpp_job *job)
{
	bool is_waiting = job->to_send != 0;

	if (is_waiting == job->is_waiting)
		return;
	llist_del(&job->entry);
	job->is_waiting = is_waiting;
	jobs->waiting += is_waiting ? 1 : (size_t)-1;
	if (is_waiting)
		wait_in_order(jobs, job);
	else
		llist_add_tail(&job->entry, &jobs->away);
}

static uint64_t all_parts(size_t count)
{
	return count == 64 ? UINT64_MAX : bit(count) - 1;
}

static void copy(struct slice *word, char *out, size_t room)
{
	size_t size = word->size < room ? word->size : room;

	if (!word->at)
		return;
	memcpy(out, word->at, size);
	*word = (struct slice){ out, size };
}

static void copy_words(struct smpp_job *job)
{
	struct smpp_request *request = &job->request;
	struct smpp_job_words *copies = &job->copies;

	copy(&request->source.text, copies->source, sizeof(copies->source));
	copy(&request->recipient.text, copies->recipient, sizeof(copies->recipient));
	copy(&request->service_type, copies->service_type, sizeof(copies->service_type));
	copy(&request->message_id, copies->message_id, sizeof(copies->message_id));
}

enum err smpp_jobs_add(struct smpp_job **out, void *ctx, struct smpp_jobs *jobs,
		       const struct smpp_request *request, struct fault *why)
{
	struct smpp_job *job = talloc_zero(ctx, struct smpp_job);

	if (!job)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a request");
	job->request = *request;
	copy_words(job);
	job->number = jobs->next_number++;
	job->part_count = (uint8_t)smpp_request_parts(request);
	job->taken = request->parts_taken & all_parts(job->part_count);
	job->to_send = all_parts(job->part_count) & ~job->taken;
	llist_add_tail(&job->entry, &jobs->away);
	jobs->count++;
	place(jobs, job);
	*out = job;
	return ERR_OK;
}

void smpp_jobs_remove(struct smpp_jobs *jobs, struct smpp_job *job)
{
	job->to_send = 0;
	place(jobs, job);
	llist_del(&job->entry);
	jobs->count--;
	talloc_free(job);
}

static struct smpp_job *first_of(const struct llist_head *list)
{
	return llist_empty(list) ? NULL : llist_entry(list->next, struct smpp_job, entry);
}

struct smpp_job *smpp_jobs_next(const struct smpp_jobs *jobs, const struct smpp_job *after)
{
	const struct llist_head *list = after && !after->request.is_urgent ? &jobs->others
									   : &jobs->urgent;
	struct smpp_job *first;

	if (after && after->entry.next != list)
		return llist_entry(after->entry.next, struct smpp_job, entry);
	if (after)
		return list == &jobs->urgent ? first_of(&jobs->others) : NULL;
	first = first_of(&jobs->urgent);
	return first ? first : first_of(&jobs->others);
}

struct smpp_job *smpp_jobs_find_waiting(const struct smpp_jobs *jobs, uint64_t key)
{
	struct smpp_job *job = smpp_jobs_next(jobs, NULL);

	while (job && job->request.key != key)
		job = smpp_jobs_next(jobs, job);
	return job;
}

/* ---- what becomes of its parts ------------------------------------------------------- */

size_t smpp_job_next_part(const struct smpp_job *job)
{
	return (size_t)__builtin_ctzll(job->to_send);
}

void smpp_job_sent(struct smpp_jobs *jobs, struct smpp_job *job, size_t part)
{
	job->to_send &= ~bit(part);
	job->away |= bit(part);
	place(jobs, job);
}

/* Where a part was refused no other is sent any more. */
void smpp_job_back(struct smpp_jobs *jobs, struct smpp_job *job, size_t part)
{
	job->away &= ~bit(part);
	if (!job->is_refused)
		job->to_send |= bit(part);
	place(jobs, job);
}

void smpp_job_taken(struct smpp_job *job, size_t part)
{
	job->away &= ~bit(part);
	job->taken |= bit(part);
}

void smpp_job_unknown(struct smpp_job *job, size_t part)
{
	job->away &= ~bit(part);
	job->unknown |= bit(part);
}

void smpp_job_refused(struct smpp_jobs *jobs, struct smpp_job *job, size_t part, uint32_t status)
{
	job->away &= ~bit(part);
	if (!job->is_refused)
		job->command_status = status;
	smpp_job_give_up(jobs, job, NULL);
}

void smpp_job_give_up(struct smpp_jobs *jobs, struct smpp_job *job, const char *words)
{
	job->is_refused = true;
	job->to_send = 0;
	if (words && !job->words)
		job->words = words;
	place(jobs, job);
}

bool smpp_job_is_over(const struct smpp_job *job)
{
	return job->to_send == 0 && job->away == 0;
}

static bool is_same(const struct smpp_destination *recipient, const struct smpp_address *named)
{
	return slice_equal(recipient->address.text, named->text);
}

static bool note_failure(struct smpp_job *job, const struct smpp_unsuccess *failed)
{
	bool is_known = false;

	for (size_t i = 0; i < job->request.recipient_count; i++) {
		if (!is_same(&job->request.recipients[i], &failed->address))
			continue;
		is_known = true;
		if (!job->statuses[i])
			job->statuses[i] = failed->error_status_code;
	}
	return is_known;
}

enum err smpp_job_note_failures(struct smpp_job *job, const struct smpp_pdu *answer,
				struct fault *why)
{
	const struct smpp_request *request = &job->request;
	bool is_clear = true;

	if (request->kind != SMPP_REQUEST_MULTI)
		return ERR_OK;
	if (!job->statuses)
		job->statuses = talloc_zero_array(job, uint32_t,
						  (unsigned int)request->recipient_count);
	if (!job->statuses)
		return err_set(why, ERR_MEMORY, NULL, "no memory for the outcomes");
	for (size_t i = 0; i < answer->unsuccess_count; i++)
		is_clear &= note_failure(job, &answer->unsuccesses[i]);
	return is_clear ? ERR_OK
			: err_set(why, ERR_INPUT, "SMPP 3.4 4.5.2",
				  "it names a failed recipient whom nobody asked for");
}
