/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One listener: from the head of a request to its face, and what happens before the face. */
#include <string.h>
#include <strings.h>
#include <talloc.h>

#include "intake/call.h"
#include "intake/live.h"
#include "intake/sign_in.h"
#include "net/clock.h"
#include "wire/problem_json.h"

enum {
	DOCUMENT_MAX = 1 << 20,
	BODIES_MAX = 64 << 20,
	CONNECTIONS_MAX = 1024,
	PER_ADDRESS_MAX = 256,
	SUSPENDED_MAX = 512,
	STREAMS_MAX = 256,
	RATE_PER_SECOND = 50,
	FAILURES_PER_SECOND = 1,
	FAILURES_BURST = 20,
};

/* Time enough for a handshake over a bad line, and no more for who has not said who they are. */
#define HEAD_TOTAL SPAN_SECONDS(4)

/* ---- before the body ---------------------------------------------------------------------- */

static bool media_is(struct slice header, const char *type)
{
	size_t size = strlen(type);

	return header.size >= size && strncasecmp(header.at, type, size) == 0 &&
	       (header.size == size || strchr("; \t", header.at[size]));
}

static const struct {
	enum face_body body;
	const char *types[5];
	const char *reason;
} media[] = {
	{ FACE_BODY_CAP,
	  { "application/cap+xml", "application/xml", "text/xml" },
	  "only CAP documents are taken here, as application/cap+xml; a written application goes "
	  "to /v1/requests" },
	{ FACE_BODY_JSON, { "application/json" }, "only application/json is taken here" },
	{ FACE_BODY_DOCUMENT,
	  { "application/cap+xml", "application/xml", "text/xml", "application/json" },
	  "a CAP document (application/cap+xml) or a written application (application/json)" },
};

static bool has_right_media(const struct intake_call *call, struct fault *why)
{
	struct slice header = http_request_header(call->request, "Content-Type");

	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		if (media[i].body != call->face->body)
			continue;
		for (const char *const *type = media[i].types; *type; type++)
			if (header.at && media_is(header, *type))
				return true;
		err_set(why, ERR_INPUT, NULL, "%s", media[i].reason);
		return false;
	}
	return true;
}

/* What is signed, hashed and bounded are the octets that came. */
static bool is_uncompressed(const struct intake_call *call, struct fault *why)
{
	struct slice coding = slice_trim(http_request_header(call->request, "Content-Encoding"));

	if (coding.size == 0 || (coding.size == 8 && strncasecmp(coding.at, "identity", 8) == 0))
		return true;
	err_set(why, ERR_INPUT, "RFC 9110 8.4",
		"Content-Encoding %.40s is not taken: send it plain", coding.at);
	return false;
}

enum intake_format call_format(const struct intake_call *call)
{
	struct slice header = http_request_header(call->request, "Content-Type");

	return header.at && media_is(header, "application/json") ? INTAKE_FORMAT_APPLICATION
								 : INTAKE_FORMAT_CAP;
}

/* Numbers as we write them: no sign, no leading zero, no overflow. */
static bool read_notice(struct intake_call *call)
{
	struct slice segment = http_request_segment(call->request);

	if (!strchr(call->face->path, '{'))
		return true;
	return segment.size > 0 && segment.at[0] != '0' &&
	       slice_to_u64(segment, INT64_MAX, &call->notice);
}

static bool take_token(const struct intake_call *call, struct rate *rate)
{
	return rate_take(rate, rate_key(slice_of(call->principal.person)), clock_monotonic());
}

/* Past the rate a CAP document is let in to be looked at: it may be a Cancel. */
static bool is_within_rate(struct intake_call *call)
{
	if (!call->face->is_document || take_token(call, &call->http->documents))
		return true;
	call->is_past_rate = true;
	return call->face->body == FACE_BODY_CAP;
}

/* Cancels have a bucket of their own, so that the word alone opens no second door. */
static bool is_cancel_within_rate(struct intake_call *call)
{
	return call_may_be_cancel(http_request_body(call->request)) &&
	       take_token(call, &call->http->cancels);
}

static void set_past_rate(struct intake_call *call, struct fault *why)
{
	err_set(why, ERR_FULL, NULL, "more than %u documents a second from this person",
		call->http->documents.per_second);
}

/* 0, or the status to answer with; sign_in() has answered by itself when it says no. */
static unsigned int admit(struct intake_call *call, struct fault *why)
{
	if (call->face->roles != 0 && !(call->principal.roles & call->face->roles)) {
		answer_role_fault(why, call->face->roles);
		return 403;
	}
	if (!read_notice(call)) {
		err_set(why, ERR_ABSENT, NULL, "nothing has such an id");
		return 404;
	}
	if (!has_right_media(call, why) || !is_uncompressed(call, why))
		return 415;
	if (!is_within_rate(call)) {
		set_past_rate(call, why);
		return 429;
	}
	return 0;
}

static bool identify(struct intake_call *call, struct fault *why)
{
	call->principal.is_local = address_is_loopback(http_request_peer(call->request));
	if (call->face->roles != 0)
		return sign_in(call);
	if (call->principal.is_local)
		return true;
	err_set(why, ERR_DENIED, NULL, "only this machine may ask that");
	answer_fault(call->request, 403, why);
	return false;
}

static void on_begin(void *data, struct http_request *request)
{
	struct intake_call *call = call_new(data, request);
	struct fault why = { ERR_OK, "", "" };
	unsigned int status;

	if (!call) {
		answer_fault(request, 503, NULL);
		return;
	}
	call->face = http_request_route(request)->face;
	if (!identify(call, &why))
		goto out;
	status = admit(call, &why);
	if (status == 0) {
		http_request_set_data(request, call);
		return;
	}
	answer_fault(request, status, &why);
out:
	talloc_free(call);
}

