/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/pages.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <uninorm.h>

#include "base/digest.h"
#include "notice/page.h"

enum { INPUT_OCTETS_MAX = 1 << 20 };

struct pages_options {
	const char *text, *language;
	bool is_json;
};

static bool read_options(struct pages_options *out, int argc, char **argv)
{
	static const struct option options[] = {
		{ "language", required_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			out->language = optarg;
		else if (option == 'j')
			out->is_json = true;
		else
			return false;
	}
	if (optind + 1 != argc)
		return false;
	out->text = argv[optind];
	return true;
}

/* The line end that `echo` leaves at the end of standard input is no part of the text. */
static enum err read_text(void *ctx, struct slice *text, const char *argument, struct fault *why)
{
	char *octets;
	size_t size;
	enum err err;

	if (strcmp(argument, "-") != 0) {
		*text = slice_of(argument);
		return ERR_OK;
	}
	err = ctl_read_file(ctx, "-", INPUT_OCTETS_MAX, &octets, &size, why);
	if (err != ERR_OK)
		return err;
	if (size > 0 && octets[size - 1] == '\n')
		size--;
	*text = (struct slice){ octets, size };
	return ERR_OK;
}

/* What goes out is NFC, so that is what is counted. The text is known to be UTF-8. */
static struct slice normalised(void *ctx, struct slice text)
{
	size_t size;
	uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)text.at, text.size, NULL, &size);
	struct slice out = text;

	if (nfc)
		out = (struct slice){ talloc_memdup(ctx, nfc, size ? size : 1), size };
	free(nfc);
	return out;
}

static void print_json(const struct page_set *set, const struct charset_count *count)
{
	json_t *pages = json_array();
	json_t *object = json_pack("{s:i, s:I, s:I, s:I, s:I, s:o}", "dcs", set->dcs, "characters",
				   (json_int_t)count->characters, "units", (json_int_t)count->units,
				   "septets", (json_int_t)count->septets, "count",
				   (json_int_t)set->count, "pages", pages);
	char hex[2 * ROUTE_PAGE_OCTETS + 1];

	for (size_t i = 0; i < set->count; i++) {
		digest_hex(hex, set->pages[i].octets, ROUTE_PAGE_OCTETS);
		json_array_append_new(
			pages, json_pack("{s:i, s:s}", "used", set->pages[i].used, "content", hex));
	}
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

static void print_text(const struct page_set *set, const struct charset_count *count)
{
	char hex[2 * ROUTE_PAGE_OCTETS + 1];

	printf("dcs 0x%02x pages %zu characters %zu\n", set->dcs, set->count, count->characters);
	for (size_t i = 0; i < set->count; i++) {
		digest_hex(hex, set->pages[i].octets, ROUTE_PAGE_OCTETS);
		printf("page %zu used %u %s\n", i + 1, set->pages[i].used, hex);
	}
}

struct result {
	struct page_set set;
	struct charset_count count;
};

static enum err make(void *ctx, struct result *out, const struct pages_options *options,
		     struct fault *why)
{
	struct slice text;
	enum err err = read_text(ctx, &text, options->text, why);

	if (err == ERR_OK)
		err = charset_count(&out->count, text, why);
	if (err != ERR_OK)
		return err;
	text = normalised(ctx, text);
	err = charset_count(&out->count, text, why);
	return err == ERR_OK ? page_make(&out->set, text, slice_of(options->language), why) : err;
}

static enum ctl_exit show(void *ctx, const struct pages_options *options)
{
	struct result result;
	struct fault why;
	enum err err = make(ctx, &result, options, &why);

	if (err != ERR_OK) {
		ctl_fail("pages", &why);
		return err == ERR_LIMIT ? CTL_REFUSED : CTL_USAGE;
	}
	(options->is_json ? print_json : print_text)(&result.set, &result.count);
	return CTL_DONE;
}

enum ctl_exit ctl_pages(int argc, char **argv)
{
	struct pages_options options = { 0 };
	enum ctl_exit status;
	void *ctx;

	if (!read_options(&options, argc, argv))
		return ctl_usage(CTL_PAGES_USAGE);
	ctx = talloc_new(NULL);
	status = show(ctx, &options);
	talloc_free(ctx);
	return status;
}
