/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shelf: the cell register in force, and its older versions as long as open notices refer to them
 * (ledger/register_versions.h). The one in force has a handle for each of the ledger's readers:
 * what people look at never stands before an alert.
 *
 * A version is kept while an open notice was judged or routed with it, and open to the reader of
 * alerts, so that what leaves is compared with what was judged. When no notice refers to it any
 * more it is closed and removed, which the log says.
 */
#ifndef DESK_SHELF_H
#define DESK_SHELF_H

#include "desk/desk.h"
#include "ledger/register.h"

enum {
	SHELF_VERSIONS_MAX = 64, /* older ones; what is beyond stays on the disk, and closed */
	SHELF_TIDY_S = 2,
	SHELF_KEPT_S = 5, /* however unwanted: somebody may be judging with it just now */
};

struct desk_shelf *shelf_new(void *ctx);

/* A register that was opened for both readers; NULL: none. */
struct shelf_register {
	struct cell_register *for_alerts, *for_people;
	struct digest digest;
	uint64_t cells;
};
/* Both handles on one file. ERR_INPUT, ERR_IO, ERR_MEMORY. On any thread. */
enum err MUST_USE shelf_register_open(struct shelf_register *out, const char *path,
				      struct fault *why);
/*
 * Of any register: a copy of its own is made beside `path`, opened, and kept as a version of `path`
 * (ledger/register_versions.h). ERR_INPUT, ERR_LIMIT: it is none; ERR_IO: it cannot be kept.
 */
enum err MUST_USE shelf_register_take(struct shelf_register *out, const char *path,
				      const char *from, struct fault *why);
/* Before it was in force. */
void shelf_register_close(struct shelf_register *cells);

/* The one in force; its handles are NULL where there is none. */
const struct shelf_register *shelf_in_force(const struct desk *desk);
/* It takes the place of the one before, which becomes a version; all is good then. */
void shelf_put(struct desk *desk, const struct shelf_register *next);
/* Nothing is in force any more: it is damaged, and no whole version was found. */
void shelf_drop(struct desk *desk);

/* What those should know who watch over this program. */
enum shelf_condition {
	SHELF_NONE = 0, /* none is configured, or was swapped in */
	SHELF_GOOD,
	SHELF_LAST_VERSION, /* instead of the configured one, which could not be used */
	SHELF_DAMAGED,	    /* there should be one, and there is none */
};
/* "none", "good", "last-version", "damaged". */
const char *shelf_condition_name(enum shelf_condition condition);
enum shelf_condition shelf_condition(const struct desk *desk);
void shelf_set_condition(struct desk *desk, enum shelf_condition condition);

/* One swap at a time; nothing is removed meanwhile, since it may be what comes next. */
void shelf_set_swapping(struct desk *desk, bool is_swapping);
bool shelf_is_swapping(const struct desk *desk);
/* A version that lies beside the register, closed. */
void shelf_note(struct desk *desk, const struct digest *digest);

/* The register of that digest for the reader of alerts; NULL: it is not at hand. */
struct cell_register *shelf_version(const struct desk *desk, const struct digest *digest);
/* It lies there and is being opened: soon it will be at hand. */
bool shelf_is_opening(const struct desk *desk, const struct digest *digest);

/* Opens versions that open notices were judged with, removes those that none refers to; for the
   scheduler. */
void shelf_tidy(struct desk *desk);
/* When the readers have stopped. */
void shelf_close(struct desk *desk);

#endif
