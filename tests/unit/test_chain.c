/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a follow-up speaks of: never itself, and nothing that came after it. */
#include "desk/chain.h"
#include "desk/keys.h"
#include "test.h"

#include <talloc.h>

static const struct alert_key names[] = {
	{ SLICE_LITERAL("fire@example"), SLICE_LITERAL("A-1"), { 1772413200000000 } },
	{ SLICE_LITERAL("fire@example"), SLICE_LITERAL("A-2"), { 1772413260000000 } },
};

static const struct alert update = { .references = names, .reference_count = COUNT_OF(names) };

static struct desk *desk_with(uint64_t first, uint64_t second)
{
	struct desk *desk = talloc_zero(NULL, struct desk);

	desk->keys = keys_new(desk);
	desk->cases = desk_cases_new(desk);
	assert_true(keys_hold(desk->keys, LEDGER_RESERVATION_ALERT_KEY, keys_of_alert(&names[0]),
			      first));
	assert_true(keys_hold(desk->keys, LEDGER_RESERVATION_ALERT_KEY, keys_of_alert(&names[1]),
			      second));
	return desk;
}

/* A stored document is judged again when it leaves: what it names may have come meanwhile. */
static void what_came_later_is_not_known_to_what_named_it(void **state)
{
	static const struct {
		uint64_t first, second, own, known;
	} rows[] = {
		{ 4, 6, 0, 6 }, /* not a notice yet: all that is there came before */
		{ 4, 6, 7, 6 }, { 4, 6, 6, 4 }, { 4, 6, 5, 4 }, { 4, 6, 4, 0 }, { 4, 6, 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct desk *desk = desk_with(rows[i].first, rows[i].second);
		struct chain chain;

		chain_find(&chain, desk, &update, rows[i].own);
		assert_int_equal(chain.known, rows[i].known);
		assert_int_equal(chain.open_count, 0);
		talloc_free(desk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_later_is_not_known_to_what_named_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
