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
 * The cells that a RESTART or FAILURE names, on ctx. A BSC may leave the PLMN out: `plmn` is put
 * in its place, or the result is 0 cells (which means: we cannot say which) where it is NULL or a
 * cell is named by its LAC only.
 */
size_t cbsp_answer_cells(struct cell_id **cells, void *ctx, const struct cbsp_message *message,
			 const struct plmn *plmn);

#endif
