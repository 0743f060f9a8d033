/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every store must do, whatever it lies on. */
#include "support/store_kit.h"
#include "test.h"

#include <stdlib.h>

static int begin(void **state)
{
	struct store_kit *kit = malloc(sizeof(*kit));
	struct fault why;

	store_kit_make(kit, NULL);
	*state = kit;
	if (store_kit_open(kit, &why) == ERR_OK)
		return 0;
	print_error("%s\n", why.text);
	return -1;
}

static int end(void **state)
{
	store_kit_remove(*state);
	free(*state);
	return 0;
}

static void a_batch_is_answered_with_its_place_in_the_chain(void **state)
{
	struct store_kit *kit = *state;
	struct ledger_batch *batch = ledger_batch_new(LEDGER_URGENT);
	struct store_kit_outcome outcome;

	store_kit_event(batch, 1, 7);
	store_kit_event(batch, 2, 7);
	assert_int_equal(store_kit_append(kit, batch, &outcome), ERR_OK);
	assert_int_equal(outcome.first.first_sequence, 2);
	assert_int_equal(outcome.first.head.sequence, 3);
	assert_int_equal(ledger_head(kit->ledger).sequence, 3);
	assert_int_equal(ledger_last_notice(kit->ledger), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_batch_is_answered_with_its_place_in_the_chain,
						begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
