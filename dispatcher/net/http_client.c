/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/http_client.h"

#include <ctype.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

enum { PIECE_OCTETS = 16384, PATIENCE_SECONDS = 30 };

/* ---- the address -------------------------------------------------------------------------- */

static bool copy_slice(char *to, size_t capacity, struct slice from)
{
	for (size_t i = 0; i < from.size; i++)
		if (!isgraph((unsigned char)from.at[i]))
			return false;
	if (from.size >= capacity)
		return false;
	memcpy(to, from.at, from.size);
	to[from.size] = '\0';
	return true;
}

static bool take_scheme(struct http_url *out, struct slice *text)
{
	size_t size;

	out->is_tls = slice_starts(*text, "https://");
	size = out->is_tls ? 8 : 7;
	if (!out->is_tls && !slice_starts(*text, "http://"))
		return false;
	text->at += size;
	text->size -= size;
	snprintf(out->port, sizeof(out->port), "%s", out->is_tls ? "443" : "80");
	return true;
}

static size_t span_until(struct slice text, const char *stops)
{
	size_t i = 0;

	while (i < text.size && !strchr(stops, text.at[i]))
		i++;
	return i;
}

static bool take_host(struct http_url *out, struct slice *text)
{
	bool is_bracketed = text->size > 0 && text->at[0] == '[';
	size_t from = is_bracketed ? 1 : 0;
	struct slice rest = { text->at + from, text->size - from };
	size_t size = span_until(rest, is_bracketed ? "]" : ":/");

	if (size == 0 || !copy_slice(out->host, sizeof(out->host), (struct slice){ rest.at, size }))
		return false;
	if (is_bracketed && size == rest.size)
		return false;
	text->at = rest.at + size + from;
	text->size = rest.size - size - from;
	return true;
}

static bool take_port(struct http_url *out, struct slice *text)
{
	struct slice digits;
	uint64_t port;

	if (text->size == 0 || text->at[0] != ':')
		return true;
	digits = (struct slice){ text->at + 1, span_until(*text, "/") - 1 };
	if (!slice_to_u64(digits, 65535, &port) || port == 0)
		return false;
	snprintf(out->port, sizeof(out->port), "%u", (unsigned int)port);
	text->at = digits.at + digits.size;
	text->size -= digits.size + 1;
	return true;
}

enum err http_url_parse(struct http_url *out, struct slice text, struct fault *why)
{
	struct http_url url = { .is_tls = false };
	struct slice rest = text;
	bool is_good = take_scheme(&url, &rest) && take_host(&url, &rest) && take_port(&url, &rest);

	while (rest.size > 0 && rest.at[rest.size - 1] == '/')
		rest.size--;
	if (!is_good || (rest.size > 0 && rest.at[0] != '/') || strchr(url.host, '@') ||
	    span_until(rest, "?#") < rest.size || !copy_slice(url.base, sizeof(url.base), rest))
		return err_set(why, ERR_INPUT, NULL, "\"%.*s\" is not http(s)://host[:port][/path]",
			       SLICE_PRINT(text));
	*out = url;
	return ERR_OK;
}

/* ---- the line ----------------------------------------------------------------------------- */

struct line {
	int fd;
	gnutls_session_t tls; /* NULL: plain */
	gnutls_certificate_credentials_t trust;
};

static ssize_t line_read(void *data, char *into, size_t octets)
{
	struct line *line = data;
	ssize_t got;

	if (!line->tls) {
		do
			got = recv(line->fd, into, octets, 0);
		while (got < 0 && errno == EINTR);
		return got;
	}
	do
		got = gnutls_record_recv(line->tls, into, octets);
	while (got == GNUTLS_E_INTERRUPTED);
	if (got < 0)
		errno = got == GNUTLS_E_AGAIN ? EAGAIN : EPROTO;
	return got < 0 ? -1 : got;
}

static enum err line_write(struct line *line, struct slice octets, struct fault *why)
{
	while (octets.size > 0) {
		ssize_t sent = line->tls ? gnutls_record_send(line->tls, octets.at, octets.size)
					 : send(line->fd, octets.at, octets.size, MSG_NOSIGNAL);

		if (sent == GNUTLS_E_INTERRUPTED || (!line->tls && sent < 0 && errno == EINTR))
			continue;
		/* The server may have answered and closed before it had read everything. */
		if (sent < 0 && !line->tls && (errno == EPIPE || errno == ECONNRESET))
			return ERR_OK;
		if (sent < 0)
			return err_set(why, ERR_IO, NULL, "sending the request: %s",
				       line->tls ? gnutls_strerror((int)sent) : strerror(errno));
		octets.at += sent;
		octets.size -= (size_t)sent;
	}
	return ERR_OK;
}

