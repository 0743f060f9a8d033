/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The register against the yardstick: cells_reach() asked of every single cell. Registers and
 * areas are random from a fixed seed and lie where it hurts: across the antimeridian, near a
 * pole, with sectors of all widths; tiny, huge, with holes, with as many corners as a coast.
 */
#include "ledger/register.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/geo_ring.h"
#include "ledger/register_handle.h"
#include "ledger/register_versions.h"

enum { CELLS = 3000, AREAS = 150, CORNERS_MAX = 240 };

static char directory[] = "/tmp/register-XXXXXX";
static char csv_path[64], path[64];

struct bad_lines {
	size_t count;
	uint64_t lines[16];
	char reasons[16][FAULT_TEXT_OCTETS];
};

static void note_bad_line(void *data, uint64_t line, const char *reason)
{
	struct bad_lines *bad = data;

	assert_true(bad->count < COUNT_OF(bad->lines));
	bad->lines[bad->count] = line;
	snprintf(bad->reasons[bad->count++], FAULT_TEXT_OCTETS, "%s", reason);
}

static double uniform(unsigned short seed[3], double least, double greatest)
{
	return least + (greatest - least) * erand48(seed);
}

static void write_text(const char *text)
{
	FILE *file = fopen(csv_path, "wb");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static enum err import_csv(struct register_summary *out, bool tolerates, struct bad_lines *bad,
			   struct fault *why)
{
	struct register_source source = { .csv_path = csv_path,
					  .path = path,
					  .tolerates = tolerates,
					  .bad_line = bad ? note_bad_line : NULL,
					  .data = bad };

	return register_import(out, &source, why);
}

/* ---- the property --------------------------------------------------------------------- */

static struct cell cells[CELLS];
static char nodes[8][8];

static void make_cell(struct cell *cell, size_t number, struct geo_point centre,
		      unsigned short seed[3])
{
	double lon = centre.lon_e6 + uniform(seed, -1, 1) * 1e6;
	double lat = centre.lat_e6 + uniform(seed, -1, 1) * 1e6;
	size_t node = nrand48(seed) % 9;

	lon = lon > 180e6 ? lon - 360e6 : lon < -180e6 ? lon + 360e6 : lon;
	*cell = (struct cell){
		.id = { { 460, (uint16_t)(nrand48(seed) % 3), false },
			(enum rat)(RAT_2G + nrand48(seed) % 4),
			7,
			number },
		.coverage = { .at = { (int32_t)fmin(lat, 90e6), (int32_t)lon },
			      .radius_m = (uint32_t)exp(uniform(seed, -1, 10.5)) },
		.adcode = nrand48(seed) % 5 ? 330100 + (uint32_t)(nrand48(seed) % 4) * 100 +
						      (uint32_t)(nrand48(seed) % 5)
					    : 0,
		.people = (uint32_t)(nrand48(seed) % 900),
		.node = node < 8 ? slice_of(nodes[node]) : (struct slice){ 0 },
	};
	if (nrand48(seed) % 2) {
		cell->coverage.azimuth_tenths = (uint16_t)(nrand48(seed) % 3600);
		cell->coverage.beamwidth_tenths = (uint16_t)(1 + nrand48(seed) % 3599);
	}
}

static void write_cells(void)
{
	FILE *file = fopen(csv_path, "wb");

	assert_non_null(file);
	fputs("plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n",
	      file);
	for (size_t i = 0; i < CELLS; i++) {
		const struct cell *cell = &cells[i];
		char adcode[16] = "";

		if (cell->adcode)
			snprintf(adcode, sizeof(adcode), "%u", (unsigned int)cell->adcode);
		fprintf(file, "4600%u,%s,%u,%u,%.6f,%.6f,%u,%.1f,%.1f,%s,%.*s,%u\n",
			cell->id.plmn.mnc, cell_id_rat_name(cell->id.rat),
			(unsigned int)cell->id.lac_tac, (unsigned int)cell->id.cell,
			cell->coverage.at.lat_e6 / 1e6, cell->coverage.at.lon_e6 / 1e6,
			(unsigned int)cell->coverage.radius_m, cell->coverage.azimuth_tenths / 10.0,
			cell->coverage.beamwidth_tenths / 10.0, adcode, SLICE_PRINT(cell->node),
			(unsigned int)cell->people);
	}
	assert_int_equal(fclose(file), 0);
}

static int by_order(const void *a, const void *b)
{
	return cells_compare(a, b);
}

static struct geo_point beside(struct geo_point at, double angle, double reach_e6)
{
	double lon = at.lon_e6 + reach_e6 * cos(angle);

	lon = lon > 180e6 ? lon - 360e6 : lon < -180e6 ? lon + 360e6 : lon;
	return (struct geo_point){
		(int32_t)fmax(-90e6, fmin(90e6, at.lat_e6 + reach_e6 * sin(angle))),
		(int32_t)lon,
	};
}

/* A ring in a ring, joined by a line that is walked twice: CAP knows no other holes. */
static void make_hole(struct geo_polygon *out, struct geo_point *points, struct geo_point centre,
		      double size_e6)
{
	size_t half = 20;

	for (size_t i = 0; i <= half; i++) {
		double angle = 2 * M_PI * (double)(i % half) / (double)half;

		points[i] = beside(centre, angle, size_e6);
		points[half + 1 + i] = beside(centre, -angle, 0.6 * size_e6);
	}
	points[2 * half + 2] = points[0];
	*out = (struct geo_polygon){ points, 2 * half + 3 };
}

/* From a few metres to a third of the way round the world. */
static double choose_size(unsigned short seed[3])
{
	return nrand48(seed) % 3 ? uniform(seed, 1e4, 1e6) : exp(uniform(seed, 4, 17.9));
}

/* A star round a point, a coast, a ring with a hole, or a shape that crosses itself. */
static void make_polygon(struct geo_polygon *out, struct geo_point *points, struct geo_point centre,
			 unsigned short seed[3])
{
	int kind = (int)(nrand48(seed) % 10);
	double size_e6 = choose_size(seed);
	size_t corners = kind == 0 ? CORNERS_MAX : 4 + (size_t)(nrand48(seed) % 9);

	if (kind == 1) {
		make_hole(out, points, centre, size_e6);
		return;
	}
	for (size_t i = 0; i + 1 < corners; i++) {
		double angle = kind < 4 && kind > 1 ? uniform(seed, 0, 6.28)
						    : 6.28318 * (double)i / (double)(corners - 1);

		points[i] = beside(centre, angle, size_e6 * uniform(seed, 0.2, 1));
	}
	points[corners - 1] = points[0];
	*out = (struct geo_polygon){ points, corners };
}

static void compare(struct cell_register *cell_register, const struct area *areas, size_t count)
{
	struct register_answer answer;
	size_t found = 0;
	uint64_t people = 0;

	assert_int_equal(register_reach(&answer, cell_register, areas, count, NULL), ERR_OK);
	for (size_t i = 0; i < CELLS; i++) {
		bool is_reached = false;

		for (size_t k = 0; k < count; k++)
			is_reached = is_reached || cells_reach(&cells[i], &areas[k]);
		if (!is_reached)
			continue;
		assert_true(found < answer.cell_count);
		assert_int_equal(cells_compare(&answer.cells[found], &cells[i]), 0);
		assert_memory_equal(&answer.cells[found].coverage, &cells[i].coverage,
				    sizeof(cells[i].coverage));
		assert_int_equal(answer.cells[found].adcode, cells[i].adcode);
		people += cells[i].people;
		found++;
	}
	assert_int_equal(found, answer.cell_count);
	assert_int_equal(people, answer.people);
	register_answer_free(&answer);
}

static void compare_random_areas(struct cell_register *cell_register, struct geo_point centre,
				 unsigned short seed[3])
{
	static const char *const codes[] = { "330000", "330200", "330103", "330400", "999999" };

	for (int i = 0; i < AREAS; i++) {
		struct geo_point points[2][CORNERS_MAX], at = centre;
		struct geo_polygon polygons[2];
		struct geo_circle circle = { .radius_m = (uint32_t)exp(uniform(seed, 0, 12)) };
		struct area_code code = { SLICE_LITERAL("adcode"),
					  slice_of(codes[nrand48(seed) % COUNT_OF(codes)]) };
		struct area areas[2] = {
			{ .polygons = polygons, .polygon_count = 1 + nrand48(seed) % 2 },
			{ .circles = &circle,
			  .circle_count = nrand48(seed) % 2,
			  .codes = &code,
			  .code_count = nrand48(seed) % 4 == 0 },
		};

		at.lat_e6 = (int32_t)fmin(90e6, at.lat_e6 + uniform(seed, -1e6, 1e6));
		circle.centre = at;
		make_polygon(&polygons[0], points[0], at, seed);
		make_polygon(&polygons[1], points[1], centre, seed);
		compare(cell_register, areas, 1 + nrand48(seed) % 2);
	}
}

static void a_register_finds_what_asking_every_cell_finds(void **state)
{
	static const struct geo_point centres[] = {
		{ 30000000, 120500000 },
		{ -17000000, 179900000 },
		{ -17000000, -179800000 },
		{ 89400000, 20000000 },
		{ 0, 0 },
	};
	unsigned short seed[3] = { 2026, 11, 24 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nodes); i++)
		snprintf(nodes[i], sizeof(nodes[i]), "n%zu", i * 7 % 8);
	for (size_t c = 0; c < COUNT_OF(centres); c++) {
		struct cell_register *cell_register;
		struct register_summary summary;

		for (size_t i = 0; i < CELLS; i++)
			make_cell(&cells[i], i, centres[c], seed);
		write_cells();
		qsort(cells, CELLS, sizeof(cells[0]), by_order);
		assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
		assert_int_equal(summary.cells, CELLS);
		assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
		compare_random_areas(cell_register, centres[c], seed);
		register_close(cell_register);
	}
}

