/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The folding of a report: events in, log, cells, delays and sums out. No clock, no store. */
#include "notice/report_delay.h"
#include "notice/report_place.h"
#include "notice/report_words.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

enum { NOTICE = 81, CELLS = 3, NODES_MAX = 1000 };

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
/* 2026-03-02T09:00:00+08:00: a whole minute. */
#define NINE   INT64_C(1772413200000000)

static const struct digest content = { { 1, 2, 3 } };

struct story {
	void *ctx;
	struct report *report;
	struct fault why;
};

static struct story begin(const char *carrier)
{
	struct story story = { .ctx = talloc_new(NULL) };

	story.report = report_new(story.ctx, NOTICE,
				  carrier ? slice_of(carrier) : (struct slice){ NULL, 0 });
	return story;
}

static void fold(struct story *story, int64_t at, struct event event)
{
	event.notice = NOTICE;
	event.at.us = at;
	if (report_fold(story->report, &event, &story->why) != ERR_OK)
		fail_msg("%s: %s", event_kind_name(event.kind), story->why.text);
}

static void receive(struct story *story)
{
	fold(story, NINE,
	     (struct event){ .kind = EVENT_RECEIVED,
			     .received = { .agency = SLICE_LITERAL("yj-em"),
					   .person = SLICE_LITERAL("li"),
					   .format = SLICE_LITERAL("cap") } });
	fold(story, NINE + 2000,
	     (struct event){ .kind = EVENT_JUDGED,
			     .judged = { .verdict = EFFECT_WARN,
					 .lane = LANE_URGENT,
					 .key = LANE_KEY_PLAN,
					 .plan = SLICE_LITERAL("flood"),
					 .content = content,
					 .cells = 7,
					 .nodes = 3,
					 .expires = { NINE + 60 * MINUTE } } });
	fold(story, NINE + 3000,
	     (struct event){
		     .kind = EVENT_AUTHORISED,
		     .authorised = { .key = LANE_KEY_PLAN, .plan = SLICE_LITERAL("flood") } });
}

/* One message at so many nodes, the odd ones of "mobile", the even ones of "unicom". */
static void route(struct story *story, int64_t at, uint32_t nodes, bool is_repeat)
{
	static struct event_routed_delivery rows[NODES_MAX];
	static char names[NODES_MAX][16];

	for (uint32_t i = 0; i < nodes; i++) {
		snprintf(names[i], sizeof(names[i]), "bsc-%04u", i + 1);
		rows[i] = (struct event_routed_delivery){
			.carrier = i % 2 ? SLICE_LITERAL("unicom") : SLICE_LITERAL("mobile"),
			.link = i % 2 ? SLICE_LITERAL("south") : SLICE_LITERAL("north"),
			.node = slice_of(names[i]),
			.cells = CELLS,
		};
	}
	fold(story, at,
	     (struct event){ .kind = EVENT_ROUTED,
			     .routed = { .content = content,
					 .is_repeat = is_repeat,
					 .first_delivery = story->report->flow->delivery_count,
					 .deliveries = rows,
					 .delivery_count = nodes,
					 .cells = (uint64_t)nodes * CELLS,
					 .unreachable_cells = 2 } });
}

static void hear_of(struct story *story, const struct receipt *receipt)
{
	fold(story, receipt->at.us,
	     (struct event){ .kind = EVENT_RECEIPTS, .receipts = { receipt, 1 } });
}

static void say(struct story *story, int64_t at, uint32_t delivery, enum receipt_outcome outcome)
{
	hear_of(story,
		&(struct receipt){
			.notice = NOTICE, .delivery = delivery, .outcome = outcome, .at = { at } });
}

static void say_cells(struct story *story, int64_t at, uint32_t delivery,
		      const enum cell_outcome outcomes[CELLS])
{
	struct receipt_cell cells[CELLS];

	for (uint32_t i = 0; i < CELLS; i++)
		cells[i] = (struct receipt_cell){ i, outcomes[i],
						  outcomes[i] == CELL_REFUSED ? 14 : 0 };
	hear_of(story, &(struct receipt){ .notice = NOTICE,
					  .delivery = delivery,
					  .outcome = RECEIPT_PARTIAL,
					  .cause = 14,
					  .cause_text = SLICE_LITERAL("unspecified error"),
					  .cells = cells,
					  .cell_count = CELLS,
					  .at = { at } });
}

static const enum cell_outcome all_good[CELLS] = { CELL_ACCEPTED, CELL_ACCEPTED, CELL_ACCEPTED };
static const enum cell_outcome all_off[CELLS] = { CELL_STOPPED, CELL_STOPPED, CELL_STOPPED };

static void on_the_way(struct story *story, uint32_t nodes)
{
	receive(story);
	route(story, NINE + 4000, nodes, false);
}

