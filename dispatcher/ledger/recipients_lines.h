/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a CSV file, one after the other, in the room of one. */
#ifndef LEDGER_RECIPIENTS_LINES_H
#define LEDGER_RECIPIENTS_LINES_H

#include <stdio.h>

#include "base/csv.h"

struct recipients_lines {
	const char *path;
	FILE *file;
	uint64_t line; /* 1 is the first */
	size_t size;
	char text[CSV_LINE_OCTETS_MAX + 1];
};

/* ERR_IO. */
enum err MUST_USE recipients_lines_open(struct recipients_lines *out, const char *path,
					struct fault *why);
void recipients_lines_close(struct recipients_lines *lines);
/* What is too long is read to its end and cut, for csv_split() to refuse. False at the end. */
bool recipients_lines_next(struct recipients_lines *lines);
/* Whether it was the end of the file that ended it. ERR_IO. */
enum err MUST_USE recipients_lines_end(const struct recipients_lines *lines, struct fault *why);

#endif
