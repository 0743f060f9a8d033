/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What nodes say of their cells: kept node by node, and the same after a restart. */
#include "desk/outage.h"
#include "desk/outage_known.h"
#include "test.h"

#include <string.h>
#include <talloc.h>
#include <time.h>

static struct cell_id cell(unsigned int number)
{
	return (struct cell_id){ { 460, 0, false }, RAT_2G, 9500 + number / 100, number };
}

/* Its cells, in any order, some twice. */
static struct outage_known *node_of(void *ctx, const unsigned int *numbers, size_t count)
{
	struct cell_id *cells = talloc_array(ctx, struct cell_id, (unsigned int)count + 1);

	for (size_t i = 0; i < count; i++)
		cells[i] = cell(numbers[i]);
	return outage_known_new(ctx, cells, count, NULL, 0);
}

static const unsigned int five[] = { 101, 3, 1, 2, 3, 102 };
enum { FIVE = sizeof(five) / sizeof(five[0]) };

static bool say(struct outage_known *known, unsigned int number, bool is_down)
{
	return outage_known_hear(known, &(struct cell_name){ .cell = cell(number) }, is_down);
}

static void cells_are_down_until_their_node_says_they_are_back(void **state)
{
	void *ctx = talloc_new(NULL);
	struct outage_known *known = node_of(ctx, five, FIVE);
	struct outage_change change;

	(void)state;
	assert_int_equal(known->count, 5);
	assert_true(say(known, 3, true) && say(known, 1, true) && say(known, 3, true));
	assert_false(say(known, 4, true)); /* not its own */
	outage_known_settle(&change, ctx, known);
	assert_int_equal(change.fell, 2);
	assert_int_equal(change.down_count, 2);
	assert_int_equal(change.again_count, 2);
	/* Said once more it is no news, but what went there since may not know. */
	say(known, 1, true);
	outage_known_settle(&change, ctx, known);
	assert_int_equal(change.fell + change.rose, 0);
	assert_int_equal(change.again_count, 1);
	say(known, 1, false);
	outage_known_settle(&change, ctx, known);
	assert_int_equal(change.rose, 1);
	assert_int_equal(change.down_count, 1);
	assert_int_equal(change.again_count, 0);
	talloc_free(ctx);
}

static void what_comes_and_goes_within_a_burst_is_no_news(void **state)
{
	void *ctx = talloc_new(NULL);
	struct outage_known *known = node_of(ctx, five, FIVE);
	struct outage_change change;

	(void)state;
	for (int i = 0; i < 1000; i++)
		say(known, 2, true), say(known, 2, false);
	outage_known_settle(&change, ctx, known);
	assert_int_equal(change.fell + change.rose + change.down_count + change.again_count, 0);
	for (int i = 0; i < 1000; i++)
		say(known, 2, false), say(known, 2, true);
	outage_known_settle(&change, ctx, known);
	assert_int_equal(change.fell, 1); /* the last word holds */
	talloc_free(ctx);
}