static const struct report_cell *cell(const struct story *story, uint32_t delivery, uint32_t index)
{
	return &story->report->cells[story->report->deliveries[delivery].first_cell + index];
}

static void cancel(struct story *story, int64_t at)
{
	fold(story, at,
	     (struct event){ .kind = EVENT_CANCEL_REQUESTED,
			     .cancel_requested = { .person = SLICE_LITERAL("zhao"),
						   .reason = SLICE_LITERAL("误发。") } });
}

static size_t lines_of(const struct story *story, enum report_stop stop)
{
	size_t count = 0;

	for (size_t i = 0; i < story->report->line_count; i++)
		count += story->report->lines[i].stop == stop;
	return count;
}

static const struct report_line *line_of(const struct story *story, enum report_stop stop)
{
	for (size_t i = 0; i < story->report->line_count; i++)
		if (story->report->lines[i].stop == stop)
			return &story->report->lines[i];
	fail_msg("no line %s", report_stop_name(stop));
	return NULL;
}

/* ---- cells ------------------------------------------------------------------------------ */

static void what_nobody_said_is_unknown_and_never_a_success(void **state)
{
	struct story story = begin(NULL);
	uint32_t counts[REPORT_OUTCOME_COUNT];

	(void)state;
	on_the_way(&story, 2);
	say(&story, NINE + SECOND, 0, RECEIPT_SENT);
	say(&story, NINE + 11 * SECOND, 0, RECEIPT_UNKNOWN);
	report_count_cells(story.report, 0, counts);
	assert_int_equal(counts[REPORT_UNKNOWN], CELLS);
	report_count_cells(story.report, 1, counts);
	assert_int_equal(counts[REPORT_UNKNOWN], CELLS);
	assert_int_equal(story.report->deliveries[0].handed_over.us, NINE + SECOND);
	assert_false(utc_is_set(story.report->deliveries[0].answered));
	assert_false(utc_is_set(story.report->deliveries[1].handed_over));
	talloc_free(story.ctx);
}

static void each_cell_keeps_its_own_word_and_cause(void **state)
{
	static const enum cell_outcome mixed[CELLS] = { CELL_ACCEPTED, CELL_REFUSED, CELL_NO_ROOM };
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 1);
	say_cells(&story, NINE + SECOND, 0, mixed);
	assert_int_equal(cell(&story, 0, 0)->outcome, REPORT_ACCEPTED);
	assert_int_equal(cell(&story, 0, 1)->outcome, REPORT_REFUSED);
	assert_int_equal(cell(&story, 0, 2)->outcome, REPORT_NO_ROOM);
	assert_int_equal(cell(&story, 0, 1)->cause, 14);
	assert_true(slice_is(story.report->causes[cell(&story, 0, 1)->words], "unspecified error"));
	/* Another number than the receipt's: its words are somebody else's. */
	assert_int_equal(cell(&story, 0, 2)->words, 0);
	talloc_free(story.ctx);
}

/* docs/report.md: a repetition is no hand-over, and no delay is below zero. */
static void a_hand_over_that_was_not_recorded_is_not_known(void **state)
{
	const struct event restarted = { .kind = EVENT_RESTARTED };
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 3);
	say(&story, NINE + SECOND, 2, RECEIPT_SENT);
	say_cells(&story, NINE + SECOND, 1, all_good); /* its news of the sending was lost */
	fold(&story, NINE + MINUTE, restarted);
	for (uint32_t i = 0; i < 3; i++) {
		say(&story, NINE + MINUTE + SECOND, i, RECEIPT_SENT);
		say_cells(&story, NINE + MINUTE + 2 * SECOND, i, all_good);
	}
	assert_false(utc_is_set(story.report->deliveries[0].handed_over));
	assert_false(utc_is_set(story.report->deliveries[1].handed_over));
	assert_int_equal(story.report->deliveries[2].handed_over.us, NINE + SECOND);
	assert_true(story.report->deliveries[0].was_handed_over);
	assert_int_equal(story.report->deliveries[1].answered.us, NINE + SECOND);
	talloc_free(story.ctx);
}

/* Also without a restart: the answer overtook the news. */
static void what_comes_behind_the_answer_is_no_hand_over(void **state)
{
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 1);
	say_cells(&story, NINE + SECOND, 0, all_good);
	say(&story, NINE + 2 * SECOND, 0, RECEIPT_SENT);
	assert_false(utc_is_set(story.report->deliveries[0].handed_over));
	talloc_free(story.ctx);
}

