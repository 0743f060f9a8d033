/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/cells.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <talloc.h>

#include "ctl/cells_area.h"
#include "ledger/register.h"
#include "net/clock.h"

static double took_ms_since(struct span began)
{
	return (double)(clock_monotonic().us - began.us) / 1e3;
}

static json_t *text_json(struct slice text)
{
	return json_stringn(text.size ? text.at : "", text.size);
}

static void print_json(json_t *object)
{
	json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(9));
	putchar('\n');
	json_decref(object);
}

/* ---- import --------------------------------------------------------------------------- */

static void print_bad_line(void *data, uint64_t line, const char *reason)
{
	const char *const *path = data;

	fprintf(stderr, "%s:%llu: %s\n", *path, (unsigned long long)line, reason);
}

static void print_import(const struct register_summary *summary, bool as_json, double took_ms)
{
	char hex[DIGEST_HEX_OCTETS];

	digest_hex(hex, &summary->digest, DIGEST_OCTETS);
	if (as_json)
		print_json(json_pack("{s:I,s:I,s:I,s:s,s:f}", "cells", (json_int_t)summary->cells,
				     "nodes", (json_int_t)summary->nodes, "people",
				     (json_int_t)summary->people, "digest", hex, "took_ms",
				     took_ms));
	else
		printf("cells %llu\nnodes %llu\npeople %llu\ndigest %s\ntook_ms %.0f\n",
		       (unsigned long long)summary->cells, (unsigned long long)summary->nodes,
		       (unsigned long long)summary->people, hex, took_ms);
}

static enum ctl_exit import(const struct register_source *source, bool as_json)
{
	struct register_summary summary;
	struct fault why;
	struct span began = clock_monotonic();
	enum err err = register_import(&summary, source, &why);

	if (err == ERR_OK) {
		print_import(&summary, as_json, took_ms_since(began));
		return CTL_DONE;
	}
	ctl_fail(source->csv_path, &why);
	return err == ERR_INPUT || err == ERR_LIMIT ? CTL_REFUSED : CTL_USAGE;
}

enum ctl_exit ctl_cells_import(int argc, char **argv)
{
	static const struct option options[] = {
		{ "register", required_argument, NULL, 'r' },
		{ "tolerate", no_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	struct register_source source = { .bad_line = print_bad_line };
	bool as_json = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'r')
			source.path = optarg;
		else if (option == 't')
			source.tolerates = true;
		else if (option == 'j')
			as_json = true;
		else
			return ctl_usage(CTL_CELLS_IMPORT_USAGE);
	}
	if (!source.path || optind != argc - 1)
		return ctl_usage(CTL_CELLS_IMPORT_USAGE);
	source.csv_path = argv[optind];
	source.data = &source.csv_path;
	return import(&source, as_json);
}

/* ---- in ------------------------------------------------------------------------------- */

static json_t *cell_json(const struct cell *cell)
{
	char name[CELL_ID_TEXT_OCTETS];
	json_t *object = json_pack("{s:s,s:f,s:f,s:i,s:i}", "cell", cell_id_format(name, &cell->id),
				   "lat", cell->coverage.at.lat_e6 / 1e6, "lon",
				   cell->coverage.at.lon_e6 / 1e6, "radius_m",
				   (int)cell->coverage.radius_m, "people", (int)cell->people);
	char adcode[16];

	snprintf(adcode, sizeof(adcode), "%06u", (unsigned int)cell->adcode);
	if (cell->adcode)
		json_object_set_new(object, "adcode", json_string(adcode));
	if (cell->node.size)
		json_object_set_new(object, "node", text_json(cell->node));
	return object;
}

static const char *reason_of(enum cells_code code)
{
	return code == CELLS_CODE_RESOLVED ? "no-cells" : cells_code_name(code);
}

static json_t *unresolved_json(const struct register_unresolved *code)
{
	return json_pack("{s:o,s:o,s:s}", "value_name", text_json(code->value_name), "value",
			 text_json(code->value), "reason", reason_of(code->code));
}

static json_t *totals_json(const struct register_answer *answer)
{
	json_t *rats = json_object(), *unresolved = json_array();

	for (unsigned int rat = RAT_2G; rat < RAT_COUNT; rat++)
		if (answer->cells_of_rat[rat])
			json_object_set_new(rats, cell_id_rat_name((enum rat)rat),
					    json_integer((json_int_t)answer->cells_of_rat[rat]));
	for (size_t i = 0; i < answer->unresolved_count; i++)
		json_array_append_new(unresolved, unresolved_json(&answer->unresolved[i]));
	return json_pack("{s:I,s:I,s:o,s:I,s:o}", "count", (json_int_t)answer->cell_count, "people",
			 (json_int_t)answer->people, "by_rat", rats, "without_node",
			 (json_int_t)answer->cells_without_node, "unresolved", unresolved);
}

