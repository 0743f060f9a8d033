/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP answer: what a BSC's answer says of each cell of an order, and of the order as a whole.
 * Only cells that an answer lists are believed: a COMPLETE that names none proves nothing, and
 * cells in no list stay unknown.
 */
#ifndef CARRIERS_CBSP_ANSWER_H
#define CARRIERS_CBSP_ANSWER_H

#include "carriers/cbsp_job.h"
#include "wire/cbsp.h"

/* The open order that the message answers, or NULL. */
struct cbsp_job *cbsp_answer_find(const struct cbsp_jobs *jobs, const struct cbsp_message *message);

/* Fills outcome, cause, cause_text, broadcasts and cells (on ctx) of *receipt. */
void cbsp_answer_judge(struct receipt *receipt, void *ctx, const struct cbsp_job *job,
		       const struct cbsp_message *message);

/*
 * The names of cells in a RESTART or FAILURE, on ctx, in whatever form the BSC has them: who they
 * are is for somebody who knows its cells.
 */
size_t cbsp_answer_names(struct cell_name **names, void *ctx, const struct cbsp_message *message);

#endif