static void silence_is_the_cause_of_those_cells_alone_of_which_nothing_is_known(void **state)
{
	static const enum cell_outcome one[CELLS] = { CELL_ACCEPTED, CELL_UNKNOWN, CELL_UNKNOWN };
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 1);
	say_cells(&story, NINE + SECOND, 0, one);
	/* That receipt's cause was another cell's. */
	assert_int_equal(cell(&story, 0, 1)->words, 0);
	hear_of(&story, &(struct receipt){ .notice = NOTICE,
					   .outcome = RECEIPT_UNKNOWN,
					   .cause_text = SLICE_LITERAL("no answer in time"),
					   .at = { NINE + MINUTE } });
	assert_int_equal(cell(&story, 0, 0)->words, 0);
	assert_true(slice_is(story.report->causes[cell(&story, 0, 1)->words], "no answer in time"));
	talloc_free(story.ctx);
}

static void a_refusal_of_the_whole_is_of_every_cell_that_was_not_named(void **state)
{
	static const enum cell_outcome one_named[CELLS] = { CELL_ACCEPTED, CELL_UNKNOWN,
							    CELL_UNKNOWN };
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 2);
	say(&story, NINE + SECOND, 0, RECEIPT_REFUSED);
	assert_int_equal(cell(&story, 0, 2)->outcome, REPORT_REFUSED);
	say_cells(&story, NINE + SECOND, 1, one_named);
	say(&story, NINE + 2 * SECOND, 1, RECEIPT_FAILED);
	assert_int_equal(cell(&story, 1, 0)->outcome, REPORT_ACCEPTED);
	assert_int_equal(cell(&story, 1, 1)->outcome, REPORT_FAILED);
	/* Written again, it is taken. */
	say_cells(&story, NINE + 3 * SECOND, 0, all_good);
	assert_int_equal(cell(&story, 0, 2)->outcome, REPORT_ACCEPTED);
	talloc_free(story.ctx);
}

static void what_was_taken_off_is_still_said_to_have_been_on(void **state)
{
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 2);
	say_cells(&story, NINE + SECOND, 0, all_good);
	cancel(&story, NINE + MINUTE);
	say_cells(&story, NINE + MINUTE + SECOND, 0, all_off);
	say(&story, NINE + MINUTE + SECOND, 0, RECEIPT_STOPPED);
	say(&story, NINE + MINUTE + SECOND, 1, RECEIPT_UNSENT);
	assert_int_equal(story.report->flow->state, NOTICE_CANCELLED);
	assert_int_equal(cell(&story, 0, 0)->outcome, REPORT_ACCEPTED);
	assert_int_equal(cell(&story, 1, 0)->outcome, REPORT_UNSENT);
	assert_int_equal(story.report->deliveries[0].stopped.us, NINE + MINUTE + SECOND);
	talloc_free(story.ctx);
}

static void a_node_that_falls_silent_later_makes_it_lost_not_unknown(void **state)
{
	struct story story = begin(NULL);
	const struct event restarted = { .kind = EVENT_RESTARTED,
					 .restarted = { SLICE_LITERAL("north"),
							SLICE_LITERAL("bsc-0001"),
							SLICE_LITERAL("r") } };

	(void)state;
	on_the_way(&story, 2);
	say_cells(&story, NINE + SECOND, 0, all_good);
	say_cells(&story, NINE + SECOND, 1, all_good);
	fold(&story, NINE + MINUTE, restarted);
	assert_int_equal(cell(&story, 0, 0)->outcome, REPORT_ACCEPTED);
	assert_true(cell(&story, 0, 0)->is_lost);
	assert_false(cell(&story, 1, 0)->is_lost);
	say(&story, NINE + 2 * MINUTE, 1, RECEIPT_UNKNOWN);
	assert_true(cell(&story, 1, 0)->is_lost);
	say_cells(&story, NINE + 3 * MINUTE, 0, all_good);
	assert_false(cell(&story, 0, 0)->is_lost);
	talloc_free(story.ctx);
}

static void a_cell_that_goes_down_is_down_and_was_on_before(void **state)
{
	static const enum cell_outcome down[CELLS] = { CELL_DOWN, CELL_ACCEPTED, CELL_ON_AIR };
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 1);
	say_cells(&story, NINE + SECOND, 0, all_good);
	say_cells(&story, NINE + MINUTE, 0, down);
	assert_int_equal(cell(&story, 0, 0)->outcome, REPORT_DOWN);
	assert_true(cell(&story, 0, 0)->was_on);
	/* On the air it was; that it is only said to be stored afterwards takes nothing back. */
	say_cells(&story, NINE + 2 * MINUTE, 0, all_good);
	assert_int_equal(cell(&story, 0, 2)->outcome, REPORT_ON_AIR);
	assert_int_equal(story.report->deliveries[0].on_air.us, NINE + MINUTE);
	talloc_free(story.ctx);
}

/* ---- the log ---------------------------------------------------------------------------- */

