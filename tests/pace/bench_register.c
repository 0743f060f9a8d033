/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_register REGISTER [LAT LON]: how long the cell register takes to say which cells a polygon
 * of 200 corners reaches, half a degree and six degrees wide, in an invented province
 * (tests/tools/make_cells.py) or round a place of an invented nation, and how long it takes to say
 * how well they fit. Prints JSON.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "base/geo_ring.h"
#include "ledger/register.h"
#include "notice/fit.h"

enum { CORNERS = 200, ASKED = 60, REPEATED = 3 };

/* The middles of the small polygons lie that far round it. */
struct place {
	double lat, lon, high, wide;
};

struct asked {
	double ms;
	size_t cells;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_time(const void *left, const void *right)
{
	const struct asked *a = left, *b = right;

	return (a->ms > b->ms) - (a->ms < b->ms);
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

/* Of the questions asked: the one in the middle, the slowest, and the cells of both. */
static void print(const char *name, const char *what, struct asked *all)
{
	const struct asked *middle = &all[ASKED / 2], *slowest = &all[ASKED - 1];

	qsort(all, ASKED, sizeof(*all), by_time);
	printf("\"%s%s\":{\"p50\":%.3f,\"slowest\":%.3f,\"cells\":%zu,"
	       "\"cells_slowest\":%zu}",
	       name, what, middle->ms, slowest->ms, middle->cells, slowest->cells);
}

/* The best of a few, since other programs run, too: what the question costs, not what it met. */
static void ask_one(struct asked *reach, struct asked *fit, struct cell_register *cells,
		    const struct area *area)
{
	struct register_answer answer;
	struct fit measured;
	double begun, ms;

	reach->ms = INFINITY;
	for (int i = 0; i < REPEATED; i++) {
		begun = now_ms();
		if (register_reach(&answer, cells, area, 1, NULL) != ERR_OK)
			exit(1);
		ms = now_ms() - begun;
		reach->ms = fmin(reach->ms, ms);
		if (i + 1 < REPEATED)
			register_answer_free(&answer);
	}
	begun = now_ms();
	if (fit)
		fit_measure(
			&measured, NULL,
			&(struct fit_question){ answer.cells, answer.cell_count, area, 1, NULL });
	if (fit)
		*fit = (struct asked){ now_ms() - begun, answer.cell_count };
	reach->cells = answer.cell_count;
	register_answer_free(&answer);
}

static void ask(struct cell_register *cells, struct place place, const char *name, double wide)
{
	unsigned short seed[3] = { 1, 2, 3 };
	struct geo_point points[CORNERS];
	const struct geo_polygon polygon = { points, CORNERS };
	const struct area area = { .polygons = &polygon, .polygon_count = 1 };
	struct asked reach[ASKED], fit[ASKED];

	for (int i = 0; i < ASKED; i++) {
		double lat = place.lat + (wide > 5 ? 0 : place.high * (2 * erand48(seed) - 1));
		double lon = place.lon + (wide > 5 ? 0 : place.wide * (2 * erand48(seed) - 1));

		draw(points, lat, lon, wide, seed);
		ask_one(&reach[i], getenv("NO_FIT") ? NULL : &fit[i], cells, &area);
	}
	print(name, "", reach);
	if (getenv("NO_FIT"))
		return;
	printf(",");
	print(name, "_fit", fit);
}

int main(int argc, char **argv)
{
	struct place place = { 29, 120.5, 1.5, 2 };
	struct cell_register *cells;
	struct fault why;

	if (argc == 4)
		place = (struct place){ strtod(argv[2], NULL), strtod(argv[3], NULL), 0.2, 0.2 };
	if ((argc != 2 && argc != 4) || register_open(&cells, argv[1], &why) != ERR_OK) {
		fprintf(stderr, "bench_register REGISTER [LAT LON]: %s\n",
			argc == 2 || argc == 4 ? why.text : "usage");
		return 2;
	}
	printf("{");
	ask(cells, place, "half_degree", 0.5);
	printf(",");
	ask(cells, place, "six_degrees", 6);
	printf("}\n");
	register_close(cells);
	return 0;
}
