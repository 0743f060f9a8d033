/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A moment, and a length of time, in microseconds. Leap seconds do not exist here, as in POSIX.
 * No function of this file asks what time it is: only net/clock.h may.
 */
#ifndef BASE_UTC_H
#define BASE_UTC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct utc {
	int64_t us; /* since 1970-01-01T00:00:00Z; 0 means "not set" */
};

struct span {
	int64_t us;
};

#define SPAN_MS(n)	((struct span){ (int64_t)(n)*1000 })
#define SPAN_SECONDS(n) ((struct span){ (int64_t)(n)*1000000 })
#define SPAN_MINUTES(n) SPAN_SECONDS((int64_t)(n)*60)
#define SPAN_HOURS(n)	SPAN_SECONDS((int64_t)(n)*3600)
#define SPAN_DAYS(n)	SPAN_SECONDS((int64_t)(n)*86400)

enum {
	UTC_TEXT_OCTETS = 40,
	UTC_CHINA_OFFSET_MINUTES = 480, /* legal time of the articles */
};

/* A civil date and time at some offset from UTC. */
struct civil {
	int year, month, day, hour, minute, second, microsecond;
	int offset_minutes; /* east of Greenwich is positive */
};

static inline bool utc_is_set(struct utc t)
{
	return t.us != 0;
}

static inline struct utc utc_add(struct utc t, struct span by)
{
	return (struct utc){ t.us + by.us };
}

static inline struct span utc_since(struct utc later, struct utc earlier)
{
	return (struct span){ later.us - earlier.us };
}

static inline bool utc_before(struct utc a, struct utc b)
{
	return a.us < b.us;
}

/* Years 1900 to 9999. ERR_INPUT if a field is out of range (30 February, 25:00). */
enum err MUST_USE utc_from_civil(struct utc *out, const struct civil *civil, struct fault *why);
void utc_to_civil(struct civil *out, struct utc t, int offset_minutes);

/*
 * RFC 3339 with an offset, fraction optional: 2026-03-02T09:00:00+08:00, ...T01:00:00.25Z.
 * *offset_minutes (may be NULL) receives the offset written; -00:00 reads as 0.
 */
enum err MUST_USE utc_parse(struct utc *out, int *offset_minutes, struct slice text,
			    struct fault *why);

/*
 * RFC 3339 at the given offset, e.g. "2026-03-02T09:00:00+08:00"; a fraction of
 * milliseconds only when it is not zero. buf has UTC_TEXT_OCTETS; returns buf.
 */
const char *utc_format(char *buf, struct utc t, int offset_minutes);

/* Days since 1970-01-01 of a Gregorian date, and back. */
int64_t utc_days_of(int year, int month, int day);

#endif
