/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_register REGISTER: how long the cell register takes to say which cells a polygon of 200
 * corners reaches, half a degree and six degrees wide, in an invented province
 * (tests/tools/make_cells.py), and how long it takes to say how well they fit. Prints JSON.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "base/geo_ring.h"
#include "ledger/register.h"
#include "notice/fit.h"

enum { CORNERS = 200, ASKED = 60 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* A coast: corners at equal angles, now nearer, now farther. */
static void draw(struct geo_point *points, double lat, double lon, double wide,
		 unsigned short seed[3])
{
	for (size_t i = 0; i + 1 < CORNERS; i++) {
		double angle = 2 * M_PI * (double)i / (CORNERS - 1);
		double reach = wide / 2 * (0.7 + 0.3 * erand48(seed));

		points[i] = (struct geo_point){ (int32_t)((lat + reach * sin(angle)) * 1e6),
						(int32_t)((lon + reach * cos(angle)) * 1e6) };
	}
	points[CORNERS - 1] = points[0];
}

static void print(const char *name, const char *what, double *ms, size_t cells)
{
	qsort(ms, ASKED, sizeof(*ms), by_size);
	printf("\"%s%s\":{\"p50\":%.3f,\"p99\":%.3f,\"cells\":%zu}", name, what, ms[ASKED / 2],
	       ms[ASKED - 1], cells / ASKED);
}

static void ask(struct cell_register *cells, const char *name, double wide)
{
	unsigned short seed[3] = { 1, 2, 3 };
	struct geo_point points[CORNERS];
	const struct geo_polygon polygon = { points, CORNERS };
	const struct area area = { .polygons = &polygon, .polygon_count = 1 };
	double ms[ASKED], fit_ms[ASKED];
	size_t found = 0;

	for (int i = 0; i < ASKED; i++) {
		struct register_answer answer;
		struct fit fit;
		double begun, asked;

		draw(points, 27.5 + 3 * erand48(seed), 118.5 + 4 * erand48(seed), wide, seed);
		if (wide > 5)
			draw(points, 29, 120.5, wide, seed);
		begun = now_ms();
		if (register_reach(&answer, cells, &area, 1, NULL) != ERR_OK)
			exit(1);
		asked = now_ms();
		fit_measure(
			&fit, NULL,
			&(struct fit_question){ answer.cells, answer.cell_count, &area, 1, NULL });
		ms[i] = asked - begun;
		fit_ms[i] = now_ms() - asked;
		found += answer.cell_count;
		register_answer_free(&answer);
	}
	print(name, "", ms, found);
	printf(",");
	print(name, "_fit", fit_ms, found);
}

int main(int argc, char **argv)
{
	struct cell_register *cells;
	struct fault why;

	if (argc != 2 || register_open(&cells, argv[1], &why) != ERR_OK) {
		fprintf(stderr, "bench_register REGISTER: %s\n", argc == 2 ? why.text : "usage");
		return 2;
	}
	printf("{");
	ask(cells, "half_degree", 0.5);
	printf(",");
	ask(cells, "six_degrees", 6);
	printf("}\n");
	register_close(cells);
	return 0;
}
