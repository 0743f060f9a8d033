/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cell register: every cell of the carriers in one read-only SQLite file, versioned by the digest
 * of its content, made aside from CSV and renamed into place. A file that does not carry its own
 * digest is not opened: a register that was damaged would warn the wrong people.
 *
 * A handle belongs to one thread at a time. Results are plain allocations that do not refer to
 * the handle: they may cross threads and outlive a swap of registers.
 */
#ifndef LEDGER_REGISTER_H
#define LEDGER_REGISTER_H

#include "base/digest.h"
#include "notice/cells.h"

enum {
	REGISTER_CELLS_MAX = 20000000,
	REGISTER_NODES_MAX = 65535,
};

struct register_summary {
	uint64_t cells, people, tiles, nodes;
	struct digest digest; /* of the content: the same cells in any order give the same */
};

/* ---- making one ----------------------------------------------------------------------- */

/* Called for each line that is not taken; line 1 is the header. */
typedef void register_bad_line_fn(void *data, uint64_t line, const char *reason);

/* Called for each adcode, ascending (0: none), when the register stands there. */
typedef void register_region_fn(void *data, uint32_t adcode, uint64_t cells);

struct register_source {
	const char *csv_path;
	const char *path; /* the register; replaced if it exists */
	bool tolerates;	  /* take the good lines even if there are bad ones */
	register_bad_line_fn *bad_line;
	void *data;
	register_region_fn *region; /* may be NULL */
	void *region_data;
};

/*
 * ERR_INPUT: a bad header, any bad line unless tolerated, or no cell at all; nothing was written
 * then. ERR_STATE: somebody else is importing into the same register. ERR_LIMIT, ERR_IO,
 * ERR_MEMORY.
 */
enum err MUST_USE register_import(struct register_summary *out,
				  const struct register_source *source, struct fault *why);

/* ---- asking one ----------------------------------------------------------------------- */

struct cell_register;

/* ERR_IO: there is none; ERR_INPUT: it is not a register of this version, or damaged. */
enum err MUST_USE register_open(struct cell_register **out, const char *path, struct fault *why);
/*
 * One more handle on the register that was opened from `path`, for another thread: what was read
 * through once is not read through again, unless another file stands there by now.
 */
enum err MUST_USE register_open_again(struct cell_register **out, const char *path,
				      const struct cell_register *cells, struct fault *why);
void register_close(struct cell_register *cells);
struct register_summary register_summary_of(const struct cell_register *cells);

/* Whether some of its cells are served by a pool of nodes. */
bool register_has_pools(const struct cell_register *cells);

/* The nodes in the order of their names, which the handle owns. NULL past the last. */
struct register_node {
	struct slice name;
	uint32_t cells;
	uint64_t people;
};
const struct register_node *register_node_at(const struct cell_register *cells, size_t index);

/* A code that reached nothing, and why. */
struct register_unresolved {
	struct slice value_name, value;
	enum cells_code code; /* CELLS_CODE_RESOLVED: a region, but no cell is in it */
};

struct register_answer {
	struct cell *cells; /* by node, then identity; each once */
	size_t cell_count;
	struct register_unresolved *unresolved;
	size_t unresolved_count;
	uint64_t people;
	size_t cells_of_rat[RAT_COUNT];
	size_t cells_without_node; /* nobody can broadcast in them */
	char *texts;		   /* what the slices point into */
};

/*
 * The cells that cells_reach() accepts for any of the areas. Polygons must have passed
 * geo_ring_check_polygon(). ERR_INPUT, ERR_MEMORY; ERR_DAMAGED: the file, since it was opened.
 */
enum err MUST_USE register_reach(struct register_answer *out, struct cell_register *cells,
				 const struct area *areas, size_t count, struct fault *why);
/* All cells of one node; ERR_ABSENT if the register does not know it. */
enum err MUST_USE register_cells_of_node(struct register_answer *out, struct cell_register *cells,
					 struct slice node, struct fault *why);
void register_answer_free(struct register_answer *answer);

#endif
