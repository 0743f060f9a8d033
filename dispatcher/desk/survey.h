/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Survey: whom some areas reach now, who of them cannot be told, and how well the cells fit the
 * areas; on request as a map. It is for people who look: it runs on their reader's thread, on a
 * register handle of its own, and nothing that leaves waits for it.
 */
#ifndef DESK_SURVEY_H
#define DESK_SURVEY_H

#include "desk/desk.h"
#include "ledger/register.h"
#include "notice/audience.h"
#include "notice/fit.h"
#include "wire/text.h"

struct roster;

enum { SURVEY_MAP_CELLS_MAX = 5000 };

struct survey {
	const struct roster *roster; /* of the moment when it was asked */
	struct digest cell_register; /* that answers; zero: none */
	bool wants_map;
	char *map_members; /* of the collection, each with its comma; may be NULL */

	struct audience audience;
	struct fit fit;
	void *found_on; /* a context of the reader's own, until the survey hangs on something */
	struct text map;
};

/* On the loop, before it is asked. */
struct survey *survey_new(void *ctx, const struct desk *desk, bool wants_map);
/* On the reader's thread: the cells that the areas reach, in the register's order. */
struct survey_cells {
	const struct area *areas;
	size_t area_count;
	const struct register_answer *answer;
};
void survey_look(struct survey *survey, const struct survey_cells *cells);
/* On the loop again, in any case: takes over what the reader made. */
void survey_end(struct survey *survey);

/* The members of "audience", without their braces. */
void survey_put(struct text *out, const struct survey *survey,
		const struct register_answer *answer);

/* ---- of what was approved --------------------------------------------------------------- */

/* err is ERR_OK, or says why there is none; all of it is lent. */
typedef void survey_done_fn(void *data, const struct survey *survey,
			    const struct register_answer *answer, const struct fault *why);

struct survey_question {
	struct slice canonical; /* content that was stored: its areas are asked; copied */
	bool wants_map;
	const char *map_members; /* copied; may be NULL */
};

/* Calls `done` once, from the loop or at once. */
void survey_ask(struct desk *desk, const struct survey_question *question, survey_done_fn *done,
		void *data);

#endif
