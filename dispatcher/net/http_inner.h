/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the HTTP server share; nobody else includes this. */
#ifndef NET_HTTP_INNER_H
#define NET_HTTP_INNER_H

#include <microhttpd.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>

#include "net/http.h"

struct stream_listen;

struct http_server {
	struct http_config config;
	struct address local;
	struct MHD_Daemon *daemon;
	struct stream_listen *listener;
	struct osmo_fd epoll;
	struct osmo_timer_list again;
	struct llist_head waiting;     /* suspended requests, streams too */
	struct llist_head connections; /* the longest without a sign of life first */
	size_t connection_count;
	struct http_figures figures;
	bool is_running, must_run_again, is_closing;
};

struct http_connection {
	struct http_server *server;
	struct MHD_Connection *mhd;
	int fd;
	struct address peer;
	struct llist_head entry; /* in server->connections */
	struct osmo_timer_list limit;
	struct span began;	      /* clock_monotonic() of it, or of its last answer's end */
	struct http_request *request; /* the one whose head has begun; NULL: idle */
	bool has_served;	      /* at least one request is done */
	bool is_ended;		      /* we have said our last word on it */
};

enum http_progress {
	HTTP_HEAD = 0,	/* its first line was read */
	HTTP_BODY,	/* `begin` was called */
	HTTP_HANDLING,	/* `handle` was called */
	HTTP_SUSPENDED, /* and has not answered */
	HTTP_ANSWERING,
};

enum { HTTP_HEADERS_MAX = 8 };

struct http_request {
	struct http_server *server;
	struct http_connection *connection;
	struct MHD_Connection *mhd;
	struct llist_head entry; /* in server->waiting */
	enum http_progress progress;
	struct http_match match;
	char *body;
	size_t body_size, body_capacity, body_claimed;
	bool is_malformed, is_discarding, is_answered, is_queued, is_waiting;
	unsigned int status;
	struct MHD_Response *response;
	const char *names[HTTP_HEADERS_MAX], *values[HTTP_HEADERS_MAX];
	size_t header_count;
	http_stream_fn *fill; /* NULL: not a stream */
	void *fill_data, *data;
};

/* http.c */
void http_run(struct http_server *server);

/* http_connection.c */
void http_connection_notify(void *data, struct MHD_Connection *mhd, void **socket_context,
			    enum MHD_ConnectionNotificationCode what);
void http_connection_limit(struct http_connection *connection, struct span within);
void http_connection_unlimit(struct http_connection *connection);
/* The head is whole: the rest has the time of a request, counted from the connection's begin. */
void http_connection_has_head(struct http_connection *connection);
/* A request is done: the next one's time begins. */
void http_connection_rest(struct http_connection *connection);
/* Room for one more from that peer, if need be by ending the one that has waited longest for us to
   hear anything. False: all are busy. */
bool http_connection_make_room(struct http_server *server, const struct address *peer);
/* Writes a whole refusal past libmicrohttpd, which cannot answer inside an upload; then no more
   is written, and what still comes is thrown away for a short while. */
void http_connection_refuse(struct http_connection *connection, unsigned int status);

/* http_request.c */
void *http_request_first_line(void *data, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result http_request_turn(void *data, struct MHD_Connection *mhd, const char *url,
				  const char *method, const char *version, const char *upload,
				  size_t *upload_size, void **request);
void http_request_completed(void *data, struct MHD_Connection *mhd, void **request,
			    enum MHD_RequestTerminationCode how);

/* http_answer.c */
void http_answer_refusal(struct http_request *request, unsigned int status);
enum MHD_Result http_answer_queue(struct http_request *request);
void http_answer_suspend(struct http_request *request);
void http_answer_resume(struct http_request *request);

#endif
