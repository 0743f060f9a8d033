/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/log.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/digest.h"

enum {
	NUMBER_DIGITS_MIN = 7, /* shorter runs of digits are no telephone numbers */
	NUMBER_DIGITS_SHOWN_FIRST = 3,
	NUMBER_DIGITS_SHOWN_LAST = 2,
};

static const struct log_info_cat categories[LOG_AREA_COUNT] = {
	[LOG_AREA_MAIN] = { "MAIN", NULL, "Start, stop, configuration", LOGL_NOTICE, 1 },
	[LOG_AREA_NOTICE] = { "NOTICE", NULL, "The life of a notice", LOGL_NOTICE, 1 },
	[LOG_AREA_INTAKE] = { "INTAKE", NULL, "What comes in, and from whom", LOGL_NOTICE, 1 },
	[LOG_AREA_LEDGER] = { "LEDGER", NULL, "The store", LOGL_NOTICE, 1 },
	[LOG_AREA_LINK] = { "LINK", NULL, "Links to carriers and their nodes", LOGL_NOTICE, 1 },
	[LOG_AREA_NET] = { "NET", NULL, "Sockets", LOGL_NOTICE, 1 },
};

static const struct log_info categories_info = {
	.cat = categories,
	.num_cat = LOG_AREA_COUNT,
};

static struct log_target *standard_error;

/* libosmocore declares is_begun() and does not export it. */
static bool is_begun(void)
{
	return osmo_log_info;
}

void log_begin(void *ctx, int level)
{
	if (!is_begun())
		log_init(&categories_info, ctx);
	if (!standard_error) {
		standard_error = log_target_create_stderr();
		log_add_target(standard_error);
	}
	log_set_use_color(standard_error, 0);
	log_set_print_timestamp(standard_error, 0);
	log_set_print_extended_timestamp(standard_error, 1);
	log_set_print_filename2(standard_error, LOG_FILENAME_NONE);
	log_set_print_category(standard_error, 1);
	log_set_print_category_hex(standard_error, 0);
	log_set_print_level(standard_error, 1);
	log_set_all_filter(standard_error, 1);
	log_set_level(level);
}

void log_set_level(int level)
{
	if (!standard_error)
		return;
	for (int area = 0; area < LOG_AREA_COUNT; area++)
		log_set_category_filter(standard_error, area, 1, level);
}

void log_end(void)
{
	if (!is_begun())
		return;
	standard_error = NULL;
	log_fini();
}

struct line {
	char *at;
	size_t used;
};

static void put(struct line *line, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void put(struct line *line, const char *fmt, ...)
{
	size_t room = LOG_LINE_OCTETS - line->used;
	va_list args;
	int size;

	va_start(args, fmt);
	size = vsnprintf(line->at + line->used, room, fmt, args);
	va_end(args);
	if (size > 0)
		line->used += (size_t)size < room ? (size_t)size : room - 1;
}

static void put_word(struct line *line, const char *key, const char *value)
{
	if (value && *value)
		put(line, "%s%s=%s", line->used ? " " : "", key, value);
}

static void put_count(struct line *line, const char *key, int64_t value)
{
	put(line, "%s%s=%" PRId64, line->used ? " " : "", key, value);
}

static size_t digits_at(const char *text)
{
	return strspn(text, "0123456789");
}

/* A sentence in quotes, on one line, with the middle of every telephone number hidden. */
static void put_sentence(struct line *line, const char *key, const char *text)
{
	put(line, "%s%s=\"", line->used ? " " : "", key);
	while (*text) {
		size_t digits = digits_at(text);

		if (digits >= NUMBER_DIGITS_MIN) {
			put(line, "%.*s****%.*s", NUMBER_DIGITS_SHOWN_FIRST, text,
			    NUMBER_DIGITS_SHOWN_LAST, text + digits - NUMBER_DIGITS_SHOWN_LAST);
		} else if (digits) {
			put(line, "%.*s", (int)digits, text);
		} else {
			unsigned char c = (unsigned char)*text;

			put(line, "%c", c == '"' ? '\'' : c < ' ' || c == 0x7f ? ' ' : c);
			digits = 1;
		}
		text += digits;
	}
	put(line, "\"");
}

const char *log_format(char *buf, const struct log_stop *stop)
{
	struct line line = { buf, 0 };

	buf[0] = '\0';
	if (stop->notice)
		put_count(&line, "notice", (int64_t)stop->notice);
	put_word(&line, "stop", stop->stop);
	if (stop->notice && stop->has_delivery)
		put(&line, " delivery=%" PRIu64 ".%" PRIu32, stop->notice, stop->delivery);
	put_word(&line, "link", stop->link);
	put_word(&line, "node", stop->node);
	put_word(&line, "peer", stop->peer);
	put_word(&line, "outcome", stop->outcome);
	if (stop->has_cells || stop->cells)
		put_count(&line, "cells", (int64_t)stop->cells);
	if (stop->has_cells || stop->failed)
		put_count(&line, "failed", (int64_t)stop->failed);
	if (stop->has_took)
		put_count(&line, "took_ms", stop->took_ms);
	if (stop->why && *stop->why)
		put_sentence(&line, "why", stop->why);
	return buf;
}

void log_stop(int level, const struct log_stop *stop)
{
	char line[LOG_LINE_OCTETS];

	if (is_begun() && log_check_level(stop->area, (unsigned int)level))
		LOGP(stop->area, level, "%s\n", log_format(line, stop));
}

void log_octets(const struct log_stop *stop, const void *octets, size_t size)
{
	char hex[2 * LOG_DUMP_OCTETS + 1], line[LOG_LINE_OCTETS];

	if (!is_begun() || !log_check_level(stop->area, LOGL_DEBUG))
		return;
	digest_hex(hex, octets, size < LOG_DUMP_OCTETS ? size : LOG_DUMP_OCTETS);
	LOGP(stop->area, LOGL_DEBUG, "%s octets=%zu hex=%s\n", log_format(line, stop), size, hex);
}
