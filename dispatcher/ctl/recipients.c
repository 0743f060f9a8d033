/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/recipients.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "ledger/recipients.h"
#include "net/clock.h"
#include "notice/cells.h"
#include "notice/portability.h"

static double took_ms_since(struct span began)
{
	return (double)(clock_monotonic().us - began.us) / 1e3;
}

static void print_json(json_t *object)
{
	json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(9));
	putchar('\n');
	json_decref(object);
}

static json_t *json_of(struct slice text)
{
	return json_stringn(text.at, text.size);
}

/* Not found, not readable: somebody else's; a file that is none, or a name that is unknown. */
static enum ctl_exit fail(const char *what, enum err err, const struct fault *why)
{
	ctl_fail(what, why);
	return err == ERR_INPUT || err == ERR_LIMIT || err == ERR_ABSENT ? CTL_REFUSED : CTL_USAGE;
}

/* ---- import ----------------------------------------------------------------------------- */

struct import {
	struct recipients_source source;
	bool as_json;
};

static void tell_bad_line(void *data, const struct recipients_bad_line *bad)
{
	const struct import *import = data;
	const struct wrong *wrong = bad->wrong;

	if (import->as_json) {
		print_json(json_pack("{s:s,s:I,s:s,s:s,s:s,s:s,s:s,s:s}", "file", bad->csv_path,
				     "line", (json_int_t)bad->line, "column", bad->column, "wrong",
				     wrong->name, "zh", wrong->zh, "en", wrong->en, "right_zh",
				     wrong->right_zh, "right_en", wrong->right_en));
		return;
	}
	fprintf(stderr, "%s:%llu: %s: %s；%s / %s: %s\n", bad->csv_path,
		(unsigned long long)bad->line, bad->column, wrong->zh, wrong->right_zh, wrong->en,
		wrong->right_en);
}

static json_t *summary_json(const struct recipients_summary *summary)
{
	char hex[DIGEST_HEX_OCTETS];

	digest_hex(hex, &summary->digest, DIGEST_OCTETS);
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:s}", "numbers", (json_int_t)summary->numbers,
			 "opted_out", (json_int_t)summary->opted_out, "without_carrier",
			 (json_int_t)summary->without_carrier, "entries",
			 (json_int_t)summary->entries, "groups", (json_int_t)summary->groups,
			 "areas", (json_int_t)summary->areas, "digest", hex);
}

static void print_summary(const struct recipients_summary *summary)
{
	char hex[DIGEST_HEX_OCTETS];

	printf("号码 numbers %llu\n退订 opted_out %llu\n运营商不明 without_carrier %llu\n"
	       "条目 entries %llu\n群组 groups %u\n地区 areas %u\n摘要 digest %s\n",
	       (unsigned long long)summary->numbers, (unsigned long long)summary->opted_out,
	       (unsigned long long)summary->without_carrier, (unsigned long long)summary->entries,
	       (unsigned int)summary->groups, (unsigned int)summary->areas,
	       digest_hex(hex, &summary->digest, DIGEST_OCTETS));
}

static void print_import(const struct recipients_import *imported, bool as_json, double took_ms)
{
	json_t *object;

	if (!as_json) {
		print_summary(&imported->summary);
		printf("行 lines %llu\n坏行 bad_lines %llu\n重复 repeated %llu\n用时 took_ms %.0f\n",
		       (unsigned long long)imported->lines, (unsigned long long)imported->bad_lines,
		       (unsigned long long)imported->repeated, took_ms);
		return;
	}
	object = summary_json(&imported->summary);
	json_object_set_new(object, "lines", json_integer((json_int_t)imported->lines));
	json_object_set_new(object, "bad_lines", json_integer((json_int_t)imported->bad_lines));
	json_object_set_new(object, "repeated", json_integer((json_int_t)imported->repeated));
	json_object_set_new(object, "took_ms", json_real(took_ms));
	print_json(object);
}

/* An alert on the same machine comes first. */
static enum ctl_exit import(struct import *import)
{
	struct recipients_import imported;
	struct fault why;
	struct span began = clock_monotonic();
	enum err err;

	setpriority(PRIO_PROCESS, 0, 10);
	err = recipients_import(&imported, &import->source, &why);
	if (err != ERR_OK)
		return fail("recipients", err, &why);
	print_import(&imported, import->as_json, took_ms_since(began));
	return CTL_DONE;
}

static enum ctl_exit import_with_own_prefixes(struct import *order)
{
	char *path;
	enum ctl_exit exit;

