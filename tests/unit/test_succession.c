/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose place a message takes, under which number, and when a longer time is told to its nodes. */
#include "notice/held.h"
#include "notice/succession.h"
#include "test.h"
#include "wire/route_bytes.h"

#include <string.h>
#include <talloc.h>

enum { FLOOD = 'f', STORM = 's', WEST = 'w', EAST = 'e', NORTH = 'n' };

static const struct route_page pages[] = { { { FLOOD }, 1 }, { { STORM }, 1 } };

/* What one message of a notice says, and where. */
struct said {
	char text, area;
	const char *language;
	uint16_t serial_number; /* of what is on the air */
};

#define ON(text, area, serial_number)                                                              \
	{                                                                                          \
		text, area, "zh", serial_number                                                    \
	}
#define SAYS(text, area) ON(text, area, 0)

static struct slice words(char text)
{
	return text == FLOOD ? SLICE_LITERAL("flood") : SLICE_LITERAL("storm");
}

static struct route_message message_of(const struct said *said)
{
	return (struct route_message){
		.language = slice_of(said->language),
		.text = words(said->text),
		.area = { { (uint8_t)said->area } },
		.plmn = { 460, 0, false },
		.message_identifier = 4371,
		.serial_number = said->serial_number,
		.category = 0,
		.dcs = 0x48,
		.repetition_period_s = 30,
		.pages = &pages[said->text == STORM],
		.page_count = 1,
	};
}

enum { SAID_MAX = 4 };

struct stage {
	struct route_message old[SAID_MAX];
	struct content_text texts[SAID_MAX];
	struct route route;
	struct content content;
	struct route_message wanted;
	struct succession_question question;
};

/* Points into itself, so it is made in place. */
static void set(struct stage *stage, const struct said *old, const struct said *new)
{
	*stage = (struct stage){ .question = { .may_keep = true, .route_count = 1 } };
	for (; stage->route.message_count < SAID_MAX && old[stage->route.message_count].text;
	     stage->route.message_count++)
		stage->old[stage->route.message_count] = message_of(
			&old[stage->route.message_count]);
	for (; stage->content.text_count < SAID_MAX && new[stage->content.text_count].text;
	     stage->content.text_count++)
		stage->texts[stage->content.text_count] = (struct content_text){
			.language = slice_of(new[stage->content.text_count].language),
			.text = words(new[stage->content.text_count].text),
			.message_identifier = 4371,
		};
	stage->route.messages = stage->old;
	stage->content.texts = stage->texts;
	stage->wanted = message_of(&new[0]);
	stage->question.wanted = &stage->wanted;
	stage->question.content = &stage->content;
	stage->question.routes = &stage->route;
}

