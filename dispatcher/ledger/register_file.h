/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cell register's file: what import writes and queries read.
 *
 * Cells lie in tiles of up to 128, each tile within one region (adcode) and compact on the map
 * (order of a Hilbert curve). An integer R*Tree holds the box of each tile's coverage, exact to
 * the millionth of a degree, so that a polygon costs a few dozen rows however many cells it
 * holds. Tiles of a region are consecutive: a region is a run of tiles.
 *
 * A cell in a tile, 44 octets, numbers big-endian:
 *	0-11   identity, as notice/cell_id.h writes it
 *	12-15  latitude, 16-19 longitude, millionths of a degree, two's complement
 *	20-23  radius in metres
 *	24-25  azimuth, 26-27 beamwidth, tenths of a degree
 *	28-31  adcode, 0 = not known
 *	32-35  node: its number, 0 = none
 *	36-39  people
 *	40-43  rank: the cell's place in the order by node, then identity
 */
#ifndef LEDGER_REGISTER_FILE_H
#define LEDGER_REGISTER_FILE_H

#include <sqlite3.h>

#include "ledger/register.h"

enum {
	REGISTER_FILE_APPLICATION = 0x43424352, /* "CBCR" */
	REGISTER_FILE_VERSION = 1,
	REGISTER_FILE_CELL_OCTETS = 44,
	REGISTER_FILE_TILE_CELLS = 128,
	REGISTER_FILE_TILE_NUMBER_OCTETS = 4, /* in a node's list of tiles, big-endian */
};

struct register_file_cell {
	struct cell_id id;
	struct geo_sector coverage;
	uint32_t adcode, node, people, rank;
};

void register_file_pack(uint8_t *octets, const struct register_file_cell *cell);
/* False where the identity is none. */
bool register_file_unpack(struct register_file_cell *out, const uint8_t *octets);
struct geo_sector register_file_coverage(const uint8_t *octets);
uint32_t register_file_node(const uint8_t *octets);
uint32_t register_file_rank(const uint8_t *octets);

/* A connection without extensions, schema tricks or writes to shadow tables. */
enum err MUST_USE register_file_connect(sqlite3 **out, const char *path, bool is_new,
					struct fault *why);
enum err MUST_USE register_file_run(sqlite3 *db, const char *sql, struct fault *why);
/* Reads everything there is. */
enum err MUST_USE register_file_digest(struct digest *out, sqlite3 *db, struct fault *why);
/* ERR_IO or ERR_INPUT, with SQLite's sentence. */
enum err register_file_fault(struct fault *why, sqlite3 *db, const char *doing);

#endif
