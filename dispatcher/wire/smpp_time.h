/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SMPP's times (SMPP 3.4 7.1.1), 16 characters:
 *
 *	YYMMDDhhmmsstnnp
 *	t    tenths of a second
 *	nnp  "32+": that many quarters of an hour ahead of UTC, "-" behind; "00R": relative, to the
 *	     message centre's own clock
 *
 * The years are 2000 to 2099. We say schedules absolutely, with their offset, and validity
 * relatively: then nobody's clock matters. An absolute time is the civil time at that offset.
 */
#ifndef WIRE_SMPP_TIME_H
#define WIRE_SMPP_TIME_H

#include "base/utc.h"

enum {
	SMPP_TIME_OCTETS = 17, /* with its NUL */
	SMPP_TIME_QUARTERS_MAX = 48,
};

enum smpp_time_kind { SMPP_TIME_NONE = 0, SMPP_TIME_ABSOLUTE, SMPP_TIME_RELATIVE };

struct smpp_time {
	enum smpp_time_kind kind;
	struct utc at;	    /* absolute */
	int offset_minutes; /* absolute: as it was said */
	/* Relative. Months and years have no fixed length: 30 and 365 days, as we take them. */
	struct span in;
};

/*
 * Absolute; what is less than a tenth of a second is cut. ERR_LIMIT: outside 2000-2099, or an
 * offset that is no whole number of quarters up to 12 h.
 */
enum err MUST_USE smpp_time_absolute(char text[SMPP_TIME_OCTETS], struct utc at, int offset_minutes,
				     struct fault *why);
/* Relative, rounded up to a second. ERR_LIMIT: negative, or 32 days and more. */
enum err MUST_USE smpp_time_relative(char text[SMPP_TIME_OCTETS], struct span in,
				     struct fault *why);
/* Of an empty text SMPP_TIME_NONE. ERR_INPUT. */
enum err MUST_USE smpp_time_read(struct smpp_time *out, struct slice text, struct fault *why);

#endif
