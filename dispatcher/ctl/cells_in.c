/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <getopt.h>
#include <stdio.h>
#include <talloc.h>

#include "ctl/cells.h"
#include "ctl/cells_area.h"
#include "ledger/register.h"
#include "net/clock.h"
#include "wire/audience_json.h"
#include "wire/cells_geojson.h"
#include "wire/member.h"

enum { MAP_CELLS_MAX = 100000 };

enum output { OUTPUT_TEXT = 0, OUTPUT_JSON, OUTPUT_GEOJSON };

/* What was asked, and what is known of it. */
struct asking {
	void *ctx;
	const char *path;
	enum output output;
	bool is_usage;
	struct ctl_cells_area *area;
	struct register_answer answer;
	enum audience_status *statuses;
	bool *can_be_told;
	struct audience audience;
	struct fit fit;
	double took_ms;
};

/* Without a daemon nobody knows links: what has no node is all that can be said. */
static void look_closer(struct asking *asking)
{
	const struct register_answer *answer = &asking->answer;
	size_t count = answer->cell_count;

	asking->statuses = talloc_array(asking->ctx, enum audience_status, (unsigned int)count + 1);
	asking->can_be_told = talloc_array(asking->ctx, bool, (unsigned int)count + 1);
	for (size_t i = 0; i < count; i++) {
		asking->can_be_told[i] = answer->cells[i].node.size > 0;
		asking->statuses[i] = asking->can_be_told[i] ? AUDIENCE_NONE : AUDIENCE_NO_NODE;
	}
	audience_of_cells(&asking->audience, answer->cells, asking->statuses, count);
	if (asking->output != OUTPUT_GEOJSON)
		fit_measure(&asking->fit, asking->ctx,
			    &(struct fit_question){ answer->cells, count, &asking->area->area, 1,
						    asking->can_be_told });
}

/* ---- JSON ------------------------------------------------------------------------------- */

static void put_cell(struct text *out, const struct cell *cell)
{
	char name[CELL_ID_TEXT_OCTETS];

	text_printf(out, "{\"cell\":\"%s\",\"lat\":%.6f,\"lon\":%.6f,\"radius_m\":%u,\"people\":%u",
		    cell_id_format(name, &cell->id), cell->coverage.at.lat_e6 / 1e6,
		    cell->coverage.at.lon_e6 / 1e6, cell->coverage.radius_m, cell->people);
	if (cell->adcode)
		text_printf(out, ",\"adcode\":\"%06u\"", cell->adcode);
	member_put_text(out, "node", cell->node);
	text_puts(out, "}");
}

static void put_unresolved(struct text *out, const struct register_answer *answer)
{
	text_puts(out, ",\"unresolved\":[");
	for (size_t i = 0; i < answer->unresolved_count; i++) {
		const struct register_unresolved *code = &answer->unresolved[i];

		text_puts(out, i ? "," : "");
		audience_json_put_code(out, &(struct area_code){ code->value_name, code->value },
				       code->code);
	}
	text_puts(out, "]");
}

static void put_rats(struct text *out, const struct register_answer *answer)
{
	const char *comma = "";

	text_puts(out, ",\"by_rat\":{");
	for (unsigned int rat = RAT_2G; rat < RAT_COUNT; rat++) {
		if (answer->cells_of_rat[rat] == 0)
			continue;
		text_printf(out, "%s\"%s\":%zu", comma, cell_id_rat_name((enum rat)rat),
			    answer->cells_of_rat[rat]);
		comma = ",";
	}
	text_puts(out, "}");
}

static void put_json(struct text *out, const struct asking *asking)
{
	const struct register_answer *answer = &asking->answer;

	text_printf(out, "{\"count\":%zu,\"people\":%llu", answer->cell_count,
		    (unsigned long long)answer->people);
	put_rats(out, answer);
	text_printf(out, ",\"without_node\":%zu,\"nodes\":%zu", answer->cells_without_node,
		    asking->audience.nodes);
	put_unresolved(out, answer);
	audience_json_put_fit(out, &asking->fit);
	text_printf(out, ",\"took_ms\":%.3f,\"cells\":[", asking->took_ms);
	for (size_t i = 0; i < answer->cell_count; i++) {
		text_puts(out, i ? "," : "");
		put_cell(out, &answer->cells[i]);
	}
	text_puts(out, "]}");
}

static void put_map(struct text *out, const struct asking *asking)
{
	cells_geojson_write(out, &(struct cells_geojson){
					 .areas = &asking->area->area,
					 .area_count = 1,
					 .cells = asking->answer.cells,
					 .statuses = asking->statuses,
					 .count = asking->answer.cell_count,
					 .most = MAP_CELLS_MAX,
				 });
}

/* ---- for people ------------------------------------------------------------------------- */

static void print_fit(const struct fit *fit)
{
	if (fit->cells_by_code > 0)
		printf("by_code %zu: what they cover beyond their region is not known\n",
		       fit->cells_by_code);
	if (!fit->is_measured)
		return;
	printf("area %.3f km2\n", fit->area_km2.value);
	printf("over %.3f km2 (+-%.3f), %.0f people (+-%.0f)\n", fit->over_km2.value,
	       fit->over_km2.error, fit->over_people.value, fit->over_people.error);
	printf("under %.3f km2 (+-%.3f), %.2f%% of the area\n", fit->under_km2.value,
	       fit->under_km2.error, 100 * fit->under_share);
	printf("silent %.3f km2 (+-%.3f): cells, and none of them has a node\n",
	       fit->silent_km2.value, fit->silent_km2.error);
}

