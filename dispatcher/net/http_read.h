/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP read: an answer's head and body out of a source of octets (RFC 9112). Bounded: the head has
 * HTTP_READ_HEAD_OCTETS, a chunk's size line 64. An answer that says two things about its own
 * length is refused.
 */
#ifndef NET_HTTP_READ_H
#define NET_HTTP_READ_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/slice.h"

enum {
	HTTP_READ_HEAD_OCTETS = 16384,
	HTTP_READ_MEDIA_OCTETS = 128,
};

struct http_source {
	void *data;
	/* Like read(2): 0 is the end, -1 a failure. */
	ssize_t (*read)(void *data, char *into, size_t octets);
};

enum http_body_kind {
	HTTP_BODY_NONE = 0,
	HTTP_BODY_LENGTH,
	HTTP_BODY_CHUNKED,
	HTTP_BODY_TO_THE_END, /* of the connection */
};

struct http_reader {
	struct http_source source;
	char buffer[HTTP_READ_HEAD_OCTETS];
	size_t used, taken;
	enum http_body_kind body;
	uint64_t left; /* of the length, or of the present chunk */
	bool is_in_chunk, is_finished;
};

struct http_head {
	unsigned int status;
	char media_type[HTTP_READ_MEDIA_OCTETS]; /* without parameters, lower case; may be empty */
	bool closes;
};

void http_read_init(struct http_reader *reader, struct http_source source);
/* Passes over interim answers (100). ERR_INPUT: malformed; ERR_LIMIT; ERR_IO: ended too early. */
enum err MUST_USE http_read_head(struct http_reader *reader, struct http_head *out,
				 struct fault *why);
/* What there is, at most `octets`; *got 0: the body has ended. */
enum err MUST_USE http_read_body(struct http_reader *reader, char *into, size_t octets, size_t *got,
				 struct fault *why);

#endif