static void a_thousand_nodes_in_a_minute_are_one_line(void **state)
{
	struct story story = begin(NULL);
	const struct report_line *line;

	(void)state;
	on_the_way(&story, NODES_MAX);
	for (uint32_t i = 0; i < NODES_MAX; i++) {
		say(&story, NINE + SECOND + i, i, RECEIPT_SENT);
		say_cells(&story, NINE + 2 * SECOND + i, i, all_good);
	}
	say(&story, NINE + MINUTE, 7, RECEIPT_UNKNOWN);
	report_end(story.report);
	assert_int_equal(lines_of(&story, REPORT_STOP_RECEIPTS), 2);
	line = line_of(&story, REPORT_STOP_RECEIPTS);
	assert_int_equal(line->nodes, NODES_MAX);
	assert_int_equal(line->handed_over, NODES_MAX);
	assert_int_equal(line->cells[REPORT_ACCEPTED], NODES_MAX * CELLS);
	assert_int_equal(line->cells[REPORT_UNKNOWN], 0);
	assert_true(story.report->line_count < 15);
	talloc_free(story.ctx);
}

static void a_cell_that_is_asked_twice_in_a_minute_is_counted_once(void **state)
{
	static const enum cell_outcome refused[CELLS] = { CELL_REFUSED, CELL_ACCEPTED,
							  CELL_ACCEPTED };
	struct story story = begin(NULL);
	const struct report_line *line;

	(void)state;
	on_the_way(&story, 1);
	say(&story, NINE + SECOND, 0, RECEIPT_SENT);
	say(&story, NINE + SECOND, 0, RECEIPT_UNKNOWN);
	say(&story, NINE + 2 * SECOND, 0, RECEIPT_SENT);
	say_cells(&story, NINE + 2 * SECOND, 0, refused);
	say_cells(&story, NINE + 3 * SECOND, 0, all_good);
	line = line_of(&story, REPORT_STOP_RECEIPTS);
	assert_int_equal(line->handed_over, 1);
	assert_int_equal(line->cells[REPORT_ACCEPTED], CELLS);
	assert_int_equal(line->cells[REPORT_REFUSED], 0);
	assert_int_equal(line->cells[REPORT_UNKNOWN], 0);
	cancel(&story, NINE + 4 * SECOND);
	say_cells(&story, NINE + 5 * SECOND, 0, all_off);
	assert_int_equal(story.report->lines[story.report->line_count - 2].stopped, CELLS);
	talloc_free(story.ctx);
}

static void another_stop_in_the_same_minute_begins_a_new_line(void **state)
{
	static const enum report_stop wanted[] = {
		REPORT_STOP_RECEIVED,	      REPORT_STOP_JUDGED,
		REPORT_STOP_AUTHORISED,	      REPORT_STOP_ROUTED,
		REPORT_STOP_RECEIPTS,	      REPORT_STOP_FIRST_HANDED_OVER,
		REPORT_STOP_LAST_HANDED_OVER, REPORT_STOP_FIRST_ACCEPTED,
		REPORT_STOP_LAST_ACCEPTED,    REPORT_STOP_CANCEL_ASKED,
		REPORT_STOP_RECEIPTS,	      REPORT_STOP_ENDED,
	};
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 2);
	say(&story, NINE + SECOND, 0, RECEIPT_SENT);
	say(&story, NINE + 2 * SECOND, 1, RECEIPT_SENT);
	say_cells(&story, NINE + 3 * SECOND, 1, all_good);
	say_cells(&story, NINE + 4 * SECOND, 0, all_good);
	cancel(&story, NINE + 5 * SECOND);
	say(&story, NINE + 6 * SECOND, 0, RECEIPT_STOPPED);
	say(&story, NINE + 7 * SECOND, 1, RECEIPT_STOPPED);
	report_end(story.report);
	assert_int_equal(story.report->line_count, COUNT_OF(wanted));
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		assert_string_equal(report_stop_name(story.report->lines[i].stop),
				    report_stop_name(wanted[i]));
	assert_true(slice_is(line_of(&story, REPORT_STOP_FIRST_ACCEPTED)->what, "bsc-0002"));
	assert_true(slice_is(line_of(&story, REPORT_STOP_LAST_ACCEPTED)->what, "bsc-0001"));
	assert_int_equal(line_of(&story, REPORT_STOP_LAST_ACCEPTED)->at.us, NINE + 4 * SECOND);
	assert_int_equal(line_of(&story, REPORT_STOP_ENDED)->deliveries, 2);
	talloc_free(story.ctx);
}

