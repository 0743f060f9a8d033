/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/outcome_export.h"
#include "ledger/outcome_files.h"
#include "ledger/outcome_list.h"
#include "ledger/outcome_scan.h"
#include "support/outcome_kit.h"

enum {
	PEOPLE = 300,
	ROUNDS = 200,
	ROUND_RECORDS_MAX = 60,
	TEXT_MAX = 8192,
	/* more than a segment holds */
	FILLING_BATCHES = 300,
	READINGS = 100
};

static struct outcome_kit kit;

static int make(void **state)
{
	(void)state;
	outcome_kit_make(&kit);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	outcome_kit_clear(&kit);
	return 0;
}

static struct outcome_log *open_log(void)
{
	struct outcome_found found;
	struct outcome_log *log;

	assert_int_equal(outcome_log_open(&log, kit.folder, &found, NULL), ERR_OK);
	assert_int_equal(found.torn_octets, 0);
	return log;
}

static struct outcome_head must_append(struct outcome_log *log, const struct outcome *outcomes,
				       size_t count)
{
	struct outcome_answer answer = outcome_kit_append(log, outcomes, count);

	assert_int_equal(answer.err, ERR_OK);
	return answer.head;
}

static enum err count_one(void *data, const struct outcome *outcome, struct fault *why)
{
	(void)outcome, (void)why;
	(*(size_t *)data)++;
	return ERR_OK;
}

static size_t count_of(const struct outcome_filter *filter)
{
	size_t count = 0;

	assert_int_equal(outcome_scan(kit.folder, filter, count_one, &count, NULL), ERR_OK);
	return count;
}

/* ---- the log ---------------------------------------------------------------------------- */

static void records_are_found_by_notice_delivery_recipient_and_message_id(void **state)
{
	struct outcome rows[] = {
		outcome_kit_record(81, 0, OUTCOME_CLAIMED),
		outcome_kit_record(81, 1, OUTCOME_CLAIMED),
		outcome_kit_record(82, 0, OUTCOME_CLAIMED),
		outcome_kit_record(81, 0, OUTCOME_ACCEPTED),
	};
	struct outcome_log *log = open_log();

	(void)state;
	rows[1].delivery = 2;
	rows[3].text = SLICE_LITERAL("0A1B");
	must_append(log, rows, 2);
	must_append(log, rows + 2, 2);
	outcome_log_close(log);
	assert_int_equal(count_of(&(struct outcome_filter){ 0 }), 4);
	assert_int_equal(count_of(&(struct outcome_filter){ .notice = 81 }), 3);
	assert_int_equal(count_of(&(struct outcome_filter){ .notice = 83 }), 0);
	assert_int_equal(count_of(&(struct outcome_filter){
				 .notice = 81, .has_delivery = true, .delivery = 1 }),
			 2);
	assert_int_equal(
		count_of(&(struct outcome_filter){ .has_recipient = true, .recipient = 1 }), 1);
	assert_int_equal(count_of(&(struct outcome_filter){ .text = SLICE_LITERAL("0A1B") }), 1);
	assert_int_equal(count_of(&(struct outcome_filter){ .text = SLICE_LITERAL("0a1b") }), 0);
}

static void heads_chain_and_one_that_is_known_is_found_again(void **state)
{
	const struct outcome record = outcome_kit_record(81, 0, OUTCOME_CLAIMED);
	struct outcome_head first, second, last, other;
	struct outcome_log *log = open_log();

	(void)state;
	first = must_append(log, &record, 1);
	outcome_log_close(log);
	log = open_log();
	second = must_append(log, &record, 1);
	assert_int_equal(second.block, first.block + 1);
	assert_int_equal(outcome_log_figures(log).records, 1);
	outcome_log_close(log);
	assert_int_equal(outcome_scan_verify(&last, kit.folder, &first, NULL), ERR_OK);
	assert_true(outcome_head_equal(&last, &second));
	other = first;
	other.digest.octets[0] ^= 1;
	assert_int_equal(outcome_scan_verify(&last, kit.folder, &other, NULL), ERR_INPUT);
	other = second;
	other.block++;
	assert_int_equal(outcome_scan_verify(&last, kit.folder, &other, NULL), ERR_INPUT);
}

static void a_log_has_one_writer(void **state)
{
	struct outcome_log *log = open_log(), *other;
	struct outcome_found found;

	(void)state;
	assert_int_equal(outcome_log_open(&other, kit.folder, &found, NULL), ERR_STATE);
	outcome_log_close(log);
}

