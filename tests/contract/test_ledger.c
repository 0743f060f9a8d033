/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every store must do, whatever it lies on: one body, run over each VFS. */
#include "test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "support/store_kit.h"
#include "support/vfs_crash.h"

static int begin_on(void **state, const char *vfs)
{
	struct store_kit *kit = malloc(sizeof(*kit));
	struct fault why;

	vfs_crash_reset();
	store_kit_make(kit, vfs);
	kit->checkpoint_pages = 64;
	*state = kit;
	if (store_kit_open(kit, &why) == ERR_OK)
		return 0;
	print_error("%s\n", why.text);
	return -1;
}

static int begin(void **state)
{
	return begin_on(state, NULL);
}

static int begin_crash(void **state)
{
	return begin_on(state, VFS_CRASH_NAME);
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

/* ---- batches ---------------------------------------------------------------------------- */

static void a_batch_is_answered_with_its_place_in_the_chain(void **state)
{
	struct store_kit *kit = *state;
	struct ledger_batch *batch = batch_of(1, 7);
	struct store_kit_outcome outcome;

	store_kit_event(batch, 2, 7);
	assert_int_equal(store_kit_append(kit, batch, &outcome), ERR_OK);
	assert_int_equal(outcome.first.first_sequence, 2);
	assert_int_equal(outcome.first.head.sequence, 3);
	assert_int_equal(ledger_head(kit->ledger).sequence, 3);
	assert_int_equal(ledger_last_notice(kit->ledger), 7);
	assert_int_equal(ledger_realm(kit->ledger), LEDGER_REALM_DRILL);
	assert_true(ledger_is_writable(kit->ledger));
}

static void a_taken_reservation_refuses_its_batch_and_no_other(void **state)
{
	struct store_kit *kit = *state;
	struct store_kit_outcome outcomes[3] = { 0 };
	struct fault why;

	for (uint64_t i = 0; i < 3; i++) {
		struct ledger_batch *batch = batch_of(i + 1, i + 1);

		ledger_batch_reserve(batch, LEDGER_RESERVATION_DOCUMENT,
				     store_kit_id(i == 2 ? 501 : 500), i + 1);
		assert_int_equal(
			ledger_append(kit->ledger, batch, store_kit_done, &outcomes[i], &why),
			ERR_OK);
	}
	while (!outcomes[0].calls || !outcomes[1].calls || !outcomes[2].calls)
		store_kit_reap(kit);
	assert_int_equal(outcomes[0].last.err, ERR_OK);
	assert_int_equal(outcomes[1].last.err, ERR_CONFLICT);
	assert_int_equal(outcomes[2].last.err, ERR_OK);
	assert_int_equal(ledger_head(kit->ledger).sequence, 3);
}

static void an_event_id_is_written_once(void **state)
{
	struct store_kit *kit = *state;

	assert_int_equal(append(kit, batch_of(1, 1)), ERR_OK);
	assert_int_equal(append(kit, batch_of(1, 1)), ERR_CONFLICT);
	assert_int_equal(append(kit, batch_of(2, 1)), ERR_OK);
}

static void a_batch_past_a_limit_is_refused_at_once(void **state)
{
	struct store_kit *kit = *state;
	struct ledger_batch *batch = ledger_batch_new(LEDGER_ROUTINE);
	char key[LEDGER_KEY_OCTETS_MAX + 1] = { 0 };

	assert_int_equal(append(kit, batch), ERR_INPUT); /* no event */
	batch = batch_of(1, 1);
	ledger_batch_state(batch, LEDGER_STATE_FLOW, (struct slice){ key, sizeof(key) },
			   SLICE_LITERAL("x"));
	assert_int_equal(append(kit, batch), ERR_LIMIT);
	batch = batch_of(1, 1);
	for (int i = 0; i < LEDGER_BATCH_ROWS_MAX; i++)
		ledger_batch_reserve(batch, LEDGER_RESERVATION_DOCUMENT, store_kit_id((uint64_t)i),
				     1);
	assert_int_equal(append(kit, batch), ERR_LIMIT);
}

static void a_full_queue_says_so(void **state)
{
	struct store_kit *kit = *state;
	struct store_kit_outcome outcomes[3] = { 0 };
	struct fault why;

	store_kit_close(kit);
	kit->queue_max = 2;
	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(ledger_append(kit->ledger, batch_of(i + 1, 1), store_kit_done,
					       &outcomes[i], &why),
				 i < 2 ? ERR_OK : ERR_FULL);
	while (!outcomes[0].calls || !outcomes[1].calls)
		store_kit_reap(kit);
	assert_int_equal(append(kit, batch_of(3, 1)), ERR_OK);
	assert_int_equal(ledger_figures(kit->ledger).queue_peak, 2);
}

static void closing_writes_and_answers_what_waits(void **state)
{
	struct store_kit *kit = *state;
	struct store_kit_outcome outcomes[50] = { 0 };
	struct store_verdict verdict;
	struct fault why;

	for (uint64_t i = 0; i < 50; i++)
		assert_int_equal(ledger_append(kit->ledger, batch_of(i + 1, 1), store_kit_done,
					       &outcomes[i], &why),
				 ERR_OK);
	store_kit_close(kit);
	for (size_t i = 0; i < 50; i++)
		assert_int_equal(outcomes[i].last.err, ERR_OK);
	assert_int_equal(store_verify(&verdict, kit->path, NULL, &why), ERR_OK);
	assert_true(verdict.intact);
	assert_int_equal(verdict.events, 51);
}

/* ---- loading ---------------------------------------------------------------------------- */

struct loaded {
	size_t states, reservations;
	char value[32];
};

static enum err load_state(void *data, enum ledger_state_kind kind, struct slice key,
			   struct slice value, struct fault *why)
{
	struct loaded *loaded = data;

	(void)why;
	assert_int_equal(kind, LEDGER_STATE_SERIAL);
	assert_true(slice_is(key, "k"));
	snprintf(loaded->value, sizeof(loaded->value), "%.*s", SLICE_PRINT(value));
	loaded->states++;
	return ERR_OK;
}

static enum err load_reservation(void *data, enum ledger_reservation_kind kind, struct id128 key,
				 uint64_t notice, struct fault *why)
{
	struct loaded *loaded = data;
	struct id128 expected = store_kit_id(9);

	(void)why;
	assert_int_equal(kind, LEDGER_RESERVATION_ALERT_KEY);
	assert_memory_equal(&key, &expected, sizeof(key));
	assert_int_equal(notice, 4);
	loaded->reservations++;
	return ERR_OK;
}

static void what_was_written_is_loaded_at_the_next_start(void **state)
{
	struct store_kit *kit = *state;
	struct loaded loaded = { 0 };
	struct ledger_loader loader = { &loaded, load_state, load_reservation };
	struct ledger_batch *batch = batch_of(1, 4);
	struct digest text = store_kit_document(batch, 3, "text"), absent = { { 1 } };
	struct slice octets;
	void *ctx = talloc_new(NULL);
	struct fault why;

	ledger_batch_state(batch, LEDGER_STATE_SERIAL, SLICE_LITERAL("k"), SLICE_LITERAL("old"));
	ledger_batch_state(batch, LEDGER_STATE_FLOW, SLICE_LITERAL("gone"), SLICE_LITERAL("x"));
	ledger_batch_reserve(batch, LEDGER_RESERVATION_ALERT_KEY, store_kit_id(9), 4);
	assert_int_equal(append(kit, batch), ERR_OK);
	batch = batch_of(2, 4);
	ledger_batch_state(batch, LEDGER_STATE_SERIAL, SLICE_LITERAL("k"), SLICE_LITERAL("new"));
	ledger_batch_state(batch, LEDGER_STATE_FLOW, SLICE_LITERAL("gone"), SLICE_LITERAL(""));
	assert_int_equal(append(kit, batch), ERR_OK);
	assert_int_equal(ledger_load(kit->ledger, &loader, &why), ERR_STATE);
	store_kit_close(kit);

	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	assert_int_equal(ledger_last_notice(kit->ledger), 4);
	assert_int_equal(ledger_head(kit->ledger).sequence, 3);
	assert_int_equal(ledger_load(kit->ledger, &loader, &why), ERR_OK);
	assert_int_equal(loaded.states, 1);
	assert_int_equal(loaded.reservations, 1);
	assert_string_equal(loaded.value, "new");
	assert_int_equal(ledger_load_document(kit->ledger, ctx, &text, &octets, &why), ERR_OK);
	assert_true(slice_is(octets, "text"));
	assert_int_equal(ledger_load_document(kit->ledger, ctx, &absent, &octets, &why),
			 ERR_ABSENT);
	talloc_free(ctx);
}

static enum err note_kind(void *data, enum ledger_state_kind kind, struct slice key,
			  struct slice value, struct fault *why)
{
	char *order = data;

	(void)value, (void)why;
	snprintf(order + strlen(order), 32 - strlen(order), "%d%.*s ", (int)kind, SLICE_PRINT(key));
	return ERR_OK;
}

/* A delivery is put into its flow: whatever index the file may have been given, the flow is first.
 */
static void state_is_loaded_by_kind_and_key(void **state)
{
	struct store_kit *kit = *state;
	char order[32] = "";
	struct ledger_loader loader = { order, note_kind, NULL };
	struct ledger_batch *batch = batch_of(1, 4);
	struct fault why;
	sqlite3 *db;

	ledger_batch_state(batch, LEDGER_STATE_DELIVERY, SLICE_LITERAL("b"), SLICE_LITERAL("1"));
	ledger_batch_state(batch, LEDGER_STATE_DELIVERY, SLICE_LITERAL("a"), SLICE_LITERAL("2"));
	ledger_batch_state(batch, LEDGER_STATE_FLOW, SLICE_LITERAL("z"), SLICE_LITERAL("3"));
	assert_int_equal(append(kit, batch), ERR_OK);
	store_kit_close(kit);
	assert_int_equal(sqlite3_open_v2(kit->path, &db, SQLITE_OPEN_READWRITE, kit->vfs),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE INDEX state_by_value ON state(value, kind, key)",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	assert_int_equal(ledger_load(kit->ledger, &loader, &why), ERR_OK);
	assert_string_equal(order, "1z 3a 3b ");
}

/* A cancel names the notice that asked for it, which a crash can keep from ever being written. */
static void a_number_that_an_event_only_names_is_not_given_out_again(void **state)
{
	struct store_kit *kit = *state;
	struct fault why;

	for (uint64_t n = 1; n <= 2; n++) {
		struct ledger_batch *batch = batch_of(n, 4);

		/* Named twice, it is no conflict: nothing that cancels is refused for it. */
		ledger_batch_reserve(batch, LEDGER_RESERVATION_NUMBER, store_kit_id(77), 9);
		assert_int_equal(append(kit, batch), ERR_OK);
	}
	store_kit_close(kit);
	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	assert_int_equal(ledger_last_notice(kit->ledger), 9);
}

static void a_store_has_one_ledger(void **state)
{
	struct store_kit *kit = *state, second = *kit;
	struct fault why;

	assert_int_equal(store_kit_open(&second, &why), ERR_STATE);
}

/* ---- questions -------------------------------------------------------------------------- */

struct seen {
	unsigned int calls;
	enum err err;
	size_t count;
	bool more;
	uint64_t numbers[8];
	char agencies[9]; /* the first letter of each event's; '-': none */
	char text[64];
};

static void see(void *data, const struct ledger_answer *answer)
{
	struct seen *seen = data;

	seen->calls++;
	seen->err = answer->err;
	seen->count = answer->count;
	seen->more = answer->more;
	for (size_t i = 0; i < answer->count && i < 8; i++) {
		if (answer->notices)
			seen->numbers[i] = answer->notices[i].number;
		if (answer->events)
			seen->numbers[i] = answer->events[i].sequence;
		if (answer->events)
			seen->agencies[i] = answer->events[i].agency ? answer->events[i].agency[0]
								     : '-';
	}
	snprintf(seen->text, sizeof(seen->text), "%.*s", SLICE_PRINT(answer->document));
	if (answer->notices && answer->count)
		snprintf(seen->text, sizeof(seen->text), "%s|%s|%.*s", answer->notices[0].title,
			 answer->notices[0].alert_sender ? "" : "none",
			 SLICE_PRINT(answer->notices[0].summary));
}

static void wait_for(struct store_kit *kit, struct seen *seen)
{
	while (!seen->calls)
		store_kit_reap(kit);
}

static void put_notice(struct store_kit *kit, uint64_t number, const char *agency,
		       const char *shown)
{
	struct ledger_batch *batch = batch_of(number, number);
	struct ledger_notice row = {
		.number = number,
		.state = shown,
		.lane = number % 2 ? "urgent" : "planned",
		.agency = agency,
		.title = "title",
		.received = { (int64_t)number * 10 },
		.paperwork = number == 3 ? "owed" : "",
		.summary = SLICE_LITERAL("{}"),
	};

	ledger_batch_notice(batch, &row);
	assert_int_equal(append(kit, batch), ERR_OK);
}

static void notices_are_found_by_every_filter(void **state)
{
	static const struct {
		struct ledger_notice_filter filter;
		size_t count;
		uint64_t first;
		bool more;
	} rows[] = {
		{ { .limit = 10 }, 5, 5, false },
		{ { .limit = 2 }, 2, 5, true },
		{ { .limit = 2, .before = 4 }, 2, 3, true },
		{ { .limit = 2, .before = 3 }, 2, 2, false },
		{ { .state = "sending" }, 4, 5, false },
		{ { .state = "done" }, 1, 2, false },
		{ { .lane = "urgent" }, 3, 5, false },
		{ { .agency = "b", .lane = "urgent" }, 1, 5, false },
		{ { .paperwork = "owed" }, 1, 3, false },
		{ { .since = { 40 } }, 2, 5, false },
		{ { .agency = "c" }, 0, 0, false },
	};
	struct store_kit *kit = *state;
	struct fault why;

	for (uint64_t number = 1; number <= 5; number++)
		put_notice(kit, number, number < 4 ? "a" : "b", number == 2 ? "done" : "sending");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct seen seen = { 0 };

		assert_int_equal(
			ledger_query_notices(kit->ledger, &rows[i].filter, see, &seen, &why),
			ERR_OK);
		wait_for(kit, &seen);
		assert_int_equal(seen.err, ERR_OK);
		assert_int_equal(seen.count, rows[i].count);
		assert_int_equal(seen.numbers[0], rows[i].first);
		assert_int_equal(seen.more, rows[i].more);
	}
}

/* ---- figures ---------------------------------------------------------------------------- */

struct counted {
	char text[400];
	uint64_t last;
	struct utc received;
};

static void count_figure(void *data, const struct ledger_figure *figure)
{
	struct counted *counted = data;
	size_t used = strlen(counted->text);

	counted->last = figure->number;
	counted->received = figure->received;
	snprintf(counted->text + used, sizeof(counted->text) - used, "%llu%s%s%s%s ",
		 (unsigned long long)figure->number, figure->state,
		 figure->refused_by ? figure->refused_by : "-",
		 figure->carriers ? figure->carriers : "-", figure->is_open ? "+" : "");
}

static void put_figure(struct store_kit *kit, uint64_t event, uint64_t number, int64_t received,
		       const char *shown)
{
	struct ledger_batch *batch = batch_of(event, number);
	struct ledger_notice row = {
		.number = number,
		.state = shown,
		.lane = "urgent",
		.agency = "a",
		.received = { received },
		.decided = { received + 1 },
		.sent = { received + 2 },
		.refused_by = number == 2 ? "length no-link" : NULL,
		.carriers = number == 3 ? "mobile 1 1" : NULL,
		.is_open = number == 3,
		.paperwork = "",
		.summary = SLICE_LITERAL("{}"),
	};

	ledger_batch_notice(batch, &row);
	assert_int_equal(append(kit, batch), ERR_OK);
}

static bool ask_figures(struct store_kit *kit, struct counted *counted, unsigned int limit,
			struct utc from, struct utc until)
{
	struct ledger_figure_filter filter = {
		.from = from,
		.until = until,
		.after_received = counted->received,
		.after_number = counted->last,
		.limit = limit,
		.visit = count_figure,
		.visit_data = counted,
	};
	struct seen seen = { 0 };
	struct fault why;

	assert_int_equal(ledger_query_figures(kit->ledger, &filter, see, &seen, &why), ERR_OK);
	wait_for(kit, &seen);
	assert_int_equal(seen.err, ERR_OK);
	return seen.more;
}

static void figures_come_by_when_they_were_received(void **state)
{
	struct store_kit *kit = *state;
	struct counted all = { .last = 0 }, some = { .last = 0 }, none = { .last = 0 };

	/* Numbers and times in different orders, two at one time; the last row is the newest. */
	put_figure(kit, 1, 1, 300, "done");
	put_figure(kit, 2, 2, 100, "refused");
	put_figure(kit, 3, 3, 200, "sending");
	put_figure(kit, 4, 4, 200, "done");
	put_figure(kit, 5, 5, 400, "done");
	put_figure(kit, 6, 3, 200, "broadcasting");
	assert_false(ask_figures(kit, &all, 0, (struct utc){ 1 }, (struct utc){ 1000 }));
	assert_string_equal(all.text, "2refusedlength no-link- 3broadcasting-mobile 1 1+ 4done-- "
				      "1done-- 5done-- ");
	/* From the moment itself, and not the one that ends it. */
	assert_false(ask_figures(kit, &some, 0, (struct utc){ 200 }, (struct utc){ 400 }));
	assert_string_equal(some.text, "3broadcasting-mobile 1 1+ 4done-- 1done-- ");
	assert_false(ask_figures(kit, &none, 0, (struct utc){ 401 }, (struct utc){ 500 }));
	assert_string_equal(none.text, "");
}

static void figures_go_on_where_they_ended(void **state)
{
	struct store_kit *kit = *state;
	struct counted counted = { .last = 0 };
	unsigned int slices = 1;

	for (uint64_t number = 1; number <= 5; number++)
		put_figure(kit, number, number, 700, "done");
	while (ask_figures(kit, &counted, 2, (struct utc){ 700 }, (struct utc){ 701 }))
		slices++;
	assert_int_equal(slices, 3);
	assert_string_equal(counted.text, "1done-- 2donelength no-link- 3done-mobile 1 1+ "
					  "4done-- 5done-- ");
}

static void a_notice_shows_its_newest_row(void **state)
{
	struct store_kit *kit = *state;
	struct seen seen = { 0 }, none = { 0 };
	struct fault why;

	put_notice(kit, 1, "a", "sending");
	assert_int_equal(ledger_query_notice(kit->ledger, 1, see, &seen, &why), ERR_OK);
	assert_int_equal(ledger_query_notice(kit->ledger, 2, see, &none, &why), ERR_OK);
	wait_for(kit, &seen);
	wait_for(kit, &none);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.text, "title|none|{}");
	assert_int_equal(none.err, ERR_OK);
	assert_int_equal(none.count, 0);
}