static void pages_in_a_row_are_one_line_with_their_number(void **state)
{
	struct story story = begin(NULL);

	(void)state;
	fold(&story, NINE, (struct event){ .kind = EVENT_RECEIVED });
	fold(&story, NINE,
	     (struct event){ .kind = EVENT_JUDGED,
			     .judged = { .lane = LANE_URGENT, .content = content } });
	for (int64_t i = 0; i < 5; i++)
		fold(&story, NINE + i * 2 * MINUTE,
		     (struct event){ .kind = EVENT_PAGED,
				     .paged = { .persons = SLICE_LITERAL("zhao wu") } });
	fold(&story, NINE + 9 * MINUTE,
	     (struct event){ .kind = EVENT_DECIDED,
			     .decided = { .decision = EVENT_DECISION_ORDER_URGENT,
					  .person = SLICE_LITERAL("zhao"),
					  .content = content } });
	assert_int_equal(lines_of(&story, REPORT_STOP_PAGED), 1);
	assert_int_equal(line_of(&story, REPORT_STOP_PAGED)->times, 5);
	assert_int_equal(line_of(&story, REPORT_STOP_PAGED)->until.us, NINE + 8 * MINUTE);
	assert_true(slice_is(line_of(&story, REPORT_STOP_DECIDED)->who, "zhao"));
	talloc_free(story.ctx);
}

static void an_update_takes_many_nodes_off_in_one_line(void **state)
{
	struct story story = begin(NULL);
	const uint32_t first_cell = 0;

	(void)state;
	on_the_way(&story, 20);
	for (uint32_t i = 0; i < 20; i++)
		say_cells(&story, NINE + SECOND, i, all_good);
	for (uint32_t i = 0; i < 20; i++) {
		struct event_delivery_part named = { i, &first_cell, 1 };

		fold(&story, NINE + 2 * SECOND + i,
		     (struct event){ .kind = EVENT_SUPERSEDED, .superseded = { 82, &named, 1 } });
		named.cell_count = 0;
		fold(&story, NINE + 3 * SECOND + i,
		     (struct event){ .kind = EVENT_SUPERSEDED, .superseded = { 82, &named, 1 } });
	}
	assert_int_equal(lines_of(&story, REPORT_STOP_SUPERSEDED), 1);
	assert_int_equal(line_of(&story, REPORT_STOP_SUPERSEDED)->deliveries, 20);
	assert_int_equal(line_of(&story, REPORT_STOP_SUPERSEDED)->other, 82);
	talloc_free(story.ctx);
}

static void a_log_has_an_end_and_counts_what_is_past_it(void **state)
{
	struct story story = begin(NULL);

	(void)state;
	on_the_way(&story, 1);
	for (int64_t i = 1; i <= REPORT_LINES_MAX + 10; i++)
		say(&story, NINE + i * MINUTE, 0, i % 2 ? RECEIPT_ACCEPTED : RECEIPT_UNKNOWN);
	report_end(story.report);
	assert_true(story.report->line_count <= REPORT_LINES_MAX + 5);
	assert_int_equal(story.report->lines_dropped, 14);
	talloc_free(story.ctx);
}

static void a_carrier_sees_its_own_and_nobody(void **state)
{
	struct story story = begin("unicom");
	const struct report_line *line;

	(void)state;
	on_the_way(&story, 4);
	for (uint32_t i = 0; i < 4; i++)
		say_cells(&story, NINE + SECOND, i, all_good);
	cancel(&story, NINE + MINUTE);
	report_end(story.report);
	assert_int_equal(lines_of(&story, REPORT_STOP_JUDGED), 0);
	assert_int_equal(lines_of(&story, REPORT_STOP_AUTHORISED), 0);
	assert_int_equal(line_of(&story, REPORT_STOP_ROUTED)->nodes, 2);
	assert_int_equal(line_of(&story, REPORT_STOP_ROUTED)->cells[REPORT_NOT_SERVED], 0);
	assert_int_equal(line_of(&story, REPORT_STOP_RECEIPTS)->nodes, 2);
	line = line_of(&story, REPORT_STOP_CANCEL_ASKED);
	assert_int_equal(line->who.size + line->because.size, 0);
	assert_int_equal(line_of(&story, REPORT_STOP_RECEIVED)->person.size, 0);
	assert_false(report_shows(story.report, 0));
	assert_true(report_shows(story.report, 1));
	talloc_free(story.ctx);
}

/* ---- sentences -------------------------------------------------------------------------- */

static void every_stop_has_a_sentence_in_both_languages(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (enum report_stop stop = 1; stop < REPORT_STOP_COUNT; stop++)
		for (int second = 0; second < 2; second++)
			for (int language = 0; language < REPORT_WORDS_LANGUAGES; language++) {
				struct report_line line = { .stop = stop,
							    .times = 2,
							    .nodes = second ? 0 : 5,
							    .is_second = second,
							    .who = SLICE_LITERAL("zhao"),
							    .what = SLICE_LITERAL("done") };
				struct slice said = report_words_of_line(
					ctx, &line, NULL, (enum report_words_language)language);

				if (said.size < 6 || strpbrk(said.at, "{}"))
					fail_msg("%s: \"%s\"", report_stop_name(stop), said.at);
			}
	talloc_free(ctx);
}

