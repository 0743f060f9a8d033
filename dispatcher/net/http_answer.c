/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "net/http_inner.h"

#define RETRY_AFTER "1" /* seconds */

/* An API's answers are for its caller alone, and are never a page (OWASP REST headers). */
static const char *const always[][2] = {
	{ "Cache-Control", "no-store" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'" },
	{ "Referrer-Policy", "no-referrer" },
};

static void add_headers(struct http_request *request, const char *media_type)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		MHD_add_response_header(request->response, always[i][0], always[i][1]);
	if (request->server->config.certificate_file)
		MHD_add_response_header(request->response, "Strict-Transport-Security",
					"max-age=31536000");
	if (request->status == MHD_HTTP_SERVICE_UNAVAILABLE ||
	    request->status == MHD_HTTP_TOO_MANY_REQUESTS)
		MHD_add_response_header(request->response, MHD_HTTP_HEADER_RETRY_AFTER,
					RETRY_AFTER);
	if (media_type)
		MHD_add_response_header(request->response, MHD_HTTP_HEADER_CONTENT_TYPE,
					media_type);
	for (size_t i = 0; i < request->header_count; i++)
		MHD_add_response_header(request->response, request->names[i], request->values[i]);
	if (request->server->is_closing)
		MHD_add_response_header(request->response, MHD_HTTP_HEADER_CONNECTION, "close");
}

void http_answer_header(struct http_request *request, const char *name, const char *value)
{
	OSMO_ASSERT(request->header_count < HTTP_HEADERS_MAX);
	request->names[request->header_count] = talloc_strdup(request, name);
	request->values[request->header_count] = talloc_strdup(request, value);
	request->header_count++;
}

/* From inside `handle` the answer is queued on return; from anywhere else the connection wakes,
   and the answer leaves in this very turn of the loop. */
static void answered(struct http_request *request)
{
	request->is_answered = true;
	if (request->progress != HTTP_SUSPENDED)
		return;
	http_answer_resume(request);
	if (!request->server->is_closing)
		http_run(request->server);
}

void http_answer(struct http_request *request, unsigned int status, const char *media_type,
		 struct slice body)
{
	OSMO_ASSERT(!request->is_answered);
	request->status = status;
	request->response = MHD_create_response_from_buffer(body.size, (void *)body.at,
							    MHD_RESPMEM_MUST_COPY);
	if (request->response)
		add_headers(request, media_type);
	answered(request);
}

static void free_owner(void *owner)
{
	talloc_free(owner);
}

void http_answer_owned(struct http_request *request, const char *media_type, struct slice body,
		       void *owner)
{
	OSMO_ASSERT(!request->is_answered);
	request->status = MHD_HTTP_OK;
	request->response = MHD_create_response_from_buffer_with_free_callback_cls(
		body.size, (void *)body.at, free_owner, owner);
	if (request->response)
		add_headers(request, media_type);
	else
		talloc_free(owner);
	answered(request);
}

void http_answer_refusal(struct http_request *request, unsigned int status)
{
	const struct http_config *config = &request->server->config;
	char problem[HTTP_PROBLEM_OCTETS];
	size_t octets = config->problem(config->data, status, problem, sizeof(problem));

	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		request->server->figures.turned_away++;
	http_answer(request, status, config->problem_type, (struct slice){ problem, octets });
}

/* Out of memory for an answer: closing is the only clear answer left. */
enum MHD_Result http_answer_queue(struct http_request *request)
{
	if (request->is_queued)
		return MHD_YES;
	request->is_queued = true;
	request->progress = HTTP_ANSWERING;
	if (!request->response)
		return MHD_NO;
	http_connection_limit(request->connection, request->server->config.answer_total);
	return MHD_queue_response(request->mhd, request->status, request->response);
}

static void suspend(struct http_request *request)
{
	request->is_waiting = true;
	llist_add_tail(&request->entry, &request->server->waiting);
	MHD_suspend_connection(request->mhd);
}

void http_answer_suspend(struct http_request *request)
{
	request->progress = HTTP_SUSPENDED;
	request->server->figures.suspended++;
	suspend(request);
}

void http_answer_resume(struct http_request *request)
{
	if (!request->is_waiting)
		return;
	request->is_waiting = false;
	llist_del(&request->entry);
	if (request->progress == HTTP_SUSPENDED)
		request->server->figures.suspended--;
	MHD_resume_connection(request->mhd);
}

/* ---- streams ------------------------------------------------------------------------------ */

static ssize_t on_fill(void *data, uint64_t position, char *buf, size_t octets)
{
	struct http_request *request = data;
	long filled;

	(void)position;
	if (request->server->is_closing)
		return MHD_CONTENT_READER_END_OF_STREAM;
	filled = request->fill(request->fill_data, buf, octets);
	if (filled == HTTP_STREAM_END)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (filled == HTTP_STREAM_BREAK)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (filled == HTTP_STREAM_WAIT) {
		/* It has taken everything: nothing to be slow about. */
		http_connection_unlimit(request->connection);
		suspend(request);
		return 0;
	}
	http_connection_limit(request->connection, request->server->config.answer_total);
	return filled;
}

enum { STREAM_OCTETS = 4096 };

bool http_answer_stream(struct http_request *request, const char *media_type, http_stream_fn *fill,
			void *data)
{
	OSMO_ASSERT(!request->is_answered);
	if (request->server->figures.streams >= request->server->config.streams_max)
		return false;
	request->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_OCTETS,
							      on_fill, request, NULL);
	if (!request->response)
		return false;
	request->server->figures.streams++;
	request->status = MHD_HTTP_OK;
	request->fill_data = data;
	request->fill = fill;
	/* When it ends, it is over: nobody shall wait for the time of the next request. */
	http_answer_header(request, MHD_HTTP_HEADER_CONNECTION, "close");
	add_headers(request, media_type);
	answered(request);
	return true;
}

void http_stream_wake(struct http_request *request)
{
	if (!request->is_waiting)
		return;
	http_connection_limit(request->connection, request->server->config.answer_total);
	http_answer_resume(request);
	/* Many readers wake for one event: one turn of the library serves them all. */
	osmo_timer_schedule(&request->server->again, 0, 0);
}
