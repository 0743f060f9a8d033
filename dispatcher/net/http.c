/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/http.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "net/http_inner.h"
#include "net/log.h"
#include "net/stream_listen.h"

enum {
	FILE_OCTETS_MAX = 1 << 20,
	CONNECTION_OCTETS = 24 << 10, /* head of a request, and what is read of a body at once */
	TURNS_MAX = 8,
	LEAVING_MAX = 64, /* ended by us, and not cleaned up by the library yet */
	CLOSING_TURNS_MAX = 64,
};

/*
 * libmicrohttpd says by its time-out that it has more to do without any descriptor getting
 * ready: a pipelined request, a resumed connection. A few turns are taken here so that an
 * answer leaves at once; after that the rest of the program gets its turn first.
 */
void http_run(struct http_server *server)
{
	MHD_UNSIGNED_LONG_LONG wait = 0;
	unsigned int turns = 0;

	if (server->is_running) {
		server->must_run_again = true;
		return;
	}
	server->is_running = true;
	do {
		server->must_run_again = false;
		MHD_run(server->daemon);
		if (MHD_get_timeout(server->daemon, &wait) != MHD_YES)
			wait = 1;
	} while ((wait == 0 || server->must_run_again) && ++turns < TURNS_MAX);
	server->is_running = false;
	if (turns == TURNS_MAX)
		osmo_timer_schedule(&server->again, 0, 0);
}

static int on_epoll(struct osmo_fd *fd, unsigned int what)
{
	(void)what;
	http_run(fd->data);
	return 0;
}

static void on_again(void *data)
{
	http_run(data);
}

static void on_accepted(void *data, int fd, const struct address *peer)
{
	struct http_server *server = data;

	if (!http_connection_make_room(server, peer)) {
		server->figures.turned_away++;
		close(fd);
		return;
	}
	/* It closes the socket itself when it does not take it. */
	if (MHD_add_connection(server->daemon, fd, &peer->at.any, peer->size) != MHD_YES)
		server->figures.turned_away++;
	http_run(server);
}

static void PRINTF_LIKE(2, 0) on_library_log(void *data, const char *fmt, va_list args)
{
	char line[LOG_LINE_OCTETS / 2];

	(void)data;
	vsnprintf(line, sizeof(line), fmt, args);
	line[strcspn(line, "\n")] = '\0';
	log_stop(LOGL_DEBUG,
		 &(struct log_stop){ .area = LOG_AREA_NET, .stop = "http", .why = line });
}

static enum err read_pem(void *ctx, const char *path, char **out, struct fault *why)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		return err_set(why, ERR_IO, NULL, "cannot read %s: %m", path);
	*out = talloc_zero_size(ctx, FILE_OCTETS_MAX + 1);
	size = *out ? fread(*out, 1, FILE_OCTETS_MAX, file) : 0;
	fclose(file);
	return size > 0 ? ERR_OK : err_set(why, ERR_IO, NULL, "%s is empty", path);
}

struct keys {
	char *certificate, *key;
};

static enum err read_keys(struct keys *out, void *ctx, const struct http_config *config,
			  struct fault *why)
{
	enum err err;

	if (!config->certificate_file)
		return ERR_OK;
	if (!config->key_file)
		return err_set(why, ERR_INPUT, NULL, "a certificate without its key");
	err = read_pem(ctx, config->certificate_file, &out->certificate, why);
	return err != ERR_OK ? err : read_pem(ctx, config->key_file, &out->key, why);
}

static void forget_keys(struct keys *keys)
{
	if (keys->key)
		gnutls_memset(keys->key, 0, FILE_OCTETS_MAX);
	talloc_free(keys->certificate);
	talloc_free(keys->key);
}

static gnutls_datum_t datum_of(char *text)
{
	return (gnutls_datum_t){ (unsigned char *)text, text ? (unsigned int)strlen(text) : 0 };
}

enum err http_keys_check(const char *certificate_file, const char *key_file, struct fault *why)
{
	struct http_config config = { .certificate_file = certificate_file, .key_file = key_file };
	struct keys keys = { NULL, NULL };
	gnutls_certificate_credentials_t credentials;
	gnutls_datum_t certificate, key;
	enum err err = read_keys(&keys, NULL, &config, why);
	int code;

