/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names, each with a number from 1 in the order in which they came; the empty name is 0. */
#ifndef LEDGER_RECIPIENTS_NAMES_H
#define LEDGER_RECIPIENTS_NAMES_H

#include "base/err.h"
#include "base/slice.h"

struct recipients_names {
	char **names; /* number 1 is names[0] */
	uint32_t count, max;
	uint32_t *slots; /* numbers by hash; twice as many as names at least */
	uint32_t slot_count;
};

void recipients_names_free(struct recipients_names *names);
/* 0: it is not there. */
uint32_t recipients_names_find(const struct recipients_names *names, struct slice name);
/* Finds or adds. ERR_LIMIT: more than max. ERR_MEMORY. */
enum err MUST_USE recipients_names_add(struct recipients_names *names, struct slice name,
				       uint32_t *out, struct fault *why);
/*
 * Puts them in octet order. *renumbered, which the caller frees, says for each old number (0 too)
 * the new one; nothing can be found any more. ERR_MEMORY.
 */
enum err MUST_USE recipients_names_sort(struct recipients_names *names, uint32_t **renumbered,
					struct fault *why);

#endif
