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
/* Roberts' sequence: one point in each of many sectors, together spread over all of a sector. */
static const double ROBERTS[2] = { 0.7548776662466927, 0.5698402909980532 };
static const double ERRORS = 3, AREA_ERROR = 0.01;

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
	double crossed_km2, crossed_people;
	double stride; /* cells that each of them stands for */
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

/*
 * Of a mean of values between 0 and 1 (Bhatia and Davis); a few points that agree do not prove
 * that all would.
 */
static double variance_of(double mean, size_t points)
{
	double count = (double)points, likely = (mean * count + 0.5) / (count + 1);

	return likely * (1 - likely) / count;
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

	return (struct fit_number){ km2,
				    ERRORS * sample->km2 * sqrt(variance_of(share, sample->count)) +
					    AREA_ERROR * km2 };
}

static bool some_are_silent(const struct fit_question *question)
{
	for (size_t i = 0; question->can_be_told && i < question->count; i++)
		if (!question->can_be_told[i])
			return true;
	return false;
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
	if (some_are_silent(fitting->question))
		out->silent_km2 = share_of_area(silent, &sample);
	out->under_share = sample.km2 > 0 ? under / sample.km2
					  : (double)under_points / (double)sample.count;
}

/* ---- the cells that matter for over-reach ----------------------------------------------- */

static double beam_of(const struct geo_sector *sector)
{
	uint16_t tenths = sector->beamwidth_tenths;

	return tenths == 0 || tenths >= 3600 ? 2 * M_PI : tenths * M_PI / 1800;
}

static double km2_of(const struct cell *cell)
{
	return beam_of(&cell->coverage) / 2 * square(cell->coverage.radius_m) / 1e6;
}

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
	size_t stride = 1 + (size_t)(cost / SIDES_OF_ALL);

	fitting->stride = (double)stride;
	fitting->crossed = must(
		talloc_array(fitting->ctx, uint32_t, (unsigned int)(question->count / stride) + 1));
	for (size_t i = stride / 2; i < question->count; i += stride) {
		const struct cell *cell = &question->cells[i];

		if (!may_be_outside(fitting, cell))
			continue;
		fitting->crossed[fitting->crossed_count++] = (uint32_t)i;
		fitting->crossed_km2 += km2_of(cell);
		fitting->crossed_people += cell->people;
	}
}

/* Half of the points go by the ground that a cell covers, half by its people. */
static double points_due(const struct fitting *fitting, const struct cell *cell)
{
	double part = km2_of(cell) / fitting->crossed_km2;

	if (fitting->crossed_people > 0)
		part = (part + cell->people / fitting->crossed_people) / 2;
	return part * (double)fitting->points;
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

static double fraction(double value)
{
	return value - floor(value);
}

/* The point in a sector that has `inner` of its ground nearer to the antenna, `left` to the left.
 */
static struct geo_point point_at(const struct geo_view *view, double inner, double left)
{
	const struct geo_sector *sector = &view->sector;
	double bearing = sector->azimuth_tenths * M_PI / 1800 + beam_of(sector) * (left - 0.5);
	double far = sector->radius_m * sqrt(inner);

	return geo_view_point(view,
			      (struct geo_direction){ far * sin(bearing), far * cos(bearing) });
}

/* The nth of a sector's points, as seeds in a sunflower; of a single one, by the turn it has. */
static struct geo_point point_of(const struct geo_view *view, size_t nth, size_t count, size_t turn)
{
	double inner = count > 1 ? ((double)nth + 0.5) / (double)count
				 : fraction((double)turn * ROBERTS[0]);

	return point_at(view, inner, fraction((double)nth * GOLDEN + (double)turn * ROBERTS[1]));
}

/* What each point adds, as if it were drawn by chance: that is a bound for points that are not. */
struct sum {
	double whole; /* what it would be if all lay outside */
	double value, squares;
};

/* How a cell was looked at: by so many points; it stands for so many cells like it. */
struct weight {
	size_t points;
	double stands_for;
};

static void add(struct sum *sum, double of_point, double value)
{
	sum->value += of_point * value;
	sum->squares += square(of_point * value);
}

static struct fit_number number_of(const struct sum *sum, size_t points)
{
	double count = (double)points;
	double variance = points > 1 ? (sum->squares - square(sum->value) / count) * count /
					       (count - 1)
				     : 0;

	if (points == 0)
		return (struct fit_number){ 0, 0 };
	/* A few points that agree do not prove that all would. */
	return (struct fit_number){ sum->value,
				    ERRORS * sqrt(fmax(0, variance)) + sum->whole / count };
}

/*
 * Cells are laid end to end, each as long as the points that are due to it, and a point is taken
 * at every whole step: a cell that is due less than one has one now and then, and stands for more.
 */
static bool take_weight(struct weight *out, double *behind, double due, double stride)
{
	double before = *behind;

	*behind += due;
	*out = (struct weight){ (size_t)(floor(*behind + 0.5) - floor(before + 0.5)), stride };
	if (due < 1)
		out->stands_for *= 1 / due;
	else if (out->points > FIT_POINTS_OF_CELL)
		out->points = FIT_POINTS_OF_CELL;
	return out->points > 0;
}

struct over {
	struct sum km2, people;
	size_t points, cells;
};

static void look_at(struct over *over, const struct fitting *fitting, uint32_t number,
		    const struct weight *weight)
{
	const struct cell *cell = &fitting->question->cells[number];
	struct geo_view view = geo_view_of(&cell->coverage);
	double of_point = weight->stands_for / (double)weight->points;

	over->points += weight->points;
	over->cells++;
	for (size_t i = 0; i < weight->points; i++) {
		struct geo_point point = point_of(&view, i, weight->points, over->cells);

		if (shapes_hold(fitting->shapes, point))
			continue;
		add(&over->km2, of_point * km2_of(cell), part_of(fitting, point));
		add(&over->people, of_point * cell->people, 1);
	}
}

static void measure_over(struct fit *out, struct fitting *fitting)
{
	struct over over = { 0 };
	double behind = 0;

	find_crossed(fitting);
	over.km2.whole = fitting->stride * fitting->crossed_km2;
	over.people.whole = fitting->stride * fitting->crossed_people;
	for (size_t i = 0; i < fitting->crossed_count; i++) {
		const struct cell *cell = &fitting->question->cells[fitting->crossed[i]];
		struct weight weight;

		if (take_weight(&weight, &behind, points_due(fitting, cell), fitting->stride))
			look_at(&over, fitting, fitting->crossed[i], &weight);
	}
	out->over_km2 = number_of(&over.km2, over.points);
	out->over_people = number_of(&over.people, over.points);
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
