/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Nothing acknowledged is lost, nothing is half done, and what was said to be unwritten stays
 * so: whatever operation fails, however the power goes, whenever the process is killed.
 */
#include "test.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/store_kit.h"
#include "support/vfs_crash.h"

enum {
	BATCHES = 12,
	EVENTS_OF_A_BATCH = 3,
	KILL_ROUNDS = 12,
	KILL_IN_FLIGHT = 8,
	KILL_BATCHES_MAX = 4000,
};

/* ---- a series of batches, each of which can be told whole from half ---------------------- */

static struct ledger_batch *batch_of(uint64_t i)
{
	struct ledger_batch *batch = ledger_batch_new(i % 3 ? LEDGER_ROUTINE : LEDGER_URGENT);
	char text[3000];

	memset(text, 'a' + (int)(i % 26), sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ledger_batch_reserve(batch, LEDGER_RESERVATION_DOCUMENT, store_kit_id(i), i);
	for (uint64_t n = 0; n < EVENTS_OF_A_BATCH; n++)
		store_kit_event(batch, i * EVENTS_OF_A_BATCH + n, i);
	store_kit_document(batch, i, text);
	ledger_batch_state(batch, LEDGER_STATE_FLOW, (struct slice){ (const char *)&i, sizeof(i) },
			   SLICE_LITERAL("flow"));
	return batch;
}

struct found {
	size_t capacity;
	unsigned int *events, *states, *reservations;
};

static enum err find_state(void *data, enum ledger_state_kind kind, struct slice key,
			   struct slice value, struct fault *why)
{
	struct found *found = data;
	uint64_t i;

	(void)kind, (void)value, (void)why;
	memcpy(&i, key.at, sizeof(i));
	assert_in_range(i, 1, found->capacity - 1);
	found->states[i]++;
	return ERR_OK;
}

static enum err find_reservation(void *data, enum ledger_reservation_kind kind, struct id128 key,
				 uint64_t notice, struct fault *why)
{
	struct found *found = data;

	(void)kind, (void)key, (void)why;
	assert_in_range(notice, 1, found->capacity - 1);
	found->reservations[notice]++;
	return ERR_OK;
}

static void count_events(struct found *found, const char *path)
{
	sqlite3_stmt *select;
	sqlite3 *db;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT number FROM event WHERE number > 0", -1,
					    &select, NULL),
			 SQLITE_OK);
	while (sqlite3_step(select) == SQLITE_ROW) {
		assert_in_range(sqlite3_column_int64(select, 0), 1, found->capacity - 1);
		found->events[sqlite3_column_int64(select, 0)]++;
	}
	sqlite3_finalize(select);
	sqlite3_close(db);
}

static void found_make(struct found *found, size_t capacity)
{
	found->capacity = capacity;
	found->events = calloc(capacity, sizeof(unsigned int));
	found->states = calloc(capacity, sizeof(unsigned int));
	found->reservations = calloc(capacity, sizeof(unsigned int));
}

static void found_free(struct found *found)
{
	free(found->events);
	free(found->states);
	free(found->reservations);
}

/* Opens what was left behind: the chain holds, and each batch is there whole or not at all. */
static void find_all(struct found *found, struct store_kit *kit)
{
	struct ledger_loader loader = { found, find_state, find_reservation };
	struct store_verdict verdict;
	struct fault why = { 0 };

	if (store_kit_open(kit, &why) != ERR_OK)
		fail_msg("%s", why.text);
	assert_int_equal(ledger_load(kit->ledger, &loader, &why), ERR_OK);
	store_kit_close(kit);
	assert_int_equal(store_verify(&verdict, kit->path, NULL, &why), ERR_OK);
	if (!verdict.intact)
		fail_msg("%s", verdict.reason);
	count_events(found, kit->path);
	for (size_t i = 1; i < found->capacity; i++) {
		assert_int_equal(found->events[i], found->states[i] * EVENTS_OF_A_BATCH);
		assert_int_equal(found->states[i], found->reservations[i]);
		assert_in_range(found->states[i], 0, 1);
	}
}

/* ---- every operation fails once, or for a while, or for ever ----------------------------- */

