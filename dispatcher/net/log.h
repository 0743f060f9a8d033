/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The log: one line a stop, the same keys in the same order, so that `grep notice=81` tells a
 * notice's whole story:
 *
 *	notice=81 stop=send delivery=81.3 link=bsc-north outcome=partial cells=412 failed=7
 *took_ms=38
 *
 * Members left at zero or NULL are left out. Telephone numbers in text are masked here
 * (139****78); callers never hand in secrets. It goes through libosmocore's categories, so the
 * VTY's `logging level` commands hold. Before log_begin() nothing is written.
 *
 * ERROR: someone must act. NOTICE: a stop passed, a link came or went. INFO: detail. DEBUG: bytes.
 */
#ifndef NET_LOG_H
#define NET_LOG_H

#include <osmocom/core/logging.h>

#include "base/utc.h"

enum log_area {
	LOG_AREA_MAIN = 0,
	LOG_AREA_NOTICE,
	LOG_AREA_INTAKE,
	LOG_AREA_LEDGER,
	LOG_AREA_LINK,
	LOG_AREA_NET,
	LOG_AREA_COUNT
};

enum {
	LOG_LINE_OCTETS = 1024,
	LOG_DUMP_OCTETS = 256, /* of a peer's octets, at most, in one line */
};

struct log_stop {
	enum log_area area;
	uint64_t notice;
	const char *stop; /* the word for this stop: "send", "listen", "up" */
	bool has_delivery;
	uint32_t delivery; /* written as notice.delivery if has_delivery; counts from 0 */
	const char *link, *node, *peer, *outcome;
	uint64_t cells, failed;
	bool has_cells; /* write cells and failed even if they are zero */
	bool has_took;
	int64_t took_ms;
	const char *why; /* a sentence; quoted, masked */
};

/* Creates the categories and the target on standard error. Once, from main. */
void log_begin(void *ctx, int level);
/* One of LOGL_DEBUG .. LOGL_FATAL; everything below is not written. */
void log_set_level(int level);
void log_end(void);

void log_stop(int level, const struct log_stop *stop);
/* The line itself, for tests: buf has LOG_LINE_OCTETS; returns buf. */
const char *log_format(char *buf, const struct log_stop *stop);

/* At DEBUG: what a peer sent, in hexadecimal, at most LOG_DUMP_OCTETS of it. */
void log_octets(const struct log_stop *stop, const void *octets, size_t size);

#endif
