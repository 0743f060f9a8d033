/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What waits to be sent, in its order, and what becomes of a request by its parts. */
#include "carriers/smpp_job.h"
#include "carriers/smpp_outcome.h"
#include "test.h"

#include <talloc.h>

static struct sms texts[SMS_PARTS_MAX + 1];

static struct smpp_job *add(struct smpp_jobs *jobs, uint64_t key, bool is_urgent, size_t parts)
{
	const struct smpp_request request = { .key = key,
					      .kind = SMPP_REQUEST_MESSAGE,
					      .is_urgent = is_urgent,
					      .text = &texts[parts] };
	struct smpp_job *job = NULL;

	texts[parts].count = parts;
	assert_int_equal(smpp_jobs_add(&job, NULL, jobs, &request, NULL), ERR_OK);
	return job;
}

static void assert_order(const struct smpp_jobs *jobs, const uint64_t *keys, size_t count)
{
	const struct smpp_job *job = smpp_jobs_next(jobs, NULL);

	for (size_t i = 0; i < count; i++, job = smpp_jobs_next(jobs, job)) {
		assert_non_null(job);
		assert_int_equal(job->request.key, keys[i]);
	}
	assert_null(job);
	assert_int_equal(jobs->waiting, count);
}

static void remove_all(struct smpp_jobs *jobs)
{
	struct smpp_job *job;

	while ((job = smpp_jobs_next(jobs, NULL)))
		smpp_jobs_remove(jobs, job);
	assert_int_equal(jobs->waiting, 0);
}

static void the_urgent_come_first_and_what_comes_back_takes_its_old_place(void **state)
{
	struct smpp_job *job[6];
	struct smpp_jobs jobs;

	(void)state;
	smpp_jobs_init(&jobs);
	for (uint64_t i = 1; i <= 3; i++)
		job[i] = add(&jobs, i, false, 1);
	for (uint64_t i = 4; i <= 5; i++)
		job[i] = add(&jobs, i, true, 1);
	assert_order(&jobs, (uint64_t[]){ 4, 5, 1, 2, 3 }, 5);
	for (size_t i = 1; i <= 4; i++)
		smpp_job_sent(&jobs, job[i], 0);
	assert_order(&jobs, (uint64_t[]){ 5 }, 1);
	/* In whatever order the answers come. */
	smpp_job_back(&jobs, job[3], 0);
	smpp_job_back(&jobs, job[1], 0);
	smpp_job_back(&jobs, job[4], 0);
	smpp_job_back(&jobs, job[2], 0);
	assert_order(&jobs, (uint64_t[]){ 4, 5, 1, 2, 3 }, 5);
	assert_ptr_equal(smpp_jobs_find_waiting(&jobs, 2), job[2]);
	assert_null(smpp_jobs_find_waiting(&jobs, 9));
	remove_all(&jobs);
}

static void a_text_may_have_as_many_parts_as_there_are_bits(void **state)
{
	struct smpp_jobs jobs;
	struct smpp_job *job;
	struct smpp_told told;

	(void)state;
	smpp_jobs_init(&jobs);
	job = add(&jobs, 1, false, SMS_PARTS_MAX);
	for (size_t part = 0; part < SMS_PARTS_MAX; part++) {
		assert_int_equal(smpp_job_next_part(job), part);
		smpp_job_sent(&jobs, job, part);
		smpp_job_taken(job, part);
	}
	assert_true(smpp_job_is_over(job));
	smpp_outcome_of_all(&told, job, NULL, &(struct smpp_id_rule){ 0 });
	assert_int_equal(told.event, SMPP_TOLD_TAKEN);
	assert_true(told.parts_taken == UINT64_MAX);
	smpp_jobs_remove(&jobs, job);
}

enum fate { TAKEN, SILENT, REFUSED, GIVEN_UP };

