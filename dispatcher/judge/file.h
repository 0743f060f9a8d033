/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that a folder of data is made of: read whole, or row by row. */
#ifndef JUDGE_FILE_H
#define JUDGE_FILE_H

#include "base/csv.h"

/* At most 1 MiB, with a NUL behind it, on ctx. ERR_IO, ERR_LIMIT. */
enum err MUST_USE file_read(void *ctx, const char *path, struct slice *out, struct fault *why);

/* How many rows file_rows() will visit, at most. */
size_t file_row_count(struct slice text);

typedef enum err file_row_fn(void *data, const struct csv_line *row, struct fault *why);

/*
 * Visits each row of comma-separated values but the header; empty lines and those that begin with
 * '#' are passed over. The fields point into `text`. A fault names `name` and the line.
 */
enum err MUST_USE file_rows(struct slice text, const char *name, file_row_fn *visit, void *data,
			    struct fault *why);

#endif
