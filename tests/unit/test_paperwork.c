/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"
#include "wire/paperwork_json.h"

#include <jansson.h>
#include <talloc.h>

#define STORED(draft, form) "{\"notice\":\"1\",\"draft\":{" draft "},\"form\":{" form "}}"

/* What differs, by name; "" nothing. */
static const struct {
	const char *document, *differs;
} rows[] = {
	{ STORED("\"class\":\"natural-disaster\"", "\"class\":\"自然灾害\""), "" },
	{ STORED("\"class\":\"natural-disaster\"", "\"class\":\"事故灾难\""), "class " },
	{ STORED("\"level\":\"Extreme\"", "\"level\":\"红色\""), "" },
	{ STORED("\"level\":\"Extreme\"", "\"level\":\"RED\""), "" },
	{ STORED("\"level\":\"Red\"", "\"level\":\"Ⅰ级\""), "" },
	{ STORED("\"level\":\"Extreme\"", "\"level\":\"橙色\""), "level " },
	{ STORED("\"level\":\"Extreme\"", "\"level\":\"\""), "level " },
	{ STORED("", "\"grounds\":\"水位上涨\""), "grounds " },
	{ STORED("\"grounds\":\"水位上涨\"", "\"grounds\":\"水位上涨\""), "" },
	/* What the chain cannot know differs from nothing. */
	{ STORED("", "\"basis\":\"预案\",\"effect\":\"有效\",\"seal\":\"章\""), "" },
	{ STORED("\"lifted_at\":\"2026-03-02T09:00:00.123+08:00\"",
		 "\"lifted_at\":\"2026-03-02T01:00:00Z\""),
	  "" },
	{ STORED("\"lifted_at\":\"2026-03-02T09:00:00+08:00\"",
		 "\"lifted_at\":\"2026-03-02T09:00:01+08:00\""),
	  "lifted_at " },
	{ STORED("\"lifted_at\":\"2026-03-02T09:00:00+08:00\"", ""), "lifted_at " },
};

static void what_is_filed_is_held_to_the_draft(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		void *ctx = talloc_new(NULL);
		struct text out, differs;
		json_t *whole, *row;
		size_t n;

		text_init(&out, ctx);
		text_init(&differs, ctx);
		text_puts(&out, "{\"x\":1");
		assert_int_equal(paperwork_json_put_filed(&out, slice_of(rows[i].document), NULL),
				 ERR_OK);
		text_puts(&out, "}");
		whole = json_loadb(out.at, out.size, 0, NULL);
		assert_non_null(whole);
		assert_true(json_is_object(json_object_get(whole, "form")));
		assert_true(json_is_object(json_object_get(whole, "draft")));
		json_array_foreach(json_object_get(whole, "differs"), n, row)
		{
			text_puts(&differs, json_string_value(json_object_get(row, "member")));
			text_puts(&differs, " ");
		}
		assert_string_equal(differs.size ? differs.at : "", rows[i].differs);
		json_decref(whole);
		talloc_free(ctx);
	}
}

static void what_is_no_such_document_puts_nothing(void **state)
{
	static const char *const documents[] = {
		"", "{", "[]", "{}", "{\"form\":{}}", "{\"form\":1,\"draft\":{}}"
	};
	void *ctx = talloc_new(NULL);
	struct text out;

	(void)state;
	text_init(&out, ctx);
	for (size_t i = 0; i < COUNT_OF(documents); i++)
		assert_int_equal(paperwork_json_put_filed(&out, slice_of(documents[i]), NULL),
				 ERR_INPUT);
	assert_int_equal(out.size, 0);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_filed_is_held_to_the_draft),
		cmocka_unit_test(what_is_no_such_document_puts_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
