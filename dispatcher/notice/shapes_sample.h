/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sample: points spread evenly over shapes, each standing for so many square kilometres of their
 * union. Each shape is cut into strips of latitude (at most SHAPES_SAMPLE_STRIPS_MAX), and its
 * points lie along the middles of its strips, in one low-discrepancy sequence: the same shapes
 * give the same points. Where shapes overlap a point stands for its part of the ground.
 *
 * Errors. The area of a shape errs by less than 1 % where it is no thinner than a strip; a share p
 * of it that is estimated from the points by less than 3 sqrt(p (1 - p) / points): three times
 * the standard error of random points.
 */
#ifndef NOTICE_SHAPES_SAMPLE_H
#define NOTICE_SHAPES_SAMPLE_H

#include "notice/shapes.h"

enum { SHAPES_SAMPLE_STRIPS_MAX = 128, SHAPES_SAMPLE_STRIPS_MIN = 8 };

struct shapes_point {
	struct geo_point at;
	double km2;
};

struct shapes_sample {
	struct shapes_point *points;
	size_t count;
	double km2; /* of the union */
};

/*
 * About `points` of them, more where there are many shapes; a circle of radius 0 is one point that
 * stands for nothing. The points hang on ctx; an allocation that fails aborts.
 */
void shapes_sample(struct shapes_sample *out, void *ctx, const struct shapes *shapes,
		   size_t points);

#endif
