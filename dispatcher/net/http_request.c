/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>
#include <strings.h>
#include <talloc.h>

#include "net/http_inner.h"

enum { BODY_FIRST_OCTETS = 4096 };

/* An octet that ends C strings, written in the address, would hide what stands behind it. */
static bool hides_something(const char *uri)
{
	return strstr(uri, "%00") != NULL;
}

void *http_request_first_line(void *data, const char *uri, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct http_server *server = data;
	struct http_connection *connection = info->socket_context;
	struct http_request *request;

	if (!connection)
		return NULL;
	request = talloc_zero(server, struct http_request);
	if (!request)
		return NULL;
	request->server = server;
	request->connection = connection;
	request->mhd = mhd;
	request->is_malformed = hides_something(uri);
	connection->request = request;
	server->figures.requests++;
	return request;
}

/* ---- the head ----------------------------------------------------------------------------- */

/* Two of one of these, and two programs in a row may read two different requests. */
static const char *const only_once[] = { "Authorization", "Content-Length", "Content-Type", "Host",
					 "Transfer-Encoding" };

struct census {
	unsigned int seen[sizeof(only_once) / sizeof(only_once[0])];
};

static enum MHD_Result count_header(void *data, enum MHD_ValueKind kind, const char *name,
				    const char *value)
{
	struct census *census = data;

	(void)kind;
	(void)value;
	for (size_t i = 0; i < sizeof(only_once) / sizeof(only_once[0]); i++)
		if (strcasecmp(name, only_once[i]) == 0)
			census->seen[i]++;
	return MHD_YES;
}

static bool is_ambiguous(struct http_request *request)
{
	struct census census = { { 0 } };

	MHD_get_connection_values(request->mhd, MHD_HEADER_KIND, count_header, &census);
	for (size_t i = 0; i < sizeof(only_once) / sizeof(only_once[0]); i++)
		if (census.seen[i] > 1)
			return true;
	return http_request_header(request, "Transfer-Encoding").at &&
	       http_request_header(request, "Content-Length").at;
}

/* 0: goes on. */
static unsigned int judge_head(struct http_request *request, const char *method, const char *url)
{
	struct http_server *server = request->server;

	if (request->is_malformed || is_ambiguous(request))
		return MHD_HTTP_BAD_REQUEST;
	http_route_find(&request->match, server->config.routes, server->config.route_count, method,
			url);
	if (request->match.route)
		return 0;
	if (!request->match.is_known_path)
		return MHD_HTTP_NOT_FOUND;
	http_answer_header(request, MHD_HTTP_HEADER_ALLOW, request->match.allow);
	return MHD_HTTP_METHOD_NOT_ALLOWED;
}

static size_t body_max(const struct http_request *request)
{
	const struct http_route *route = request->match.route;

	return route && route->body_max > 0 ? route->body_max : request->server->config.body_max;
}

static bool is_announced_too_large(const struct http_request *request)
{
	struct slice length = http_request_header(request, "Content-Length");
	uint64_t octets;

	return length.at && !slice_to_u64(length, body_max(request), &octets);
}

static enum MHD_Result refuse_body(struct http_request *request)
{
	request->server->figures.too_large++;
	if (http_request_header(request, "Expect").at) {
		http_answer_refusal(request, MHD_HTTP_CONTENT_TOO_LARGE);
		return http_answer_queue(request);
	}
	request->is_discarding = true;
	http_connection_refuse(request->connection, MHD_HTTP_CONTENT_TOO_LARGE);
	return MHD_YES;
}

static enum MHD_Result take_head(struct http_request *request, const char *method, const char *url)
{
	struct http_server *server = request->server;
	unsigned int status = judge_head(request, method, url);

	request->progress = HTTP_BODY;
	http_connection_has_head(request->connection);
	if (status != 0)
		http_answer_refusal(request, status);
	else
		server->config.begin(server->config.data, request);
	if (is_announced_too_large(request) && !request->is_answered)
		return refuse_body(request);
	/* Who asked before sending the body need not send it in vain. */
	if (request->is_answered && http_request_header(request, "Expect").at)
		return http_answer_queue(request);
	return MHD_YES;
}

/* ---- the body ----------------------------------------------------------------------------- */

static void drop_body(struct http_request *request)
{
	request->server->figures.body_octets -= request->body_claimed;
	request->body_claimed = 0;
	request->is_discarding = true;
	talloc_free(request->body);
	request->body = NULL;
	request->body_size = 0;
}