static void sentences_name_persons_and_bring_one_full_stop(void **state)
{
	static const struct person persons[] = { { .identifier = SLICE_LITERAL("zhao"),
						   .name = SLICE_LITERAL("赵强") } };
	static const struct registry registry = { .persons = persons, .person_count = 1 };
	const struct report_line line = { .stop = REPORT_STOP_CANCEL_ASKED,
					  .who = SLICE_LITERAL("zhao"),
					  .because = SLICE_LITERAL("误发。") };
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(report_words_of_line(ctx, &line, &registry, REPORT_WORDS_ZH).at,
			    "要求取消，经办：赵强（zhao），理由：误发。");
	assert_string_equal(report_words_of_line(ctx, &line, &registry, REPORT_WORDS_EN).at,
			    "A cancel was asked for, by 赵强 (zhao): 误发.");
	assert_string_equal(report_words_of_line(ctx, &line, NULL, REPORT_WORDS_EN).at,
			    "A cancel was asked for, by zhao: 误发.");
	talloc_free(ctx);
}

static void receipts_are_told_with_their_numbers_only(void **state)
{
	struct report_line line = { .stop = REPORT_STOP_RECEIPTS, .nodes = 3, .handed_over = 2 };
	void *ctx = talloc_new(NULL);

	(void)state;
	line.cells[REPORT_ACCEPTED] = 4;
	line.cells[REPORT_UNKNOWN] = 2;
	assert_string_equal(report_words_of_line(ctx, &line, NULL, REPORT_WORDS_ZH).at,
			    "3个节点有回执；交付2条；小区：接受4、未知2。");
	assert_string_equal(report_words_of_line(ctx, &line, NULL, REPORT_WORDS_EN).at,
			    "Heard of 3 nodes; 2 handed over; cells: 4 accepted, 2 unknown.");
	talloc_free(ctx);
}

static void what_has_no_cells_is_told_as_such(void **state)
{
	static const struct event_routed_delivery app = { .carrier = SLICE_LITERAL("push"),
							  .link = SLICE_LITERAL("push"),
							  .node = SLICE_LITERAL("app") };
	struct story story = begin(NULL);
	struct report_places places;
	struct route route = { .delivery_count = 1 };
	const struct route_delivery row = { .message = 0 };
	const struct report_line *line;

	(void)state;
	receive(&story);
	fold(&story, NINE + 4000,
	     (struct event){
		     .kind = EVENT_ROUTED,
		     .routed = { .content = content, .deliveries = &app, .delivery_count = 1 } });
	say(&story, NINE + SECOND, 0, RECEIPT_SENT);
	say(&story, NINE + 2 * SECOND, 0, RECEIPT_ACCEPTED);
	line = line_of(&story, REPORT_STOP_RECEIPTS);
	assert_int_equal(line->others[REPORT_ACCEPTED], 1);
	assert_int_equal(line->cells[REPORT_ACCEPTED], 0);
	assert_string_equal(report_words_of_line(story.ctx, line, NULL, REPORT_WORDS_EN).at,
			    "Heard of 1 node; 1 handed over; without cells: 1 accepted.");
	route.deliveries = &row;
	report_places_make(&places, story.ctx, story.report,
			   &(struct report_world){ .routes = &route });
	assert_int_equal(places.warned.deliveries, 1);
	assert_int_equal(places.warned.cells + places.not_warned.cells, 0);
	talloc_free(story.ctx);
}

/* ---- delays ----------------------------------------------------------------------------- */

/* Four nodes, handed over after 1, 2, 3 and 10 s; the last is never heard of. */
static void delays_are_times_that_occurred(void **state)
{
	static const int64_t handed[] = { 1, 2, 3, 10 };
	struct story story = begin(NULL);
	struct report_delay delays[REPORT_DELAY_MEASURES];
	const struct report_delay *delay;

	(void)state;
	on_the_way(&story, 4);
	for (uint32_t i = 0; i < 4; i++)
		say(&story, NINE + handed[i] * SECOND, i, RECEIPT_SENT);
	for (uint32_t i = 0; i < 3; i++)
		say_cells(&story, NINE + handed[i] * SECOND + 500000, i, all_good);
	report_delays_make(delays, story.report);
	delay = &delays[REPORT_DELAY_RECEIVED_COMMITTED];
	assert_int_equal(delay->worst_us, 4000);
	delay = &delays[REPORT_DELAY_COMMITTED_HANDED_OVER];
	assert_int_equal(delay->count, 4);
	assert_int_equal(delay->p50_us, 2 * SECOND - 4000);
	assert_int_equal(delay->worst_us, 10 * SECOND - 4000);
	assert_int_equal(delay->worst, 3);
	delay = &delays[REPORT_DELAY_HANDED_OVER_ANSWERED];
	assert_int_equal(delay->count, 3);
	assert_int_equal(delay->worst_us, 500000);
	delay = &delays[REPORT_DELAY_RECEIVED_ANSWERED];
	assert_int_equal(delay->p50_us, 2500000);
	assert_int_equal(delay->worst, 2);
	talloc_free(story.ctx);
}