static void events_are_read_in_order_and_by_notice(void **state)
{
	struct store_kit *kit = *state;
	struct seen all = { 0 }, one = { 0 };
	struct fault why;

	for (uint64_t n = 1; n <= 6; n++)
		assert_int_equal(append(kit, batch_of(n, 1 + n % 2)), ERR_OK);
	assert_int_equal(
		ledger_query_events(kit->ledger,
				    &(struct ledger_event_filter){ .after = 2, .limit = 3 }, see,
				    &all, &why),
		ERR_OK);
	assert_int_equal(ledger_query_events(kit->ledger,
					     &(struct ledger_event_filter){ .notice = 2 }, see,
					     &one, &why),
			 ERR_OK);
	wait_for(kit, &all);
	wait_for(kit, &one);
	assert_int_equal(all.count, 3);
	assert_true(all.more);
	assert_int_equal(all.numbers[0], 3);
	assert_int_equal(one.count, 3);
	assert_int_equal(one.numbers[2], 6);
}

static void an_event_says_whose_notice_it_is_of(void **state)
{
	struct store_kit *kit = *state;
	struct seen seen = { 0 };
	struct fault why;

	put_notice(kit, 1, "alpha", "done");
	put_notice(kit, 2, "beta", "pending");
	assert_int_equal(append(kit, batch_of(3, 1)), ERR_OK);
	assert_int_equal(ledger_query_events(kit->ledger, &(struct ledger_event_filter){ 0 }, see,
					     &seen, &why),
			 ERR_OK);
	wait_for(kit, &seen);
	assert_int_equal(seen.count, 4);
	assert_string_equal(seen.agencies, "-aba");
}