/* The first of the new texts is the one that is asked for; serial 0: it takes nobody's place. */
static void each_text_takes_its_place(void **state)
{
	static const struct {
		const char *name;
		struct said old[SAID_MAX], new[SAID_MAX];
		uint16_t serial_number;
		bool keeps;
	} rows[] = {
		{ "the same in the same area",
		  { ON(FLOOD, WEST, 16) },
		  { SAYS(FLOOD, WEST) },
		  16,
		  true },
		{ "the same in another area",
		  { ON(FLOOD, WEST, 16) },
		  { SAYS(FLOOD, EAST) },
		  16,
		  true },
		{ "another text in the same area",
		  { ON(FLOOD, WEST, 16) },
		  { SAYS(STORM, WEST) },
		  16,
		  false },
		{ "another text in another area, alone on both sides",
		  { ON(FLOOD, WEST, 16) },
		  { SAYS(STORM, EAST) },
		  16,
		  false },
		{ "another language",
		  { ON(FLOOD, WEST, 16) },
		  { { FLOOD, WEST, "en", 0 } },
		  0,
		  false },
		{ "each of two keeps its own, though they change places",
		  { ON(FLOOD, WEST, 16), ON(STORM, EAST, 32) },
		  { SAYS(FLOOD, EAST), SAYS(STORM, WEST) },
		  16,
		  true },
		{ "the one that is the same in its area, of two",
		  { ON(FLOOD, EAST, 16), ON(FLOOD, WEST, 32) },
		  { SAYS(FLOOD, WEST), SAYS(FLOOD, EAST) },
		  32,
		  true },
		{ "of two that say the same one that moved is new",
		  { ON(FLOOD, WEST, 16) },
		  { SAYS(FLOOD, EAST), SAYS(FLOOD, NORTH) },
		  0,
		  false },
		{ "what another text goes on with is not its to take",
		  { ON(STORM, WEST, 16) },
		  { SAYS(FLOOD, WEST), SAYS(STORM, EAST) },
		  0,
		  false },
		{ "but what is left is",
		  { ON(STORM, WEST, 16), ON(STORM, EAST, 32) },
		  { SAYS(FLOOD, WEST) },
		  16,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct stage stage;
		struct succession found;

		set(&stage, rows[i].old, rows[i].new);
		found = succession_find(&stage.question);
		if (found.keeps != rows[i].keeps ||
		    (found.message ? found.message->serial_number : 0) != rows[i].serial_number)
			fail_msg("%s: %u%s", rows[i].name,
				 found.message ? found.message->serial_number : 0,
				 found.keeps ? ", kept" : "");
	}
}

/* Whatever of it a phone or a BSC would notice. */
static void anything_else_that_differs_takes_a_new_number(void **state)
{
	static const struct said one[SAID_MAX] = { ON(FLOOD, WEST, 16) };
	struct stage stage;

	(void)state;
	for (int what = 0; what < 5; what++) {
		set(&stage, one, one);
		assert_true(succession_find(&stage.question).keeps);
		stage.wanted.category = what == 0 ? 2 : 0;
		stage.wanted.repetition_period_s += what == 1;
		stage.wanted.dcs ^= what == 2;
		if (what == 3)
			stage.wanted.pages = &pages[1];
		stage.question.may_keep = what != 4; /* it is to sound again */
		assert_false(succession_find(&stage.question).keeps);
		assert_ptr_equal(succession_find(&stage.question).message, &stage.old[0]);
	}
	set(&stage, one, one);
	stage.wanted.message_identifier = 4375;
	assert_null(succession_find(&stage.question).message);
	set(&stage, one, one);
	stage.wanted.plmn.mnc = 1;
	assert_null(succession_find(&stage.question).message);
}

/* Of several that it was on the air under the newest is what phones have. */
static void the_newest_route_counts(void **state)
{
	static const struct said one[SAID_MAX] = { ON(FLOOD, WEST, 16) };
	struct route_message later;
	struct route routes[2];
	struct stage stage;

	(void)state;
	set(&stage, one, one);
	later = stage.old[0];
	later.serial_number = 17;
	routes[0] = routes[1] = stage.route;
	routes[1].messages = &later;
	stage.question.routes = routes;
	stage.question.route_count = 2;
	assert_int_equal(succession_find(&stage.question).message->serial_number, 17);
	stage.question.may_keep = false;
	assert_int_equal(succession_find(&stage.question).message->serial_number, 17);
}

/* ---- a longer time ---------------------------------------------------------------------- */

static struct utc minute(int minutes)
{
	return (struct utc){ 1772413200000000 + (int64_t)minutes * 60000000 };
}

static struct utc seconds_after(struct utc at, int seconds)
{
	return utc_add(at, SPAN_SECONDS(seconds));
}

static struct utc next_of(const struct route *route, struct utc after)
{
	return held_next(&(struct held_question){ route, minute(0), 0 }, after);
}

/* TS 48.049 8.2.9: 65535 times are 22.9 days in a period of 16 units of 1.883 s. */
static void it_is_written_again_when_a_node_can_count_no_further(void **state)
{
	static const struct said one[SAID_MAX] = { ON(FLOOD, WEST, 16) };
	const struct utc end = utc_add(minute(0), (struct span){ 65535LL * 16 * 1883000 });
	struct held_question question = { .begun = minute(0) };
	struct stage stage;
	struct route route;

	(void)state;
	set(&stage, one, one);
	stage.old[0].repetition_period_s = 30;
	route = stage.route;
	question.route = &route;
	route.expires = end;
	assert_false(held_is_meant(&question, &stage.old[0]));
	route.expires = minute(60 * 24 * 60);
	assert_true(held_is_meant(&question, &stage.old[0]));
	assert_int_equal(held_next(&question, minute(0)).us, seconds_after(end, 40).us);
	/* A node with a faster rhythm is at its end sooner. */
	question.rhythm_s = 15;
	assert_int_equal(
		held_next(&question, minute(0)).us,
		seconds_after(utc_add(minute(0), (struct span){ 65535LL * 8 * 1883000 }), 40).us);
}

/* TS 48.049 8.2.13: what is there is refused with 0d, and counts on as it was told. */
static void it_is_written_again_when_the_old_count_is_over(void **state)
{
	static const struct said one[SAID_MAX] = { ON(FLOOD, WEST, 16) };
	struct stage stage;
	struct route route;
	struct utc at;

	(void)state;
	set(&stage, one, one);
	stage.old[0].held_from = minute(10);
	stage.old[0].held_until = minute(20);
	route = stage.route;
	route.expires = minute(60);
	/* One period and a little after each end; then after 1, 2, 4, 8, 8 ... minutes. */
	at = next_of(&route, minute(0));
	assert_int_equal(at.us, seconds_after(minute(10), 40).us);
	at = next_of(&route, at);
	assert_int_equal(at.us, seconds_after(minute(11), 40).us);
	at = next_of(&route, at);
	assert_int_equal(at.us, seconds_after(minute(13), 40).us);
	at = next_of(&route, minute(18));
	assert_int_equal(at.us, seconds_after(minute(20), 40).us);
	at = next_of(&route, minute(59));
	assert_int_equal(at.us, seconds_after(minute(59), 40).us);
	assert_false(utc_is_set(next_of(&route, at)));
	/* Over the internet nobody counts; and what was told its whole time is left alone. */
	stage.old[0].page_count = 0;
	assert_false(utc_is_set(next_of(&route, minute(0))));
	stage.old[0].page_count = 1;
	stage.old[0].held_from = (struct utc){ 0 };
	assert_false(utc_is_set(next_of(&route, minute(0))));
}

static void a_route_is_stored_with_what_its_nodes_hold(void **state)
{
	static const struct said one[SAID_MAX] = { ON(FLOOD, WEST, 16) };
	void *ctx = talloc_new(NULL);
	struct route read;
	struct stage stage;
	struct text text;

	(void)state;
	set(&stage, one, one);
	stage.old[0].replaces = true;
	stage.old[0].replaced_serial = 16;
	stage.old[0].held_from = minute(10);
	stage.old[0].held_until = minute(20);
	text_init(&text, ctx);
	route_bytes_pack(&text, &stage.route);
	assert_int_equal(route_bytes_unpack(ctx, &read, text_slice(&text), NULL), ERR_OK);
	assert_true(route_message_is_kept(&read.messages[0]));
	assert_int_equal(read.messages[0].held_from.us, minute(10).us);
	assert_int_equal(read.messages[0].held_until.us, minute(20).us);
	assert_true(route_message_same_broadcast(&read.messages[0], &stage.old[0]));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_takes_its_place),
		cmocka_unit_test(anything_else_that_differs_takes_a_new_number),
		cmocka_unit_test(the_newest_route_counts),
		cmocka_unit_test(it_is_written_again_when_the_old_count_is_over),
		cmocka_unit_test(it_is_written_again_when_a_node_can_count_no_further),
		cmocka_unit_test(a_route_is_stored_with_what_its_nodes_hold),
	};

	return cmocka_run_group_tests_name("succession", tests, NULL, NULL);
}
