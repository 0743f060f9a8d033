/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a command_status means (SMPP 3.4 5.1.3, 5.0 4.7.6), and what whoever sent the request does
 * about it. The verdict is the specification's sense and common use; a carrier's own habits go
 * before it. Statuses of a maker (0x400-0x4ff) and unknown ones have no row: nothing is known.
 */
#ifndef WIRE_SMPP_STATUS_H
#define WIRE_SMPP_STATUS_H

#include <stddef.h>
#include <stdint.h>

enum smpp_verdict {
	SMPP_VERDICT_UNKNOWN = 0, /* it may have been done */
	SMPP_VERDICT_OK,
	SMPP_VERDICT_RETRY,	/* this one, later */
	SMPP_VERDICT_THROTTLE,	/* this one, and the whole link waits first */
	SMPP_VERDICT_PERMANENT, /* never as it is */
	SMPP_VERDICT_SESSION,	/* about the session: state, sign-in, framing; somebody must look */
};

struct smpp_status {
	uint32_t command_status;
	const char *name; /* ESME_... */
	enum smpp_verdict verdict;
	const char *en, *zh;
};

/* NULL: not in the specification. */
const struct smpp_status *smpp_status_of(uint32_t command_status);
/* By index, NULL past the end: whoever asks for all of them. */
const struct smpp_status *smpp_status_at(size_t i);
enum smpp_verdict smpp_status_verdict(uint32_t command_status);
const char *smpp_verdict_name(enum smpp_verdict verdict);

#endif