	if (asprintf(&path, "%s/cn/number_prefixes.csv", ctl_profiles()) < 0)
		return CTL_USAGE;
	order->source.prefixes_path = path;
	exit = import(order);
	free(path);
	return exit;
}

enum ctl_exit ctl_recipients_import(int argc, char **argv)
{
	static const struct option options[] = {
		{ "recipients", required_argument, NULL, 'r' },
		{ "prefixes", required_argument, NULL, 'p' },
		{ "no-prefixes", no_argument, NULL, 'n' },
		{ "ported", required_argument, NULL, 'm' },
		{ "tolerate", no_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	struct import order = { .source.bad_line = tell_bad_line, .source.data = &order };
	bool has_none = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			order.source.path = optarg;
			break;
		case 'p':
			order.source.prefixes_path = optarg;
			break;
		case 'n':
			has_none = true;
			break;
		case 'm':
			order.source.ported_path = optarg;
			break;
		case 't':
			order.source.tolerates = true;
			break;
		case 'j':
			order.as_json = true;
			break;
		default:
			return ctl_usage(CTL_RECIPIENTS_IMPORT_USAGE);
		}
	}
	if (!order.source.path || optind == argc || (has_none && order.source.prefixes_path))
		return ctl_usage(CTL_RECIPIENTS_IMPORT_USAGE);
	order.source.csv_paths = (const char *const *)argv + optind;
	order.source.csv_count = (size_t)(argc - optind);
	return has_none || order.source.prefixes_path ? import(&order)
						      : import_with_own_prefixes(&order);
}

/* ---- show ------------------------------------------------------------------------------- */

static json_t *list_json(const struct recipients *recipients, const struct recipients_list *list)
{
	json_t *object = json_pack("{s:o,s:I,s:I}", "carrier",
				   json_of(recipients_carrier_name(recipients, list->carrier)),
				   "numbers", (json_int_t)list->count.numbers, "opted_out",
				   (json_int_t)list->count.opted_out);

	if (list->group.size > 0)
		json_object_set_new(object, "group", json_of(list->group));
	else
		json_object_set_new(object, "adcode", json_sprintf("%06u", list->adcode));
	return object;
}

static json_t *carrier_json(const struct recipients *recipients, size_t carrier,
			    struct recipients_count count)
{
	return json_pack("{s:o,s:I,s:I}", "carrier",
			 json_of(recipients_carrier_name(recipients, carrier)), "numbers",
			 (json_int_t)count.numbers, "opted_out", (json_int_t)count.opted_out);
}

static void show_json(const struct recipients *recipients)
{
	struct recipients_summary summary = recipients_summary_of(recipients);
	json_t *object = summary_json(&summary), *carriers = json_array(), *lists = json_array();
	struct recipients_list list;

	for (size_t i = 0; i < summary.carriers; i++) {
		struct recipients_count count = recipients_of_carrier(recipients, i);

		if (count.numbers > 0)
			json_array_append_new(carriers, carrier_json(recipients, i, count));
	}
	for (size_t i = 0; recipients_list_at(&list, recipients, i); i++)
		json_array_append_new(lists, list_json(recipients, &list));
	json_object_set_new(object, "carriers", carriers);
	json_object_set_new(object, "lists", lists);
	print_json(object);
}

static void print_carrier(const struct recipients *recipients, size_t carrier,
			  struct recipients_count count)
{
	struct slice name = recipients_carrier_name(recipients, carrier);

	printf("%.*s: %llu 个号码 numbers, %llu 退订 opted out\n",
	       SLICE_PRINT(name.size > 0 ? name : SLICE_LITERAL("运营商不明 no carrier")),
	       (unsigned long long)count.numbers, (unsigned long long)count.opted_out);
}

static void show(const struct recipients *recipients)
{
	struct recipients_summary summary = recipients_summary_of(recipients);
	struct recipients_list list;
	size_t carrier = SIZE_MAX;

	print_summary(&summary);
	for (size_t i = 0; recipients_list_at(&list, recipients, i); i++) {
		if (list.carrier != carrier)
			print_carrier(recipients, list.carrier,
				      recipients_of_carrier(recipients, list.carrier));
		carrier = list.carrier;
		if (list.group.size > 0)
			printf("  群组 group %.*s", SLICE_PRINT(list.group));
		else
			printf("  地区 adcode %06u", (unsigned int)list.adcode);
		printf(": %llu, %llu\n", (unsigned long long)list.count.numbers,
		       (unsigned long long)list.count.opted_out);
	}
}

