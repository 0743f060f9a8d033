/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes to and comes from a carrier behind the broker; the texts below were written by hand. */
#include "test.h"

#include <string.h>
#include <talloc.h>

#include "wire/mqtt_notice_json.h"
#include "wire/mqtt_receipt_json.h"
#include "wire/route_bytes.h"

static const struct geo_point ring[] = { { 30100000, 120100000 },
					 { 30200000, 120100000 },
					 { 30200001, -500000 },
					 { 30100000, 120100000 } };
static const struct geo_polygon polygon = { ring, 4 };
static const struct geo_circle circle = { { 30200000, 120200000 }, 5250 };
static const struct area_code codes[] = {
	{ SLICE_LITERAL("adcode"), SLICE_LITERAL("330100") },
	{ SLICE_LITERAL("EMMA_ID"), SLICE_LITERAL("DE\"1") },
};
static const struct area area = { SLICE_LITERAL("somewhere"), &polygon, 1, &circle, 1, codes, 2 };
static const struct cell_id cell = { { 460, 0, false }, RAT_5G, 9548, 68719476735 };

static struct route_message message(void)
{
	return (struct route_message){ .language = SLICE_LITERAL("zh-CN"),
				       .text = SLICE_LITERAL("山洪\n\"红色\""),
				       .message_identifier = 4371,
				       .serial_number = 16400 };
}

static const char *written(void *ctx, const struct mqtt_notice *notice)
{
	struct text text;

	text_init(&text, ctx);
	mqtt_notice_json_write(&text, notice);
	return text.at;
}

static void a_notice_is_written_as_the_contract_says(void **state)
{
	void *ctx = talloc_new(NULL);
	struct route_message about = message();
	struct mqtt_notice notice = {
		.action = MQTT_NOTICE_SEND,
		.notice = 81,
		.delivery = 3,
		.message = &about,
		.cells = &cell,
		.cell_count = 1,
		.areas = &area,
		.area_count = 1,
		.from = { 1772413200000000 },
		.until = { 1772434800000000 },
		.content = { { 0xab, 0xcd } },
		.realm = "live",
	};

	(void)state;
	assert_string_equal(
		written(ctx, &notice),
		"{\"action\":\"send\",\"notice\":\"81\",\"delivery\":\"81.3\","
		"\"order_no\":\"81.3.1\",\"serial\":16400,\"message_identifier\":4371,"
		"\"texts\":[{\"language\":\"zh-CN\",\"text\":\"山洪\\n\\\"红色\\\"\"}],"
		"\"areas\":[{\"polygon\":[[30.1,120.1],[30.2,120.1],[30.200001,-0.5],"
		"[30.1,120.1]]},"
		"{\"circle\":{\"at\":[30.2,120.2],\"radius_km\":5.250}},{\"adcode\":\"330100\"},"
		"{\"geocode\":{\"name\":\"EMMA_ID\",\"value\":\"DE\\\"1\"}}],"
		"\"cells\":[\"460-00-5g-9548-68719476735\"],"
		"\"from\":\"2026-03-02T09:00:00+08:00\",\"until\":\"2026-03-02T15:00:00+08:00\","
		"\"digest\":\"abcd000000000000000000000000000000000000000000000000000000000000\","
		"\"realm\":\"live\"}");
	talloc_free(ctx);
}

static void an_update_names_what_it_replaces_and_a_stop_has_a_number_of_its_own(void **state)
{
	void *ctx = talloc_new(NULL);
	struct route_message about = message();
	struct mqtt_notice notice = { .action = MQTT_NOTICE_UPDATE,
				      .notice = 1,
				      .message = &about,
				      .areas = &area,
				      .area_count = 1,
				      .realm = "drill" };
	const char *text;

	(void)state;
	about.replaced_serial = 16384;
	text = written(ctx, &notice);
	assert_non_null(strstr(text, "\"action\":\"update\""));
	assert_non_null(strstr(text, "\"replaces\":16384"));
	assert_non_null(strstr(text, "\"order_no\":\"1.0.1\""));
	assert_null(strstr(text, "\"cells\""));
	notice.action = MQTT_NOTICE_STOP;
	text = written(ctx, &notice);
	assert_non_null(strstr(text, "\"action\":\"stop\""));
	assert_non_null(strstr(text, "\"order_no\":\"1.0.2\""));
	assert_null(strstr(text, "\"replaces\""));
	talloc_free(ctx);
}

