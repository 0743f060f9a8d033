/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

enum { PRINTED_OCTETS = 80 }; /* most of what is printed takes no more, and goes in one try */

void text_init(struct text *text, void *ctx)
{
	*text = (struct text){ .ctx = ctx };
}

static void reserve(struct text *text, size_t more)
{
	size_t needed = text->size + more + 1;

	if (needed <= text->capacity)
		return;
	text->capacity = needed < 256 ? 256 : needed * 2;
	text->at = talloc_realloc_size(text->ctx, text->at, text->capacity);
	if (!text->at)
		abort();
}

void text_put(struct text *text, const char *octets, size_t size)
{
	reserve(text, size);
	if (size > 0)
		memcpy(text->at + text->size, octets, size);
	text->size += size;
	text->at[text->size] = '\0';
}

void text_puts(struct text *text, const char *string)
{
	text_put(text, string, strlen(string));
}

void text_put_u64(struct text *text, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	text_put(text, digits + at, sizeof(digits) - at);
}

void text_put_i64(struct text *text, int64_t number)
{
	if (number < 0)
		text_put(text, "-", 1);
	text_put_u64(text, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void text_printf(struct text *text, const char *fmt, ...)
{
	va_list args, again;
	size_t room;
	int size;

	reserve(text, PRINTED_OCTETS);
	room = text->capacity - text->size;
	va_start(args, fmt);
	va_copy(again, args);
	size = vsnprintf(text->at + text->size, room, fmt, args);
	va_end(args);
	if (size > 0 && (size_t)size >= room) {
		reserve(text, (size_t)size);
		vsnprintf(text->at + text->size, (size_t)size + 1, fmt, again);
	}
	va_end(again);
	text->size += size > 0 ? (size_t)size : 0;
}

static bool must_be_escaped(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

static void put_escaped(struct text *text, unsigned char c)
{
	static const char shorthands[][2] = {
		{ '"', '"' },  { '\\', '\\' }, { '\n', 'n' }, { '\r', 'r' },
		{ '\t', 't' }, { '\b', 'b' },  { '\f', 'f' },
	};

	for (size_t i = 0; i < sizeof(shorthands) / sizeof(shorthands[0]); i++) {
		if (c != (unsigned char)shorthands[i][0])
			continue;
		text_put(text, "\\", 1);
		text_put(text, &shorthands[i][1], 1);
		return;
	}
	text_printf(text, "\\u%04x", c);
}

void text_put_json(struct text *text, struct slice string)
{
	size_t from = 0;

	text_put(text, "\"", 1);
	for (size_t i = 0; i < string.size; i++) {
		if (!must_be_escaped((unsigned char)string.at[i]))
			continue;
		text_put(text, string.at + from, i - from);
		put_escaped(text, (unsigned char)string.at[i]);
		from = i + 1;
	}
	if (string.size > from)
		text_put(text, string.at + from, string.size - from);
	text_put(text, "\"", 1);
}
