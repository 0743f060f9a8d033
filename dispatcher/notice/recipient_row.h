/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A recipient as a line of CSV: `number` must be there, and `group`, `adcode` or both; `carrier`
 * and `opt_out` may be. Columns come in any order and may have their Chinese names; one that is not
 * known is refused, since it may say something that we would silently drop.
 */
#ifndef NOTICE_RECIPIENT_ROW_H
#define NOTICE_RECIPIENT_ROW_H

#include "base/csv.h"
#include "notice/msisdn.h"

enum { RECIPIENT_NAME_OCTETS_MAX = 96 }; /* of a group or carrier */

enum recipient_column {
	RECIPIENT_NUMBER = 0, /* 号码 */
	RECIPIENT_GROUP,      /* 群组 */
	RECIPIENT_ADCODE,     /* 区划代码 */
	RECIPIENT_CARRIER,    /* 运营商 */
	RECIPIENT_OPT_OUT,    /* 退订 */
	RECIPIENT_COLUMNS
};
const char *recipient_column_name(enum recipient_column column);

struct recipient_row {
	struct msisdn msisdn;
	struct slice group, carrier; /* empty: none said; they point into the line */
	uint32_t adcode;	     /* 0: none */
	bool has_opted_out;
};

struct recipient_header {
	size_t columns;
	enum recipient_column meaning[RECIPIENT_COLUMNS];
};

/* ERR_INPUT: a column unknown, said twice, or missing. */
enum err MUST_USE recipient_header_read(struct recipient_header *out, const struct csv_line *line,
					struct fault *why);

struct recipient_fault {
	const char *column; /* "line": it concerns the whole line */
	const struct wrong *wrong;
};

/*
 * Something must be said of the number: a group, an adcode, or that it has opted out. ERR_INPUT.
 * The fault never holds what was written: it may be somebody's number.
 */
enum err MUST_USE recipient_row_read(struct recipient_row *out,
				     const struct recipient_header *header,
				     const struct csv_line *line, struct recipient_fault *why);

/* What is wrong with a line that csv_split() refuses. */
extern const struct wrong recipient_wrong_csv;

#endif
