/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/cells.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/resource.h>
#include <talloc.h>

#include "ctl/cells_divisions.h"
#include "ledger/register.h"
#include "net/clock.h"

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

static void print_bad_line(void *data, uint64_t line, const char *reason)
{
	const char *const *path = data;

	fprintf(stderr, "%s:%llu: %s\n", *path, (unsigned long long)line, reason);
}

static void print_import(const struct register_summary *summary,
			 const struct ctl_cells_divisions *divisions, bool as_json, double took_ms)
{
	char hex[DIGEST_HEX_OCTETS];

	digest_hex(hex, &summary->digest, DIGEST_OCTETS);
	if (as_json)
		print_json(json_pack("{s:I,s:I,s:I,s:s,s:f,s:I,s:I}", "cells",
				     (json_int_t)summary->cells, "nodes",
				     (json_int_t)summary->nodes, "people",
				     (json_int_t)summary->people, "digest", hex, "took_ms", took_ms,
				     "strange_divisions", (json_int_t)divisions->strange,
				     "cells_in_strange_divisions", (json_int_t)divisions->cells));
	else
		printf("cells %llu\nnodes %llu\npeople %llu\ndigest %s\ntook_ms %.0f\n",
		       (unsigned long long)summary->cells, (unsigned long long)summary->nodes,
		       (unsigned long long)summary->people, hex, took_ms);
}

/* An alert on the same machine comes first. */
static enum ctl_exit import(struct register_source *source, bool as_json)
{
	struct register_summary summary;
	struct ctl_cells_divisions divisions;
	struct fault why;
	struct span began = clock_monotonic();
	enum err err;

	setpriority(PRIO_PROCESS, 0, 10);
	ctl_cells_divisions_open(&divisions, ctl_profiles());
	source->region = ctl_cells_divisions_look;
	source->region_data = &divisions;
	err = register_import(&summary, source, &why);
	talloc_free(divisions.ctx);
	if (err == ERR_OK) {
		ctl_cells_divisions_end(&divisions);
		print_import(&summary, &divisions, as_json, took_ms_since(began));
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
