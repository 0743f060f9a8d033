/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sorter: puts pairs of whole numbers in order, however many there are, in some 25 MB of memory.
 * What is more than one run lies in a file without a name, which ends with the sorter or the
 * process.
 */
#ifndef LEDGER_SORTER_H
#define LEDGER_SORTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	SORTER_RUN_PAIRS = 1 << 19, /* 8 MB, and as much again while it is sorted */
	SORTER_RUNS_MAX = 1024,	    /* half a billion pairs */
};

struct sorter_pair {
	uint64_t high, low; /* the order is by high, then by low */
};

struct sorter;

/* The file will lie in the folder of `beside`. ERR_IO, ERR_MEMORY. */
enum err MUST_USE sorter_open(struct sorter **out, const char *beside, struct fault *why);
void sorter_close(struct sorter *sorter);

/* ERR_LIMIT: more than SORTER_RUNS_MAX runs. ERR_FULL, ERR_IO: of the disk. */
enum err MUST_USE sorter_add(struct sorter *sorter, struct sorter_pair pair, struct fault *why);
/* Nothing is added any more; sorter_next() begins. */
enum err MUST_USE sorter_turn(struct sorter *sorter, struct fault *why);
/* *has_one is false behind the last. */
enum err MUST_USE sorter_next(struct sorter *sorter, struct sorter_pair *out, bool *has_one,
			      struct fault *why);

#endif
