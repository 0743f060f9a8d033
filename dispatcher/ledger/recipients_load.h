/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Load: the lines of a CSV file as pairs in a sorter, good ones kept, bad ones named. Import's
 * first half.
 *
 * high	9-58 number, 1-8 carrier that the line names, 0 opted out
 * low	48-63 group, 28-47 adcode, 0-27 line, counted through all files
 *
 * A line with group and adcode makes two pairs, one that only says an opt-out one without either.
 */
#ifndef LEDGER_RECIPIENTS_LOAD_H
#define LEDGER_RECIPIENTS_LOAD_H

#include "ledger/recipients_carriers.h"
#include "ledger/sorter.h"

struct recipients_load {
	const struct recipients_source *source;
	struct recipients_carriers carriers;
	struct recipients_names groups;
	struct sorter *sorter;
	uint64_t lines, bad_lines;
	uint64_t before[RECIPIENTS_FILES_MAX]; /* lines of all files before that one */
};

/* Freed in any case. ERR_INPUT and ERR_LIMIT concern the files as a whole. */
enum err MUST_USE recipients_load_csv(struct recipients_load *out,
				      const struct recipients_source *source, struct fault *why);
void recipients_load_free(struct recipients_load *load);

/* Counts a bad line, numbered as in a pair, and tells it. */
void recipients_load_bad(struct recipients_load *load, uint64_t line, const char *column,
			 const struct wrong *wrong);

#endif
