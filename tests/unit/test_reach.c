/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What leaves against what was judged: two registers, one area, and which cells came and went. */
#include "desk/reach.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CELLS = 400 };

static char directory[] = "/tmp/reach-XXXXXX";

/* What a cell is in one register: absent, or at one of three nodes, inside the area or not. */
struct mark {
	bool is_there, is_inside;
	unsigned int node;
};

static struct cell_register *make(const char *name, const struct mark *marks)
{
	char csv[64], path[64];
	struct register_source source = { .csv_path = csv, .path = path };
	struct register_summary summary;
	struct cell_register *cells;
	FILE *file;

	snprintf(csv, sizeof(csv), "%s/%s.csv", directory, name);
	snprintf(path, sizeof(path), "%s/%s.db", directory, name);
	file = fopen(csv, "wb");
	fputs("plmn,rat,lac_tac,cell,lat,lon,radius_m,node\n", file);
	for (unsigned int i = 0; i < CELLS; i++)
		if (marks[i].is_there)
			fprintf(file, "46000,4g,1,%u,%s,120,500,n%u\n", i,
				marks[i].is_inside ? "30" : "50", marks[i].node);
	fclose(file);
	assert_int_equal(register_import(&summary, &source, NULL), ERR_OK);
	assert_int_equal(register_open(&cells, path, NULL), ERR_OK);
	unlink(csv);
	unlink(path);
	return cells;
}

static bool reaches(const struct mark *mark)
{
	return mark->is_there && mark->is_inside;
}

static void roll(struct mark *marks, const struct mark *before, unsigned short seed[3])
{
	for (size_t i = 0; i < CELLS; i++) {
		marks[i] = before[i];
		if (nrand48(seed) % 5 == 0)
			marks[i] = (struct mark){ nrand48(seed) % 4 > 0, nrand48(seed) % 3 > 0,
						  (unsigned int)(nrand48(seed) % 3) };
	}
}

static const struct geo_circle circle = { { 30000000, 120000000 }, 5000 };
static const struct area area = { .circles = &circle, .circle_count = 1 };
static const struct area_set set = { &area, 1 };

static struct reach ask(struct cell_register *now, struct cell_register *before)
{
	struct reach reach = {
		.cells = now, .areas = set, .sets = &set, .set_count = 1, .before = before
	};

	reach_find(&reach);
	assert_int_equal(reach.err, ERR_OK);
	register_answer_free(&reach.answer);
	return reach;
}

static void cells_that_came_and_went_are_counted(void **state)
{
	struct mark marks[2][CELLS] = { 0 };
	unsigned short seed[3] = { 8, 8, 8 };
	uint64_t changes = 0, moved = 0;

	(void)state;
	for (int trial = 0; trial < 30; trial++) {
		struct mark *then = marks[trial % 2], *now = marks[(trial + 1) % 2];
		struct cell_register *older, *newer;
		uint64_t added = 0, gone = 0;
		struct reach reach;

		then[0] = (struct mark){ true, true, 0 }; /* no register is empty */
		roll(now, then, seed);
		now[0] = then[0];
		for (size_t i = 0; i < CELLS; i++) {
			added += reaches(&now[i]) && !reaches(&then[i]);
			gone += reaches(&then[i]) && !reaches(&now[i]);
			moved += reaches(&then[i]) && reaches(&now[i]) &&
				 then[i].node != now[i].node;
		}
		older = make("older", then);
		newer = make("newer", now);
		reach = ask(newer, older);
		assert_true(reach.is_compared);
		assert_int_equal(reach.added, added);
		assert_int_equal(reach.gone, gone);
		changes += added + gone;
		register_close(older);
		register_close(newer);
	}
	assert_true(changes > 100 && moved > 20);
}

static void what_is_not_at_hand_is_not_compared(void **state)
{
	struct mark marks[CELLS] = { { true, true, 0 } };
	struct cell_register *cells = make("cells", marks);
	struct reach reach = ask(cells, NULL);

	(void)state;
	assert_false(reach.is_compared);
	reach = ask(cells, cells);
	assert_true(reach.is_compared && reach.added == 0 && reach.gone == 0);
	register_close(cells);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_that_came_and_went_are_counted),
		cmocka_unit_test(what_is_not_at_hand_is_not_compared),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