static void name_unresolved(const struct register_answer *answer)
{
	for (size_t i = 0; i < answer->unresolved_count; i++) {
		const struct register_unresolved *code = &answer->unresolved[i];

		fprintf(stderr, "cbctl: %.*s \"%.*s\" reaches nothing: %s\n",
			SLICE_PRINT(code->value_name), SLICE_PRINT(code->value),
			code->code == CELLS_CODE_RESOLVED ? "no-cells"
							  : cells_code_name(code->code));
	}
}

static void print_text(const struct asking *asking)
{
	const struct register_answer *answer = &asking->answer;

	for (size_t i = 0; i < answer->cell_count; i++) {
		const struct cell *cell = &answer->cells[i];
		char name[CELL_ID_TEXT_OCTETS];

		printf("%.*s\t%s\n", SLICE_PRINT(cell->node), cell_id_format(name, &cell->id));
	}
	name_unresolved(answer);
	printf("cells %zu people %llu without_node %zu took_ms %.3f\n", answer->cell_count,
	       (unsigned long long)answer->people, answer->cells_without_node, asking->took_ms);
	print_fit(&asking->fit);
}

static void print(struct asking *asking)
{
	struct text out;

	if (asking->output == OUTPUT_TEXT) {
		print_text(asking);
		return;
	}
	text_init(&out, asking->ctx);
	if (asking->output == OUTPUT_JSON)
		put_json(&out, asking);
	else
		put_map(&out, asking);
	puts(out.at);
}

/* ---- the command ------------------------------------------------------------------------ */

static enum ctl_exit ask(struct asking *asking)
{
	struct cell_register *cells = NULL;
	struct fault why;
	struct span began;
	enum ctl_exit result;
	enum err err = register_open(&cells, asking->path, &why);

	if (err != ERR_OK)
		return ctl_fail("register", &why);
	began = clock_monotonic();
	err = register_reach(&asking->answer, cells, &asking->area->area, 1, &why);
	asking->took_ms = (double)(clock_monotonic().us - began.us) / 1e3;
	register_close(cells);
	if (err != ERR_OK)
		return ctl_fail(asking->path, &why);
	look_closer(asking);
	print(asking);
	result = asking->answer.unresolved_count ? CTL_UNDETERMINED : CTL_DONE;
	register_answer_free(&asking->answer);
	return result;
}

static enum err take_option(struct asking *asking, int option, struct fault *why)
{
	switch (option) {
	case 'r':
		asking->path = optarg;
		return ERR_OK;
	case 'f':
		return ctl_cells_area_cap(asking->area, optarg, why);
	case 'p':
		return ctl_cells_area_polygon(asking->area, optarg, why);
	case 'c':
		return ctl_cells_area_circle(asking->area, optarg, why);
	case 'a':
		return ctl_cells_area_adcode(asking->area, optarg, why);
	case 'j':
		asking->output = OUTPUT_JSON;
		return ERR_OK;
	case 'g':
		asking->output = OUTPUT_GEOJSON;
		return ERR_OK;
	default:
		asking->is_usage = true;
		return ERR_OK;
	}
}

static enum err read_options(struct asking *asking, int argc, char **argv, struct fault *why)
{
	static const struct option options[] = {
		{ "register", required_argument, NULL, 'r' },
		{ "cap", required_argument, NULL, 'f' },
		{ "polygon", required_argument, NULL, 'p' },
		{ "circle", required_argument, NULL, 'c' },
		{ "adcode", required_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'j' },
		{ "geojson", no_argument, NULL, 'g' },
		{ NULL, 0, NULL, 0 },
	};
	enum err err = ERR_OK;
	int option;

	while (err == ERR_OK && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		err = take_option(asking, option, why);
	asking->is_usage |= !asking->path || (err == ERR_OK && optind != argc);
	return err;
}

static bool has_area(const struct area *area)
{
	return area->polygon_count + area->circle_count + area->code_count > 0;
}

/* A CAP document that was judged is refused; what could not be read is a matter of usage. */
static enum ctl_exit refuse(enum err err, const struct fault *why)
{
	ctl_fail("area", why);
	return err == ERR_DENIED ? CTL_REFUSED : CTL_USAGE;
}

enum ctl_exit ctl_cells_in(int argc, char **argv)
{
	struct asking asking = { .ctx = talloc_new(NULL) };
	enum ctl_exit result;
	struct fault why = { 0 };
	enum err err;

	asking.area = ctl_cells_area_new(asking.ctx);
	if (!asking.area)
		return CTL_USAGE;
	err = read_options(&asking, argc, argv, &why);
	if (err != ERR_OK)
		result = refuse(err, &why);
	else if (asking.is_usage || !has_area(&asking.area->area))
		result = ctl_usage(CTL_CELLS_IN_USAGE);
	else
		result = ask(&asking);
	talloc_free(asking.ctx);
	return result;
}
