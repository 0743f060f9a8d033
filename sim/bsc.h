/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * BSC: a simulated base station controller that speaks CBSP in either TCP role on the osmocom
 * loop. It behaves as osmo-bsc does unless its faults say otherwise. Many live in one process.
 */
#ifndef SIM_BSC_H
#define SIM_BSC_H

#include "air.h"
#include "net/address.h"

struct bsc_faults {
	bool is_silent;	    /* answers no order; KEEP ALIVE is answered */
	bool is_dead;	    /* answers nothing at all */
	bool names_no_cell; /* COMPLETE with empty lists */
	bool other_serials; /* answers with a serial number that nobody asked about */
	bool refuses;
	uint8_t refuse_cause;
	uint32_t refuse_every; /* refuses every nth cell of an order; 1 = all; 0 = none */
	uint32_t omit_every;   /* leaves every nth cell of an order out of all lists */
	uint32_t cut_after;    /* closes after so many octets received; 0 = never */
	struct span delay;     /* before each answer */
};

struct bsc_config {
	const char *name;
	bool connects; /* client role: we connect to `remote` from `local` */
	struct address remote, local;
	const struct cell_id *cells;
	size_t cell_count;
	struct bsc_faults faults;
	void *data;
	/* As air_open(). */
	void (*changed)(void *data, const struct air_change *change);
};

struct bsc;

enum err MUST_USE bsc_open(struct bsc **out, void *ctx, const struct bsc_config *config,
			   struct fault *why);
void bsc_close(struct bsc *bsc);

struct air *bsc_air(struct bsc *bsc);
struct bsc_faults *bsc_faults(struct bsc *bsc);
bool bsc_is_connected(const struct bsc *bsc);
/* Server role: where it listens. */
const struct address *bsc_address(const struct bsc *bsc);
/* Orders it has taken since it began: WRITE, KILL, QUERY. */
struct bsc_orders {
	unsigned int writes, kills, queries, keep_alives, resets;
} bsc_orders(const struct bsc *bsc);

/* Loses all messages and says RESTART. */
void bsc_restart(struct bsc *bsc);
/* Says FAILURE for its first cell. */
void bsc_fail_cell(struct bsc *bsc);
/* Drops the connection; in the client role it comes back. */
void bsc_drop(struct bsc *bsc, const char *why);
/* Sends any octets. */
void bsc_say(struct bsc *bsc, const void *octets, size_t size);

#endif
