/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/http_route.h"

#include <string.h>

static bool matches(const char *pattern, const char *path, struct slice *segment)
{
	const char *brace = strchr(pattern, '{');
	size_t before = brace ? (size_t)(brace - pattern) : 0;
	size_t size;

	if (!brace)
		return strcmp(pattern, path) == 0;
	if (strncmp(pattern, path, before) != 0)
		return false;
	size = strcspn(path + before, "/");
	*segment = (struct slice){ path + before, size };
	return size > 0 && strcmp(strchr(brace, '}') + 1, path + before + size) == 0;
}

static void add_allowed(struct http_match *out, const char *method)
{
	size_t used = strlen(out->allow), more = strlen(method);

	if (used + more + 3 > sizeof(out->allow))
		return;
	if (used > 0) {
		memcpy(out->allow + used, ", ", 2);
		used += 2;
	}
	memcpy(out->allow + used, method, more + 1);
}

void http_route_find(struct http_match *out, const struct http_route *routes, size_t count,
		     const char *method, const char *path)
{
	struct slice segment = { NULL, 0 };

	*out = (struct http_match){ .route = NULL };
	for (size_t i = 0; i < count; i++) {
		if (!matches(routes[i].path, path, &segment))
			continue;
		out->is_known_path = true;
		add_allowed(out, routes[i].method);
		if (strcmp(routes[i].method, method) != 0)
			continue;
		out->route = &routes[i];
		out->segment = segment;
		return;
	}
}
