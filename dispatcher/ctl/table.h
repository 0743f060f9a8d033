/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Table: rows of text in columns that fit a terminal, where a Chinese character is two columns
 * wide (Unicode UAX 11). One column may give way: it is cut with an ellipsis.
 */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { TABLE_COLUMNS_MAX = 10, TABLE_WIDTH = 80 };

struct table {
	void *ctx;
	size_t columns, gives_way; /* which column is cut when the line is too long */
	const char *titles[TABLE_COLUMNS_MAX];
	char **cells; /* row by row */
	size_t rows;
};

/* Columns a text takes; control characters take none and are never printed. */
size_t table_text_width(const char *utf8);
/* At most `width` columns of it, with an ellipsis if something was cut; on ctx. Octets that are
   no UTF-8, and control characters, become '?': a title shall not steer the terminal. */
char *table_cut(void *ctx, const char *utf8, size_t width);

/*
 * The text on lines of at most `width` columns, each behind `indent` blanks and ended by a line
 * feed; its own line feeds are kept. Words of letters are not split where a blank is near.
 */
char *table_wrap(void *ctx, const char *utf8, size_t width, size_t indent);

void table_init(struct table *table, void *ctx, const char *const *titles, size_t columns,
		size_t gives_way);
/* As many texts as there are columns, copied; NULL is empty. */
void table_add(struct table *table, const char *const *texts);
/* Lines without trailing blanks, with the titles; on the table's ctx. */
char *table_format(const struct table *table, size_t width);

#endif
