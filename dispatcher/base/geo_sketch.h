/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sketch: whether an edge runs through a sector, drawn by the scale of its neighbourhood, which
 * many sectors share. It says yes or no only where the exact geo_view of the sector cannot say
 * otherwise: each side of the sector is drawn twice, by the width of the doubt too far and by it
 * too near. What lies between the two must be asked exactly.
 */
#ifndef BASE_GEO_SKETCH_H
#define BASE_GEO_SKETCH_H

#include "base/geo_ring.h"

/* Metres in a millionth of a degree between two latitudes; doubt: how wrong, as a share. */
struct geo_sketch_scale {
	double east_m, north_m, doubt;
};
struct geo_sketch_scale geo_sketch_scale_of(int32_t south_e6, int32_t north_e6);

enum geo_sketch_answer { GEO_SKETCH_ASK = 0, GEO_SKETCH_NO, GEO_SKETCH_YES };

/* A sector ready for many edges. Its latitude is one of the scale's. */
struct geo_sketch {
	const struct geo_sector *sector;
	const struct geo_sketch_scale *scale;
	int32_t lon_e6;		/* of the antenna, in the turn of the edges */
	double near_m, far_m;	/* the radius, drawn too near and too far */
	bool is_disc, is_aimed; /* aimed when the first edge needs it */
	struct geo_direction sides[3];
};

struct geo_sketch geo_sketch_of(const struct geo_sector *sector,
				const struct geo_sketch_scale *scale, int32_t lon_e6);
enum geo_sketch_answer geo_sketch_meets(struct geo_sketch *sketch,
					const struct geo_ring_edge *edge);

#endif
