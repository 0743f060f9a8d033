/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP server: libmicrohttpd nested in the osmocom loop, plain or over TLS. It knows routes,
 * sizes and times, and nothing of what is asked.
 *
 * A request is taken in two steps. `begin` runs when its head is there, and may answer at once
 * (nobody's upload is kept for a 401). `handle` runs when the whole body is there, and answers
 * at once or later: meanwhile the connection is suspended. Every request is answered exactly
 * once; after the answer it is gone.
 *
 * Bounds and what happens past them: connections, of all and of one address (the one that has been
 * silent longest without a whole head is ended; if all are busy, the new one), a body (413 before
 * it is all read), all bodies together and suspended requests (503 with Retry-After), the time from
 * a connection's first octet, or its last answer, to the end of a request (408, closed; less for
 * its first head), the same time again for reading the answer (closed).
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/err.h"
#include "base/utc.h"
#include "net/address.h"
#include "net/http_route.h"

struct http_server;
struct http_request;

struct http_config {
	struct address local;
	const char *certificate_file, *key_file; /* PEM; NULL: plain */
	const struct http_route *routes;	 /* these live as long as the server */
	size_t route_count;
	size_t body_max;   /* where the route has none of its own */
	size_t bodies_max; /* of all requests under way together */
	unsigned int connections_max, per_address_max, suspended_max, streams_max;
	struct span request_total, answer_total;
	struct span head_total; /* of a connection's first head; 0: request_total */
	void *data;
	void (*begin)(void *data, struct http_request *request);
	void (*handle)(void *data, struct http_request *request);
	/*
	 * The body, of media type problem_type, for what the server refuses by itself (400, 404,
	 * 405, 408, 413, 503). Fills buf and returns how much.
	 */
	size_t (*problem)(void *data, unsigned int status, char *buf, size_t octets);
	const char *problem_type;
	/* The request is gone; what was kept about it must go too. May be NULL. */
	void (*ended)(void *data, struct http_request *request);
};

enum {
	HTTP_PROBLEM_OCTETS = 1024,
	HTTP_PLACES_KEPT = 16, /* of connections_max, for this machine itself */
};

/* ERR_IO (address taken, unreadable certificate), ERR_INPUT. Closed by http_close(). */
enum err MUST_USE http_open(struct http_server **out, void *ctx, const struct http_config *config,
			    struct fault *why);
/*
 * Can these be used at all? ERR_IO: one cannot be read; ERR_INPUT: no PEM, or the key is not the
 * certificate's.
 */
enum err MUST_USE http_keys_check(const char *certificate_file, const char *key_file,
				  struct fault *why);
const struct address *http_address(const struct http_server *server);
/* Nobody new gets in; what is under way goes on. */
void http_quiesce(struct http_server *server);
/* Answers what is still suspended with 503, ends streams, closes. */
void http_close(struct http_server *server);

struct http_figures {
	uint64_t connections, requests, timed_out, too_large, turned_away, pushed_out;
	size_t suspended, streams, body_octets; /* now */
};
struct http_figures http_figures(const struct http_server *server);

/* ---- a request ---------------------------------------------------------------------------- */

const struct http_route *http_request_route(const struct http_request *request);
struct slice http_request_segment(const struct http_request *request);
const struct address *http_request_peer(const struct http_request *request);
/* Absent if there is none. A header that appears twice is refused before anybody sees it if it
   is Authorization, Content-Type, Content-Length or Host. */
struct slice http_request_header(const struct http_request *request, const char *name);
struct slice http_request_query(const struct http_request *request, const char *name);
/* Lent until the answer; absent before `handle`. */
struct slice http_request_body(const struct http_request *request);
/* Moves the body to another talloc context: it then outlives the request. */
void http_request_keep_body(struct http_request *request, void *ctx);
/* A talloc context that goes when the request does. */
void *http_request_ctx(struct http_request *request);
void http_request_set_data(struct http_request *request, void *data);
void *http_request_data(const struct http_request *request);

/* Before http_answer(); name and value are copied. */
void http_answer_header(struct http_request *request, const char *name, const char *value);
/*
 * `body` is copied. 503 and 429 say when to try again. A second answer to one request is our own
 * fault and aborts.
 */
void http_answer(struct http_request *request, unsigned int status, const char *media_type,
		 struct slice body);
/* A large body is not copied: it hangs on `owner`, which goes when the answer has left. */
void http_answer_owned(struct http_request *request, const char *media_type, struct slice body,
		       void *owner);

/* ---- an answer without an end ------------------------------------------------------------- */

enum {
	HTTP_STREAM_WAIT = 0, /* nothing now; http_stream_wake() when there is */
	HTTP_STREAM_END = -1,
	HTTP_STREAM_BREAK = -2, /* end so that the reader sees it is not whole */
};
/* Fills buf with at most `octets`; how much, or one of the above. */
typedef long http_stream_fn(void *data, char *buf, size_t octets);

/* 200; false, and nothing happened, if streams_max are open. */
bool http_answer_stream(struct http_request *request, const char *media_type, http_stream_fn *fill,
			void *data);
/* There is something to send. A reader that does not take it within answer_total is ended. */
void http_stream_wake(struct http_request *request);

#endif