static void a_document_is_read_until_it_is_purged(void **state)
{
	struct store_kit *kit = *state;
	struct ledger_batch *batch = batch_of(1, 1);
	struct digest text = store_kit_document(batch, 1, "text");
	struct seen seen = { 0 }, purged = { 0 };
	struct store_verdict verdict;
	struct fault why;
	sqlite3 *db;

	assert_int_equal(append(kit, batch), ERR_OK);
	assert_int_equal(ledger_query_document(kit->ledger, &text, see, &seen, &why), ERR_OK);
	wait_for(kit, &seen);
	assert_string_equal(seen.text, "text");
	store_kit_close(kit);

	assert_int_equal(sqlite3_open(kit->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE document SET octets = NULL", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(store_verify(&verdict, kit->path, NULL, &why), ERR_OK);
	assert_true(verdict.intact);
	vfs_crash_reset();
	assert_int_equal(store_kit_open(kit, &why), ERR_OK);
	assert_int_equal(ledger_query_document(kit->ledger, &text, see, &purged, &why), ERR_OK);
	wait_for(kit, &purged);
	assert_int_equal(purged.err, ERR_ABSENT);
}

static void double_it(void *job)
{
	*(int *)job *= 2;
}

static void add_one(void *job)
{
	*(int *)job += 1;
}

static const struct ledger_work doubling = { double_it, add_one, LEDGER_FOR_ALERTS };

static void other_work_runs_in_turn_and_too_much_is_refused(void **state)
{
	struct store_kit *kit = *state;
	int jobs[LEDGER_QUESTIONS_MAX + LEDGER_QUESTIONS_KEPT];
	struct fault why;

	for (int i = 0; i < LEDGER_QUESTIONS_MAX + LEDGER_QUESTIONS_KEPT; i++) {
		jobs[i] = i;
		assert_int_equal(ledger_query_run(kit->ledger, &doubling, &jobs[i], &why), ERR_OK);
	}
	assert_int_equal(ledger_query_run(kit->ledger, &doubling, &jobs[0], &why), ERR_FULL);
	store_kit_close(kit);
	for (int i = 0; i < LEDGER_QUESTIONS_MAX + LEDGER_QUESTIONS_KEPT; i++)
		assert_int_equal(jobs[i], 2 * i + 1);
}

/* ---- the whole -------------------------------------------------------------------------- */

#define ON(vfs, test)                                                                              \
	{                                                                                          \
#test " (" #vfs ")", test, vfs == 'c' ? begin_crash : begin, end, NULL             \
	}
#define ON_BOTH(test) ON('d', test), ON('c', test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(a_batch_is_answered_with_its_place_in_the_chain),
		ON_BOTH(a_taken_reservation_refuses_its_batch_and_no_other),
		ON_BOTH(an_event_id_is_written_once),
		ON_BOTH(a_batch_past_a_limit_is_refused_at_once),
		ON_BOTH(a_full_queue_says_so),
		ON_BOTH(closing_writes_and_answers_what_waits),
		ON_BOTH(what_was_written_is_loaded_at_the_next_start),
		ON_BOTH(a_store_has_one_ledger),
		ON_BOTH(notices_are_found_by_every_filter),
		ON_BOTH(figures_come_by_when_they_were_received),
		ON_BOTH(figures_go_on_where_they_ended),
		ON_BOTH(a_notice_shows_its_newest_row),
		ON_BOTH(events_are_read_in_order_and_by_notice),
		ON_BOTH(state_is_loaded_by_kind_and_key),
		ON_BOTH(a_number_that_an_event_only_names_is_not_given_out_again),
		ON_BOTH(an_event_says_whose_notice_it_is_of),
		ON_BOTH(a_document_is_read_until_it_is_purged),
		ON_BOTH(other_work_runs_in_turn_and_too_much_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