/* ---- import --------------------------------------------------------------------------- */

static const char header[] = "plmn,rat,lac_tac,cell,lat,lon,radius_m,node,adcode,people\n";

static void write_rows(const char *rows)
{
	char text[2048];

	snprintf(text, sizeof(text), "%s%s", header, rows);
	write_text(text);
}

static void bad_lines_are_named_and_refuse_the_file(void **state)
{
	struct register_summary summary;
	struct bad_lines bad = { 0 };
	struct fault why;

	(void)state;
	unlink(path);
	write_rows("46000,2g,1,1,30,120,500,b1,330102,10\r\n"
		   "46000,2g,1,x,30,120,500,b1,330102,10\n"
		   "\n"
		   "46000,2g,1,1,31,121,500,b1,330102,10\n"
		   "46000,2g,1,2,30,120,500,\"b1,330102,10\n"
		   "46000,2g,1,3,30,120,500,b2,330102,10");
	assert_int_equal(import_csv(&summary, false, &bad, &why), ERR_INPUT);
	assert_string_equal(why.text, "3 of 5 lines are bad; nothing was written");
	assert_int_equal(bad.count, 3);
	assert_int_equal(bad.lines[0], 3);
	assert_non_null(strstr(bad.reasons[0], "cell \"x\""));
	assert_int_equal(bad.lines[1], 6);
	assert_int_equal(bad.lines[2], 5);
	assert_string_equal(bad.reasons[2], "cell 460-00-2g-1-1 is on line 2 already");
	assert_int_equal(access(path, F_OK), -1);

	bad.count = 0;
	assert_int_equal(import_csv(&summary, true, &bad, &why), ERR_OK);
	assert_int_equal(bad.count, 3);
	assert_int_equal(summary.cells, 2);
	assert_int_equal(summary.nodes, 2);
	assert_int_equal(summary.people, 20);
}