static void what_is_shown_again_is_no_delay(void **state)
{
	struct story story = begin(NULL);
	struct report_delay delays[REPORT_DELAY_MEASURES];

	(void)state;
	on_the_way(&story, 1);
	say(&story, NINE + SECOND, 0, RECEIPT_SENT);
	route(&story, NINE + 30 * MINUTE, 1, true);
	say(&story, NINE + 31 * MINUTE, 1, RECEIPT_SENT);
	report_delays_make(delays, story.report);
	assert_int_equal(delays[REPORT_DELAY_RECEIVED_HANDED_OVER].count, 1);
	assert_int_equal(delays[REPORT_DELAY_RECEIVED_HANDED_OVER].worst_us, SECOND);
	talloc_free(story.ctx);
}

/* ---- places ----------------------------------------------------------------------------- */

static struct cell_id id_of(uint64_t number)
{
	return (struct cell_id){
		.plmn = { 460, 0, false }, .rat = RAT_2G, .lac_tac = 9500, .cell = number
	};
}

static bool serves_all_but_nine(void *data, struct slice node)
{
	(void)data;
	return !slice_is(node, "bsc-9999");
}

/*
 * Two deliveries of the same three cells (two languages at one node), and a register that knows
 * these but the third, one that no node serves, one of a node without a link, and one that was
 * left out.
 */
struct world {
	struct cell_id ids[CELLS];
	struct route_delivery rows[2];
	struct route route;
	struct cell cells[5];
	struct report_world world;
};

static void make_world(struct world *w, uint32_t deliveries)
{
	static const struct {
		uint64_t number;
		const char *node;
		uint32_t people;
	} rows[] = { { 1, "bsc-0001", 100 },
		     { 2, "bsc-0001", 200 },
		     { 7, "", 50 },
		     { 8, "bsc-9999", 60 },
		     { 9, "bsc-0001", 0 } };

	*w = (struct world){ .route = { .deliveries = w->rows, .delivery_count = deliveries } };
	for (uint64_t i = 0; i < CELLS; i++)
		w->ids[i] = id_of(i + 1);
	for (size_t i = 0; i < 2; i++)
		w->rows[i] = (struct route_delivery){ .cells = w->ids, .cell_count = CELLS };
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		w->cells[i] = (struct cell){ .id = id_of(rows[i].number),
					     .node = slice_of(rows[i].node),
					     .people = rows[i].people };
	w->world = (struct report_world){ &w->route, true, w->cells, 5, serves_all_but_nine, NULL };
}

static const struct report_place *place(const struct report_places *places, uint64_t number)
{
	struct cell_id cell_id = id_of(number);
	uint8_t octets[CELL_ID_OCTETS];

	cell_id_pack(octets, &cell_id);
	return report_places_find(places, octets);
}

static void a_cell_is_counted_once_by_the_best_that_was_said(void **state)
{
	static const enum cell_outcome chinese[CELLS] = { CELL_ACCEPTED, CELL_ACCEPTED,
							  CELL_REFUSED };
	static const enum cell_outcome english[CELLS] = { CELL_ACCEPTED, CELL_REFUSED,
							  CELL_NO_ROOM };
	struct story story = begin(NULL);
	struct report_places places;
	struct world w;

	(void)state;
	make_world(&w, 2);
	on_the_way(&story, 2);
	say_cells(&story, NINE + SECOND, 0, chinese);
	say_cells(&story, NINE + SECOND, 1, english);
	report_places_make(&places, story.ctx, story.report, &w.world);
	assert_int_equal(places.count, 6);
	assert_int_equal(place(&places, 1)->outcome, REPORT_ACCEPTED);
	assert_false(place(&places, 1)->is_partly);
	assert_true(place(&places, 2)->is_partly);
	assert_int_equal(place(&places, 3)->outcome, REPORT_NO_ROOM);
	assert_false(place(&places, 3)->is_registered);
	assert_int_equal(places.warned.cells, 2);
	assert_int_equal(places.warned.people, 300);
	assert_int_equal(places.partly.cells, 1);
	assert_null(place(&places, 4));
	talloc_free(story.ctx);
}