static bool make_room(struct http_request *request, size_t needed)
{
	struct http_server *server = request->server;
	size_t capacity = request->body_capacity ? request->body_capacity : BODY_FIRST_OCTETS;
	char *grown;

	while (capacity < needed)
		capacity *= 2;
	if (capacity == request->body_capacity)
		return true;
	if (server->figures.body_octets + capacity - request->body_claimed >
	    server->config.bodies_max)
		return false;
	grown = talloc_realloc_size(request, request->body, capacity);
	if (!grown)
		return false;
	server->figures.body_octets += capacity - request->body_claimed;
	request->body = grown;
	request->body_capacity = request->body_claimed = capacity;
	return true;
}

static enum MHD_Result take_body(struct http_request *request, const char *upload, size_t size)
{
	if (request->is_discarding || request->is_answered)
		return MHD_YES;
	if (request->body_size + size > body_max(request)) {
		drop_body(request);
		return refuse_body(request);
	}
	if (!make_room(request, request->body_size + size)) {
		drop_body(request);
		http_answer_refusal(request, MHD_HTTP_SERVICE_UNAVAILABLE);
		return MHD_YES;
	}
	memcpy(request->body + request->body_size, upload, size);
	request->body_size += size;
	return MHD_YES;
}

static enum MHD_Result take_whole(struct http_request *request)
{
	struct http_server *server = request->server;

	http_connection_unlimit(request->connection);
	request->progress = HTTP_HANDLING;
	if (!request->is_answered && server->figures.suspended >= server->config.suspended_max)
		http_answer_refusal(request, MHD_HTTP_SERVICE_UNAVAILABLE);
	if (!request->is_answered)
		server->config.handle(server->config.data, request);
	if (request->is_answered)
		return http_answer_queue(request);
	http_answer_suspend(request);
	return MHD_YES;
}

enum MHD_Result http_request_turn(void *data, struct MHD_Connection *mhd, const char *url,
				  const char *method, const char *version, const char *upload,
				  size_t *upload_size, void **context)
{
	struct http_request *request = *context;
	size_t size = *upload_size;

	(void)data;
	(void)mhd;
	(void)version;
	if (!request || (request->connection->is_ended && size == 0))
		return MHD_NO;
	*upload_size = 0;
	if (request->progress == HTTP_HEAD)
		return take_head(request, method, url);
	if (size > 0)
		return take_body(request, upload, size);
	if (request->progress == HTTP_BODY)
		return take_whole(request);
	/* Resumed: the answer is there, or the server closes and a stream ends. */
	return request->is_answered ? http_answer_queue(request) : MHD_YES;
}

void http_request_completed(void *data, struct MHD_Connection *mhd, void **context,
			    enum MHD_RequestTerminationCode how)
{
	struct http_request *request = *context;
	struct http_server *server = data;

	(void)mhd;
	if (!request)
		return;
	if (server->config.ended)
		server->config.ended(server->config.data, request);
	if (request->response)
		MHD_destroy_response(request->response);
	if (request->fill)
		server->figures.streams--;
	if (request->is_waiting)
		llist_del(&request->entry);
	server->figures.body_octets -= request->body_claimed;
	request->connection->request = NULL;
	if (how == MHD_REQUEST_TERMINATED_COMPLETED_OK)
		http_connection_rest(request->connection);
	talloc_free(request);
	*context = NULL;
}

/* ---- what is asked about it --------------------------------------------------------------- */

static struct slice lookup(const struct http_request *request, enum MHD_ValueKind kind,
			   const char *name)
{
	return slice_of(MHD_lookup_connection_value(request->mhd, kind, name));
}

struct slice http_request_header(const struct http_request *request, const char *name)
{
	return lookup(request, MHD_HEADER_KIND, name);
}

struct slice http_request_query(const struct http_request *request, const char *name)
{
	return lookup(request, MHD_GET_ARGUMENT_KIND, name);
}

const struct http_route *http_request_route(const struct http_request *request)
{
	return request->match.route;
}

struct slice http_request_segment(const struct http_request *request)
{
	return request->match.segment;
}

const struct address *http_request_peer(const struct http_request *request)
{
	return &request->connection->peer;
}

struct slice http_request_body(const struct http_request *request)
{
	return (struct slice){ request->body, request->body_size };
}

void http_request_keep_body(struct http_request *request, void *ctx)
{
	if (request->body)
		talloc_steal(ctx, request->body);
	request->body = NULL;
	request->body_size = 0;
}

void *http_request_ctx(struct http_request *request)
{
	return request;
}

void http_request_set_data(struct http_request *request, void *data)
{
	request->data = data;
}

void *http_request_data(const struct http_request *request)
{
	return request->data;
}