static void a_long_line_is_named_and_the_next_one_read(void **state)
{
	struct register_summary summary;
	struct bad_lines bad = { 0 };
	FILE *file = fopen(csv_path, "wb");

	(void)state;
	assert_non_null(file);
	fprintf(file, "%s%0*d\n46000,2g,1,1,30,120,500,b1,330102,10\n", header,
		3 * CSV_LINE_OCTETS_MAX, 0);
	fclose(file);
	assert_int_equal(import_csv(&summary, true, &bad, NULL), ERR_OK);
	assert_int_equal(bad.count, 1);
	assert_int_equal(bad.lines[0], 2);
	assert_int_equal(summary.cells, 1);
}

static void a_file_without_cells_is_refused(void **state)
{
	struct register_summary summary;
	struct fault why;

	(void)state;
	write_text("");
	assert_int_equal(import_csv(&summary, true, NULL, &why), ERR_INPUT);
	write_text(header);
	assert_int_equal(import_csv(&summary, true, NULL, &why), ERR_INPUT);
	write_text("plmn,tilt\n");
	assert_int_equal(import_csv(&summary, true, NULL, &why), ERR_INPUT);
	assert_string_equal(why.text, "line 1: unknown column \"tilt\"");
}

static void the_same_cells_in_any_order_have_the_same_digest(void **state)
{
	struct register_summary one, other, changed;

	(void)state;
	write_rows("46000,2g,1,1,30,120,500,b2,330102,10\n46000,2g,1,2,30,121,500,b1,330102,10\n");
	assert_int_equal(import_csv(&one, false, NULL, NULL), ERR_OK);
	write_rows("46000,2g,1,2,30,121,500,b1,330102,10\n46000,2g,1,1,30,120,500,b2,330102,10\n");
	assert_int_equal(import_csv(&other, false, NULL, NULL), ERR_OK);
	assert_true(digest_equal(&one.digest, &other.digest));
	write_rows("46000,2g,1,2,30,121,501,b1,330102,10\n46000,2g,1,1,30,120,500,b2,330102,10\n");
	assert_int_equal(import_csv(&changed, false, NULL, NULL), ERR_OK);
	assert_false(digest_equal(&one.digest, &changed.digest));
}

