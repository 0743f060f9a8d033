/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/fit.h"

#include <math.h>
#include <stdlib.h>
#include <talloc.h>

#include "notice/coverage.h"
#include "notice/shapes_sample.h"

enum {
	SIDES_OF_ALL = 50000000, /* edges x cells that are asked whether they lie inside */
	HOLDS_OF_ALL = 50000000, /* edges x points */
	POINTS_MIN = 256,
};

static const double GOLDEN = 0.6180339887498949;
static const double SILVER = 0.7548776662466927; /* turns each cell's points away from the last's */
static const double ERRORS = 2, AREA_ERROR = 0.01;

struct range {
	uint32_t first, last;
};

struct fitting {
	const struct fit_question *question;
	void *ctx;
	struct shapes *shapes;
	struct coverage *coverage;
	struct range *regions; /* that the codes name */
	size_t region_count;
	size_t points;	   /* of each side, after what the shapes cost */
	uint32_t *crossed; /* cells whose coverage the border may run through */
	size_t crossed_count;
	double stands_for; /* cells, each of them */
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static double square(double value)
{
	return value * value;
}

/* ---- codes ------------------------------------------------------------------------------ */

static size_t read_codes(struct range *out, const struct area *area)
{
	size_t count = 0;

	for (size_t i = 0; i < area->code_count; i++) {
		struct slice rest = area->codes[i].value;
		struct area_code one;
		uint32_t adcode;

		while (cells_code_next(&one, &rest, &area->codes[i])) {
			if (cells_code_resolve(&adcode, &one) != CELLS_CODE_RESOLVED)
				continue;
			if (out)
				out[count] = (struct range){ adcode, cells_adcode_last(adcode) };
			count++;
		}
	}
	return count;
}

static int by_first(const void *left, const void *right)
{
	const struct range *a = left, *b = right;

	return (a->first > b->first) - (a->first < b->first);
}

/* Ranges lie in one another or apart: of those that begin alike the widest is enough. */
static void read_regions(struct fitting *fitting)
{
	const struct fit_question *question = fitting->question;
	size_t count = 0, kept = 0;
	struct range *regions;

	for (size_t i = 0; i < question->area_count; i++)
		count += read_codes(NULL, &question->areas[i]);
	regions = must(talloc_array(fitting->ctx, struct range, (unsigned int)count + 1));
	count = 0;
	for (size_t i = 0; i < question->area_count; i++)
		count += read_codes(regions + count, &question->areas[i]);
	qsort(regions, count, sizeof(*regions), by_first);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || regions[i].first > regions[kept - 1].last)
			regions[kept++] = regions[i];
		else if (regions[i].last > regions[kept - 1].last)
			regions[kept - 1].last = regions[i].last;
	}
	fitting->regions = regions;
	fitting->region_count = kept;
}

