/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP client: one request on one connection, waiting for the answer. For the command line;
 * nothing on the daemon's loop may use it, since it blocks (and asks the resolver).
 */
#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

#include "base/utc.h"
#include "net/http_read.h"

enum {
	HTTP_CLIENT_ANSWER_MAX = 64 << 20,
	HTTP_CLIENT_HOST_OCTETS = 256,
};

struct http_url {
	bool is_tls;
	char host[HTTP_CLIENT_HOST_OCTETS]; /* without brackets */
	char port[6];
	char base[HTTP_CLIENT_HOST_OCTETS]; /* what stands before every path; no slash at its end */
};
/* "https://cbd.example:8443/base"; no user, query or fragment. ERR_INPUT. */
enum err MUST_USE http_url_parse(struct http_url *out, struct slice text, struct fault *why);

struct http_client_config {
	struct http_url url;
	const char *ca_file;  /* PEM; NULL: the system's */
	const char *token;    /* NULL: none. Over plain HTTP only to loopback. */
	struct span patience; /* for each octet that does not come; 0 = 30 s */
};

/* Each piece of a body as it comes; false stops reading. */
typedef bool http_client_piece_fn(void *data, struct slice piece);

struct http_client_ask {
	const char *method;
	const char *path;	/* with its query, escaped */
	const char *media_type; /* of the body; NULL: no body */
	struct slice body;
	const char *last_event_id; /* NULL: none */
	/* For answers without an end: takes the pieces of a 200's body, which is not kept then. */
	http_client_piece_fn *piece;
	void *piece_data;
};

struct http_client_answer {
	unsigned int status;
	char media_type[HTTP_READ_MEDIA_OCTETS];
	struct slice body; /* on ctx; a NUL follows it */
};

/* ERR_IO: not reachable, not trusted, hung up; ERR_INPUT: no HTTP; ERR_LIMIT; ERR_DENIED: a token
   would go over a plain line. */
enum err MUST_USE http_client_ask(void *ctx, const struct http_client_config *config,
				  const struct http_client_ask *ask, struct http_client_answer *out,
				  struct fault *why);

#endif