/* ---- questions ------------------------------------------------------------------------ */

static void codes_that_reach_nothing_are_reported_and_widen_nothing(void **state)
{
	const struct area_code codes[] = {
		{ SLICE_LITERAL("adcode"), SLICE_LITERAL("330102") },
		{ SLICE_LITERAL("SAME"), SLICE_LITERAL("006037") },
		{ SLICE_LITERAL("CPEAS Geographic Code"),
		  SLICE_LITERAL("330103005000,440000000000") },
	};
	const struct area area = { .codes = codes, .code_count = COUNT_OF(codes) };
	struct register_summary summary;
	struct cell_register *cell_register;
	struct register_answer answer;

	(void)state;
	write_rows("46000,2g,1,1,30,120,500,b1,330102,10\n46000,4g,1,2,30,121,500,,330103,10\n");
	assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
	assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
	assert_int_equal(register_reach(&answer, cell_register, &area, 1, NULL), ERR_OK);
	register_close(cell_register);
	assert_int_equal(answer.cell_count, 1);
	assert_int_equal(answer.cells_of_rat[RAT_2G], 1);
	assert_true(slice_is(answer.cells[0].node, "b1"));
	assert_int_equal(answer.unresolved_count, 3);
	assert_int_equal(answer.unresolved[0].code, CELLS_CODE_UNKNOWN);
	assert_true(slice_is(answer.unresolved[0].value, "006037"));
	assert_int_equal(answer.unresolved[1].code, CELLS_CODE_TOO_FINE);
	assert_true(slice_is(answer.unresolved[1].value, "330103005000"));
	assert_int_equal(answer.unresolved[2].code, CELLS_CODE_RESOLVED);
	register_answer_free(&answer);
}

/* Meridians run together so fast that a metre is more than a degree, and at the pole all of them.
 */
