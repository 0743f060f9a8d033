/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/stream_client.h"

#include <errno.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "net/backoff.h"
#include "net/clock.h"

enum { CONNECT_TIMEOUT_S = 10 };

struct stream_client {
	struct stream_client_config config;
	struct osmo_fd fd;	      /* while it connects; else -1 */
	struct osmo_timer_list timer; /* the pause, or the end of our patience */
	struct backoff backoff;
};

static void forget_socket(struct stream_client *client)
{
	if (client->fd.fd < 0)
		return;
	osmo_fd_close(&client->fd);
	client->fd.fd = -1;
}

void stream_client_retry(struct stream_client *client)
{
	struct span pause = backoff_next(&client->backoff);

	forget_socket(client);
	clock_set_timer(&client->timer, pause);
}

static void attempt_failed(struct stream_client *client, const char *reason)
{
	stream_client_retry(client);
	client->config.failed(client->config.data, reason);
}

static int on_connected(struct osmo_fd *fd, unsigned int what)
{
	struct stream_client *client = fd->data;
	int socket_error = 0, socket_fd = fd->fd;
	socklen_t size = sizeof(socket_error);

	(void)what;
	getsockopt(socket_fd, SOL_SOCKET, SO_ERROR, &socket_error, &size);
	if (socket_error) {
		attempt_failed(client, strerror(socket_error));
		return 0;
	}
	osmo_timer_del(&client->timer);
	osmo_fd_unregister(fd);
	fd->fd = -1;
	client->config.connected(client->config.data, socket_fd);
	return 0;
}

/* Returns a socket that is connecting, or -1 with errno. */
static int begin_connect(const struct stream_client_config *config)
{
	int fd = socket(config->remote.at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			0);
	int one = 1, cause;

	if (fd < 0)
		return -1;
	if (config->has_local) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (bind(fd, &config->local.at.any, config->local.size) < 0)
			goto failed;
	}
	if (connect(fd, &config->remote.at.any, config->remote.size) == 0 || errno == EINPROGRESS)
		return fd;
failed:
	cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

static void on_timer(void *data)
{
	struct stream_client *client = data;
	int fd;

	if (client->fd.fd >= 0) {
		attempt_failed(client, "no answer to the connection request");
		return;
	}
	fd = begin_connect(&client->config);
	if (fd < 0) {
		attempt_failed(client, strerror(errno));
		return;
	}
	osmo_fd_setup(&client->fd, fd, OSMO_FD_WRITE, on_connected, client, 0);
	osmo_fd_register(&client->fd);
	osmo_timer_schedule(&client->timer, CONNECT_TIMEOUT_S, 0);
}

static int on_talloc_free(struct stream_client *client)
{
	osmo_timer_del(&client->timer);
	forget_socket(client);
	return 0;
}

enum err stream_client_open(struct stream_client **out, void *ctx,
			    const struct stream_client_config *config, struct fault *why)
{
	struct stream_client *client = talloc_zero(ctx, struct stream_client);

	if (!client)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a connection");
	client->config = *config;
	client->fd.fd = -1;
	client->backoff = (struct backoff){ SPAN_SECONDS(1), SPAN_SECONDS(30), 0 };
	osmo_timer_setup(&client->timer, on_timer, client);
	osmo_timer_schedule(&client->timer, 0, 0);
	talloc_set_destructor(client, on_talloc_free);
	*out = client;
	return ERR_OK;
}

void stream_client_proven(struct stream_client *client)
{
	backoff_reset(&client->backoff);
}
