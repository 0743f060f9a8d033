/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Report rows: what the faces of a report are written from, and its cells one after the other:
 * each cell of each delivery, then those of the area that went into none. An answer holds a part
 * of them, so many rows and so many octets at most; what is behind it is asked for by the cursor,
 * the number of the first row.
 */
#ifndef WIRE_REPORT_ROWS_H
#define WIRE_REPORT_ROWS_H

#include "notice/registry.h"
#include "notice/report_delay.h"
#include "notice/report_place.h"
#include "wire/text.h"

enum {
	REPORT_ROWS_OCTETS_MAX = 16 << 20, /* of an answer */
	REPORT_ROWS_MAX = 1000000,
};

enum report_rows_wanted {
	REPORT_ROWS_ALL = 0,
	REPORT_ROWS_PROBLEMS, /* the cells that were not warned, or partly */
	REPORT_ROWS_NONE,
};

struct report_answer {
	const struct report *report;
	const struct report_places *places;
	const struct report_delay *delays; /* REPORT_DELAY_MEASURES of them */
	const struct route *routes;	   /* of the flow; as of struct report_world */
	const struct area *areas;	   /* as approved */
	size_t area_count;
	const struct registry *registry; /* for names; may be NULL */
	const char *content, *route;	 /* the documents: "kept", "purged", "none" */
	const char *realm;		 /* "live", "drill" */
	struct slice texts;		 /* canonical content; absent: purged, or none */
	bool has_register;
	struct digest register_digest;
	struct utc now;
	/* What was asked for. */
	enum report_rows_wanted wanted;
	uint64_t cursor;
	uint64_t limit; /* rows */
};

struct report_row {
	uint32_t delivery;		  /* or REPORT_NO_DELIVERY */
	const struct cell_id *cell;	  /* NULL: it has none, or they were purged */
	const struct report_cell *said;	  /* NULL: of no delivery */
	const struct report_place *place; /* NULL: its cells are not known */
	uint32_t purged_cells;		  /* this row stands for so many */
};

struct report_rows {
	const struct report_answer *answer;
	uint64_t number;   /* of the row that comes next */
	uint32_t delivery; /* where that is */
	uint32_t cell;
	size_t place;
	struct cell_id left_out; /* the cell of the row given last, where it is of no delivery */
};

/* Before row `from`. */
void report_rows_begin(struct report_rows *rows, const struct report_answer *answer, uint64_t from);
/* False after the last one. */
bool report_rows_next(struct report_rows *rows, struct report_row *out);

enum report_outcome report_row_outcome(const struct report_row *row);
/* The English words of its cause; absent: none. */
struct slice report_row_cause(const struct report_answer *answer, const struct report_row *row);
/* What was last heard of a delivery; that it was not handed over, where that is all. */
struct slice report_rows_cause_of(const struct report_answer *answer, uint32_t delivery);
/* Not warned, or lost again, or only partly. */
bool report_row_is_problem(const struct report_row *row);

/* The route of a delivery, and its message; NULL: purged. */
const struct route_delivery *report_rows_routed(const struct report_answer *answer,
						uint32_t delivery);
const struct route_message *report_rows_message(const struct report_answer *answer,
						uint32_t delivery);

#endif
