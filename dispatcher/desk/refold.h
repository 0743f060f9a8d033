/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Refold: at start, rows of the store that belong to no notice and cannot be read, or are gone, are
 * made again from the chain where it knows them: the registry, suspensions, a drill's clock. What
 * only the row knew and nobody needs for an alert is left out. All of it is an ERROR in the log.
 */
#ifndef DESK_REFOLD_H
#define DESK_REFOLD_H

#include "desk/desk.h"
#include "ledger/ledger.h"

/* Bits by enum ledger_state_kind. */
struct refold_rows {
	uint32_t seen, damaged;
};

/*
 * A row that could not be read. ERR_OK: it is noted, and loading goes on; else the start must end,
 * and *why says what is wrong, where, and what to do.
 */
enum err MUST_USE refold_note(struct refold_rows *rows, enum ledger_state_kind kind,
			      struct slice key, struct fault *why);

/* Once all rows are visited. An error ends the start: *why as above. */
enum err MUST_USE refold_run(struct desk *desk, const struct refold_rows *rows, struct fault *why);

#endif
