/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A register that turns out damaged while it is in use: its version is opened again, or the
 * configured file is taken, if that has the same digest. If neither is whole, none is in force:
 * what is urgent waits for the duty officer until a good one is swapped in. Either way the log has
 * an ERROR; /healthz and the metrics say that there is none.
 */
#ifndef DESK_REGISTER_MEND_H
#define DESK_REGISTER_MEND_H

#include "desk/desk.h"

struct cell_register;

typedef void register_mend_done_fn(void *data);

/*
 * `cells` gave ERR_DAMAGED. Calls `done`, if there is one, when another one is in force or none is:
 * from the loop, or at once where that is so already.
 */
void register_mend(struct desk *desk, const struct cell_register *cells,
		   register_mend_done_fn *done, void *data);

#endif
