/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/recipients_lines.h"

#include <errno.h>
#include <string.h>

enum err recipients_lines_open(struct recipients_lines *out, const char *path, struct fault *why)
{
	out->path = path;
	out->line = 0;
	out->size = 0;
	out->file = fopen(path, "rbe");
	if (!out->file)
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	return ERR_OK;
}

void recipients_lines_close(struct recipients_lines *lines)
{
	fclose(lines->file);
}

bool recipients_lines_next(struct recipients_lines *lines)
{
	int c = getc_unlocked(lines->file);

	lines->size = 0;
	if (c == EOF)
		return false;
	for (; c != EOF; c = getc_unlocked(lines->file)) {
		if (lines->size < sizeof(lines->text))
			lines->text[lines->size++] = (char)c;
		if (c == '\n')
			break;
	}
	lines->line++;
	return true;
}

enum err recipients_lines_end(const struct recipients_lines *lines, struct fault *why)
{
	if (!ferror(lines->file))
		return ERR_OK;
	return err_set(why, ERR_IO, NULL, "%s: %s", lines->path, strerror(errno));
}
