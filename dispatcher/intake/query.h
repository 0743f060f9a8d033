/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parameters behind the question mark, read strictly. */
#ifndef INTAKE_QUERY_H
#define INTAKE_QUERY_H

#include "intake/call.h"

/* Absent: *out stays. ERR_INPUT names the parameter. */
enum err MUST_USE query_number(const struct intake_call *call, const char *name, uint64_t max,
			       uint64_t *out, struct fault *why);
enum err MUST_USE query_time(const struct intake_call *call, const char *name, struct utc *out,
			     struct fault *why);

/* "format": json (or absent), geojson. */
enum err MUST_USE query_format(const struct intake_call *call, bool *as_map, struct fault *why);

struct query_words {
	const char *(*word)(unsigned int value);
	unsigned int count; /* 0 is none of them */
};
/* *out points to the word itself. */
enum err MUST_USE query_word(const struct intake_call *call, const char *name,
			     const struct query_words *words, const char **out, struct fault *why);

#endif
