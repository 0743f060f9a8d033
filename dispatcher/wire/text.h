/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text that grows: what canonical bytes and answers are written into. A buffer on a talloc
 * context; an allocation that fails aborts, since half a record is worse than none.
 */
#ifndef WIRE_TEXT_H
#define WIRE_TEXT_H

#include "base/err.h"
#include "base/slice.h"

struct text {
	void *ctx;
	char *at; /* always NUL-terminated once anything was written */
	size_t size, capacity;
};

void text_init(struct text *text, void *ctx);
void text_put(struct text *text, const char *octets, size_t size);
void text_puts(struct text *text, const char *string);
/* In decimal; events and snapshots are mostly numbers, and printf is slow. */
void text_put_u64(struct text *text, uint64_t number);
void text_put_i64(struct text *text, int64_t number);
void text_printf(struct text *text, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A JSON string with its quotes: RFC 8259 7, only what must be escaped is. */
void text_put_json(struct text *text, struct slice string);

static inline struct slice text_slice(const struct text *text)
{
	return (struct slice){ text->at, text->size };
}

#endif
