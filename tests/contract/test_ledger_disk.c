/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a ledger says and does while its disk fails. */
#include "test.h"

#include <stdlib.h>

#include "support/store_kit.h"
#include "support/vfs_crash.h"

static int begin(void **state)
{
	struct store_kit *kit = malloc(sizeof(*kit));
	struct fault why;

	vfs_crash_reset();
	store_kit_make(kit, VFS_CRASH_NAME);
	kit->checkpoint_pages = 64;
	*state = kit;
	return store_kit_open(kit, &why) == ERR_OK ? 0 : -1;
}

static int end(void **state)
{
	store_kit_remove(*state);
	free(*state);
	return 0;
}

static struct ledger_batch *batch_of(uint64_t n, uint64_t notice)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

	store_kit_event(batch, n, notice);
	return batch;
}

static enum err append(struct store_kit *kit, struct ledger_batch *batch)
{
	struct store_kit_outcome outcome;

	return store_kit_append(kit, batch, &outcome);
}

static void see(void *seen, const struct ledger_answer *answer)
{
	*(size_t *)seen = answer->count;
}

static void a_full_disk_refuses_stays_readable_and_recovers(void **state)
{
	struct store_kit *kit = *state;
	size_t seen = 0;
	struct fault why;
	uint64_t n = 0;
	enum err err = ERR_OK;

	vfs_crash_full_after(0);
	while (err == ERR_OK && n < 1000)
		err = append(kit, batch_of(++n, 1));
	assert_int_equal(err, ERR_FULL);
	assert_false(ledger_is_writable(kit->ledger));
	assert_int_equal(ledger_query_events(kit->ledger,
					     &(struct ledger_event_filter){ .limit = 1 }, see,
					     &seen, &why),
			 ERR_OK);
	while (!seen)
		store_kit_reap(kit);
	assert_int_equal(seen, 1);
	vfs_crash_make_room();
	while (!ledger_is_writable(kit->ledger))
		store_kit_reap(kit);
	assert_int_equal(append(kit, batch_of(n, 1)), ERR_OK);
}

static void a_commit_in_doubt_is_decided_when_the_store_opens_again(void **state)
{
	struct store_kit *kit = *state;
	struct store_kit_outcome outcome;
	struct fault why;

	vfs_crash_fail(1, 1000000);
	assert_int_equal(store_kit_append(kit, batch_of(1, 1), &outcome), ERR_IN_DOUBT);
	assert_false(ledger_is_writable(kit->ledger));
	assert_int_equal(append(kit, batch_of(2, 1)), ERR_IO);
	vfs_crash_fail(0, 0);
	while (outcome.calls < 2)
		store_kit_reap(kit);
	assert_int_equal(outcome.last.err, ERR_IO); /* its first write failed already */
	assert_true(ledger_is_writable(kit->ledger));
	assert_int_equal(append(kit, batch_of(1, 1)), ERR_OK);
	store_kit_close(kit);
	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	assert_int_equal(ledger_head(kit->ledger).sequence, 2);
}

static void a_commit_whose_fsync_failed_is_looked_up(void **state)
{
	struct store_kit *kit = *state;
	struct store_kit_outcome outcome;
	unsigned int before, operations;

	assert_int_equal(append(kit, batch_of(1, 1)), ERR_OK);
	before = vfs_crash_operations();
	assert_int_equal(append(kit, batch_of(2, 1)), ERR_OK);
	operations = vfs_crash_operations() - before;
	vfs_crash_fail(operations, 0);
	assert_int_equal(store_kit_append(kit, batch_of(3, 1), &outcome), ERR_OK);
	assert_true(vfs_crash_has_failed());
	assert_int_equal(outcome.calls, 1);
	assert_int_equal(append(kit, batch_of(3, 1)), ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_full_disk_refuses_stays_readable_and_recovers,
						begin, end),
		cmocka_unit_test_setup_teardown(
			a_commit_in_doubt_is_decided_when_the_store_opens_again, begin, end),
		cmocka_unit_test_setup_teardown(a_commit_whose_fsync_failed_is_looked_up, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