#define HEAD "\"notice\":\"81\",\"delivery\":\"81.3\",\"serial\":16400"
#define AT   ",\"received_at\":\"2026-03-02T09:00:00+08:00\""

static void a_receipt_is_read_with_all_it_says(void **state)
{
	void *ctx = talloc_new(NULL);
	struct mqtt_receipt receipt;
	struct fault why = { 0 };
	const char *text = "{" HEAD AT ",\"order_no\":\"81.3.1\",\"outcome\":\"partial\","
			   "\"cells\":[{\"cell\":\"460-00-5g-9548-68719476735\","
			   "\"outcome\":\"refused\"}],\"cause\":\"满\","
			   "\"started\":\"2026-03-02T09:00:01+08:00\","
			   "\"finished\":\"2026-03-02T09:01:00+08:00\",\"targeted\":10,"
			   "\"submitted\":9,\"delivered\":8,\"failed\":1,\"unknown\":2}";

	(void)state;
	if (mqtt_receipt_json_read(ctx, &receipt, slice_of(text), &why) != ERR_OK)
		fail_msg("%s", why.text);
	assert_int_equal(receipt.notice, 81);
	assert_int_equal(receipt.delivery, 3);
	assert_int_equal(receipt.serial, 16400);
	assert_int_equal(receipt.outcome, RECEIPT_PARTIAL);
	assert_int_equal(receipt.cell_count, 1);
	assert_true(cell_id_equal(&receipt.cells[0].cell, &cell));
	assert_int_equal(receipt.cells[0].outcome, CELL_REFUSED);
	assert_int_equal(utc_since(receipt.finished, receipt.started).us, 59000000);
	assert_int_equal(receipt.counts.targeted, 10);
	assert_int_equal(receipt.counts.submitted, 9);
	assert_int_equal(receipt.counts.delivered, 8);
	assert_int_equal(receipt.counts.failed, 1);
	assert_int_equal(receipt.counts.unknown, 2);
	talloc_free(ctx);
}

