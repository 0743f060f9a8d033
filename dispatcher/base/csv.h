/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One line of comma-separated values (RFC 4180), cut where it lies. A quoted field may hold
 * commas and doubled quotes, but ends on its own line: one record is one line, so that a line
 * number always names it.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/err.h"
#include "base/slice.h"

enum {
	CSV_FIELDS_MAX = 64,
	CSV_LINE_OCTETS_MAX = 4096,
};

struct csv_line {
	struct slice fields[CSV_FIELDS_MAX];
	size_t count;
};

/*
 * Cuts `size` octets at `at`; the fields point into them and doubled quotes are undone there. A
 * line end (LF or CRLF) and a byte order mark in front are dropped. An empty line is one empty
 * field. ERR_INPUT, ERR_LIMIT.
 */
enum err MUST_USE csv_split(struct csv_line *out, char *at, size_t size, struct fault *why);

#endif
