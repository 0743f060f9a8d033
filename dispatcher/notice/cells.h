/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cells: which of them an area reaches. A cell is reached when its coverage, not only its site,
 * meets the area: people at the far end of a sector inside the polygon are people inside the
 * polygon. This is the exact test; ledger/register.h only finds the cells worth asking.
 *
 * Codes of regions follow the prefix rule of GB/T 2260: 330000 covers 33xxxx, 330100 covers
 * 3301xx, 330102 only itself. A code that is not understood, and a code of a region finer than
 * a county, reaches nothing: nothing ever widens.
 */
#ifndef NOTICE_CELLS_H
#define NOTICE_CELLS_H

#include "base/csv.h"
#include "notice/area.h"
#include "notice/cell_id.h"

enum {
	CELLS_RADIUS_MAX_M = 200000,
	CELLS_NODE_OCTETS_MAX = 64, /* of one name */
	CELLS_POOL_MAX = 8,	    /* nodes that serve one cell together */
	CELLS_PEOPLE_MAX = 100000000,
};

struct cell {
	struct cell_id id;
	struct geo_sector coverage;
	uint32_t adcode; /* 110000..999999; 0: not known */
	uint32_t people; /* who usually are in it; 0: not known */
	/* The BSC, MME or AMF that serves it, or the names of a pool of them, the first choice
	   first, with ; between; empty: not known. */
	struct slice node;
	uint32_t sets; /* which sets of areas reach it, bit by bit; set by who asked for several */
};

/* What a CAP geocode or an application's adcode turned out to be. */
enum cells_code {
	CELLS_CODE_UNKNOWN = 0, /* a value name that names no regions we know */
	CELLS_CODE_MALFORMED,	/* not 6 or 12 digits, or not a region's */
	CELLS_CODE_TOO_FINE, /* 12 digits that name a part of a county: cells are not known by it */
	CELLS_CODE_RESOLVED,
	CELLS_CODE_COUNT
};

const char *cells_code_name(enum cells_code code);

/*
 * "adcode" and "CPEAS Geographic Code", both as 6 digits or as 12 whose last six are zero. One
 * value; lists are taken apart by cells_code_next(). *adcode is set when resolved only.
 */
enum cells_code cells_code_resolve(uint32_t *adcode, const struct area_code *code);
/* The same of a value that is known to be an adcode; false if it is none. */
bool cells_adcode_read(uint32_t *adcode, struct slice value);
/* Chinese national messages put several codes into one value, with commas. */
bool cells_code_next(struct area_code *out, struct slice *rest, const struct area_code *code);

/* Whether a code of that value name is one of a region that we know. */
bool cells_names_regions(struct slice value_name);

bool cells_adcode_covers(uint32_t outer, uint32_t inner);
/* The last adcode that `adcode` covers: 330000 gives 339999. */
uint32_t cells_adcode_last(uint32_t adcode);

/* "mme-1;mme-2": the next name of a pool, with *rest moved behind it. */
bool cells_node_next(struct slice *name, struct slice *rest);
bool cells_node_is_pool(struct slice node);

bool cells_reach(const struct cell *cell, const struct area *area);
/* By the cell's adcode; a cell without one is outside every jurisdiction. */
bool cells_in_jurisdiction(const struct cell *cell, const struct slice *adcodes, size_t count);

/* Order by node, then by the octets of the identity: < 0, 0, > 0. */
int cells_compare(const struct cell *a, const struct cell *b);

#endif
