/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "judge/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

enum { FILE_OCTETS_MAX = 1 << 20 };

enum err file_read(void *ctx, const char *path, struct slice *out, struct fault *why)
{
	char *octets = talloc_size(ctx, FILE_OCTETS_MAX + 1);
	FILE *file = octets ? fopen(path, "rbe") : NULL;
	size_t size;

	if (!file) {
		talloc_free(octets);
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	}
	size = fread(octets, 1, FILE_OCTETS_MAX + 1, file);
	fclose(file);
	if (size > FILE_OCTETS_MAX) {
		talloc_free(octets);
		return err_set(why, ERR_LIMIT, NULL, "%s: larger than 1 MiB", path);
	}
	octets[size] = '\0';
	*out = (struct slice){ octets, size };
	return ERR_OK;
}

size_t file_row_count(struct slice text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text.size; i++)
		lines += text.at[i] == '\n';
	return lines;
}

static enum err visit_row(char *line, size_t size, file_row_fn *visit, void *data,
			  struct fault *why)
{
	struct csv_line row;
	enum err err = csv_split(&row, line, size, why);

	return err == ERR_OK ? visit(data, &row, why) : err;
}

static bool is_passed_over(const char *line, size_t size)
{
	return size == 0 || *line == '#' || (size == 1 && *line == '\r');
}

enum err file_rows(struct slice text, const char *name, file_row_fn *visit, void *data,
		   struct fault *why)
{
	char *at = (char *)(uintptr_t)text.at, *end = at + text.size;
	enum err err = ERR_OK;

	for (unsigned int number = 1; err == ERR_OK && at < end; number++) {
		char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((stop ? stop : end) - at);

		if (number > 1 && !is_passed_over(at, size)) {
			err = visit_row(at, size, visit, data, why);
			if (err != ERR_OK)
				err_prefix(why, err, "%s line %u", name, number);
		}
		at += size + 1;
	}
	return err;
}