/* The count of the route stands; which they are, and the people, is found in the register. */
static void who_was_not_warned_is_counted_with_the_people(void **state)
{
	struct story story = begin(NULL);
	struct report_places places;
	struct world w;

	(void)state;
	make_world(&w, 1);
	on_the_way(&story, 1);
	report_places_make(&places, story.ctx, story.report, &w.world);
	assert_int_equal(place(&places, 7)->outcome, REPORT_NOT_SERVED);
	assert_int_equal(place(&places, 8)->outcome, REPORT_NOT_SERVED);
	assert_int_equal(place(&places, 9)->outcome, REPORT_NOT_ORDERED);
	assert_int_equal(places.by[REPORT_UNKNOWN].cells, CELLS);
	assert_int_equal(places.by[REPORT_UNKNOWN].people, 300);
	assert_int_equal(places.by[REPORT_UNKNOWN].cells_of_unknown_people, 1);
	assert_int_equal(places.by[REPORT_NOT_SERVED].cells, 2);
	assert_int_equal(places.by[REPORT_NOT_SERVED].people, 110);
	assert_int_equal(places.not_warned.cells, CELLS + 2 + 1);
	assert_int_equal(places.not_warned.people, 410);
	assert_int_equal(places.warned.cells, 0);
	/* The register knows fewer by now: what was found then stands. */
	w.world.cell_count = 2;
	report_places_make(&places, story.ctx, story.report, &w.world);
	assert_int_equal(places.by[REPORT_NOT_SERVED].cells, 2);
	assert_int_equal(places.by[REPORT_NOT_SERVED].people, 0);
	assert_int_equal(places.by[REPORT_NOT_SERVED].cells_of_unknown_people, 2);
	/* It knows more: a part outside, say, that is not routed yet. */
	w.world.cell_count = 5;
	w.cells[4].node = slice_of("bsc-9999");
	report_places_make(&places, story.ctx, story.report, &w.world);
	assert_int_equal(places.by[REPORT_NOT_SERVED].cells, 3);
	talloc_free(story.ctx);
}

static void a_purged_route_is_counted_and_not_named(void **state)
{
	struct story story = begin(NULL);
	struct report_places places;
	struct world w;

	(void)state;
	make_world(&w, 1);
	w.route = (struct route){ .delivery_count = 0 };
	on_the_way(&story, 1);
	say_cells(&story, NINE + SECOND, 0, all_good);
	report_places_make(&places, story.ctx, story.report, &w.world);
	assert_int_equal(places.count, 0);
	assert_int_equal(places.cells_without_document, CELLS);
	assert_int_equal(places.warned.cells, CELLS);
	assert_int_equal(places.by[REPORT_NOT_SERVED].cells, 2);
	talloc_free(story.ctx);
}

static void one_carriers_places_are_its_own(void **state)
{
	struct story story = begin("unicom");
	struct report_places places;
	struct world w;

	(void)state;
	make_world(&w, 2);
	on_the_way(&story, 2);
	say_cells(&story, NINE + SECOND, 0, all_good);
	report_places_make(&places, story.ctx, story.report, &w.world);
	assert_int_equal(places.count, CELLS);
	assert_int_equal(places.warned.cells, 0);
	assert_int_equal(places.not_warned.cells, CELLS);
	assert_int_equal(places.by[REPORT_NOT_SERVED].cells, 0);
	talloc_free(story.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_said_is_unknown_and_never_a_success),
		cmocka_unit_test(each_cell_keeps_its_own_word_and_cause),
		cmocka_unit_test(a_hand_over_that_was_not_recorded_is_not_known),
		cmocka_unit_test(what_comes_behind_the_answer_is_no_hand_over),
		cmocka_unit_test(
			silence_is_the_cause_of_those_cells_alone_of_which_nothing_is_known),
		cmocka_unit_test(a_refusal_of_the_whole_is_of_every_cell_that_was_not_named),
		cmocka_unit_test(what_was_taken_off_is_still_said_to_have_been_on),
		cmocka_unit_test(a_node_that_falls_silent_later_makes_it_lost_not_unknown),
		cmocka_unit_test(a_cell_that_goes_down_is_down_and_was_on_before),
		cmocka_unit_test(a_thousand_nodes_in_a_minute_are_one_line),
		cmocka_unit_test(a_cell_that_is_asked_twice_in_a_minute_is_counted_once),
		cmocka_unit_test(another_stop_in_the_same_minute_begins_a_new_line),
		cmocka_unit_test(pages_in_a_row_are_one_line_with_their_number),
		cmocka_unit_test(an_update_takes_many_nodes_off_in_one_line),
		cmocka_unit_test(a_log_has_an_end_and_counts_what_is_past_it),
		cmocka_unit_test(a_carrier_sees_its_own_and_nobody),
		cmocka_unit_test(every_stop_has_a_sentence_in_both_languages),
		cmocka_unit_test(sentences_name_persons_and_bring_one_full_stop),
		cmocka_unit_test(receipts_are_told_with_their_numbers_only),
		cmocka_unit_test(what_has_no_cells_is_told_as_such),
		cmocka_unit_test(delays_are_times_that_occurred),
		cmocka_unit_test(what_is_shown_again_is_no_delay),
		cmocka_unit_test(a_cell_is_counted_once_by_the_best_that_was_said),
		cmocka_unit_test(who_was_not_warned_is_counted_with_the_people),
		cmocka_unit_test(a_purged_route_is_counted_and_not_named),
		cmocka_unit_test(one_carriers_places_are_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