static void cells_at_a_pole_are_reached(void **state)
{
	const struct geo_point points[] = { { 89610482, 21320638 },
					    { 90000000, 19030584 },
					    { 89115427, 19714177 },
					    { 89610482, 21320638 } };
	const struct geo_polygon polygon = { points, COUNT_OF(points) };
	const struct area area = { .polygons = &polygon, .polygon_count = 1 };
	struct register_summary summary;
	struct cell_register *cell_register;
	struct register_answer answer;

	(void)state;
	write_rows("46000,2g,1,1,89.999719,20.384019,1,b1,330102,10\n"
		   "46000,2g,1,2,90,20,0,b1,330102,10\n46000,2g,1,3,89.9,25,1,b1,330102,10\n");
	assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
	assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
	assert_int_equal(register_reach(&answer, cell_register, &area, 1, NULL), ERR_OK);
	register_close(cell_register);
	assert_int_equal(answer.cell_count, 2);
	for (size_t i = 0; i < answer.cell_count; i++)
		assert_true(cells_reach(&answer.cells[i], &area));
	register_answer_free(&answer);
}

/* A star anywhere within 5 degrees of the pole, whose box may be cut by the antimeridian. */
static void make_polar(struct geo_polygon *out, struct geo_point *points, unsigned short seed[3])
{
	struct geo_point centre = { (int32_t)uniform(seed, 85e6, 90e6),
				    (int32_t)uniform(seed, -180e6, 180e6) };
	double size_e6 = exp(uniform(seed, 9, 18));
	size_t corners = 5 + (size_t)(nrand48(seed) % 8);

	for (size_t i = 0; i + 1 < corners; i++)
		points[i] = beside(centre, 6.28318 * (double)i / (double)(corners - 1),
				   size_e6 * uniform(seed, 0.2, 1));
	points[corners - 1] = points[0];
	*out = (struct geo_polygon){ points, corners };
}

/* A tile that touches a pole goes round the world: whichever end of it a ring lies at. */
static void rings_near_a_pole_reach_what_asking_every_cell_reaches(void **state)
{
	struct cell_register *cell_register;
	struct register_summary summary;
	unsigned short seed[3] = { 85, 90, 180 };

	(void)state;
	for (size_t i = 0; i < CELLS; i++) {
		make_cell(&cells[i], i, (struct geo_point){ 0, 0 }, seed);
		cells[i].coverage.at = (struct geo_point){ (int32_t)uniform(seed, 85e6, 90e6),
							   (int32_t)uniform(seed, -180e6, 180e6) };
	}
	write_cells();
	qsort(cells, CELLS, sizeof(cells[0]), by_order);
	assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
	assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
	for (int i = 0; i < AREAS; i++) {
		struct geo_point points[CORNERS_MAX];
		struct geo_polygon polygon;
		struct area area = { .polygons = &polygon, .polygon_count = 1 };

		make_polar(&polygon, points, seed);
		compare(cell_register, &area, 1);
	}
	register_close(cell_register);
}

static void a_node_has_its_cells(void **state)
{
	struct register_summary summary;
	struct cell_register *cell_register;
	struct register_answer answer;

	(void)state;
	write_rows("46000,2g,1,1,30,120,500,b1,330102,10\n46000,4g,1,2,50,20,500,b1,330203,11\n"
		   "46000,4g,1,3,30,120,500,,330203,12\n46000,4g,1,4,30,120,500,a,330203,13\n");
	assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
	assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
	assert_true(slice_is(register_node_at(cell_register, 0)->name, "a"));
	assert_int_equal(register_node_at(cell_register, 1)->people, 21);
	assert_null(register_node_at(cell_register, 2));
	assert_int_equal(register_cells_of_node(&answer, cell_register, SLICE_LITERAL("b1"), NULL),
			 ERR_OK);
	assert_int_equal(answer.cell_count, 2);
	assert_int_equal(answer.people, 21);
	register_answer_free(&answer);
	assert_int_equal(register_cells_of_node(&answer, cell_register, SLICE_LITERAL("c"), NULL),
			 ERR_ABSENT);
	register_close(cell_register);
}

static void flip(long at)
{
	FILE *file = fopen(path, "r+b");
	int octet;

	assert_non_null(file);
	fseek(file, at, SEEK_SET);
	octet = fgetc(file);
	fseek(file, at, SEEK_SET);
	fputc(octet ^ 0x10, file);
	fclose(file);
}

/* ---- versions ------------------------------------------------------------------------- */

struct versions {
	size_t count;
	bool has_first, has_second;
	struct digest first, second;
};

