/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cell register's file: what import writes and queries read.
 *
 * What a question asks of cells and what it answers with lie apart. The coverages lie in tiles of
 * up to 128, each tile within one region (adcode) and compact on the map (order of a Hilbert
 * curve). An integer R*Tree holds the box of each tile's coverage, exact to the millionth of a
 * degree, so that a polygon costs a few dozen rows however many cells it holds. Tiles of a region
 * are consecutive: a region is a run of tiles.
 *
 * A coverage in a tile, 20 octets, numbers big-endian:
 *	0-3    latitude, 4-7 longitude, millionths of a degree, two's complement
 *	8-11   radius in metres
 *	12-13  azimuth, 14-15 beamwidth, tenths of a degree
 *	16-19  rank: the cell's place in the order by node, then identity
 *
 * The cells lie in leaves of 384, in the order of their ranks, from 0: those of no node first, then
 * those of each node. An answer is a set of ranks and reads the leaves once, in order.
 *
 * A cell in a leaf, 40 octets:
 *	0-11   identity, as notice/cell_id.h writes it
 *	12-27  its coverage, as above
 *	28-31  adcode, 0 = not known
 *	32-35  node: its number, 0 = none
 *	36-39  people
 */
#ifndef LEDGER_REGISTER_FILE_H
#define LEDGER_REGISTER_FILE_H

#include <sqlite3.h>

#include "base/octets.h"
#include "ledger/register.h"

enum {
	REGISTER_FILE_APPLICATION = 0x43424352, /* "CBCR" */
	REGISTER_FILE_VERSION = 2,
	REGISTER_FILE_CELL_OCTETS = 40,
	REGISTER_FILE_COVERAGE_OCTETS = 20,
	REGISTER_FILE_TILE_CELLS = 128,
	REGISTER_FILE_LEAF_CELLS = 384, /* whole words of ranks; a leaf nearly fills a page */
};

#define REGISTER_FILE_OCTETS_MAX ((int64_t)4 << 30) /* what is mapped of one */

struct register_file_cell {
	struct cell_id id;
	struct geo_sector coverage;
	uint32_t adcode, node, people, rank;
};

void register_file_pack(uint8_t *octets, const struct register_file_cell *cell);
void register_file_pack_coverage(uint8_t *octets, const struct register_file_cell *cell);

/* The first 16 octets of a cell in a tile. */
static inline struct geo_sector register_file_coverage(const uint8_t *octets)
{
	uint32_t beam = octets_get_u32(octets + 12);

	return (struct geo_sector){
		.at = { (int32_t)octets_get_u32(octets), (int32_t)octets_get_u32(octets + 4) },
		.radius_m = octets_get_u32(octets + 8),
		.azimuth_tenths = (uint16_t)(beam >> 16),
		.beamwidth_tenths = (uint16_t)beam,
	};
}

static inline uint32_t register_file_rank(const uint8_t *octets)
{
	return octets_get_u32(octets + 16);
}

/* What follows the identity of a cell in a leaf. */
static inline void register_file_unpack(struct register_file_cell *out, const uint8_t *octets)
{
	out->coverage = register_file_coverage(octets + CELL_ID_OCTETS);
	out->adcode = octets_get_u32(octets + 28);
	out->node = octets_get_u32(octets + 32);
	out->people = octets_get_u32(octets + 36);
}

/* A connection without extensions, schema tricks or writes to shadow tables. */
enum err MUST_USE register_file_connect(sqlite3 **out, const char *path, bool is_new,
					struct fault *why);
enum err MUST_USE register_file_run(sqlite3 *db, const char *sql, struct fault *why);
/* Reads everything there is. */
enum err MUST_USE register_file_digest(struct digest *out, sqlite3 *db, struct fault *why);
/* ERR_IO or ERR_INPUT, with SQLite's sentence. */
enum err register_file_fault(struct fault *why, sqlite3 *db, const char *doing);
/* ERR_INPUT: it can be read, and is not what was imported. */
enum err register_file_damaged(struct fault *why, const char *what);
/* Where a row must be. ERR_OK: it is; else damaged, or what SQLite could not do. */
enum err MUST_USE register_file_step(sqlite3 *db, sqlite3_stmt *rows, const char *missing,
				     struct fault *why);

#endif