static void what_cannot_be_recorded_is_refused_at_once(void **state)
{
	static struct outcome many[OUTCOME_APPEND_MAX + 1];
	struct outcome record = outcome_kit_record(81, 0, OUTCOME_NONE);
	struct outcome_log *log = open_log();

	(void)state;
	assert_int_equal(outcome_kit_append(log, &record, 1).err, ERR_INPUT);
	assert_int_equal(outcome_kit_append(log, &record, 0).err, ERR_LIMIT);
	assert_int_equal(outcome_kit_append(log, many, OUTCOME_APPEND_MAX + 1).err, ERR_LIMIT);
	outcome_log_close(log);
}

static void count_answer(void *data, const struct outcome_answer *answer)
{
	size_t *answers = data;

	assert_int_equal(answer->err, ERR_OK);
	(*answers)++;
}

/* Whether it comes to that depends on the disk; that no more waits than may does not. */
static void who_appends_faster_than_the_disk_is_told_to_come_again(void **state)
{
	static struct outcome many[OUTCOME_APPEND_MAX];
	struct outcome_log *log = open_log();
	struct pollfd ready = { .fd = outcome_log_fd(log), .events = POLLIN };
	size_t asked = 0, answers = 0;

	(void)state;
	for (size_t i = 0; i < OUTCOME_APPEND_MAX; i++)
		many[i] = outcome_kit_record(90, (uint32_t)i, OUTCOME_CLAIMED);
	while (asked < FILLING_BATCHES) {
		enum err err = outcome_log_append(log, many, OUTCOME_APPEND_MAX,
						  (struct outcome_asker){ count_answer, &answers },
						  NULL);

		assert_true(err == ERR_OK || err == ERR_FULL);
		assert_true(outcome_log_figures(log).waiting_octets <= OUTCOME_WAITING_OCTETS_MAX);
		asked += err == ERR_OK;
		if (err == ERR_FULL)
			poll(&ready, 1, -1);
		outcome_log_reap(log);
	}
	outcome_log_close(log);
	assert_int_equal(answers, asked);
}

/* A reader comes at any moment, also while a block is written. */
static void a_log_that_grows_can_be_read_meanwhile(void **state)
{
	static struct outcome many[1000];
	struct outcome_log *log = open_log();
	size_t answers = 0, last = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(many); i++)
		many[i] = outcome_kit_record(70, (uint32_t)i, OUTCOME_CLAIMED);
	for (size_t i = 0; i < READINGS; i++) {
		size_t count;

		for (size_t k = 0; k < 3; k++)
			assert_int_equal(
				outcome_log_append(log, many, COUNT_OF(many),
						   (struct outcome_asker){ count_answer, &answers },
						   NULL),
				ERR_OK);
		count = count_of(&(struct outcome_filter){ .notice = 70 });
		assert_true(count >= last && count % COUNT_OF(many) == 0);
		last = count;
	}
	outcome_log_close(log);
	assert_int_equal(count_of(&(struct outcome_filter){ .notice = 70 }),
			 3 * READINGS * COUNT_OF(many));
}

static void segments_follow_each_other_and_one_that_is_missing_is_seen(void **state)
{
	struct outcome_head last;
	struct outcome_files files;
	char path[160];

	(void)state; /* the test before has filled some */
	assert_int_equal(outcome_files_list(&files, kit.folder, NULL), ERR_OK);
	assert_true(files.count > 1);
	assert_int_equal(outcome_scan_verify(&last, kit.folder, NULL, NULL), ERR_OK);
	outcome_kit_path(path, sizeof(path), &kit, files.first[0]);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(outcome_scan_verify(&last, kit.folder, NULL, NULL), ERR_INPUT);
	outcome_files_free(&files);
	outcome_kit_clear(&kit);
	outcome_kit_make(&kit);
}

/* ---- the fold, against the log ---------------------------------------------------------- */

static enum err fold_one(void *data, const struct outcome *outcome, struct fault *why)
{
	(void)why;
	outcome_fold_step(data, outcome);
	return ERR_OK;
}

static void append_some(struct outcome_log *log, struct outcome_fold *fold, unsigned short seed[3])
{
	struct outcome records[ROUND_RECORDS_MAX];
	size_t count = 1 + (size_t)nrand48(seed) % ROUND_RECORDS_MAX;

	for (size_t i = 0; i < count; i++) {
		struct outcome *record = &records[i];

		*record = outcome_kit_record(
			80 + (uint64_t)nrand48(seed) % 3, (uint32_t)nrand48(seed) % PEOPLE,
			OUTCOME_CLAIMED + (int)(nrand48(seed) % (OUTCOME_EVENT_COUNT - 1)));
		record->attempt = (uint8_t)(1 + nrand48(seed) % 3);
		record->parts = (uint8_t)(1 + nrand48(seed) % 3);
		record->part = (uint8_t)(1 + nrand48(seed) % record->parts);
		record->text = (struct slice){ "0123456789", (size_t)nrand48(seed) % 10 };
		if (record->notice == 81)
			outcome_fold_step(fold, record);
	}
	must_append(log, records, count);
}

