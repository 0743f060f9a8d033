/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Air: what one simulated BSC broadcasts, cell by cell, with the rules of a real one (seen on
 * osmo-bsc 1.9): a message is known by (message identifier, serial number) in a cell; all
 * messages of a cell share one repetition period P, and the sum of their pages may not pass P; a
 * shorter period beside a longer one is refused; when its number of broadcasts is done a message
 * is forgotten, as if it had never been. Beside them a cell holds one primary notification of
 * ETWS, until its period ends.
 */
#ifndef SIM_AIR_H
#define SIM_AIR_H

#include "base/utc.h"
#include "notice/cell_id.h"
#include "notice/route.h"

/* TS 48.049 8.2.13. */
enum air_cause {
	AIR_OK = 0x100,		 /* no cause: it was done */
	AIR_CELL_UNKNOWN = 0x00, /* osmo-bsc says 00 here, where the standard has 03 */
	AIR_REFERENCE_UNKNOWN = 0x02,
	AIR_CAPACITY = 0x06,
	AIR_REFERENCE_USED = 0x0d,
};

struct air_message {
	uint16_t message_identifier, serial_number;
	uint8_t dcs;
	uint16_t repetition_period; /* units of 1.883 s */
	uint16_t number_of_broadcasts;
	struct route_page pages[ROUTE_PAGES_MAX];
	size_t page_count;
	bool is_extended; /* over the cell's extended channel, which has room of its own */
	bool is_primary;  /* ETWS: no text, no pages */
	uint16_t warning_type;
	uint32_t warning_period_s; /* 0: until killed */
};

enum air_change_kind {
	AIR_ON = 0,
	AIR_STOPPED, /* by KILL */
	AIR_ENDED,   /* its number of broadcasts is done */
	AIR_LOST,    /* the BSC restarted */
};

struct air_change {
	enum air_change_kind kind;
	const struct cell_id *cell;
	const struct air_message *message;
	uint32_t broadcasts; /* done so far */
	struct utc at;
};

struct air;

/* cells are copied. changed() may be NULL; it may be made inside the calls below. Freed by
 * talloc_free(). */
struct air *air_open(void *ctx, const struct cell_id *cells, size_t cell_count, void *data,
		     void (*changed)(void *data, const struct air_change *change));
const struct cell_id *air_cells(const struct air *air, size_t *count);
/* The cell of that LAC and CI, or NULL. */
const struct cell_id *air_cell(const struct air *air, uint32_t lac, uint64_t ci);

enum air_cause air_write(struct air *air, const struct cell_id *cell,
			 const struct air_message *message);
/* *broadcasts: how many had been done. */
/* What is asked for: its numbers, and which of the two kinds it is. */
enum air_cause air_kill(struct air *air, const struct cell_id *cell,
			const struct air_message *named, uint32_t *broadcasts);
enum air_cause air_status(struct air *air, const struct cell_id *cell,
			  const struct air_message *named, uint32_t *broadcasts);
void air_lose_all(struct air *air);
/* Messages on air now, over all cells. */
size_t air_count(const struct air *air);

#endif
