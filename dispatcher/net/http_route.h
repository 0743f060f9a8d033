/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP route: one method on one path pattern, "/v1/notices/{id}/history". A part in braces
 * matches one non-empty segment; everything else matches itself. Pure.
 */
#ifndef NET_HTTP_ROUTE_H
#define NET_HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

enum { HTTP_ROUTE_ALLOW_OCTETS = 64 };

struct http_route {
	const char *method; /* "GET" */
	const char *path;
	const void *face; /* the caller's own */
	size_t body_max;  /* octets; 0: the server's own limit */
};

struct http_match {
	const struct http_route *route; /* NULL: see is_known_path */
	struct slice segment;		/* what stood where the braces are; lent from the path */
	bool is_known_path;		/* another method would do: 405 */
	char allow[HTTP_ROUTE_ALLOW_OCTETS]; /* "GET, POST" */
};

void http_route_find(struct http_match *out, const struct http_route *routes, size_t count,
		     const char *method, const char *path);

#endif
