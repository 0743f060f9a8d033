/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What nodes say of their cells: kept node by node, and the same after a restart. */
#include "desk/outage.h"
#include "test.h"

#include <string.h>
#include <talloc.h>

static struct cell_id cell(unsigned int number)
{
	return (struct cell_id){ { 460, 0, false }, RAT_2G, 9500, number };
}

static bool say(struct desk *desk, enum carrier_node_event event, const char *node,
		const unsigned int *numbers, size_t count)
{
	struct cell_id cells[8];
	struct carrier_report report = {
		.link = "north", .node = node, .event = event, .cells = cells, .cell_count = count
	};

	for (size_t i = 0; i < count; i++)
		cells[i] = cell(numbers[i]);
	return outage_learn(desk, &report);
}

static bool is_down(const struct desk *desk, const char *node, unsigned int number)
{
	struct cell_id wanted = cell(number);

	return outage_holds(outage_of(desk, "north", node), &wanted);
}

static void cells_are_down_until_their_node_says_they_are_back(void **state)
{
	struct desk *desk = talloc_zero(NULL, struct desk);

	(void)state;
	desk->outage = outage_new(desk);
	assert_true(say(desk, CARRIER_NODE_CELLS_DOWN, "bsc-1", (unsigned int[]){ 3, 1, 3 }, 3));
	assert_true(say(desk, CARRIER_NODE_CELLS_DOWN, "bsc-1", (unsigned int[]){ 2, 1 }, 2));
	assert_false(say(desk, CARRIER_NODE_CELLS_DOWN, "bsc-1", (unsigned int[]){ 2 }, 1));
	assert_int_equal(outage_of(desk, "north", "bsc-1").count, 3);
	assert_true(is_down(desk, "bsc-1", 1) && is_down(desk, "bsc-1", 3));
	assert_false(is_down(desk, "bsc-1", 4) || is_down(desk, "bsc-2", 1));
	/* A connection says nothing about cells; a node speaks of its own. */
	assert_false(say(desk, CARRIER_NODE_DOWN, "bsc-1", NULL, 0));
	assert_false(say(desk, CARRIER_NODE_UP, "bsc-1", NULL, 0));
	assert_false(say(desk, CARRIER_NODE_CELLS_UP, "bsc-2", NULL, 0));
	assert_true(say(desk, CARRIER_NODE_CELLS_UP, "bsc-1", (unsigned int[]){ 1, 7 }, 2));
	assert_false(say(desk, CARRIER_NODE_CELLS_UP, "bsc-1", (unsigned int[]){ 1 }, 1));
	assert_false(is_down(desk, "bsc-1", 1));
	assert_true(is_down(desk, "bsc-1", 2));
	assert_true(say(desk, CARRIER_NODE_CELLS_UP, "bsc-1", NULL, 0));
	assert_int_equal(outage_of(desk, "north", "bsc-1").count, 0);
	talloc_free(desk);
}

static void what_is_stored_is_read_back(void **state)
{
	struct desk *desk = talloc_zero(NULL, struct desk), *again = talloc_zero(NULL, struct desk);
	struct slice key, other;

	(void)state;
	desk->outage = outage_new(desk);
	again->outage = outage_new(again);
	assert_int_equal(outage_value(desk, desk, "north", "bsc-1").size, 0); /* no row */
	say(desk, CARRIER_NODE_CELLS_DOWN, "bsc-1", (unsigned int[]){ 10, 5 }, 2);
	key = outage_key(desk, "north", "bsc-1");
	other = outage_key(desk, "north", "bsc-2");
	assert_true(key.size <= 32 && !slice_equal(key, other));
	assert_int_equal(outage_load(again, outage_value(desk, desk, "north", "bsc-1"), NULL),
			 ERR_OK);
	assert_true(is_down(again, "bsc-1", 10) && is_down(again, "bsc-1", 5));
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
		cmocka_unit_test(what_is_stored_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
