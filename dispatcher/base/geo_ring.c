/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/geo_ring.h"

#include <stdlib.h>
#include <talloc.h>

enum {
	WORLD_E6 = 360 * GEO_E6,
	HALF_WORLD_E6 = WORLD_E6 / 2,
	RUN_MAX_E6 = WORLD_E6 + HALF_WORLD_E6,
};

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t greatest(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/* ---- edges ---------------------------------------------------------------------------- */

/*
 * Steps go the shorter way: a longitude runs on past +-180 degrees instead of jumping back. No
 * ring that is at most a world wide reaches RUN_MAX_E6; an unchecked spiral folds there, so
 * that no sum below can overflow.
 */
static int32_t run_on(int32_t from_e6, int32_t folded_from_e6, int32_t folded_to_e6)
{
	int32_t step = folded_to_e6 - folded_from_e6;

	if (step > HALF_WORLD_E6)
		step -= WORLD_E6;
	else if (step < -HALF_WORLD_E6)
		step += WORLD_E6;
	if (from_e6 + step > RUN_MAX_E6)
		step -= WORLD_E6;
	else if (from_e6 + step < -RUN_MAX_E6)
		step += WORLD_E6;
	return from_e6 + step;
}

static struct geo_ring_edge edge_after(const struct geo_polygon *polygon, size_t i, int32_t lon_e6)
{
	struct geo_point a = polygon->points[i], b = polygon->points[i + 1];

	return (struct geo_ring_edge){ a.lat_e6, lon_e6, b.lat_e6,
				       run_on(lon_e6, a.lon_e6, b.lon_e6) };
}

static struct geo_box edge_box(const struct geo_ring_edge *edge)
{
	return (struct geo_box){ least(edge->a_lat_e6, edge->b_lat_e6),
				 greatest(edge->a_lat_e6, edge->b_lat_e6),
				 least(edge->a_lon_e6, edge->b_lon_e6),
				 greatest(edge->a_lon_e6, edge->b_lon_e6) };
}

/* Twice the area of the triangle edge-point; 0 on the edge's line. At most 2e17: exact. */
static int64_t turn(const struct geo_ring_edge *edge, int32_t lat_e6, int32_t lon_e6)
{
	return (int64_t)(edge->b_lon_e6 - edge->a_lon_e6) * (lat_e6 - edge->a_lat_e6) -
	       (int64_t)(edge->b_lat_e6 - edge->a_lat_e6) * (lon_e6 - edge->a_lon_e6);
}

struct parity {
	bool on_boundary, is_inside;
};

/*
 * Counts what the ray from the point to the east crosses. Most edges lie above, below or to the
 * west; the one branch that says so is nearly always taken.
 */
static void count_edge(struct parity *parity, const struct geo_ring_edge *edge, int32_t lat_e6,
		       int32_t lon_e6)
{
	bool a_above = edge->a_lat_e6 > lat_e6, b_above = edge->b_lat_e6 > lat_e6;
	bool is_below = (edge->a_lat_e6 < lat_e6) & (edge->b_lat_e6 < lat_e6);
	bool is_west = (edge->a_lon_e6 < lon_e6) & (edge->b_lon_e6 < lon_e6);
	int64_t side;

	if ((a_above & b_above) | is_below | is_west)
		return;
	side = turn(edge, lat_e6, lon_e6);
	if (side == 0 && lon_e6 >= least(edge->a_lon_e6, edge->b_lon_e6))
		parity->on_boundary = true;
	if (a_above != b_above && (side > 0) == b_above)
		parity->is_inside = !parity->is_inside;
}

/* The turn of the world in which the edge is nearest to the antenna. */
static int32_t nearest_lon(const struct geo_ring_edge *edge, int32_t lon_e6)
{
	int32_t middle_e6 = (edge->a_lon_e6 + edge->b_lon_e6) / 2;

	while (middle_e6 - lon_e6 > HALF_WORLD_E6)
		lon_e6 += WORLD_E6;
	while (middle_e6 - lon_e6 < -HALF_WORLD_E6)
		lon_e6 -= WORLD_E6;
	return lon_e6;
}

static bool edge_meets(const struct geo_ring_edge *edge, struct geo_view *view)
{
	int32_t lat = view->sector.at.lat_e6, lon = nearest_lon(edge, view->sector.at.lon_e6);
	int32_t north = lat + view->high_e6, south = lat - view->high_e6;
	int32_t east = lon + view->wide_e6, west = lon - view->wide_e6;
	struct geo_direction a, b;

	if (((edge->a_lat_e6 > north) & (edge->b_lat_e6 > north)) |
	    ((edge->a_lat_e6 < south) & (edge->b_lat_e6 < south)) |
	    ((edge->a_lon_e6 > east) & (edge->b_lon_e6 > east)) |
	    ((edge->a_lon_e6 < west) & (edge->b_lon_e6 < west)))
		return false;
	a = (struct geo_direction){ (edge->a_lon_e6 - lon) * view->east_m,
				    (edge->a_lat_e6 - lat) * view->north_m };
	b = (struct geo_direction){ (edge->b_lon_e6 - lon) * view->east_m,
				    (edge->b_lat_e6 - lat) * view->north_m };
	return geo_view_covers_line(view, a, b);
}

/* ---- rings ---------------------------------------------------------------------------- */

void geo_ring_open(struct geo_ring *out, struct geo_ring_edge *room,
		   const struct geo_polygon *polygon)
{
	int32_t lon = polygon->points[0].lon_e6;
	size_t count = polygon->count - 1;

	*out = (struct geo_ring){ .edges = room, .count = count, .close_count = count };
	for (size_t i = 0; i < count; i++) {
		struct geo_box box;

		room[i] = edge_after(polygon, i, lon);
		lon = room[i].b_lon_e6;
		box = edge_box(&room[i]);
		if (i == 0)
			out->box = box;
		geo_box_join(&out->box, &box);
	}
}

bool geo_ring_holds(const struct geo_ring *ring, struct geo_point point)
{
	for (int turns = -1; turns <= 1; turns++) {
		int32_t lon = point.lon_e6 + turns * WORLD_E6;
		struct parity parity = { 0 };

		if (lon < ring->box.west_e6 || lon > ring->box.east_e6)
			continue;
		for (size_t i = 0; i < ring->count; i++)
			count_edge(&parity, &ring->edges[i], point.lat_e6, lon);
		if (parity.on_boundary || parity.is_inside)
			return true;
	}
	return false;
}

bool geo_ring_meets(const struct geo_ring *ring, struct geo_view *view)
{
	for (size_t i = 0; i < ring->close_count; i++)
		if (edge_meets(&ring->edges[i], view))
			return true;
	return false;
}

/* Whether the line through the edge leaves all corners of the box on one side of it. */
static bool box_is_beside(const struct geo_ring_edge *edge, const struct geo_box *box,
			  int32_t shift_e6)
{
	int32_t west = box->west_e6 + shift_e6, east = box->east_e6 + shift_e6;
	int64_t sides[4] = {
		turn(edge, box->south_e6, west),
		turn(edge, box->south_e6, east),
		turn(edge, box->north_e6, west),
		turn(edge, box->north_e6, east),
	};
	int above = 0, below = 0;

	for (int i = 0; i < 4; i++) {
		above += sides[i] > 0;
		below += sides[i] < 0;
	}
	return above == 4 || below == 4;
}

static bool edge_enters_box(const struct geo_ring_edge *edge, const struct geo_box *box)
{
	struct geo_box own = edge_box(edge);

	if (own.south_e6 > box->north_e6 || box->south_e6 > own.north_e6)
		return false;
	for (int turns = -2; turns <= 2; turns++) {
		int32_t shift = turns * WORLD_E6;

		if (own.west_e6 <= box->east_e6 + shift && box->west_e6 + shift <= own.east_e6 &&
		    !box_is_beside(edge, box, shift))
			return true;
	}
	return false;
}

/* The west side of the box in the westernmost turn of the world where the ring has it. */
static int32_t west_of_box(const struct geo_ring *ring, const struct geo_box *box)
{
	int32_t shift = -WORLD_E6;

	while (shift < WORLD_E6 && box->east_e6 + shift < ring->box.west_e6)
		shift += WORLD_E6;
	return box->west_e6 + shift;
}

/* Parity needs every edge at the box's latitudes that a ray to the east may cross. */
void geo_ring_near(struct geo_ring *out, struct geo_ring_edge *room, const struct geo_ring *ring,
		   const struct geo_box *box)
{
	int32_t west = west_of_box(ring, box);

	*out = (struct geo_ring){ .edges = room, .box = ring->box };
	for (size_t i = 0; i < ring->count; i++) {
		const struct geo_ring_edge *edge = &ring->edges[i];
		struct geo_box own = edge_box(edge);
		bool is_close;

		if (own.south_e6 > box->north_e6 || own.north_e6 < box->south_e6)
			continue;
		is_close = edge_enters_box(edge, box);
		if (!is_close && own.east_e6 < west)
			continue;
		room[out->count++] = *edge;
		if (!is_close)
			continue;
		room[out->count - 1] = room[out->close_count];
		room[out->close_count++] = *edge;
	}
}

static int32_t fold(int32_t lon_e6)
{
	while (lon_e6 > HALF_WORLD_E6)
		lon_e6 -= WORLD_E6;
	while (lon_e6 < -HALF_WORLD_E6)
		lon_e6 += WORLD_E6;
	return lon_e6;
}

enum geo_ring_side geo_ring_side_of_box(const struct geo_ring *ring, const struct geo_box *box)
{
	struct geo_point corner = { box->south_e6, fold(box->west_e6) };

	if (!geo_box_overlaps(&ring->box, box))
		return GEO_RING_APART;
	for (size_t i = 0; i < ring->count; i++)
		if (edge_enters_box(&ring->edges[i], box))
			return GEO_RING_MIXED;
	return geo_ring_holds(ring, corner) ? GEO_RING_INSIDE : GEO_RING_APART;
}

/* ---- polygons without room ------------------------------------------------------------ */

bool geo_ring_polygon_holds(const struct geo_polygon *polygon, struct geo_point point)
{
	for (int turns = -1; turns <= 1; turns++) {
		int32_t at = point.lon_e6 + turns * WORLD_E6, lon = polygon->points[0].lon_e6;
		struct parity parity = { 0 };

		for (size_t i = 0; i + 1 < polygon->count; i++) {
			struct geo_ring_edge edge = edge_after(polygon, i, lon);

			count_edge(&parity, &edge, point.lat_e6, at);
			lon = edge.b_lon_e6;
		}
		if (parity.on_boundary || parity.is_inside)
			return true;
	}
	return false;
}

bool geo_ring_polygon_meets(const struct geo_polygon *polygon, const struct geo_sector *sector)
{
	struct geo_view view = geo_view_of(sector);
	int32_t lon = polygon->points[0].lon_e6;

	for (size_t i = 0; i + 1 < polygon->count; i++) {
		struct geo_ring_edge edge = edge_after(polygon, i, lon);

		if (edge_meets(&edge, &view))
			return true;
		lon = edge.b_lon_e6;
	}
	return geo_ring_polygon_holds(polygon, sector->at);
}

/* ---- is it a polygon? ----------------------------------------------------------------- */

static const char clause[] = "CAP 1.2 3.2.4";

struct numbered_edge {
	struct geo_ring_edge edge;
	struct geo_box box;
	int32_t low, high; /* along the axis that is swept */
	size_t index;
};

static int sign(int64_t value)
{
	return (value > 0) - (value < 0);
}

/* Whether b's two ends lie on different sides of a's line, or on it. */
static bool straddles(const struct geo_ring_edge *a, const struct geo_ring_edge *b)
{
	return sign(turn(a, b->a_lat_e6, b->a_lon_e6)) * sign(turn(a, b->b_lat_e6, b->b_lon_e6)) <=
	       0;
}

static bool boxes_touch(const struct geo_box *a, const struct geo_box *b)
{
	return a->south_e6 <= b->north_e6 && b->south_e6 <= a->north_e6 &&
	       a->west_e6 <= b->east_e6 && b->west_e6 <= a->east_e6;
}

static bool edges_touch(const struct numbered_edge *a, const struct numbered_edge *b)
{
	return boxes_touch(&a->box, &b->box) && straddles(&a->edge, &b->edge) &&
	       straddles(&b->edge, &a->edge);
}

/* Neighbours share one point; they overlap only if the second runs back along the first. */
static bool runs_back(const struct geo_ring_edge *first, const struct geo_ring_edge *second)
{
	int64_t forward = (int64_t)(first->b_lon_e6 - first->a_lon_e6) *
				  (second->b_lon_e6 - second->a_lon_e6) +
			  (int64_t)(first->b_lat_e6 - first->a_lat_e6) *
				  (second->b_lat_e6 - second->a_lat_e6);

	return turn(first, second->b_lat_e6, second->b_lon_e6) == 0 && forward < 0;
}

static bool conflict(const struct numbered_edge *a, const struct numbered_edge *b, size_t count)
{
	if (b->index == (a->index + 1) % count)
		return runs_back(&a->edge, &b->edge);
	if (a->index == (b->index + 1) % count)
		return runs_back(&b->edge, &a->edge);
	return edges_touch(a, b);
}

static int by_low(const void *left, const void *right)
{
	const struct numbered_edge *a = left, *b = right;

	return (a->low > b->low) - (a->low < b->low);
}

/*
 * Swept along the axis on which the edges are short for the ring's extent: a comb whose teeth
 * all stand side by side is then as cheap as any coast.
 */
static void choose_axis(struct numbered_edge *edges, size_t count, const struct geo_box *box)
{
	double high = (double)box->north_e6 - box->south_e6, along_high = 0;
	double wide = (double)box->east_e6 - box->west_e6, along_wide = 0;
	bool by_lon;

	for (size_t i = 0; i < count; i++) {
		along_high += edges[i].box.north_e6 - edges[i].box.south_e6;
		along_wide += edges[i].box.east_e6 - edges[i].box.west_e6;
	}
	by_lon = along_wide * high < along_high * wide;
	for (size_t i = 0; i < count; i++) {
		edges[i].low = by_lon ? edges[i].box.west_e6 : edges[i].box.south_e6;
		edges[i].high = by_lon ? edges[i].box.east_e6 : edges[i].box.north_e6;
	}
}

static enum err check_crossings(struct numbered_edge *edges, size_t count, uint64_t *comparisons,
				struct fault *why)
{
	qsort(edges, count, sizeof(*edges), by_low);
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count && edges[k].low <= edges[i].high; k++) {
			if (*comparisons == 0)
				return err_set(why, ERR_LIMIT, clause, "polygon is too tangled");
			--*comparisons;
			if (conflict(&edges[i], &edges[k], count))
				return err_set(why, ERR_UNDETERMINED, clause,
					       "polygon crosses or touches itself: edges %zu and "
					       "%zu",
					       edges[i].index + 1, edges[k].index + 1);
		}
	return ERR_OK;
}

