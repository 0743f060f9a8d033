/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who changes the record is found out, and where. */
#include "test.h"

#include <sqlite3.h>

#include "support/store_kit.h"

static struct ledger_batch *batch_of_three(uint64_t i)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

	for (uint64_t n = 0; n < 3; n++)
		store_kit_event(batch, i * 3 + n, i);
	store_kit_document(batch, i, "text");
	return batch;
}

static void tamper(const char *path, const char *sql)
{
	char *message = NULL;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, "DROP TRIGGER event_is_not_changed; DROP TRIGGER event_is_not_deleted",
			 NULL, NULL, &message) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
	sqlite3_close(db);
}

static struct digest write_ten(struct store_kit *kit)
{
	struct store_kit_outcome outcome;
	struct digest head;
	struct fault why;

	store_kit_make(kit, NULL);
	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	for (uint64_t i = 1; i <= 3; i++)
		assert_int_equal(store_kit_append(kit, batch_of_three(i), &outcome), ERR_OK);
	head = ledger_head(kit->ledger).hash;
	store_kit_close(kit);
	return head;
}

static void tampering_is_found_at_its_first_bad_place(void **state)
{
	static const struct {
		const char *sql;
		uint64_t bad;
	} rows[] = {
		{ "UPDATE event SET bytes = CAST(replace(bytes, 'judged', 'Judged') AS BLOB)"
		  " WHERE sequence = 4",
		  4 },
		{ "UPDATE event SET hash = zeroblob(32) WHERE sequence = 7", 7 },
		{ "DELETE FROM event WHERE sequence = 5", 5 },
		{ "DELETE FROM event WHERE sequence = 1", 1 },
		{ "UPDATE event SET sequence = 100 WHERE sequence = 6;"
		  "UPDATE event SET sequence = 6 WHERE sequence = 7;"
		  "UPDATE event SET sequence = 7 WHERE sequence = 100",
		  6 },
		{ "UPDATE event SET kind = 'other' WHERE sequence = 3", 3 },
		{ "UPDATE event SET number = 9 WHERE sequence = 8", 8 },
		{ "UPDATE event SET stream = 3 WHERE sequence = 8", 8 },
		{ "UPDATE event SET at_us = at_us + 1 WHERE sequence = 9", 9 },
		{ "UPDATE event SET id = randomblob(16) WHERE sequence = 10", 10 },
		{ "DELETE FROM event WHERE sequence > 8", 9 }, /* seen only by the published head */
		{ "UPDATE document SET octets = 'other' WHERE notice = 2", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct store_verdict verdict;
		struct store_kit kit;
		struct digest head = write_ten(&kit);
		struct fault why;

		assert_int_equal(store_verify(&verdict, kit.path, &head, &why), ERR_OK);
		assert_true(verdict.intact);
		assert_int_equal(verdict.events, 10);
		tamper(kit.path, rows[i].sql);
		assert_int_equal(store_verify(&verdict, kit.path, &head, &why), ERR_OK);
		assert_false(verdict.intact);
		assert_int_equal(verdict.bad_sequence, rows[i].bad);
		store_kit_remove(&kit);
	}
}

static void a_purged_document_is_told_from_one_that_is_lost(void **state)
{
	static const struct {
		const char *sql;
		bool is_intact;
		uint64_t bad, documents, purged;
	} rows[] = {
		{ "SELECT 1", true, 0, 600, 0 },
		/* What a purge does (art. 8). */
		{ "UPDATE document SET octets = NULL WHERE notice = 2", true, 0, 600, 1 },
		{ "DELETE FROM document WHERE notice = 2", false, 3, 0, 0 },
		{ "DELETE FROM document WHERE notice = 3", false, 4, 0, 0 },
		{ "UPDATE document SET octets = 'other' WHERE notice = 599", false, 0, 599, 0 },
		{ "UPDATE document SET digest = randomblob(32) WHERE notice = 4", false, 5, 0, 0 },
		{ "UPDATE document SET salt = zeroblob(3) WHERE notice = 4", false, 0, 4, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct store_kit_outcome outcome;
		struct store_verdict verdict;
		struct store_kit kit;
		struct fault why;

		store_kit_make(&kit, NULL);
		assert_int_equal(store_kit_open(&kit, &why), ERR_OK);
		/* More than are looked at in one read transaction. */
		for (uint64_t n = 1; n <= 600; n++) {
			struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);
			struct digest document = store_kit_document(batch, n, "text");

			store_kit_event_naming(batch, n, n, &document);
			assert_int_equal(store_kit_append(&kit, batch, &outcome), ERR_OK);
		}
		store_kit_close(&kit);
		tamper(kit.path, rows[i].sql);
		assert_int_equal(store_verify(&verdict, kit.path, NULL, &why), ERR_OK);
		print_message("# %s: %s\n", rows[i].sql, verdict.intact ? "" : verdict.reason);
		assert_int_equal(verdict.intact, rows[i].is_intact);
		assert_int_equal(verdict.bad_sequence, rows[i].bad);
		assert_int_equal(verdict.documents, rows[i].documents);
		assert_int_equal(verdict.purged, rows[i].purged);
		store_kit_remove(&kit);
	}
}

static void a_tail_cut_off_needs_the_published_head(void **state)
{
	struct store_verdict verdict;
	struct store_kit kit;
	struct fault why;

	(void)state;
	write_ten(&kit);
	tamper(kit.path, "DELETE FROM event WHERE sequence > 8");
	assert_int_equal(store_verify(&verdict, kit.path, NULL, &why), ERR_OK);
	assert_true(verdict.intact);
	store_kit_remove(&kit);
}

static void a_plain_program_cannot_change_an_event_by_mistake(void **state)
{
	struct store_kit kit;
	sqlite3 *db;

	(void)state;
	write_ten(&kit);
	assert_int_equal(sqlite3_open(kit.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM event", NULL, NULL, NULL),
			 SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(db, "UPDATE event SET kind = ''", NULL, NULL, NULL),
			 SQLITE_CONSTRAINT);
	sqlite3_close(db);
	store_kit_remove(&kit);
}

static void a_store_with_a_broken_end_is_not_opened(void **state)
{
	struct store_kit kit;
	struct fault why;

	(void)state;
	write_ten(&kit);
	tamper(kit.path, "UPDATE event SET hash = zeroblob(32) WHERE sequence = 9");
	assert_int_equal(store_kit_open(&kit, &why), ERR_INPUT);
	store_kit_remove(&kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tampering_is_found_at_its_first_bad_place),
		cmocka_unit_test(a_purged_document_is_told_from_one_that_is_lost),
		cmocka_unit_test(a_tail_cut_off_needs_the_published_head),
		cmocka_unit_test(a_plain_program_cannot_change_an_event_by_mistake),
		cmocka_unit_test(a_store_with_a_broken_end_is_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