static void note_version(void *data, const struct digest *digest)
{
	struct versions *versions = data;

	versions->count++;
	versions->has_first |= digest_equal(digest, &versions->first);
	versions->has_second |= digest_equal(digest, &versions->second);
}

static bool is_in_force(const struct digest *digest)
{
	struct cell_register *cell_register;
	struct register_summary summary;

	assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
	summary = register_summary_of(cell_register);
	register_close(cell_register);
	return digest_equal(&summary.digest, digest);
}

static struct digest import_rows(const char *rows)
{
	struct register_summary summary;

	write_rows(rows);
	assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
	return summary.digest;
}

static size_t count_versions(struct versions *versions)
{
	versions->count = 0;
	versions->has_first = versions->has_second = false;
	assert_int_equal(register_versions_visit(path, note_version, versions, NULL), ERR_OK);
	return versions->count;
}

static void keep_version(const struct digest *digest)
{
	assert_int_equal(register_version_copy(path, path, NULL), ERR_OK);
	assert_int_equal(register_version_keep(path, digest, NULL), ERR_OK);
}

static void versions_stand_beside_the_register(void **state)
{
	struct versions versions = { 0 };
	char aside[128];

	(void)state;
	versions.first = import_rows("46000,2g,1,1,30,120,500,b1,330102,10\n");
	keep_version(&versions.first);
	/* Importing into the register itself takes no version away. */
	versions.second = import_rows("46000,2g,1,2,30,120,500,b1,330102,10\n");
	keep_version(&versions.second);
	keep_version(&versions.second);
	assert_int_equal(count_versions(&versions), 2);
	assert_true(versions.has_first && versions.has_second);
	assert_int_equal(register_version_use(path, &versions.first, NULL), ERR_OK);
	assert_true(is_in_force(&versions.first));
	assert_int_equal(register_version_use(path, &versions.second, NULL), ERR_OK);
	assert_true(is_in_force(&versions.second));
	assert_int_equal(register_version_drop(path, &versions.first, NULL), ERR_OK);
	assert_int_equal(register_version_drop(path, &versions.first, NULL), ERR_OK);
	/* What a crash left half done is no version, and goes. */
	snprintf(aside, sizeof(aside), "%s.aside", path);
	assert_int_equal(link(path, aside), 0);
	assert_int_equal(count_versions(&versions), 1);
	assert_int_equal(access(aside, F_OK), -1);
	assert_int_equal(register_version_use(path, &versions.first, NULL), ERR_IO);
	assert_true(is_in_force(&versions.second));
	assert_int_equal(register_version_drop(path, &versions.second, NULL), ERR_OK);
}

static void write_over(const char *file, size_t at, size_t size)
{
	FILE *out = fopen(file, "r+b");

	assert_non_null(out);
	assert_int_equal(fseek(out, (long)at, SEEK_SET), 0);
	while (size-- > 0)
		fputc(0xa5, out);
	assert_int_equal(fclose(out), 0);
}

static void what_is_written_over_the_register_touches_no_version(void **state)
{
	struct digest digest = import_rows("46000,2g,1,1,30,120,500,b1,330102,10\n");
	char *version = register_version_path(path, &digest);
	struct cell_register *opened;
	struct stat one, other;

	(void)state;
	keep_version(&digest);
	assert_int_equal(register_version_use(path, &digest, NULL), ERR_OK);
	assert_int_equal(stat(path, &one), 0);
	assert_int_equal(stat(version, &other), 0);
	assert_true(one.st_ino != other.st_ino && one.st_nlink == 1 && other.st_nlink == 1);
	write_over(path, 0, 4096);
	assert_int_equal(register_version_copy(path, path, NULL), ERR_INPUT);
	assert_int_equal(register_open(&opened, version, NULL), ERR_OK);
	register_close(opened);
	assert_int_equal(register_version_use(path, &digest, NULL), ERR_OK);
	assert_true(is_in_force(&digest));
	assert_int_equal(register_version_drop(path, &digest, NULL), ERR_OK);
	free(version);
}