/* Edges without length are left out: a point said twice is no crossing. */
static size_t number_edges(struct numbered_edge *out, const struct geo_polygon *polygon)
{
	int32_t lon = polygon->points[0].lon_e6;
	size_t count = 0;

	for (size_t i = 0; i + 1 < polygon->count; i++) {
		struct geo_ring_edge edge = edge_after(polygon, i, lon);

		lon = edge.b_lon_e6;
		if (edge.a_lat_e6 == edge.b_lat_e6 && edge.a_lon_e6 == edge.b_lon_e6)
			continue;
		out[count] = (struct numbered_edge){ .edge = edge,
						     .box = edge_box(&edge),
						     .index = count };
		count++;
	}
	return count;
}

static struct geo_box box_of(const struct numbered_edge *edges, size_t count)
{
	struct geo_box box = edges[0].box;

	for (size_t i = 1; i < count; i++)
		geo_box_join(&box, &edges[i].box);
	return box;
}

static enum err check_edges(struct numbered_edge *edges, size_t count, uint64_t *comparisons,
			    struct fault *why)
{
	struct geo_box box;
	double area = 0;

	if (count < 3)
		return err_set(why, ERR_INPUT, clause, "polygon encloses nothing");
	box = box_of(edges, count);
	if ((int64_t)box.east_e6 - box.west_e6 > WORLD_E6 ||
	    edges[count - 1].edge.b_lon_e6 != edges[0].edge.a_lon_e6)
		return err_set(why, ERR_INPUT, clause, "polygon goes round the world or a pole");
	for (size_t i = 1; i < count; i++)
		area += (double)turn(&edges[i].edge, edges[0].edge.a_lat_e6,
				     edges[0].edge.a_lon_e6);
	if (area == 0)
		return err_set(why, ERR_INPUT, clause, "polygon encloses nothing");
	choose_axis(edges, count, &box);
	return check_crossings(edges, count, comparisons, why);
}

static enum err check_points(const struct geo_polygon *polygon, struct fault *why)
{
	const struct geo_point *points = polygon->points;
	size_t last = polygon->count - 1;

	if (polygon->count < 4)
		return err_set(why, ERR_INPUT, clause, "polygon has %zu points, fewer than 4",
			       polygon->count);
	for (size_t i = 0; i <= last; i++)
		if (!geo_point_is_valid(points[i]))
			return err_set(why, ERR_INPUT, clause, "point %zu is not on the globe",
				       i + 1);
	if (points[0].lat_e6 != points[last].lat_e6 || points[0].lon_e6 != points[last].lon_e6)
		return err_set(why, ERR_INPUT, clause, "polygon is not closed");
	return ERR_OK;
}

enum err geo_ring_check_polygon(void *ctx, const struct geo_polygon *polygon, uint64_t *comparisons,
				struct fault *why)
{
	struct numbered_edge *edges;
	enum err err = check_points(polygon, why);

	if (err != ERR_OK)
		return err;
	edges = talloc_size(ctx, polygon->count * sizeof(*edges));
	if (!edges)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a polygon");
	err = check_edges(edges, number_edges(edges, polygon), comparisons, why);
	talloc_free(edges);
	return err;
}