static void counts_kept_while_appending_are_those_of_folding_all(void **state)
{
	struct outcome_person live[PEOPLE], read[PEOPLE];
	unsigned short seed[3] = { 5, 5, 5 };
	struct outcome_log *log = open_log();
	struct outcome_counts counts = { { 0 } };
	struct outcome_fold kept, folded;

	(void)state;
	outcome_fold_begin(&kept, live, PEOPLE);
	outcome_fold_begin(&folded, read, PEOPLE);
	for (int i = 0; i < ROUNDS; i++)
		append_some(log, &kept, seed);
	outcome_log_close(log);
	assert_int_equal(outcome_scan(kit.folder, &(struct outcome_filter){ .notice = 81 },
				      fold_one, &folded, NULL),
			 ERR_OK);
	assert_memory_equal(live, read, sizeof(live));
	assert_memory_equal(&kept.counts, &folded.counts, sizeof(counts));
	for (size_t i = 0; i < PEOPLE; i++)
		counts.of[outcome_person_state(&live[i])]++;
	assert_memory_equal(&kept.counts, &counts, sizeof(counts));
}

/* ---- lists ------------------------------------------------------------------------------ */

static struct digest make_list(struct outcome_list_name name, uint64_t first, size_t count)
{
	struct outcome_list_maker *maker;
	struct digest digest;

	assert_int_equal(outcome_list_begin(&maker, kit.folder, name, NULL), ERR_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(outcome_list_add(maker,
						  (struct msisdn){ 8613900000000 + first + 2 * i },
						  NULL),
				 ERR_OK);
	assert_int_equal(outcome_list_end(maker, &digest, NULL), ERR_OK);
	return digest;
}

static enum err note_list(void *data, struct outcome_list_name name, uint32_t recipient,
			  struct fault *why)
{
	char *text = data;

	(void)why;
	snprintf(text + strlen(text), 64, "%llu.%u:%u ", (unsigned long long)name.notice,
		 (unsigned int)name.delivery, (unsigned int)recipient);
	return ERR_OK;
}

static void numbers_are_found_in_their_lists_and_gone_when_purged(void **state)
{
	const struct outcome_list_name one = { 81, 1 }, two = { 82, 1 };
	struct digest digest = make_list(one, 0, 20000), other = make_list(two, 39998, 3);
	char found[256] = "";
	struct outcome_list_visit visit = { note_list, found };
	struct outcome_list_maker *maker;
	struct outcome_list list;
	struct msisdn msisdn;
	uint32_t place;

	(void)state;
	assert_false(digest_equal(&digest, &other));
	assert_int_equal(outcome_list_begin(&maker, kit.folder, one, NULL), ERR_CONFLICT);
	assert_int_equal(outcome_list_open(&list, kit.folder, one, NULL), ERR_OK);
	assert_int_equal(list.count, 20000);
	assert_true(digest_equal(&list.digest, &digest));
	assert_int_equal(outcome_list_check(&list, NULL), ERR_OK);
	assert_int_equal(outcome_list_number(&msisdn, &list, 19999, NULL), ERR_OK);
	assert_int_equal(msisdn.number, 8613900039998);
	assert_int_equal(outcome_list_number(&msisdn, &list, 20000, NULL), ERR_ABSENT);
	assert_int_equal(outcome_list_place(&place, &list, msisdn, NULL), ERR_OK);
	assert_int_equal(place, 19999);
	msisdn.number++;
	assert_int_equal(outcome_list_place(&place, &list, msisdn, NULL), ERR_ABSENT);
	outcome_list_close(&list);
	msisdn.number--;
	assert_int_equal(outcome_list_find(kit.folder, msisdn, visit, NULL), ERR_OK);
	assert_non_null(strstr(found, "81.1:19999 "));
	assert_non_null(strstr(found, "82.1:0 "));
	assert_int_equal(outcome_list_purge(kit.folder, one, NULL), ERR_OK);
	assert_int_equal(outcome_list_purge(kit.folder, one, NULL), ERR_OK);
	assert_int_equal(outcome_list_open(&list, kit.folder, one, NULL), ERR_ABSENT);
	found[0] = '\0';
	assert_int_equal(outcome_list_all(kit.folder, visit, NULL), ERR_OK);
	assert_string_equal(found, "82.1:0 ");
	assert_int_equal(outcome_list_purge(kit.folder, two, NULL), ERR_OK);
}

static void a_list_that_changed_is_seen_and_half_a_list_is_none(void **state)
{
	const struct outcome_list_name name = { 83, 1 };
	struct outcome_list_maker *maker;
	struct outcome_list list;
	char path[160];
	FILE *file;

	(void)state;
	make_list(name, 0, 10);
	snprintf(path, sizeof(path), "%s/83.1.list", kit.folder);
	file = fopen(path, "r+");
	assert_non_null(file);
	fseek(file, 128 + 7, SEEK_SET);
	fputc(1, file);
	fclose(file);
	assert_int_equal(outcome_list_open(&list, kit.folder, name, NULL), ERR_OK);
	assert_int_equal(outcome_list_check(&list, NULL), ERR_INPUT);
	outcome_list_close(&list);
	assert_int_equal(truncate(path, 150), 0);
	assert_int_equal(outcome_list_open(&list, kit.folder, name, NULL), ERR_INPUT);
	assert_int_equal(outcome_list_purge(kit.folder, name, NULL), ERR_OK);
	assert_int_equal(outcome_list_begin(&maker, kit.folder, name, NULL), ERR_OK);
	assert_int_equal(outcome_list_add(maker, (struct msisdn){ 8613900000001 }, NULL), ERR_OK);
	assert_int_equal(outcome_list_add(maker, (struct msisdn){ 8613900000001 }, NULL),
			 ERR_INPUT);
	assert_int_equal(outcome_list_open(&list, kit.folder, name, NULL), ERR_ABSENT);
	outcome_list_abandon(maker);
}

/* ---- export ----------------------------------------------------------------------------- */

static enum err put_line(void *data, struct slice line, struct fault *why)
{
	char *text = data;