static void what_is_no_regular_file_is_not_waited_for(void **state)
{
	struct cell_register *opened;
	char pipe[128];
	struct fault why;

	(void)state;
	snprintf(pipe, sizeof(pipe), "%s.pipe", path);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(register_version_copy(path, pipe, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "no regular file"));
	assert_int_equal(register_open(&opened, pipe, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "no regular file"));
	assert_int_equal(register_version_copy(path, "/dev/zero", NULL), ERR_INPUT);
	assert_int_equal(register_version_copy(path, "/tmp", NULL), ERR_INPUT);
	assert_int_equal(unlink(pipe), 0);
}

static void damage_in_use_is_no_fault_of_the_question(void **state)
{
	struct area_code code = { slice_of("adcode"), slice_of("330102") };
	struct area area = { .codes = &code, .code_count = 1 };
	struct cell_register *opened;
	struct register_answer answer;
	struct stat about;

	(void)state;
	import_rows("46000,2g,1,1,30,120,500,b1,330102,10\n");
	assert_int_equal(register_open(&opened, path, NULL), ERR_OK);
	assert_int_equal(stat(path, &about), 0);
	write_over(path, 4096, (size_t)about.st_size - 4096);
	assert_int_equal(register_reach(&answer, opened, &area, 1, NULL), ERR_DAMAGED);
	register_close(opened);
}

static void a_second_handle_reads_another_file_through(void **state)
{
	struct cell_register *one, *again;
	struct digest first = import_rows("46000,2g,1,1,30,120,500,b1,330102,10\n");
	struct register_summary summary;

	(void)state;
	assert_int_equal(register_open(&one, path, NULL), ERR_OK);
	assert_int_equal(register_open_again(&again, path, one, NULL), ERR_OK);
	summary = register_summary_of(again);
	assert_true(digest_equal(&summary.digest, &first));
	register_close(again);
	/* Another file stands there by now, and it is damaged. */
	import_rows("46000,2g,1,2,31,121,501,b1,330102,10\n");
	flip(3 * 16384 - 10);
	assert_int_equal(register_open_again(&again, path, one, NULL), ERR_INPUT);
	register_close(one);
}

/* ---- damage --------------------------------------------------------------------------- */

static void a_file_that_is_no_register_is_refused(void **state)
{
	struct cell_register *cell_register;
	struct fault why;

	(void)state;
	unlink(path);
	assert_int_equal(register_open(&cell_register, path, &why), ERR_IO);
	write_text("plmn,rat,lac_tac,cell,lat,lon and much more that is not a database at all\n");
	assert_int_equal(register_open(&cell_register, csv_path, &why), ERR_INPUT);
	write_text("");
	assert_int_equal(register_open(&cell_register, csv_path, &why), ERR_INPUT);
	assert_non_null(strstr(why.text, "not a cell register"));
}

static int end_soon(void *data)
{
	int *steps = data;

	return --*steps <= 0;
}

/* Wherever SQLite cannot go on: its own words, and no talk of damage. */
static void what_cannot_be_read_is_told_in_sqlite_s_words(void **state)
{
	const struct geo_circle circle = { { 30000000, 120000000 }, 9000 };
	const struct area area = { .circles = &circle, .circle_count = 1 };
	struct cell_register *cell_register;
	struct register_answer answer;
	enum err err = ERR_IO;
	int failed = 0;

	(void)state;
	import_rows("46000,2g,1,1,30,120,500,b1,330102,10\n");
	assert_int_equal(register_open(&cell_register, path, NULL), ERR_OK);
	for (int steps = 1; err != ERR_OK; steps++) {
		struct fault why;
		int left = steps;

		sqlite3_progress_handler(cell_register->db, 1, end_soon, &left);
		err = register_reach(&answer, cell_register, &area, 1, &why);
		if (err == ERR_OK)
			break;
		failed++;
		assert_int_equal(err, ERR_DAMAGED);
		assert_string_equal(why.text, "cell register: reading: interrupted");
	}
	assert_true(failed > 10);
	assert_int_equal(answer.cell_count, 1);
	register_answer_free(&answer);
	register_close(cell_register);
}