enum ctl_exit ctl_recipients_show(int argc, char **argv)
{
	static const struct option options[] = {
		{ "recipients", required_argument, NULL, 'r' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	struct recipients *recipients;
	const char *path = NULL;
	bool as_json = false;
	struct fault why;
	enum err err;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'r')
			path = optarg;
		else if (option == 'j')
			as_json = true;
		else
			return ctl_usage(CTL_RECIPIENTS_SHOW_USAGE);
	}
	if (!path || optind != argc)
		return ctl_usage(CTL_RECIPIENTS_SHOW_USAGE);
	err = recipients_open(&recipients, path, &why);
	if (err != ERR_OK)
		return fail("recipients", err, &why);
	if (as_json)
		show_json(recipients);
	else
		show(recipients);
	recipients_close(recipients);
	return CTL_DONE;
}

/* ---- count ------------------------------------------------------------------------------ */

struct count {
	const char *path;
	struct slice *groups; /* room for one of each argument */
	uint32_t *adcodes;
	struct recipients_filter filter;
	bool as_json;
};

static void print_counts(const struct recipients *recipients, const struct recipients_count *counts,
			 bool as_json, double took_ms)
{
	struct recipients_count all = { 0, 0 };
	json_t *carriers = json_array();

	for (size_t i = 0; i <= PORTABILITY_CARRIERS_MAX; i++) {
		if (counts[i].numbers == 0)
			continue;
		all.numbers += counts[i].numbers;
		all.opted_out += counts[i].opted_out;
		if (as_json)
			json_array_append_new(carriers, carrier_json(recipients, i, counts[i]));
		else
			print_carrier(recipients, i, counts[i]);
	}
	if (as_json) {
		print_json(json_pack("{s:I,s:I,s:O,s:f}", "numbers", (json_int_t)all.numbers,
				     "opted_out", (json_int_t)all.opted_out, "carriers", carriers,
				     "took_ms", took_ms));
	} else {
		printf("共 in all: %llu 个号码 numbers, %llu 退订 opted out\n",
		       (unsigned long long)all.numbers, (unsigned long long)all.opted_out);
	}
	json_decref(carriers);
}

static enum ctl_exit count(const struct count *order)
{
	struct recipients_count counts[PORTABILITY_CARRIERS_MAX + 1];
	struct recipients *recipients;
	struct fault why;
	struct span began;
	enum err err = recipients_open(&recipients, order->path, &why);

	if (err != ERR_OK)
		return fail("recipients", err, &why);
	began = clock_monotonic();
	err = recipients_counts(counts, recipients, &order->filter, &why);
	if (err == ERR_OK)
		print_counts(recipients, counts, order->as_json, took_ms_since(began));
	recipients_close(recipients);
	return err == ERR_OK ? CTL_DONE : fail("recipients", err, &why);
}

static bool read_option(struct count *order, int option, const char *value)
{
	struct recipients_filter *filter = &order->filter;

	switch (option) {
	case 'r':
		order->path = value;
		return true;
	case 'g':
		order->groups[filter->group_count++] = slice_of(value);
		return true;
	case 'a':
		return cells_adcode_read(&order->adcodes[filter->adcode_count++], slice_of(value));
	case 'c':
		filter->carrier = slice_of(value);
		return true;
	case 'o':
		filter->without_opted_out = true;
		return true;
	case 'j':
		order->as_json = true;
		return true;
	default:
		return false;
	}
}

static bool read_options(struct count *order, int argc, char **argv)
{
	static const struct option options[] = {
		{ "recipients", required_argument, NULL, 'r' },
		{ "group", required_argument, NULL, 'g' },
		{ "adcode", required_argument, NULL, 'a' },
		{ "carrier", required_argument, NULL, 'c' },
		{ "without-opted-out", no_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!read_option(order, option, optarg))
			return false;
	order->filter.groups = order->groups;
	order->filter.adcodes = order->adcodes;
	return order->path && optind == argc &&
	       order->filter.group_count + order->filter.adcode_count > 0;
}

enum ctl_exit ctl_recipients_count(int argc, char **argv)
{
	struct count order = {
		.groups = calloc((size_t)argc, sizeof(*order.groups)),
		.adcodes = calloc((size_t)argc, sizeof(*order.adcodes)),
	};
	enum ctl_exit exit = CTL_USAGE;

	if (order.groups && order.adcodes)
		exit = read_options(&order, argc, argv) ? count(&order)
							: ctl_usage(CTL_RECIPIENTS_COUNT_USAGE);
	free(order.groups);
	free(order.adcodes);
	return exit;
}
