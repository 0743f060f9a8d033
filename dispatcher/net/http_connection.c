/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>

#include "net/clock.h"
#include "net/http_inner.h"

enum {
	LINGER_MS = 2000,
	REFUSAL_OCTETS = HTTP_PROBLEM_OCTETS + 512,
};

/*
 * libmicrohttpd's own time-out counts idle time only, so a client that sends one octet a second
 * would live for ever. shutdown() makes its next read see an end: the library then cleans up.
 */
static void on_limit(void *data)
{
	struct http_connection *connection = data;
	struct http_request *request = connection->request;

	if (!connection->is_ended)
		connection->server->figures.timed_out++;
	if (request && request->progress <= HTTP_BODY && !connection->is_ended) {
		http_connection_refuse(connection, MHD_HTTP_REQUEST_TIMEOUT);
		return;
	}
	shutdown(connection->fd, SHUT_RDWR);
}

void http_connection_limit(struct http_connection *connection, struct span within)
{
	clock_set_timer(&connection->limit, within);
}

void http_connection_has_head(struct http_connection *connection)
{
	struct span used = { clock_monotonic().us - connection->began.us };
	struct span left = { connection->server->config.request_total.us - used.us };

	http_connection_limit(connection, left.us > 0 ? left : SPAN_MS(1));
}

void http_connection_rest(struct http_connection *connection)
{
	struct http_server *server = connection->server;

	connection->has_served = true;
	connection->began = clock_monotonic();
	llist_del(&connection->entry);
	llist_add_tail(&connection->entry, &server->connections);
	http_connection_limit(connection, server->config.request_total);
}

/* ---- room for one more ------------------------------------------------------------------ */

/* Nothing of a request has come, or not all of its head: nobody has said who they are. */
static bool is_half_open(const struct http_connection *connection)
{
	return !connection->is_ended &&
	       (!connection->request || connection->request->progress == HTTP_HEAD);
}

/* Whoever never asked anything goes before those that rest between two requests. */
static struct http_connection *longest_silent(struct http_server *server,
					      const struct address *only_of)
{
	struct http_connection *connection, *resting = NULL;

	llist_for_each_entry (connection, &server->connections, entry) {
		if (!is_half_open(connection) ||
		    (only_of && !address_same_host(&connection->peer, only_of)))
			continue;
		if (!connection->has_served)
			return connection;
		resting = resting ? resting : connection;
	}
	return resting;
}

static size_t count_of(struct http_server *server, const struct address *peer)
{
	struct http_connection *connection;
	size_t count = 0;

	llist_for_each_entry (connection, &server->connections, entry)
		count += address_same_host(&connection->peer, peer);
	return count;
}

/* This machine's own questions (health, figures) have places that no stranger fills. */
static size_t places_for(const struct http_server *server, const struct address *peer)
{
	size_t all = server->config.connections_max;

	return address_is_loopback(peer) || all < 4 * (size_t)HTTP_PLACES_KEPT
		       ? all
		       : all - HTTP_PLACES_KEPT;
}

bool http_connection_make_room(struct http_server *server, const struct address *peer)
{
	bool is_one_too_many = count_of(server, peer) >= server->config.per_address_max;
	struct http_connection *silent;

	if (!is_one_too_many && server->connection_count < places_for(server, peer))
		return true;
	silent = longest_silent(server, is_one_too_many ? peer : NULL);
	if (!silent)
		return false;
	server->figures.pushed_out++;
	silent->is_ended = true;
	shutdown(silent->fd, SHUT_RDWR);
	http_run(server);
	return true;
}

void http_connection_unlimit(struct http_connection *connection)
{
	osmo_timer_del(&connection->limit);
}

static void send_past_library(struct http_connection *connection, const char *octets, size_t size)
{
	const union MHD_ConnectionInfo *info = NULL;
	ssize_t sent;

	if (connection->server->config.certificate_file)
		info = MHD_get_connection_info(connection->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info)
		sent = gnutls_record_send((gnutls_session_t)info->tls_session, octets, size);
	else
		sent = send(connection->fd, octets, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent; /* Whether it got through changes nothing: the connection ends. */
}

void http_connection_refuse(struct http_connection *connection, unsigned int status)
{
	const struct http_config *config = &connection->server->config;
	char problem[HTTP_PROBLEM_OCTETS], whole[REFUSAL_OCTETS];
	size_t octets = config->problem(config->data, status, problem, sizeof(problem));
	int size = snprintf(whole, sizeof(whole),
			    "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
			    "Cache-Control: no-store\r\nConnection: close\r\n\r\n%.*s",
			    status, MHD_get_reason_phrase_for(status), config->problem_type, octets,
			    (int)octets, problem);

	connection->is_ended = true;
	send_past_library(connection, whole, (size_t)size);
	/* Closing with unread octets would reset the connection, and the answer would be lost. */
	shutdown(connection->fd, SHUT_WR);
	http_connection_limit(connection, SPAN_MS(LINGER_MS));
}

static void begin(struct http_server *server, struct MHD_Connection *mhd, void **socket_context)
{
	struct http_connection *connection = talloc_zero(server, struct http_connection);
	const struct sockaddr *peer =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;

	*socket_context = connection;
	if (!connection)
		return;
	server->figures.connections++;
	connection->server = server;
	connection->mhd = mhd;
	connection->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
				 ->connect_fd;
	connection->peer.size = peer->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
							    : sizeof(struct sockaddr_in);
	memcpy(&connection->peer.at, peer, connection->peer.size);
	osmo_timer_setup(&connection->limit, on_limit, connection);
	connection->began = clock_monotonic();
	http_connection_limit(connection, server->config.head_total);
	llist_add_tail(&connection->entry, &server->connections);
	server->connection_count++;
}

void http_connection_notify(void *data, struct MHD_Connection *mhd, void **socket_context,
			    enum MHD_ConnectionNotificationCode what)
{
	struct http_connection *connection = *socket_context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		begin(data, mhd, socket_context);
		return;
	}
	if (!connection)
		return;
	osmo_timer_del(&connection->limit);
	llist_del(&connection->entry);
	connection->server->connection_count--;
	/* One whose head was never finished may not have been reported as completed. */
	talloc_free(connection->request);
	talloc_free(connection);
	*socket_context = NULL;
}