static void words_of_an_outcome_are_known_and_no_others(void **state)
{
	static const struct {
		const char *word;
		enum receipt_outcome outcome;
	} rows[] = {
		{ "accepted", RECEIPT_ACCEPTED }, { "on-air", RECEIPT_ON_AIR },
		{ "delivered", RECEIPT_ON_AIR },  { "partial", RECEIPT_PARTIAL },
		{ "refused", RECEIPT_REFUSED },	  { "failed", RECEIPT_FAILED },
		{ "unknown", RECEIPT_UNKNOWN },	  { "stopped", RECEIPT_STOPPED },
		{ "sent", RECEIPT_NONE },	  { "read", RECEIPT_NONE },
		{ "Accepted", RECEIPT_NONE },	  { "", RECEIPT_NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		void *ctx = talloc_new(NULL);
		char *text = talloc_asprintf(ctx, "{" HEAD AT ",\"outcome\":\"%s\"}", rows[i].word);
		struct mqtt_receipt receipt = { 0 };
		enum err err = mqtt_receipt_json_read(ctx, &receipt, slice_of(text), NULL);

		assert_int_equal(err, rows[i].outcome ? ERR_OK : ERR_INPUT);
		assert_int_equal(receipt.outcome, rows[i].outcome);
		talloc_free(ctx);
	}
}

static void what_is_no_receipt_is_refused_and_says_why(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "line" },
		{ "[]", "object" },
		{ "{}", "missing" },
		{ "{" HEAD AT "}", "outcome" },
		{ "{" HEAD ",\"outcome\":\"accepted\"}", "received_at" },
		{ "{" HEAD AT ",\"outcome\":\"accepted\",\"colour\":1}", "colour" },
		{ "{" HEAD AT
		  ",\"outcome\":\"partial\",\"cells\":[{\"cell\":\"460-00-5g-9548-7001\","
		  "\"outcome\":\"stopping\"}]}",
		  "outcome" },
		{ "{" HEAD AT ",\"outcome\":\"accepted\",\"outcome\":\"refused\"}", "duplicate" },
		{ "{\"notice\":81,\"delivery\":\"81.3\",\"serial\":1,\"outcome\":\"accepted\"" AT
		  "}",
		  "notice" },
		{ "{\"notice\":\"0\",\"delivery\":\"0.3\",\"serial\":1,\"outcome\":\"accepted\"" AT
		  "}",
		  "notice" },
		{ "{\"notice\":\"8\",\"delivery\":\"81.3\",\"serial\":1,\"outcome\":\"accepted\"" AT
		  "}",
		  "delivery" },
		{ "{\"notice\":\"81\",\"delivery\":\"81\",\"serial\":1,\"outcome\":\"accepted\"" AT
		  "}",
		  "delivery" },
		{ "{\"notice\":\"81\",\"delivery\":\"81.x\",\"serial\":1,"
		  "\"outcome\":\"accepted\"" AT "}",
		  "delivery" },
		{ "{\"notice\":\"81\",\"delivery\":\"81.4294967296\",\"serial\":1,"
		  "\"outcome\":\"accepted\"" AT "}",
		  "delivery" },
		{ "{\"notice\":\"81\",\"delivery\":\"81.3\",\"serial\":65536,"
		  "\"outcome\":\"accepted\"" AT "}",
		  "serial" },
		{ "{" HEAD AT ",\"outcome\":\"partial\",\"cells\":[{\"cell\":\"460-00-6g-1-1\","
		  "\"outcome\":\"accepted\"}]}",
		  "cells[0]" },
		{ "{" HEAD AT ",\"outcome\":\"partial\",\"cells\":[{\"cell\":\"460-00-5g-1-1\"}]}",
		  "outcome" },
		{ "{" HEAD ",\"received_at\":\"yesterday\",\"outcome\":\"accepted\"}",
		  "received_at" },
		{ "{" HEAD AT ",\"outcome\":\"accepted\",\"targeted\":-1}", "targeted" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		void *ctx = talloc_new(NULL);
		struct mqtt_receipt receipt = { .notice = 7 };
		struct fault why = { 0 };

		assert_int_not_equal(
			mqtt_receipt_json_read(ctx, &receipt, slice_of(rows[i].text), &why),
			ERR_OK);
		if (!strstr(why.text, rows[i].why))
			fail_msg("%s: \"%s\" does not say %s", rows[i].text, why.text, rows[i].why);
		assert_int_equal(receipt.notice, 7);
		talloc_free(ctx);
	}
}

static void a_receipt_is_bounded(void **state)
{
	void *ctx = talloc_new(NULL);
	char *text = talloc_size(ctx, MQTT_RECEIPT_OCTETS_MAX + 1);
	struct mqtt_receipt receipt;

	(void)state;
	memset(text, ' ', MQTT_RECEIPT_OCTETS_MAX + 1);
	assert_int_equal(mqtt_receipt_json_read(ctx, &receipt,
						(struct slice){ text, MQTT_RECEIPT_OCTETS_MAX + 1 },
						NULL),
			 ERR_LIMIT);
	talloc_free(ctx);
}

