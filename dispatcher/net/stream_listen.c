/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/stream_listen.h"

#include <errno.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

struct stream_listen {
	struct stream_listen_config config;
	struct osmo_fd fd;
	struct osmo_timer_list rest;
};

static void on_rested(void *data)
{
	struct stream_listen *listener = data;

	osmo_fd_read_enable(&listener->fd);
}

static bool is_out_of_resources(int cause)
{
	return cause == EMFILE || cause == ENFILE || cause == ENOBUFS || cause == ENOMEM;
}

static int on_ready(struct osmo_fd *fd, unsigned int what)
{
	struct stream_listen *listener = fd->data;

	(void)what;
	for (int i = 0; i < STREAM_LISTEN_TURN; i++) {
		struct address peer = { .size = sizeof(peer.at) };
		int accepted = accept4(fd->fd, &peer.at.any, &peer.size,
				       SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (accepted >= 0) {
			listener->config.accepted(listener->config.data, accepted, &peer);
			continue;
		}
		if (is_out_of_resources(errno)) {
			osmo_fd_read_disable(fd);
			osmo_timer_schedule(&listener->rest, 1, 0);
		}
		if (errno != ECONNABORTED && errno != EINTR)
			break;
	}
	return 0;
}

static int on_talloc_free(struct stream_listen *listener)
{
	osmo_timer_del(&listener->rest);
	osmo_fd_close(&listener->fd);
	return 0;
}

/* Returns a listening socket, or -1 with errno. */
static int begin_listen(struct address *local)
{
	int fd = socket(local->at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int one = 1, cause;
	socklen_t size = sizeof(local->at);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, &local->at.any, local->size) == 0 && listen(fd, STREAM_LISTEN_BACKLOG) == 0 &&
	    getsockname(fd, &local->at.any, &size) == 0)
		return fd;
	cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

enum err stream_listen_open(struct stream_listen **out, void *ctx,
			    const struct stream_listen_config *config, struct fault *why)
{
	struct stream_listen *listener = talloc_zero(ctx, struct stream_listen);
	char text[ADDRESS_TEXT_OCTETS];
	int fd;

	if (!listener)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a listener");
	listener->config = *config;
	fd = begin_listen(&listener->config.local);
	if (fd < 0) {
		talloc_free(listener);
		return err_set(why, ERR_IO, NULL, "cannot listen on %s: %s",
			       address_format(text, &config->local), strerror(errno));
	}
	osmo_timer_setup(&listener->rest, on_rested, listener);
	osmo_fd_setup(&listener->fd, fd, OSMO_FD_READ, on_ready, listener, 0);
	osmo_fd_register(&listener->fd);
	talloc_set_destructor(listener, on_talloc_free);
	*out = listener;
	return ERR_OK;
}

const struct address *stream_listen_address(const struct stream_listen *listener)
{
	return &listener->config.local;
}
