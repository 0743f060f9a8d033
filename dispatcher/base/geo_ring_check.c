/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <talloc.h>

#include "base/geo_ring_edge.h"

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
	return sign(geo_ring_edge_turn(a, b->a_lat_e6, b->a_lon_e6)) *
		       sign(geo_ring_edge_turn(a, b->b_lat_e6, b->b_lon_e6)) <=
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

	return geo_ring_edge_turn(first, second->b_lat_e6, second->b_lon_e6) == 0 && forward < 0;
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
					       "polygon crosses or touches itself at its edges "
					       "%zu and %zu: what lies inside is not clear",
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
		struct geo_ring_edge edge = geo_ring_edge_after(polygon, i, lon);

		lon = edge.b_lon_e6;
		if (edge.a_lat_e6 == edge.b_lat_e6 && edge.a_lon_e6 == edge.b_lon_e6)
			continue;
		out[count] = (struct numbered_edge){ .edge = edge,
						     .box = geo_ring_edge_box(&edge),
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
	if ((int64_t)box.east_e6 - box.west_e6 > GEO_WORLD_E6 ||
	    edges[count - 1].edge.b_lon_e6 != edges[0].edge.a_lon_e6)
		return err_set(why, ERR_INPUT, clause, "polygon goes round the world or a pole");
	for (size_t i = 1; i < count; i++)
		area += (double)geo_ring_edge_turn(&edges[i].edge, edges[0].edge.a_lat_e6,
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