/* ---- after it ----------------------------------------------------------------------------- */

static void on_handle(void *data, struct http_request *request)
{
	struct intake_call *call = http_request_data(request);
	struct fault why;

	(void)data;
	if (call->is_past_rate && !is_cancel_within_rate(call)) {
		set_past_rate(call, &why);
		answer_fault(request, 429, &why);
		return;
	}
	call->body = http_request_body(request);
	call->is_handed_over = true;
	call->face->handle(call);
}

static void on_ended(void *data, struct http_request *request)
{
	struct intake_call *call = http_request_data(request);

	(void)data;
	if (!call)
		return;
	if (call->reader)
		live_reader_ended(call->reader);
	else if (call->is_handed_over)
		call_orphan(call);
	else
		talloc_free(call);
}

static size_t write_problem(void *data, unsigned int status, char *buf, size_t octets)
{
	struct intake_http *http = data;
	struct problem problem = { .status = status };
	struct text text;
	size_t size;

	text_init(&text, http);
	problem_json_write(&text, &problem);
	size = text.size < octets ? text.size : octets;
	memcpy(buf, text.at, size);
	talloc_free(text.at);
	return size;
}

/* ---- the listener ------------------------------------------------------------------------- */

static void fill_defaults(struct intake_http_config *config)
{
	if (config->document_max == 0)
		config->document_max = DOCUMENT_MAX;
	if (config->connections_max == 0)
		config->connections_max = CONNECTIONS_MAX;
	if (config->per_address_max == 0)
		config->per_address_max = PER_ADDRESS_MAX;
	if (config->request_total.us == 0)
		config->request_total = SPAN_SECONDS(10);
	if (config->suspended_max == 0)
		config->suspended_max = SUSPENDED_MAX;
	if (config->rate_per_second == 0)
		config->rate_per_second = RATE_PER_SECOND;
}

static struct http_route *make_routes(void *ctx)
{
	struct http_route *routes = talloc_array(ctx, struct http_route,
						 (unsigned int)intake_face_count);

	for (size_t i = 0; routes && i < intake_face_count; i++)
		routes[i] = (struct http_route){ intake_faces[i].method, intake_faces[i].path,
						 &intake_faces[i], intake_faces[i].body_max };
	return routes;
}

static struct http_config server_config(struct intake_http *http, const struct address *local)
{
	const struct intake_http_config *config = &http->config;

	return (struct http_config){
		.local = *local,
		.certificate_file = config->certificate_file,
		.key_file = config->key_file,
		.routes = http->routes,
		.route_count = intake_face_count,
		.body_max = config->document_max,
		.bodies_max = BODIES_MAX,
		.connections_max = config->connections_max,
		.per_address_max = config->per_address_max,
		.suspended_max = config->suspended_max,
		.streams_max = STREAMS_MAX,
		.request_total = config->request_total,
		.answer_total = config->request_total,
		.head_total = config->request_total.us < HEAD_TOTAL.us ? config->request_total
								       : HEAD_TOTAL,
		.data = http,
		.begin = on_begin,
		.handle = on_handle,
		.problem = write_problem,
		.problem_type = PROBLEM_MEDIA_TYPE,
		.ended = on_ended,
	};
}

static enum err open_server(struct intake_http *http, struct fault *why)
{
	struct http_config config;
	struct address local;
	enum err err = address_parse(&local, http->config.address, http->config.port, why);

	if (err != ERR_OK)
		return err;
	/* A bearer token on a plain line is anybody's who listens. */
	if (!http->config.certificate_file && !address_is_loopback(&local))
		return err_set(why, ERR_INPUT, NULL, "%s is not loopback: it needs a certificate",
			       http->config.address ? http->config.address : "0.0.0.0");
	config = server_config(http, &local);
	return http_open(&http->server, http, &config, why);
}

enum err intake_http_open(struct intake_http **out, void *ctx,
			  const struct intake_http_config *config, const struct intake_desk *desk,
			  struct ledger *ledger, struct fault *why)
{
	struct intake_http *http = talloc_zero(ctx, struct intake_http);
	enum err err;

	if (!http)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a listener");
	http->ctx = ctx;
	http->config = *config;
	http->desk = *desk;
	http->ledger = ledger;
	fill_defaults(&http->config);
	http->documents.per_second = http->documents.burst = http->config.rate_per_second;
	http->cancels = http->documents;
	http->failures.per_second = FAILURES_PER_SECOND;
	http->failures.burst = FAILURES_BURST;
	http->routes = make_routes(http);
	http->live = live_new(http);
	err = http->routes && http->live
		      ? open_server(http, why)
		      : err_set(why, ERR_MEMORY, NULL, "no memory for a listener");
	if (err != ERR_OK) {
		talloc_free(http);
		return err;
	}
	*out = http;
	return ERR_OK;
}

const struct address *intake_http_address(const struct intake_http *http)
{
	return http_address(http->server);
}

struct http_figures intake_http_figures(const struct intake_http *http)
{
	return http_figures(http->server);
}

void intake_http_quiesce(struct intake_http *http)
{
	http_quiesce(http->server);
}

void intake_http_close(struct intake_http *http)
{
	http_close(http->server);
	talloc_free(http);
}

void intake_http_live(struct intake_http *http, const struct intake_live_event *event)
{
	live_publish(http->live, event);
}

void intake_http_sign_in_again(struct intake_http *http)
{
	live_sign_in_again(http->live);
}
