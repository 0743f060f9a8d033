/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/complaint.h"

#include "desk/complaints.h"
#include "test.h"
#include "wire/event_bytes.h"

#include <talloc.h>

static const struct utc now = { 1772413200000000 };

static struct complaint good(void)
{
	return (struct complaint){ .number = 1,
				   .kind = COMPLAINT_OPT_OUT,
				   .agency = SLICE_LITERAL("yj-em"),
				   .notice = SLICE_LITERAL("81"),
				   .count = 7,
				   .source = SLICE_LITERAL("12321"),
				   .at = now,
				   .authority = SLICE_LITERAL("yj-ca"),
				   .recorded_by = SLICE_LITERAL("reviewer"),
				   .recorded_at = now };
}

/* Art. 27 par. 2: a number that nobody answers for is none. */
static void a_record_says_what_how_many_from_whom_and_when(void **state)
{
	struct complaint one = good();

	(void)state;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_OK);
	one.count = COMPLAINT_COUNT_MAX;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_OK);
	one.count++;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_INPUT);
	one.count = 0;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_INPUT);
	one = good();
	one.kind = COMPLAINT_NONE;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_INPUT);
	one = good();
	one.source = SLICE_LITERAL("\u3000");
	assert_int_equal(complaint_check(&one, now, NULL), ERR_INPUT);
	one = good();
	one.at.us++;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_INPUT);
}

/* It stands in the chain, which nothing is purged from. */
static void a_free_text_has_the_length_of_a_reference(void **state)
{
	struct complaint one = good();
	char text[3 * (COMPLAINT_CHARACTERS_MAX + 1)];
	struct fault why;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i += 3)
		memcpy(text + i, "投", 3);
	one.source = (struct slice){ text, sizeof(text) - 3 };
	one.reference = one.source;
	assert_int_equal(complaint_check(&one, now, NULL), ERR_OK);
	one.reference.size += 3;
	assert_int_equal(complaint_check(&one, now, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "\"reference\" has 201 characters"));
	one.reference = SLICE_LITERAL("7");
	one.source.size += 3;
	assert_int_equal(complaint_check(&one, now, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "\"source\" has 201 characters"));
}

static void a_reference_is_of_one_source_and_body(void **state)
{
	struct complaint one = good(), other = good();

	(void)state;
	assert_false(complaint_is_same(&one, &other)); /* nobody can say */
	one.reference = other.reference = SLICE_LITERAL("12321-2026-7");
	other.number = 2;
	other.count = 8;
	assert_true(complaint_is_same(&one, &other));
	other.source = SLICE_LITERAL("云江移动");
	assert_false(complaint_is_same(&one, &other));
	other = one;
	other.agency = SLICE_LITERAL("yj-met");
	assert_false(complaint_is_same(&one, &other));
	other = one;
	other.notice = SLICE_LITERAL("82");
	assert_false(complaint_is_same(&one, &other));
	other = one;
	other.kind = COMPLAINT_COMPLAINT;
	assert_false(complaint_is_same(&one, &other));
	other = one;
	other.struck_at = now;
	assert_false(complaint_is_same(&one, &other));
}

static struct desk *desk_of(const struct complaint *list, size_t count)
{
	struct desk *desk = talloc_zero(NULL, struct desk);

	desk->complaints = complaints_new(desk);
	for (size_t i = 0; i < count; i++)
		complaints_keep(desk, &list[i]);
	return desk;
}

/* Art. 27 par. 2: what one authority hears is no source for the bodies of another. */
static void what_is_known_of_a_body_is_of_its_own_authority(void **state)
{
	struct complaint list[3] = { good(), good(), good() };
	struct complaints_known known;
	struct desk *desk;

	(void)state;
	list[1].number = 2;
	list[1].recorded_at.us++;
	list[2].number = 3;
	list[2].authority = SLICE_LITERAL("lj-ca");
	list[2].agency = SLICE_LITERAL("lj-em");
	list[2].recorded_at.us += 7;
	list[1].struck_at = now;
	desk = desk_of(list, COUNT_OF(list));
	known = complaints_known(desk, SLICE_LITERAL("yj-em"), SLICE_LITERAL("yj-ca"));
	assert_int_equal(known.records, 1);
	assert_int_equal(known.newest.us, now.us); /* the newer one was struck */
	known = complaints_known(desk, SLICE_LITERAL("yj-met"), SLICE_LITERAL("yj-ca"));
	assert_int_equal(known.records, 0);
	assert_int_equal(known.newest.us, now.us);
	known = complaints_known(desk, SLICE_LITERAL("hj-em"), SLICE_LITERAL("hj-ca"));
	assert_int_equal(known.records, 0);
	assert_false(utc_is_set(known.newest));
	talloc_free(desk);
}

static void a_record_that_changes_leaves_nothing_behind(void **state)
{
	struct complaint one = good();
	struct desk *desk = desk_of(&one, 1);
	size_t octets;

	(void)state;
	one.struck_at = now;
	one.strike_reason = SLICE_LITERAL("多录一个零");
	assert_int_equal(complaints_fold(desk, &one, NULL), ERR_OK);
	octets = talloc_total_size(desk);
	for (int i = 0; i < 100; i++)
		assert_int_equal(complaints_fold(desk, &one, NULL), ERR_OK);
	assert_int_equal(talloc_total_size(desk), octets);
	talloc_free(desk);
}

static void what_stands_and_was_made_in_the_period_counts(void **state)
{
	struct complaint_sums sums = { 0 };
	struct complaint one = good();
	struct utc later = { now.us + 1 };

	(void)state;
	complaint_add(&sums, &one, now, later);
	complaint_add(&sums, &one, later, (struct utc){ now.us + 2 });
	complaint_add(&sums, &one, (struct utc){ now.us - 1 }, now);
	one.kind = COMPLAINT_COMPLAINT;
	one.count = 3;
	complaint_add(&sums, &one, now, later);
	one.struck_at = now;
	complaint_add(&sums, &one, now, later);
	assert_int_equal(sums.records, 2);
	assert_int_equal(sums.complaints, 3);
	assert_int_equal(sums.opt_outs, 7);
}

/* Its members stand beside the event's own, whose names must be other ones. */
static void its_event_can_be_read_again(void **state)
{
	void *ctx = talloc_new(NULL);
	struct event event = { .kind = EVENT_COMPLAINT_STRUCK, .at = now, .complaint = good() };
	struct event read;
	struct text text;

	(void)state;
	event.complaint.struck_at = now;
	event.complaint.struck_by = SLICE_LITERAL("reviewer");
	event.complaint.strike_reason = SLICE_LITERAL("多录一个零");
	event.complaint.reference = SLICE_LITERAL("7");
	text_init(&text, ctx);
	event_bytes_pack(&text, &event);
	assert_int_equal(event_bytes_unpack(ctx, &read, text_slice(&text), NULL), ERR_OK);
	assert_int_equal(read.complaint.kind, COMPLAINT_OPT_OUT);
	assert_int_equal(read.complaint.count, 7);
	assert_true(slice_is(read.complaint.notice, "81"));
	assert_true(slice_is(read.complaint.strike_reason, "多录一个零"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_says_what_how_many_from_whom_and_when),
		cmocka_unit_test(a_free_text_has_the_length_of_a_reference),
		cmocka_unit_test(a_reference_is_of_one_source_and_body),
		cmocka_unit_test(what_is_known_of_a_body_is_of_its_own_authority),
		cmocka_unit_test(a_record_that_changes_leaves_nothing_behind),
		cmocka_unit_test(what_stands_and_was_made_in_the_period_counts),
		cmocka_unit_test(its_event_can_be_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
