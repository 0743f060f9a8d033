/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Receipts: gathered during one turn of the loop, and folded as one batch for each notice
 * when the turn ends; they are kept until the ledger has them. What concerns no open notice is
 * counted and logged, never lost silently.
 */
#ifndef DESK_RECEIPTS_H
#define DESK_RECEIPTS_H

#include "desk/desk.h"
#include "notice/receipt.h"

enum {
	DESK_RECEIPTS_MAX = 200000, /* waiting; past it they are asked for again: reconcile */
	DESK_RECEIPTS_BATCH = 1000, /* of one notice in one batch */
};

struct desk_receipts *receipts_new(struct desk *desk);
/* Copies. */
void receipts_add(struct desk *desk, const struct receipt *receipt);
void receipts_free(struct desk *desk);

#endif
