/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sketch against the exact test: it may ask, it may not be wrong, and it seldom asks. */
#include "base/geo_sketch.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>

#include "base/geo_ring_edge.h"

enum { PAIRS = 400000 };

static double uniform(unsigned short seed[3], double least, double greatest)
{
	return least + (greatest - least) * erand48(seed);
}

static struct geo_sector make_sector(struct geo_point at, unsigned short seed[3])
{
	struct geo_sector sector = { .at = at, .radius_m = (uint32_t)exp(uniform(seed, -1, 10.5)) };

	if (nrand48(seed) % 4) {
		sector.azimuth_tenths = (uint16_t)(nrand48(seed) % 3600);
		sector.beamwidth_tenths = (uint16_t)(1 + nrand48(seed) % 3599);
	}
	return sector;
}

/* Near the sector for its size, some of it far longer. */
static struct geo_ring_edge make_edge(const struct geo_sector *sector, unsigned short seed[3])
{
	double size_e6 = (sector->radius_m + 1) * 10 * exp(uniform(seed, -1, 3));
	struct geo_point at = sector->at;

	return (struct geo_ring_edge){
		(int32_t)fmin(90e6, at.lat_e6 + size_e6 * uniform(seed, -1, 1)),
		(int32_t)(at.lon_e6 + size_e6 * uniform(seed, -1, 1)),
		(int32_t)fmin(90e6, at.lat_e6 + size_e6 * uniform(seed, -1, 1)),
		(int32_t)(at.lon_e6 + size_e6 * uniform(seed, -1, 1)),
	};
}

static void a_sketch_is_never_wrong(void **state)
{
	static const int32_t lats[] = { 0, 30000000, -55000000, 80000000, 89990000 };
	unsigned short seed[3] = { 3, 1, 4 };
	size_t asked = 0;

	(void)state;
	for (int i = 0; i < PAIRS; i++) {
		int32_t lat = lats[nrand48(seed) % COUNT_OF(lats)];
		int32_t high = (int32_t)exp(uniform(seed, 0, 12));
		struct geo_sketch_scale scale = geo_sketch_scale_of(
			lat - high, lat + high < 90000000 ? lat + high : 90000000);
		struct geo_point at = { lat - high + (int32_t)(high * erand48(seed)), 120000000 };
		struct geo_sector sector = make_sector(at, seed);
		struct geo_ring_edge edge = make_edge(&sector, seed);
		struct geo_sketch sketch = geo_sketch_of(&sector, &scale, at.lon_e6);
		struct geo_view view = geo_view_of(&sector);
		enum geo_sketch_answer answer = geo_sketch_meets(&sketch, &edge);

		asked += answer == GEO_SKETCH_ASK && lat < 80000000;
		if (answer != GEO_SKETCH_ASK)
			assert_int_equal(answer == GEO_SKETCH_YES,
					 geo_ring_edge_meets(&edge, &view));
	}
	assert_true(asked < PAIRS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sketch_is_never_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
