/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answer: the cells that a question found, in order, as plain values of their own. */
#ifndef LEDGER_REGISTER_ANSWER_H
#define LEDGER_REGISTER_ANSWER_H

#include "ledger/register_handle.h"
#include "ledger/register_ranks.h"

/*
 * The cells of those ranks. The slices of answer->unresolved are copied too; what was filled before
 * a failure is freed by register_answer_free(). ERR_INPUT, ERR_IO, ERR_MEMORY.
 */
enum err MUST_USE register_answer_fill(struct register_answer *answer, struct cell_register *cells,
				       const struct register_ranks *found, struct fault *why);

#endif