	(void)why;
	assert_true(strlen(text) + line.size < TEXT_MAX);
	strncat(text, line.at, line.size);
	return ERR_OK;
}

static void the_export_masks_numbers_unless_asked_and_has_none_once_purged(void **state)
{
	static char text[TEXT_MAX];
	struct outcome_export order = {
		.folder = kit.folder, .notice = 99, .line = put_line, .data = text
	};
	const struct outcome_list_name name = { 99, 1 };
	struct outcome rows[3] = { outcome_kit_record(99, 2, OUTCOME_CLAIMED),
				   outcome_kit_record(99, 2, OUTCOME_FAILED) };
	struct digest digest = make_list(name, 5678, 3);
	struct outcome_log *log = open_log();
	struct outcome_list list;

	(void)state;
	rows[1].text = SLICE_LITERAL("=1+1");
	rows[1].cause = 0x45;
	assert_int_equal(outcome_list_open(&list, kit.folder, name, NULL), ERR_OK);
	outcome_list_record(&rows[2], &list, name, OUTCOME_PURGED);
	assert_true(slice_equal(rows[2].text, digest_slice(&digest)));
	must_append(log, rows, 3);
	outcome_list_close(&list);
	outcome_log_close(log);
	assert_int_equal(outcome_export_csv(&order, NULL), ERR_OK);
	assert_non_null(strstr(text, "message_id\r\n2026-01-01T08:00:00+08:00,99,1,2,139****5682,"
				     "claimed,1,1,1,0,\r\n"));
	assert_non_null(strstr(text, ",139****5682,failed,1,1,1,69,0x3d312b31\r\n"));
	assert_non_null(strstr(text, ",99,1,3,,purged,1,1,1,0,0x"));
	text[0] = '\0';
	order.shows_numbers = true;
	assert_int_equal(outcome_export_csv(&order, NULL), ERR_OK);
	assert_non_null(strstr(text, ",+8613900005682,failed,"));
	text[0] = '\0';
	assert_int_equal(outcome_list_purge(kit.folder, name, NULL), ERR_OK);
	assert_int_equal(outcome_export_csv(&order, NULL), ERR_OK);
	assert_non_null(strstr(text, ",99,1,2,,failed,"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_found_by_notice_delivery_recipient_and_message_id),
		cmocka_unit_test(heads_chain_and_one_that_is_known_is_found_again),
		cmocka_unit_test(a_log_has_one_writer),
		cmocka_unit_test(what_cannot_be_recorded_is_refused_at_once),
		cmocka_unit_test(who_appends_faster_than_the_disk_is_told_to_come_again),
		cmocka_unit_test(a_log_that_grows_can_be_read_meanwhile),
		cmocka_unit_test(segments_follow_each_other_and_one_that_is_missing_is_seen),
		cmocka_unit_test(counts_kept_while_appending_are_those_of_folding_all),
		cmocka_unit_test(numbers_are_found_in_their_lists_and_gone_when_purged),
		cmocka_unit_test(a_list_that_changed_is_seen_and_half_a_list_is_none),
		cmocka_unit_test(the_export_masks_numbers_unless_asked_and_has_none_once_purged),
	};

	return cmocka_run_group_tests(tests, make, clear);
}
