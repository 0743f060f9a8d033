/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Load: the lines of a CSV file as cells in memory, good ones kept, bad ones named, each identity
 * once. Import's first half; writing the file is the second.
 */
#ifndef LEDGER_REGISTER_LOAD_H
#define LEDGER_REGISTER_LOAD_H

#include "ledger/register.h"
#include "ledger/register_file.h"

struct register_load_cell {
	uint8_t id_octets[CELL_ID_OCTETS];
	uint32_t line;
	uint64_t curve; /* place on the Hilbert curve */
	struct register_file_cell cell;
};

struct register_load {
	struct register_load_cell *cells;
	size_t count, room;
	char **nodes; /* names in order; number 1 is nodes[0] */
	size_t node_count;
	uint64_t lines, bad_lines; /* without the header */
};

/*
 * The cells are in the order of rank, which is set. ERR_INPUT and ERR_LIMIT concern the file as a
 * whole; single bad lines are only counted and told to source->bad_line.
 */
enum err MUST_USE register_load_csv(struct register_load *out, const struct register_source *source,
				    struct fault *why);
void register_load_free(struct register_load *load);

#endif