struct series {
	struct store_kit kit;
	bool is_appended[BATCHES + 1];
	struct store_kit_outcome outcomes[BATCHES + 1], alone[BATCHES + 1];
};

/* Touches the tables of events alone: the log then holds older pages of some tables only. */
static void append_event_alone(struct series *series, uint64_t i)
{
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);

	store_kit_event(batch, 1000 + i, 0);
	(void)!store_kit_append(&series->kit, batch, &series->alone[i]);
}

/* One by one, then the rest as a group. */
static void run_series(struct series *series)
{
	struct store_kit *kit = &series->kit;
	struct fault why;

	if (store_kit_open(kit, &why) != ERR_OK)
		return;
	for (uint64_t i = 1; i <= BATCHES; i++) {
		if (i < BATCHES - 4)
			append_event_alone(series, i);
		series->is_appended[i] = ledger_append(kit->ledger, batch_of(i), store_kit_done,
						       &series->outcomes[i], &why) == ERR_OK;
		while (i < BATCHES - 4 && series->is_appended[i] && !series->outcomes[i].calls)
			store_kit_reap(kit);
	}
	for (uint64_t i = 1; i <= BATCHES; i++)
		while (series->is_appended[i] && !series->outcomes[i].calls)
			store_kit_reap(kit);
}

/* A failure that passes leaves nobody in doubt. */
static void await_decisions(struct series *series)
{
	for (uint64_t i = 1; i <= BATCHES && series->kit.ledger; i++)
		while (series->is_appended[i] && series->outcomes[i].last.err == ERR_IN_DOUBT)
			store_kit_reap(&series->kit);
}

static void compare(const struct series *series, const struct found *found)
{
	for (size_t i = 1; i <= BATCHES; i++) {
		enum err said = series->outcomes[i].last.err;

		if (!series->is_appended[i])
			assert_int_equal(found->states[i], 0);
		else if (said == ERR_OK)
			assert_int_equal(found->states[i], 1);
		else if (said != ERR_IN_DOUBT)
			assert_int_equal(found->states[i], 0);
	}
}

struct trouble {
	unsigned int nth, more;
	unsigned int cut_after; /* not 0: nth counts syncs, and the power goes so much later */
	bool passes;
	uint64_t seed;
};

/* Returns whether the operation was reached at all. */
static bool survive(const struct trouble *trouble)
{
	static struct series series;
	struct found found;
	bool reached;

	series = (struct series){ 0 };
	vfs_crash_reset();
	store_kit_make(&series.kit, VFS_CRASH_NAME);
	series.kit.checkpoint_pages = 24;
	if (trouble->cut_after)
		vfs_crash_fail_sync(trouble->nth, trouble->cut_after);
	else
		vfs_crash_fail(trouble->nth, trouble->more);
	run_series(&series);
	if (trouble->passes)
		await_decisions(&series);
	reached = vfs_crash_has_failed();
	vfs_crash_cut_power();
	store_kit_close(&series.kit);
	vfs_crash_restore(trouble->seed);

	found_make(&found, BATCHES + 1);
	find_all(&found, &series.kit);
	compare(&series, &found);
	found_free(&found);
	store_kit_remove(&series.kit);
	return reached;
}

static void for_every_operation(unsigned int more, bool passes, uint64_t seed)
{
	unsigned int nth = 1;
	struct trouble trouble;

	do
		trouble = (struct trouble){
			.nth = nth, .more = more, .passes = passes, .seed = seed ? seed + nth : 0
		};
	while (survive(&trouble) && nth++);
	print_message("# %u operations\n", nth - 1);
	assert_true(nth > 50);
}

static void any_one_operation_may_fail_before_a_power_cut(void **state)
{
	(void)state;
	for_every_operation(0, true, 0);
}

static void any_run_of_operations_may_fail_before_a_power_cut(void **state)
{
	(void)state;
	for_every_operation(3, true, 0); /* the writer waits longer after each */
}

static void the_power_may_go_at_any_operation(void **state)
{
	(void)state;
	for_every_operation(1u << 30, false, 0);
}

static void the_power_may_go_at_any_operation_and_tear_sectors(void **state)
{
	(void)state;
	for_every_operation(1u << 30, false, 20260302);
}