static void an_outcome_follows_from_the_parts(void **state)
{
	static const struct row {
		enum fate fates[2];
		enum smpp_told_event event;
		const char *name;
	} rows[] = {
		{ { TAKEN, TAKEN }, SMPP_TOLD_TAKEN, "taken" },
		{ { TAKEN, SILENT }, SMPP_TOLD_UNKNOWN, "unknown" },
		{ { SILENT, SILENT }, SMPP_TOLD_UNKNOWN, "unknown" },
		{ { TAKEN, REFUSED }, SMPP_TOLD_REFUSED, "refused" },
		{ { SILENT, REFUSED }, SMPP_TOLD_REFUSED, "refused" },
		{ { REFUSED, REFUSED }, SMPP_TOLD_REFUSED, "refused" },
		{ { GIVEN_UP, GIVEN_UP }, SMPP_TOLD_UNSENT, "unsent" },
		{ { TAKEN, GIVEN_UP }, SMPP_TOLD_REFUSED, "refused" },
		{ { SILENT, GIVEN_UP }, SMPP_TOLD_UNKNOWN, "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct smpp_jobs jobs;
		struct smpp_told told;
		struct smpp_job *job;

		smpp_jobs_init(&jobs);
		job = add(&jobs, i, false, 2);
		for (size_t part = 0; part < 2; part++)
			if (rows[i].fates[part] != GIVEN_UP)
				smpp_job_sent(&jobs, job, part);
		for (size_t part = 0; part < 2; part++) {
			if (rows[i].fates[part] == TAKEN)
				smpp_job_taken(job, part);
			else if (rows[i].fates[part] == SILENT)
				smpp_job_unknown(job, part);
			else if (rows[i].fates[part] == REFUSED)
				smpp_job_refused(&jobs, job, part, 0x0b);
			else
				smpp_job_give_up(&jobs, job, "it expired");
		}
		assert_true(smpp_job_is_over(job));
		smpp_outcome_of_all(&told, job, NULL, &(struct smpp_id_rule){ 0 });
		assert_int_equal(told.event, rows[i].event);
		assert_string_equal(smpp_told_event_name(told.event), rows[i].name);
		assert_non_null(told.words);
		smpp_jobs_remove(&jobs, job);
	}
}

static void where_one_part_was_refused_no_other_is_sent(void **state)
{
	struct smpp_jobs jobs;
	struct smpp_job *job;

	(void)state;
	smpp_jobs_init(&jobs);
	job = add(&jobs, 1, false, 3);
	smpp_job_sent(&jobs, job, 0);
	smpp_job_sent(&jobs, job, 1);
	smpp_job_refused(&jobs, job, 0, 0x0b);
	assert_int_equal(jobs.waiting, 0);
	assert_false(smpp_job_is_over(job));
	smpp_job_back(&jobs, job, 1);
	assert_int_equal(jobs.waiting, 0);
	assert_true(smpp_job_is_over(job));
	smpp_jobs_remove(&jobs, job);
}

static void what_waits_is_bounded_and_the_last_places_are_for_the_urgent(void **state)
{
	struct smpp_jobs jobs;
	size_t count = 0;

	(void)state;
	smpp_jobs_init(&jobs);
	for (; smpp_jobs_have_room(&jobs, false); count++)
		add(&jobs, count, false, 1);
	assert_int_equal(count, SMPP_JOBS_WAITING_MAX - SMPP_JOBS_WAITING_RESERVED);
	for (; smpp_jobs_have_room(&jobs, true); count++)
		add(&jobs, count, true, 1);
	assert_int_equal(count, SMPP_JOBS_WAITING_MAX);
	remove_all(&jobs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_urgent_come_first_and_what_comes_back_takes_its_old_place),
		cmocka_unit_test(a_text_may_have_as_many_parts_as_there_are_bits),
		cmocka_unit_test(an_outcome_follows_from_the_parts),
		cmocka_unit_test(where_one_part_was_refused_no_other_is_sent),
		cmocka_unit_test(what_waits_is_bounded_and_the_last_places_are_for_the_urgent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