/* TS 48.049 8.2.6 */
static void a_name_may_leave_out_network_area_or_cell(void **state)
{
	const struct plmn other = { 460, 1, false }, wide = { 460, 0, true };
	const struct {
		struct cell_name name;
		size_t down;
	} rows[] = {
		{ { .cell = cell(0), .any_network = true, .any_area = true, .any_cell = true }, 5 },
		/* A node may serve another generation too: that is not what a BSC speaks of. */
		{ { .cell.rat = RAT_4G, .any_network = true, .any_area = true, .any_cell = true },
		  0 },
		{ { .cell = cell(101), .any_network = true }, 1 },
		{ { .cell = cell(101), .any_network = true, .any_area = true }, 1 },
		{ { .cell = cell(1), .any_cell = true }, 3 },
		{ { .cell = cell(101), .any_network = true, .any_cell = true }, 2 },
		{ { .cell = { other, RAT_2G, 9500, 1 } }, 0 },
		{ { .cell = { wide, RAT_2G, 9500, 1 } }, 1 }, /* by its numbers */
		{ { .cell = { other, RAT_2G, 9500, 1 }, .any_cell = true }, 0 },
		{ { .cell = { { 460, 0, false }, RAT_4G, 9500, 1 } }, 0 },
		{ { .cell = cell(301), .any_network = true, .any_cell = true }, 0 },
		{ { .cell = cell(4), .any_network = true, .any_area = true }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		void *ctx = talloc_new(NULL);
		struct outage_known *known = node_of(ctx, five, FIVE);
		struct outage_change change;

		assert_int_equal(outage_known_hear(known, &rows[i].name, true), rows[i].down > 0);
		outage_known_settle(&change, ctx, known);
		assert_int_equal(change.down_count, rows[i].down);
		talloc_free(ctx);
	}
}

/* An earlier version kept whatever a node named, its own or not. */
static void what_is_no_cell_of_it_any_more_is_forgotten(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cell_id ours[] = { cell(1), cell(2) }, theirs[] = { cell(2), cell(7), cell(8) };
	uint8_t stored[3 * CELL_ID_OCTETS];
	struct outage_known *known;
	struct outage_change change;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		cell_id_pack(stored + i * CELL_ID_OCTETS, &theirs[i]);
	known = outage_known_new(ctx, talloc_memdup(ctx, ours, sizeof(ours)), 2, stored, 3);
	outage_known_settle(&change, ctx, known);
	assert_int_equal(change.rose, 2);
	assert_int_equal(change.fell, 0);
	assert_int_equal(change.down_count, 1);
	talloc_free(ctx);
}

/* A peer may say so many names in seconds; searches that grow with both would take a minute. */
static void a_million_names_among_thirty_thousand_cells_are_heard_at_once(void **state)
{
	enum { CELLS = 30000, NAMES = 1000000 };
	void *ctx = talloc_new(NULL);
	struct cell_id *cells = talloc_array(ctx, struct cell_id, CELLS);
	struct outage_known *known;
	size_t heard = 0;
	clock_t begun;

	(void)state;
	for (unsigned int i = 0; i < CELLS; i++)
		cells[i] = cell(i);
	known = outage_known_new(ctx, cells, CELLS, NULL, 0);
	begun = clock();
	for (unsigned int i = 0; i < NAMES; i++) {
		struct cell_name name = { .cell = cell(i), .any_network = true, .any_area = i % 2 };

		heard += outage_known_hear(known, &name, true);
	}
	assert_int_equal(heard, CELLS);
	assert_true(clock() - begun < 10 * CLOCKS_PER_SEC);
	talloc_free(ctx);
}

static bool is_down(const struct desk *desk, const char *node, unsigned int number)
{
	struct cell_id wanted = cell(number);

	return outage_holds(outage_of(desk, "north", node), &wanted);
}

static void what_is_stored_is_read_back(void **state)
{
	struct desk *desk = talloc_zero(NULL, struct desk), *again = talloc_zero(NULL, struct desk);
	struct cell_id down[] = { cell(5), cell(10) };
	char stored[12 + sizeof(down)] = "north bsc-1\n";
	struct slice key, other;

	(void)state;
	desk->outage = outage_new(desk);
	again->outage = outage_new(again);
	assert_int_equal(outage_value(desk, desk, "north", "bsc-1").size, 0); /* no row */
	for (size_t i = 0; i < 2; i++)
		cell_id_pack((uint8_t *)stored + 12 + i * CELL_ID_OCTETS, &down[i]);
	key = outage_key(desk, "north", "bsc-1");
	other = outage_key(desk, "north", "bsc-2");
	assert_true(key.size <= 32 && !slice_equal(key, other));
	assert_int_equal(outage_load(desk, (struct slice){ stored, 12 + 2 * CELL_ID_OCTETS }, NULL),
			 ERR_OK);
	assert_int_equal(outage_load(again, outage_value(desk, desk, "north", "bsc-1"), NULL),
			 ERR_OK);
	assert_true(is_down(again, "bsc-1", 10) && is_down(again, "bsc-1", 5));
	assert_false(is_down(again, "bsc-1", 6) || is_down(again, "bsc-2", 5));
	assert_int_equal(outage_of(again, "north", "bsc-1").count, 2);
	assert_int_equal(outage_load(again, SLICE_LITERAL("north bsc-1"), NULL), ERR_INPUT);
	assert_int_equal(outage_load(again, SLICE_LITERAL("north bsc-1\n12345"), NULL), ERR_INPUT);
	talloc_free(desk);
	talloc_free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_down_until_their_node_says_they_are_back),
		cmocka_unit_test(what_comes_and_goes_within_a_burst_is_no_news),
		cmocka_unit_test(a_name_may_leave_out_network_area_or_cell),
		cmocka_unit_test(what_is_no_cell_of_it_any_more_is_forgotten),
		cmocka_unit_test(a_million_names_among_thirty_thousand_cells_are_heard_at_once),
		cmocka_unit_test(what_is_stored_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