/* The kernel shows what a failed sync lost, and the next sync says nothing of it. */
static void the_power_may_go_while_a_failed_sync_is_settled(void **state)
{
	unsigned int nth = 1;
	bool reached = true;

	(void)state;
	for (; reached; nth++) {
		for (unsigned int cut_after = 1; cut_after <= 10; cut_after++) {
			struct trouble trouble = { .nth = nth, .cut_after = cut_after };

			reached = survive(&trouble);
		}
	}
	print_message("# %u syncs\n", nth - 2);
	assert_true(nth > 10);
}

/* ---- kill -9 ---------------------------------------------------------------------------- */

struct writing {
	struct store_kit *kit;
	int acknowledge;
	uint64_t next;
	unsigned int in_flight;
};

struct written {
	struct writing *writing;
	uint64_t i;
};

static void acknowledge(void *data, const struct ledger_outcome *outcome)
{
	struct written *written = data;

	if (outcome->err != ERR_OK || write(written->writing->acknowledge, &written->i,
					    sizeof(written->i)) != sizeof(written->i))
		_exit(1);
	written->writing->in_flight--;
	free(written);
}

/* In the child: writes until it is killed. */
static void write_on(struct store_kit *kit, uint64_t from, int acknowledgements)
{
	struct writing writing = { kit, acknowledgements, from, 0 };
	struct fault why;

	if (store_kit_open(kit, &why) != ERR_OK)
		_exit(2);
	while (writing.next < KILL_BATCHES_MAX) {
		while (writing.in_flight < KILL_IN_FLIGHT && writing.next < KILL_BATCHES_MAX) {
			struct written *written = malloc(sizeof(*written));

			*written = (struct written){ &writing, writing.next++ };
			writing.in_flight++;
			if (ledger_append(kit->ledger, batch_of(written->i), acknowledge, written,
					  &why) != ERR_OK)
				_exit(3);
		}
		store_kit_reap(kit);
	}
	_exit(0);
}

/* Reads that many acknowledgements, kills, then reads those that were still on the way. */
static uint64_t kill_after(struct store_kit *kit, uint64_t from, unsigned int count, bool *is_said)
{
	uint64_t i, newest = from - 1;
	int pipe_ends[2], status;
	pid_t child;

	assert_int_equal(pipe(pipe_ends), 0);
	child = fork();
	if (child == 0) {
		close(pipe_ends[0]);
		write_on(kit, from, pipe_ends[1]);
	}
	close(pipe_ends[1]);
	while (read(pipe_ends[0], &i, sizeof(i)) == sizeof(i)) {
		is_said[i] = true;
		newest = i > newest ? i : newest;
		if (count-- == 0)
			kill(child, SIGKILL);
	}
	close(pipe_ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return newest;
}

static void what_was_acknowledged_survives_kill_9(void **state)
{
	static bool is_said[KILL_BATCHES_MAX];
	struct store_kit kit;
	uint64_t next = 1;

	(void)state;
	srandom(20260302);
	store_kit_make(&kit, NULL);
	kit.checkpoint_pages = 64;
	for (int round = 0; round < KILL_ROUNDS; round++) {
		struct found found;

		/* what was in flight may have been written: those numbers are not used again */
		next = kill_after(&kit, next, (unsigned int)(random() % 100), is_said) +
		       2 * KILL_IN_FLIGHT;
		found_make(&found, KILL_BATCHES_MAX);
		find_all(&found, &kit);
		for (size_t i = 1; i < KILL_BATCHES_MAX; i++)
			assert_true(!is_said[i] || found.states[i]);
		found_free(&found);
	}
	store_kit_remove(&kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_acknowledged_survives_kill_9),
		cmocka_unit_test(any_one_operation_may_fail_before_a_power_cut),
		cmocka_unit_test(any_run_of_operations_may_fail_before_a_power_cut),
		cmocka_unit_test(the_power_may_go_at_any_operation),
		cmocka_unit_test(the_power_may_go_at_any_operation_and_tear_sectors),
		cmocka_unit_test(the_power_may_go_while_a_failed_sync_is_settled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
