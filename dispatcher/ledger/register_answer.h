/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answer: the packed cells that a question found, in order, as plain values of their own. */
#ifndef LEDGER_REGISTER_ANSWER_H
#define LEDGER_REGISTER_ANSWER_H

#include "ledger/register_handle.h"

/*
 * From the first found_count of cells->found. The slices of answer->unresolved are copied too; what
 * was filled before a failure is freed by register_answer_free(). ERR_INPUT, ERR_MEMORY.
 */
enum err MUST_USE register_answer_fill(struct register_answer *answer,
				       const struct cell_register *cells, size_t found_count,
				       struct fault *why);

#endif