	if (err == ERR_OK && gnutls_certificate_allocate_credentials(&credentials) < 0)
		err = err_set(why, ERR_MEMORY, NULL, "no memory for a certificate");
	if (err != ERR_OK) {
		forget_keys(&keys);
		return err;
	}
	certificate = datum_of(keys.certificate);
	key = datum_of(keys.key);
	code = gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key,
						   GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(credentials);
	forget_keys(&keys);
	if (code < 0)
		return err_set(why, ERR_INPUT, NULL, "%s with %s: %s", certificate_file, key_file,
			       gnutls_strerror(code));
	return ERR_OK;
}

static struct MHD_Daemon *start(struct http_server *server, const struct keys *keys)
{
	unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
			     MHD_USE_ERROR_LOG | (keys->key ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, keys->certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, keys->key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0,
		  (void *)"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	return MHD_start_daemon(
		flags, 0, NULL, NULL, http_request_turn, server, MHD_OPTION_EXTERNAL_LOGGER,
		on_library_log, server, MHD_OPTION_CONNECTION_LIMIT,
		server->config.connections_max + LEAVING_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_OCTETS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_NOTIFY_CONNECTION, http_connection_notify, server,
		MHD_OPTION_NOTIFY_COMPLETED, http_request_completed, server,
		MHD_OPTION_URI_LOG_CALLBACK, http_request_first_line, server, MHD_OPTION_ARRAY,
		keys->key ? tls : none, MHD_OPTION_END);
}

static enum err begin_listening(struct http_server *server, struct fault *why)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon,
							       MHD_DAEMON_INFO_EPOLL_FD);
	struct stream_listen_config listen = { .local = server->config.local,
					       .data = server,
					       .accepted = on_accepted };
	enum err err = stream_listen_open(&server->listener, server, &listen, why);

	if (err != ERR_OK)
		return err;
	server->local = *stream_listen_address(server->listener);
	osmo_timer_setup(&server->again, on_again, server);
	osmo_fd_setup(&server->epoll, info->epoll_fd, OSMO_FD_READ, on_epoll, server, 0);
	osmo_fd_register(&server->epoll);
	return ERR_OK;
}

enum err http_open(struct http_server **out, void *ctx, const struct http_config *config,
		   struct fault *why)
{
	struct http_server *server = talloc_zero(ctx, struct http_server);
	struct keys keys = { NULL, NULL };
	enum err err;

	if (!server)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a server");
	server->config = *config;
	INIT_LLIST_HEAD(&server->waiting);
	INIT_LLIST_HEAD(&server->connections);
	if (server->config.head_total.us == 0)
		server->config.head_total = config->request_total;
	err = read_keys(&keys, server, config, why);
	if (err != ERR_OK)
		goto out;
	server->daemon = start(server, &keys);
	if (!server->daemon)
		err = err_set(why, ERR_IO, NULL, "cannot start the HTTP server%s",
			      keys.key ? ": is the certificate's key right?" : "");
	else
		err = begin_listening(server, why);
out:
	forget_keys(&keys);
	if (err == ERR_OK) {
		*out = server;
		return ERR_OK;
	}
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	talloc_free(server);
	return err;
}

const struct address *http_address(const struct http_server *server)
{
	return &server->local;
}

struct http_figures http_figures(const struct http_server *server)
{
	return server->figures;
}

void http_quiesce(struct http_server *server)
{
	talloc_free(server->listener);
	server->listener = NULL;
}

/* libmicrohttpd aborts when it is stopped with a suspended connection: each is woken first. */
void http_close(struct http_server *server)
{
	struct http_request *request, *next;

	http_quiesce(server);
	server->is_closing = true;
	llist_for_each_entry_safe (request, next, &server->waiting, entry) {
		if (request->fill)
			http_answer_resume(request);
		else
			http_answer_refusal(request, MHD_HTTP_SERVICE_UNAVAILABLE);
	}
	for (unsigned int i = 0; i < CLOSING_TURNS_MAX; i++) {
		MHD_UNSIGNED_LONG_LONG wait = 1;

		MHD_run(server->daemon);
		if (MHD_get_timeout(server->daemon, &wait) != MHD_YES || wait > 0)
			break;
	}
	osmo_timer_del(&server->again);
	osmo_fd_unregister(&server->epoll);
	MHD_stop_daemon(server->daemon);
	talloc_free(server);
}