static void set_patience(int fd, struct span patience)
{
	int64_t us = patience.us > 0 ? patience.us : (int64_t)PATIENCE_SECONDS * 1000000;
	struct timeval limit = { us / 1000000, us % 1000000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

static bool is_loopback(const struct addrinfo *at)
{
	const struct sockaddr_in *v4 = (const void *)at->ai_addr;
	const struct sockaddr_in6 *v6 = (const void *)at->ai_addr;

	if (at->ai_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	return at->ai_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static enum err connect_one(struct line *line, const struct http_client_config *config,
			    const struct addrinfo *at, struct fault *why)
{
	if (config->token && !config->url.is_tls && !is_loopback(at))
		return err_set(why, ERR_DENIED, NULL,
			       "the token is not sent to %s over a plain line: use https",
			       config->url.host);
	line->fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (line->fd < 0)
		return err_set(why, ERR_IO, NULL, "socket: %s", strerror(errno));
	set_patience(line->fd, config->patience);
	if (connect(line->fd, at->ai_addr, at->ai_addrlen) == 0)
		return ERR_OK;
	err_set(why, ERR_IO, NULL, "%s port %s: %s", config->url.host, config->url.port,
		strerror(errno));
	close(line->fd);
	line->fd = -1;
	return ERR_IO;
}

static enum err connect_any(struct line *line, const struct http_client_config *config,
			    struct fault *why)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	int cause = getaddrinfo(config->url.host, config->url.port, &hints, &all);
	enum err err = ERR_IO;

	if (cause != 0)
		return err_set(why, ERR_IO, NULL, "%s: %s", config->url.host, gai_strerror(cause));
	for (const struct addrinfo *at = all; at && err == ERR_IO; at = at->ai_next)
		err = connect_one(line, config, at, why);
	freeaddrinfo(all);
	return err;
}

static enum err load_trust(struct line *line, const char *ca_file, struct fault *why)
{
	int loaded;

	if (gnutls_certificate_allocate_credentials(&line->trust) < 0)
		return err_set(why, ERR_MEMORY, NULL, "no memory for TLS");
	loaded = ca_file ? gnutls_certificate_set_x509_trust_file(line->trust, ca_file,
								  GNUTLS_X509_FMT_PEM)
			 : gnutls_certificate_set_x509_system_trust(line->trust);
	if (loaded > 0)
		return ERR_OK;
	return err_set(why, ERR_IO, NULL, "no certificate authority in %s",
		       ca_file ? ca_file : "the system's store");
}

static enum err shake_hands(struct line *line, const char *host, struct fault *why)
{
	gnutls_datum_t words = { NULL, 0 };
	int rc = gnutls_init(&line->tls, GNUTLS_CLIENT);

	if (rc == 0)
		rc = gnutls_priority_set_direct(
			line->tls, "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", NULL);
	if (rc == 0)
		rc = gnutls_credentials_set(line->tls, GNUTLS_CRD_CERTIFICATE, line->trust);
	if (rc != 0)
		return err_set(why, ERR_MEMORY, NULL, "TLS: %s", gnutls_strerror(rc));
	gnutls_server_name_set(line->tls, GNUTLS_NAME_DNS, host, strlen(host));
	gnutls_session_set_verify_cert(line->tls, host, 0);
	gnutls_transport_set_int(line->tls, line->fd);
	do
		rc = gnutls_handshake(line->tls);
	while (rc < 0 && !gnutls_error_is_fatal(rc) && rc != GNUTLS_E_AGAIN);
	if (rc == 0)
		return ERR_OK;
	if (rc == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		gnutls_certificate_verification_status_print(
			gnutls_session_get_verify_cert_status(line->tls), GNUTLS_CRT_X509, &words,
			0);
	err_set(why, ERR_IO, NULL, "%s: TLS: %s", host,
		words.data ? (const char *)words.data : gnutls_strerror(rc));
	gnutls_free(words.data);
	return ERR_IO;
}

static enum err line_open(struct line *line, const struct http_client_config *config,
			  struct fault *why)
{
	enum err err = connect_any(line, config, why);

	if (err == ERR_OK && config->url.is_tls)
		err = load_trust(line, config->ca_file, why);
	if (err == ERR_OK && config->url.is_tls)
		err = shake_hands(line, config->url.host, why);
	return err;
}

static void line_close(struct line *line)
{
	if (line->tls)
		gnutls_deinit(line->tls);
	if (line->trust)
		gnutls_certificate_free_credentials(line->trust);
	if (line->fd >= 0)
		close(line->fd);
}

/* ---- one request -------------------------------------------------------------------------- */

static bool can_stand_in_a_head(const char *text)
{
	return !text || !strpbrk(text, "\r\n");
}

static enum err write_request(struct line *line, void *ctx, const struct http_client_config *config,
			      const struct http_client_ask *ask, struct fault *why)
{
	bool is_v6 = strchr(config->url.host, ':') != NULL;
	char *head = talloc_asprintf(ctx,
				     "%s %s%s HTTP/1.1\r\nHost: %s%s%s:%s\r\n"
				     "Connection: close\r\nAccept: */*\r\n",
				     ask->method, config->url.base, ask->path, is_v6 ? "[" : "",
				     config->url.host, is_v6 ? "]" : "", config->url.port);
	enum err err;

	if (!can_stand_in_a_head(config->token) || !can_stand_in_a_head(ask->last_event_id) ||
	    strpbrk(ask->path, "\r\n "))
		return err_set(why, ERR_INPUT, NULL, "a line break in the token or the path");
	if (config->token)
		head = talloc_asprintf_append(head, "Authorization: Bearer %s\r\n", config->token);
	if (ask->last_event_id)
		head = talloc_asprintf_append(head, "Last-Event-ID: %s\r\n", ask->last_event_id);
	if (ask->media_type)
		head = talloc_asprintf_append(head, "Content-Type: %s\r\nContent-Length: %zu\r\n",
					      ask->media_type, ask->body.size);
	head = talloc_asprintf_append(head, "\r\n");
	if (!head)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a request");
	err = line_write(line, slice_of(head), why);
	talloc_free(head);
	return err == ERR_OK && ask->media_type ? line_write(line, ask->body, why) : err;
}

struct collected {
	void *ctx;
	char *octets;
	size_t size;
	bool is_too_large;
};

static bool collect(void *data, struct slice piece)
{
	struct collected *all = data;

	all->is_too_large = all->size + piece.size > HTTP_CLIENT_ANSWER_MAX;
	if (all->is_too_large)
		return false;
	all->octets = talloc_realloc_size(all->ctx, all->octets, all->size + piece.size + 1);
	if (!all->octets)
		return false;
	if (piece.size > 0)
		memcpy(all->octets + all->size, piece.at, piece.size);
	all->size += piece.size;
	all->octets[all->size] = '\0';
	return true;
}

static enum err read_pieces(struct http_reader *reader, http_client_piece_fn *piece, void *data,
			    struct fault *why)
{
	char buffer[PIECE_OCTETS];
	size_t got = 0;
	enum err err;

	do {
		err = http_read_body(reader, buffer, sizeof(buffer), &got, why);
		if (err == ERR_OK && !piece(data, (struct slice){ buffer, got }))
			break;
	} while (err == ERR_OK && got > 0);
	return err;
}

static enum err collect_body(struct http_reader *reader, void *ctx, struct http_client_answer *out,
			     struct fault *why)
{
	struct collected all = { .ctx = ctx };
	enum err err = read_pieces(reader, collect, &all, why);

	if (err == ERR_OK && all.is_too_large)
		err = err_set(why, ERR_LIMIT, NULL, "an answer of more than %d octets",
			      HTTP_CLIENT_ANSWER_MAX);
	out->body = (struct slice){ all.octets, all.size };
	return err;
}

enum err http_client_ask(void *ctx, const struct http_client_config *config,
			 const struct http_client_ask *ask, struct http_client_answer *out,
			 struct fault *why)
{
	struct http_reader *reader = talloc(ctx, struct http_reader);
	struct line line = { .fd = -1 };
	struct http_head head;
	enum err err = reader ? line_open(&line, config, why)
			      : err_set(why, ERR_MEMORY, NULL, "no memory for an answer");

	if (err == ERR_OK)
		err = write_request(&line, ctx, config, ask, why);
	if (err != ERR_OK)
		goto out;
	http_read_init(reader, (struct http_source){ &line, line_read });
	err = http_read_head(reader, &head, why);
	if (err != ERR_OK)
		goto out;
	*out = (struct http_client_answer){ .status = head.status };
	memcpy(out->media_type, head.media_type, sizeof(out->media_type));
	err = ask->piece && head.status == 200
		      ? read_pieces(reader, ask->piece, ask->piece_data, why)
		      : collect_body(reader, ctx, out, why);
out:
	line_close(&line);
	talloc_free(reader);
	return err;
}
