/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[ERR_COUNT] = {
	[ERR_OK] = "ok",
	[ERR_INPUT] = "input",
	[ERR_LIMIT] = "limit",
	[ERR_STATE] = "state",
	[ERR_ABSENT] = "absent",
	[ERR_CONFLICT] = "conflict",
	[ERR_DENIED] = "denied",
	[ERR_IO] = "io",
	[ERR_FULL] = "full",
	[ERR_IN_DOUBT] = "in-doubt",
	[ERR_UNDETERMINED] = "undetermined",
	[ERR_MEMORY] = "memory",
	[ERR_DAMAGED] = "damaged",
};

const char *err_name(enum err err)
{
	return (unsigned int)err < ERR_COUNT ? names[err] : "invalid";
}

/* vsnprintf may have cut inside a UTF-8 sequence: step back to its first octet. */
static void trim_partial_character(char *text, size_t capacity)
{
	size_t end = strlen(text);

	if (end + 1 < capacity)
		return;
	while (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
		end--;
	if (end > 0 && (unsigned char)text[end - 1] >= 0xc0)
		end--;
	text[end] = '\0';
}

enum err err_set(struct fault *why, enum err err, const char *clause, const char *fmt, ...)
{
	va_list args;

	if (!why)
		return err;
	why->err = err;
	snprintf(why->clause, sizeof(why->clause), "%s", clause ? clause : "");
	va_start(args, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	trim_partial_character(why->text, sizeof(why->text));
	return err;
}

enum err err_prefix(struct fault *why, enum err err, const char *fmt, ...)
{
	char prefix[FAULT_TEXT_OCTETS];
	char both[2 * FAULT_TEXT_OCTETS + 2];
	va_list args;

	if (!why)
		return err;
	va_start(args, fmt);
	vsnprintf(prefix, sizeof(prefix), fmt, args);
	va_end(args);
	snprintf(both, sizeof(both), "%s: %s", prefix, why->text);
	memcpy(why->text, both, sizeof(why->text) - 1);
	why->text[sizeof(why->text) - 1] = '\0';
	trim_partial_character(why->text, sizeof(why->text));
	return err;
}