static void a_cause_is_bounded(void **state)
{
	void *ctx = talloc_new(NULL);
	char cause[MQTT_RECEIPT_CAUSE_OCTETS_MAX + 2];
	struct mqtt_receipt receipt;

	(void)state;
	memset(cause, 'x', sizeof(cause) - 1);
	cause[sizeof(cause) - 1] = '\0';
	assert_int_equal(mqtt_receipt_json_read(
				 ctx, &receipt,
				 slice_of(talloc_asprintf(ctx,
							  "{" HEAD AT ",\"outcome\":\"failed\","
							  "\"cause\":\"%s\"}",
							  cause)),
				 NULL),
			 ERR_LIMIT);
	talloc_free(ctx);
}

static void a_cell_is_read_as_it_is_written(void **state)
{
	static const char *const wrong[] = { "",
					     "460",
					     "460-00",
					     "460-00-2g",
					     "460-00-2g-1",
					     "460-00-2g-1-2-3",
					     "46-00-2g-1-2",
					     "460-00-2g-16777216-1",
					     "460-00-5g-1-68719476736",
					     "460-00-none-1-1",
					     "460-00-2g--1" };
	struct cell_id read;
	char text[CELL_ID_TEXT_OCTETS];

	(void)state;
	assert_true(cell_id_parse(&read, slice_of(cell_id_format(text, &cell))));
	assert_true(cell_id_equal(&read, &cell));
	assert_true(cell_id_parse(&read, SLICE_LITERAL("310-410-4g-1-2")));
	assert_true(read.plmn.mnc_has_3_digits);
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (cell_id_parse(&read, slice_of(wrong[i])))
			fail_msg("\"%s\" is no cell", wrong[i]);
}

/* What was approved comes back from the store to the last millionth of a degree. */
static void areas_of_a_route_survive_the_store(void **state)
{
	void *ctx = talloc_new(NULL);
	struct route_message about = message();
	const struct route_delivery delivery = { .node = SLICE_LITERAL("app") };
	const struct route route = { .messages = &about,
				     .message_count = 1,
				     .deliveries = &delivery,
				     .delivery_count = 1,
				     .areas = area_copy(ctx, &area, 1),
				     .area_count = 1 };
	struct text first, second;
	struct route read;

	(void)state;
	about.area_count = 1;
	text_init(&first, ctx);
	route_bytes_pack(&first, &route);
	assert_int_equal(route_bytes_unpack(ctx, &read, text_slice(&first), NULL), ERR_OK);
	assert_int_equal(read.area_count, 1);
	assert_int_equal(read.areas[0].polygons[0].points[2].lat_e6, 30200001);
	assert_int_equal(read.areas[0].polygons[0].points[2].lon_e6, -500000);
	assert_int_equal(read.areas[0].circles[0].radius_m, 5250);
	assert_true(slice_is(read.areas[0].codes[1].value_name, "EMMA_ID"));
	assert_int_equal(read.messages[0].page_count, 0);
	assert_int_equal(read.messages[0].area_count, 1);
	assert_int_equal(read.messages[0].plmn.mcc, 0);
	text_init(&second, ctx);
	route_bytes_pack(&second, &read);
	assert_true(slice_equal(text_slice(&first), text_slice(&second)));
	about.area_from = 1;
	text_init(&second, ctx);
	route_bytes_pack(&second, &route);
	assert_int_equal(route_bytes_unpack(ctx, &read, text_slice(&second), NULL), ERR_INPUT);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_written_as_the_contract_says),
		cmocka_unit_test(
			an_update_names_what_it_replaces_and_a_stop_has_a_number_of_its_own),
		cmocka_unit_test(a_receipt_is_read_with_all_it_says),
		cmocka_unit_test(words_of_an_outcome_are_known_and_no_others),
		cmocka_unit_test(what_is_no_receipt_is_refused_and_says_why),
		cmocka_unit_test(a_receipt_is_bounded),
		cmocka_unit_test(a_cause_is_bounded),
		cmocka_unit_test(a_cell_is_read_as_it_is_written),
		cmocka_unit_test(areas_of_a_route_survive_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