static void print_answer_json(const struct register_answer *answer, double took_ms)
{
	json_t *object = totals_json(answer), *cells = json_array();

	for (size_t i = 0; i < answer->cell_count; i++)
		json_array_append_new(cells, cell_json(&answer->cells[i]));
	json_object_set_new(object, "took_ms", json_real(took_ms));
	json_object_set_new(object, "cells", cells);
	print_json(object);
}

static void print_answer(const struct register_answer *answer, double took_ms)
{
	for (size_t i = 0; i < answer->cell_count; i++) {
		const struct cell *cell = &answer->cells[i];
		char name[CELL_ID_TEXT_OCTETS];

		printf("%.*s\t%s\n", SLICE_PRINT(cell->node), cell_id_format(name, &cell->id));
	}
	for (size_t i = 0; i < answer->unresolved_count; i++)
		fprintf(stderr, "cbctl: %.*s \"%.*s\" reaches nothing: %s\n",
			SLICE_PRINT(answer->unresolved[i].value_name),
			SLICE_PRINT(answer->unresolved[i].value),
			reason_of(answer->unresolved[i].code));
	printf("cells %zu people %llu without_node %zu took_ms %.3f\n", answer->cell_count,
	       (unsigned long long)answer->people, answer->cells_without_node, took_ms);
}

static enum ctl_exit ask(const char *path, const struct ctl_cells_area *area, bool as_json)
{
	struct cell_register *cells = NULL;
	struct register_answer answer;
	struct fault why;
	struct span began;
	double took_ms;
	enum err err = register_open(&cells, path, &why);

	if (err != ERR_OK)
		return ctl_fail("register", &why);
	began = clock_monotonic();
	err = register_reach(&answer, cells, &area->area, 1, &why);
	took_ms = took_ms_since(began);
	register_close(cells);
	if (err != ERR_OK)
		return ctl_fail(path, &why);
	(as_json ? print_answer_json : print_answer)(&answer, took_ms);
	err = answer.unresolved_count ? ERR_UNDETERMINED : ERR_OK;
	register_answer_free(&answer);
	return err == ERR_OK ? CTL_DONE : CTL_UNDETERMINED;
}

struct ask_options {
	const char *path;
	bool as_json, is_usage;
};

static enum err read_options(struct ask_options *out, struct ctl_cells_area *area, int argc,
			     char **argv, struct fault *why)
{
	static const struct option options[] = {
		{ "register", required_argument, NULL, 'r' },
		{ "cap", required_argument, NULL, 'f' },
		{ "polygon", required_argument, NULL, 'p' },
		{ "circle", required_argument, NULL, 'c' },
		{ "adcode", required_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	enum err err = ERR_OK;
	int option;

	while (err == ERR_OK && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'r')
			out->path = optarg;
		else if (option == 'f')
			err = ctl_cells_area_cap(area, optarg, why);
		else if (option == 'p')
			err = ctl_cells_area_polygon(area, optarg, why);
		else if (option == 'c')
			err = ctl_cells_area_circle(area, optarg, why);
		else if (option == 'a')
			err = ctl_cells_area_adcode(area, optarg, why);
		else if (option == 'j')
			out->as_json = true;
		else
			out->is_usage = true;
	}
	out->is_usage |= !out->path || (err == ERR_OK && optind != argc);
	return err;
}

/* A CAP document that was judged is refused; what could not be read is a matter of usage. */
static enum ctl_exit refuse(enum err err, const struct fault *why)
{
	ctl_fail("area", why);
	return err == ERR_DENIED ? CTL_REFUSED : CTL_USAGE;
}

enum ctl_exit ctl_cells_in(int argc, char **argv)
{
	struct ctl_cells_area *area = ctl_cells_area_new(NULL);
	struct ask_options options = { 0 };
	enum ctl_exit result;
	struct fault why = { 0 };
	enum err err;

	if (!area)
		return CTL_USAGE;
	err = read_options(&options, area, argc, argv, &why);
	if (err != ERR_OK)
		result = refuse(err, &why);
	else if (options.is_usage ||
		 area->area.polygon_count + area->area.circle_count + area->area.code_count == 0)
		result = ctl_usage(CTL_CELLS_IN_USAGE);
	else
		result = ask(options.path, area, options.as_json);
	talloc_free(area);
	return result;
}