static bool is_by_code(const struct fitting *fitting, const struct cell *cell)
{
	size_t low = 0, high = fitting->region_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (cell->adcode < fitting->regions[middle].first)
			high = middle;
		else if (cell->adcode > fitting->regions[middle].last)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

/* ---- under-reach ------------------------------------------------------------------------ */

struct told {
	const bool *can_be_told;
	bool is_covered, is_told;
};

static bool note_covering(void *data, size_t cell)
{
	struct told *told = data;

	told->is_covered = true;
	told->is_told = !told->can_be_told || told->can_be_told[cell];
	return !told->is_told;
}

static struct fit_number share_of_area(double km2, const struct shapes_sample *sample)
{
	double share = sample->km2 > 0 ? km2 / sample->km2 : 0;
	double variance = (share * (1 - share) + 1.0 / (double)sample->count) /
			  (double)sample->count;

	return (struct fit_number){ km2, ERRORS * sample->km2 * sqrt(variance) + AREA_ERROR * km2 };
}

static void measure_under(struct fit *out, const struct fitting *fitting)
{
	struct shapes_sample sample;
	double under = 0, silent = 0;
	size_t under_points = 0;

	shapes_sample(&sample, fitting->ctx, fitting->shapes, fitting->points);
	for (size_t i = 0; i < sample.count; i++) {
		struct told told = { .can_be_told = fitting->question->can_be_told };

		coverage_visit(fitting->coverage, sample.points[i].at, note_covering, &told);
		under += told.is_covered ? 0 : sample.points[i].km2;
		under_points += !told.is_covered;
		silent += told.is_covered && !told.is_told ? sample.points[i].km2 : 0;
	}
	if (sample.count == 0)
		return;
	out->area_km2 = (struct fit_number){ sample.km2, AREA_ERROR * sample.km2 };
	out->under_km2 = share_of_area(under, &sample);
	out->silent_km2 = share_of_area(silent, &sample);
	out->under_share = sample.km2 > 0 ? under / sample.km2
					  : (double)under_points / (double)sample.count;
}

/* ---- the cells that matter for over-reach ----------------------------------------------- */

static bool may_be_outside(const struct fitting *fitting, const struct cell *cell)
{
	struct geo_box box = geo_box_of_sector(&cell->coverage);

	return cell->coverage.radius_m > 0 && !is_by_code(fitting, cell) &&
	       shapes_side_of_box(fitting->shapes, &box) != GEO_RING_INSIDE;
}

/* Every nth, where so many cells and edges would take too long. */
static void find_crossed(struct fitting *fitting)
{
	const struct fit_question *question = fitting->question;
	double cost = (double)question->count * (double)(fitting->shapes->edges_asked + 1);
	size_t stride = 1 + (size_t)(cost / SIDES_OF_ALL), thin;

	fitting->crossed = must(
		talloc_array(fitting->ctx, uint32_t, (unsigned int)(question->count / stride) + 1));
	for (size_t i = stride / 2; i < question->count; i += stride)
		if (may_be_outside(fitting, &question->cells[i]))
			fitting->crossed[fitting->crossed_count++] = (uint32_t)i;
	thin = 1 + fitting->crossed_count / (fitting->points + 1);
	fitting->crossed_count /= thin;
	for (size_t i = 0; i < fitting->crossed_count; i++)
		fitting->crossed[i] = fitting->crossed[i * thin];
	fitting->stands_for = (double)(stride * thin);
}

/* ---- over-reach ------------------------------------------------------------------------- */

struct counting {
	const struct fitting *fitting;
	size_t count;
};

static bool count_covering(void *data, size_t cell)
{
	struct counting *counting = data;

	counting->count += !is_by_code(counting->fitting,
				       &counting->fitting->question->cells[cell]);
	return true;
}

/* The ground is dealt out to all the cells that cover it: summed over cells it counts once. */
static double part_of(const struct fitting *fitting, struct geo_point point)
{
	struct counting counting = { fitting, 0 };

	coverage_visit(fitting->coverage, point, count_covering, &counting);
	return 1.0 / (double)(counting.count > 1 ? counting.count : 1);
}

static double beam_of(const struct geo_sector *sector)
{
	uint16_t tenths = sector->beamwidth_tenths;

	return tenths == 0 || tenths >= 3600 ? 2 * M_PI : tenths * M_PI / 1800;
}

/* The nth of `count` points, spread over a sector as seeds in a sunflower. */
static struct geo_point seed(const struct geo_view *view, size_t nth, size_t count, double turn)
{
	const struct geo_sector *sector = &view->sector;
	double beam = beam_of(sector), phase = (double)nth * GOLDEN + turn;
	double bearing = sector->azimuth_tenths * M_PI / 1800 + beam * (phase - floor(phase) - 0.5);
	double far = sector->radius_m * sqrt(((double)nth + 0.5) / (double)count);

	return geo_view_point(view,
			      (struct geo_direction){ far * sin(bearing), far * cos(bearing) });
}

struct outside {
	double share; /* of the cell's coverage, */
	double own;   /* and what of it is dealt out to this cell */
};

static struct outside look_at(const struct fitting *fitting, uint32_t cell, size_t points)
{
	struct geo_view view = geo_view_of(&fitting->question->cells[cell].coverage);
	struct outside outside = { 0 };

	for (size_t i = 0; i < points; i++) {
		struct geo_point point = seed(&view, i, points, cell * SILVER);

		if (shapes_hold(fitting->shapes, point))
			continue;
		outside.share += 1;
		outside.own += part_of(fitting, point);
	}
	outside.share /= (double)points;
	outside.own /= (double)points;
	return outside;
}

/* Of a mean of values between 0 and 1 (Bhatia and Davis), and never none from a few points. */
static double variance_of(double mean, size_t points)
{
	return (mean * (1 - mean) + 1.0 / (double)points) / (double)points;
}

struct sum {
	double value, variance;
};

static void add(struct sum *sum, double weight, double mean, size_t points, double stands_for)
{
	sum->value += stands_for * weight * mean;
	sum->variance += square(stands_for * weight) * variance_of(mean, points) +
			 stands_for * (stands_for - 1) * square(weight * mean);
}

static struct fit_number number_of(const struct sum *sum)
{
	return (struct fit_number){ sum->value, ERRORS * sqrt(sum->variance) };
}

static size_t points_of_cell(const struct fitting *fitting)
{
	size_t points = fitting->points / (fitting->crossed_count ? fitting->crossed_count : 1);

	return points < 1 ? 1 : points > FIT_POINTS_OF_CELL ? FIT_POINTS_OF_CELL : points;
}

static void measure_over(struct fit *out, struct fitting *fitting)
{
	struct sum km2 = { 0 }, people = { 0 };
	size_t points;

	find_crossed(fitting);
	points = points_of_cell(fitting);
	for (size_t i = 0; i < fitting->crossed_count; i++) {
		const struct cell *cell = &fitting->question->cells[fitting->crossed[i]];
		struct outside outside = look_at(fitting, fitting->crossed[i], points);
		double area = beam_of(&cell->coverage) / 2 * square(cell->coverage.radius_m) / 1e6;

		add(&km2, area, outside.own, points, fitting->stands_for);
		add(&people, cell->people, outside.share, points, fitting->stands_for);
	}
	out->over_km2 = number_of(&km2);
	out->over_people = number_of(&people);
}

/* ---- both ------------------------------------------------------------------------------- */

static void count_by_code(struct fit *out, const struct fitting *fitting)
{
	for (size_t i = 0; fitting->region_count > 0 && i < fitting->question->count; i++)
		out->cells_by_code += is_by_code(fitting, &fitting->question->cells[i]);
}

static size_t affordable(const struct shapes *shapes)
{
	size_t points = HOLDS_OF_ALL / (shapes->edges_asked + 1);

	return points < POINTS_MIN ? POINTS_MIN : points > FIT_POINTS ? FIT_POINTS : points;
}

void fit_measure(struct fit *out, void *ctx, const struct fit_question *question)
{
	struct fitting fitting = { .question = question, .ctx = talloc_new(ctx) };

	*out = (struct fit){ 0 };
	fitting.shapes = shapes_new(must(fitting.ctx), question->areas, question->area_count);
	read_regions(&fitting);
	count_by_code(out, &fitting);
	out->is_measured = question->count <= FIT_CELLS_MAX &&
			   fitting.shapes->polygon_count + fitting.shapes->circle_count > 0;
	if (out->is_measured) {
		fitting.points = affordable(fitting.shapes);
		fitting.coverage = coverage_new(fitting.ctx, question->cells, question->count);
		measure_under(out, &fitting);
		measure_over(out, &fitting);
	}
	talloc_free(fitting.ctx);
}
