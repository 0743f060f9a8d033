/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The simulated phone and the simulated air. */
#include "test.h"

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "air_json.h"
#include "base/digest.h"
#include "net/clock.h"
#include "phone.h"
#include "phone_text.h"

static struct route_page page_of(const char *hex)
{
	struct route_page page = { .used = (uint8_t)(strlen(hex) / 2) };

	assert_true(digest_from_hex(page.octets, page.used, slice_of(hex)));
	return page;
}

static void text_is_read_as_a_phone_reads_it(void **state)
{
	/* octets by Python: "..".encode("utf-16-be"), and septets packed by hand (TS 23.038 6.1.2)
	 */
	static const struct {
		uint8_t dcs;
		const char *hex, *text;
	} rows[] = {
		{ 0x48, "6d2a6c34ff1a000d000d", "洪水：" },
		{ 0x48, "d83dde00000d", "\xf0\x9f\x98\x80" },
		{ 0x11, "f65c6d2a6c34000d", "洪水" },
		{ 0x0f, "e8329bfd06", "hello" },
		{ 0x10, "6577035d66b3df0d", "hello" },
		{ 0x01, "e14d590c", "a€b" },
	};
	char text[PHONE_TEXT_OCTETS];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct route_page page = page_of(rows[i].hex);

		assert_string_equal(phone_text(text, rows[i].dcs, &page, 1), rows[i].text);
	}
}

static void a_phone_shows_a_serial_once_in_24_hours(void **state)
{
	struct phone phone = { .shown = 0 };
	struct air_message message = { .message_identifier = 4371, .serial_number = 0x4010 };
	struct utc at = { 1790000000000000 };

	(void)state;
	assert_true(phone_receive(&phone, &message, at));
	assert_false(phone_receive(&phone, &message, utc_add(at, SPAN_HOURS(23))));
	message.serial_number = 0x4011; /* an update number is another serial */
	assert_true(phone_receive(&phone, &message, at));
	message.serial_number = 0x4010;
	assert_true(phone_receive(&phone, &message, utc_add(at, SPAN_HOURS(24))));
	assert_int_equal(phone.suppressed, 1);
}

static void a_screen_is_framed_whatever_is_written_on_it(void **state)
{
	struct air_message message = { .message_identifier = 4371, .dcs = 0x48, .page_count = 1 };
	char *screen = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&screen, &size);

	(void)state;
	/* 【云江】洪水预警：请立即离开河岸，前往高处 */
	message.pages[0] = page_of(
		"30104e916c5f30116d2a6c3498848b66ff1a8bf77acb537379bb5f006cb35cb8"
		"ff0c524d5f809ad85904");
	phone_draw(to, &message, "460-00-2g-9500-1", (struct utc){ 1790000000000000 });
	fclose(to);
	assert_non_null(strstr(screen, "极端警报 Extreme alert"));
	assert_non_null(strstr(screen, "【云江】洪水预警"));
	free(screen);
}

static unsigned int changes[4];

static void on_changed(void *data, const struct air_change *change)
{
	(void)data;
	changes[change->kind]++;
}

static void a_message_is_forgotten_when_its_count_is_done(void **state)
{
	static const struct cell_id cell = { { 460, 0, false }, RAT_2G, 1, 1 };
	struct air *air = air_open(NULL, &cell, 1, NULL, on_changed);
	struct air_message message = { .message_identifier = 1,
				       .serial_number = 1,
				       .repetition_period = 10,
				       .number_of_broadcasts = 2,
				       .page_count = 6 };
	uint32_t broadcasts;

	(void)state;
	assert_int_equal(air_write(air, air_cell(air, 1, 1), &message), AIR_OK);
	assert_int_equal(air_write(air, air_cell(air, 1, 1), &message), AIR_REFERENCE_USED);
	message.serial_number = 2;
	assert_int_equal(air_write(air, air_cell(air, 1, 1), &message), AIR_CAPACITY);
	osmo_gettimeofday_override_add(40, 0);
	osmo_select_main(1);
	assert_int_equal(changes[AIR_ENDED], 1);
	assert_int_equal(
		air_kill(air, air_cell(air, 1, 1),
			 &(struct air_message){ .message_identifier = 1, .serial_number = 1 },
			 &broadcasts),
		AIR_REFERENCE_UNKNOWN);
	talloc_free(air);
}

static void a_line_of_the_air_is_read_back(void **state)
{
	static const struct cell_id cell = { { 460, 0, false }, RAT_2G, 9500, 1 };
	struct air_message message = { .message_identifier = 4371,
				       .serial_number = 0x4010,
				       .dcs = 0x48,
				       .repetition_period = 16,
				       .number_of_broadcasts = 9,
				       .page_count = 1 };
	struct air_change change = { AIR_STOPPED, &cell, &message, 3, { 1790000000000000 } };
	struct air_line line;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	(void)state;
	message.pages[0] = page_of("6d2a6c34");
	air_json_write(to, "bsc-001", &change);
	fclose(to);
	assert_int_equal(air_json_read(&line, text, NULL), ERR_OK);
	assert_int_equal(line.change.kind, AIR_STOPPED);
	assert_int_equal(line.message.serial_number, 0x4010);
	assert_string_equal(line.cell, "460-00-2g-9500-1");
	assert_memory_equal(line.message.pages[0].octets, message.pages[0].octets, 4);
	assert_int_equal(air_json_read(&line, "{\"change\":\"on\"}", NULL), ERR_INPUT);
	assert_int_equal(air_json_read(&line, "nonsense", NULL), ERR_INPUT);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_as_a_phone_reads_it),
		cmocka_unit_test(a_phone_shows_a_serial_once_in_24_hours),
		cmocka_unit_test(a_screen_is_framed_whatever_is_written_on_it),
		cmocka_unit_test(a_message_is_forgotten_when_its_count_is_done),
		cmocka_unit_test(a_line_of_the_air_is_read_back),
	};

	osmo_gettimeofday_override = true;
	osmo_gettimeofday_override_time = (struct timeval){ 1790000000, 0 };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