static void leave_out(sqlite3_stmt **rows, sqlite3 *db)
{
	sqlite3_finalize(*rows);
	assert_int_equal(sqlite3_prepare_v2(db,
					    "SELECT number FROM leaf WHERE number < ?1 AND "
					    "number > ?2",
					    -1, rows, NULL),
			 SQLITE_OK);
}

static void what_is_missing_is_damage_of_one_kind(void **state)
{
	const struct geo_circle circle = { { 30000000, 120000000 }, 9000 };
	const struct area area = { .circles = &circle, .circle_count = 1 };

	(void)state;
	import_rows("46000,2g,1,1,30,120,500,b1,330102,10\n");
	for (int leaf = 0; leaf < 2; leaf++) {
		struct cell_register *opened;
		struct register_answer answer;
		struct fault why;

		assert_int_equal(register_open(&opened, path, NULL), ERR_OK);
		leave_out(leaf ? &opened->leaves : &opened->tiles, opened->db);
		assert_int_equal(register_reach(&answer, opened, &area, 1, &why), ERR_DAMAGED);
		assert_string_equal(why.text, leaf ? "cell register: damaged: a leaf is missing"
						   : "cell register: damaged: a tile is missing");
		register_close(opened);
	}
}

/* Whatever octet is damaged: refused, or (free space, headers' counters) the same register. */
static void a_damaged_register_is_refused(void **state)
{
	struct register_summary summary;
	unsigned short seed[3] = { 1, 2, 3 };
	size_t refused = 0;
	long size;
	FILE *file;

	(void)state;
	for (size_t i = 0; i < CELLS; i++)
		make_cell(&cells[i], i, (struct geo_point){ 30000000, 120000000 }, seed);
	write_cells();
	assert_int_equal(import_csv(&summary, false, NULL, NULL), ERR_OK);
	file = fopen(path, "rb");
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	fclose(file);
	for (int i = 0; i < 400; i++) {
		struct cell_register *cell_register;
		long at = (long)(erand48(seed) * (double)size);
		struct fault why;

		flip(at);
		if (register_open(&cell_register, path, &why) == ERR_OK) {
			struct register_summary after = register_summary_of(cell_register);

			assert_true(digest_equal(&after.digest, &summary.digest));
			register_close(cell_register);
		} else {
			assert_true(strlen(why.text) > 0);
			refused++;
		}
		flip(at);
	}
	assert_true(refused > 100);
	assert_int_equal(truncate(path, size / 2), 0);
	assert_int_equal(register_open(&(struct cell_register *){ NULL }, path, NULL), ERR_INPUT);
}

static int begin(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(csv_path, sizeof(csv_path), "%s/cells.csv", directory);
	snprintf(path, sizeof(path), "%s/cells %%3f?.register", directory);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(csv_path);
	unlink(path);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_register_finds_what_asking_every_cell_finds),
		cmocka_unit_test(bad_lines_are_named_and_refuse_the_file),
		cmocka_unit_test(a_long_line_is_named_and_the_next_one_read),
		cmocka_unit_test(a_file_without_cells_is_refused),
		cmocka_unit_test(the_same_cells_in_any_order_have_the_same_digest),
		cmocka_unit_test(codes_that_reach_nothing_are_reported_and_widen_nothing),
		cmocka_unit_test(cells_at_a_pole_are_reached),
		cmocka_unit_test(rings_near_a_pole_reach_what_asking_every_cell_reaches),
		cmocka_unit_test(a_node_has_its_cells),
		cmocka_unit_test(versions_stand_beside_the_register),
		cmocka_unit_test(what_is_written_over_the_register_touches_no_version),
		cmocka_unit_test(what_is_no_regular_file_is_not_waited_for),
		cmocka_unit_test(damage_in_use_is_no_fault_of_the_question),
		cmocka_unit_test(a_second_handle_reads_another_file_through),
		cmocka_unit_test(a_file_that_is_no_register_is_refused),
		cmocka_unit_test(what_cannot_be_read_is_told_in_sqlite_s_words),
		cmocka_unit_test(what_is_missing_is_damage_of_one_kind),
		cmocka_unit_test(a_damaged_register_is_refused),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
