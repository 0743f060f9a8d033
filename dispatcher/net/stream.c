/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <osmocom/core/select.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

enum {
	RECEIVE_OCTETS_FIRST = 512, /* grows to what a message needs, falls back when empty */
	REASON_OCTETS = 400,
	KEEPALIVE_IDLE_S = 8,
	KEEPALIVE_INTERVAL_S = 3,
	KEEPALIVE_PROBES = 4,
};

/*
 * The kernel counts the user timeout from the last octet, not from the first probe: were fewer
 * probes sent before it ends, one lost packet would cut a link that works. A thousand links that
 * came back together probe together, and the kernel drops what its backlog does not hold.
 */
_Static_assert((KEEPALIVE_IDLE_S + (KEEPALIVE_PROBES - 1) * KEEPALIVE_INTERVAL_S) * 1000 <
		       STREAM_USER_TIMEOUT_MS,
	       "all probes are sent before the user timeout ends");

struct buffer {
	uint8_t *octets;
	size_t start, end, room;
};

struct stream {
	struct stream_config config;
	struct osmo_fd fd;
	struct buffer received, waiting;
	uint64_t accepted, handed_over;
	char peer[ADDRESS_TEXT_OCTETS];
	char reason[REASON_OCTETS]; /* why it goes down; empty while it is up */
	bool in_callback, is_freed;
};

static void set_options(int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S },
		{ IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S },
		{ IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, STREAM_USER_TIMEOUT_MS },
	};

	/* Some fail where the socket is not TCP (tests use socket pairs); none is needed to work.
	 */
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		(void)setsockopt(fd, options[i].level, options[i].name, &options[i].value,
				 sizeof(options[i].value));
}

static size_t buffer_size(const struct buffer *buffer)
{
	return buffer->end - buffer->start;
}

/* Makes room for `more` octets behind what is there; the caller has checked its own bound. */
static bool buffer_reserve(void *ctx, struct buffer *buffer, size_t more)
{
	size_t size = buffer_size(buffer);
	size_t room = buffer->room ? buffer->room : RECEIVE_OCTETS_FIRST;
	uint8_t *octets;

	if (buffer->start) {
		memmove(buffer->octets, buffer->octets + buffer->start, size);
		buffer->start = 0;
		buffer->end = size;
	}
	while (room < size + more)
		room *= 2;
	if (room == buffer->room)
		return true;
	octets = talloc_realloc_size(ctx, buffer->octets, room);
	if (!octets)
		return false;
	buffer->octets = octets;
	buffer->room = room;
	return true;
}

/* A buffer that was large once does not stay so for a thousand peers. */
static void buffer_rest(struct buffer *buffer)
{
	buffer->start = buffer->end = 0;
	if (buffer->room <= RECEIVE_OCTETS_FIRST)
		return;
	TALLOC_FREE(buffer->octets);
	buffer->room = 0;
}

/* Shutting the socket down makes it readable, so that down() comes from the loop. */
static void fail(struct stream *stream, const char *reason)
{
	if (stream->reason[0])
		return;
	snprintf(stream->reason, sizeof(stream->reason), "%s", reason);
	shutdown(stream->fd.fd, SHUT_RDWR);
	osmo_fd_read_enable(&stream->fd);
	osmo_fd_write_disable(&stream->fd);
}

static void close_socket(struct stream *stream)
{
	if (stream->fd.fd < 0)
		return;
	osmo_fd_close(&stream->fd);
	stream->fd.fd = -1;
}

/* How much of `size` octets the kernel took now; an error is left to the loop. */
static size_t hand_over(struct stream *stream, const uint8_t *octets, size_t size)
{
	ssize_t taken = send(stream->fd.fd, octets, size, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (taken < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		fail(stream, strerror(errno));
	if (taken <= 0)
		return 0;
	stream->handed_over += (uint64_t)taken;
	return (size_t)taken;
}

enum err stream_write(struct stream *stream, const void *octets, size_t size, struct fault *why)
{
	size_t waiting = buffer_size(&stream->waiting), taken = 0;

	if (stream->fd.fd < 0 || stream->reason[0])
		return err_set(why, ERR_STATE, NULL, "the connection is down");
	if (size > stream->config.transmit_max || waiting > stream->config.transmit_max - size)
		return err_set(why, ERR_FULL, NULL, "%zu octets wait for %s already", waiting,
			       stream->peer);
	/* Room first: once octets are with the kernel the rest must follow. */
	if (waiting && !buffer_reserve(stream, &stream->waiting, size))
		return err_set(why, ERR_MEMORY, NULL, "no memory for %zu octets", size);
	if (!waiting)
		taken = hand_over(stream, octets, size);
	stream->accepted += size;
	if (taken == size || stream->reason[0])
		return ERR_OK;
	if (!buffer_reserve(stream, &stream->waiting, size - taken)) {
		fail(stream, "no memory for what remains of a message");
		return ERR_OK;
	}
	memcpy(stream->waiting.octets + stream->waiting.end, (const uint8_t *)octets + taken,
	       size - taken);
	stream->waiting.end += size - taken;
	osmo_fd_write_enable(&stream->fd);
	return ERR_OK;
}

static void flush(struct stream *stream)
{
	struct buffer *waiting = &stream->waiting;

	waiting->start += hand_over(stream, waiting->octets + waiting->start, buffer_size(waiting));
	if (!buffer_size(waiting)) {
		buffer_rest(waiting);
		osmo_fd_write_disable(&stream->fd);
	}
	if (stream->config.progress)
		stream->config.progress(stream->config.data);
}

/* Finds the next whole message; *total 0 if there is none yet. False: the peer is cut. */
static bool frame(struct stream *stream, size_t *total)
{
	struct buffer *received = &stream->received;
	size_t size = buffer_size(received);
	struct fault why;

	*total = 0;
	if (stream->config.need(received->octets + received->start, size, total, &why) != ERR_OK) {
		fail(stream, why.text);
		return false;
	}
	if (*total > stream->config.receive_max) {
		snprintf(why.text, sizeof(why.text), "announces %zu octets, %zu are the limit",
			 *total, stream->config.receive_max);
		fail(stream, why.text);
		return false;
	}
	if (*total > size) {
		if (!buffer_reserve(stream, received, *total - size)) {
			fail(stream, "no memory for a message");
			return false;
		}
		*total = 0;
	}
	return true;
}

static void deliver(struct stream *stream)
{
	struct buffer *received = &stream->received;
	size_t total;

	while (buffer_size(received) && !stream->is_freed && !stream->reason[0]) {
		if (!frame(stream, &total) || !total)
			return;
		received->start += total;
		stream->config.message(stream->config.data,
				       received->octets + received->start - total, total);
	}
	if (!buffer_size(received))
		buffer_rest(received);
}

/* Reads once; false when there is no more now, or the connection has ended. */
static bool receive(struct stream *stream, size_t *budget)
{
	struct buffer *received = &stream->received;
	ssize_t size;

	if (received->end == received->room && !buffer_reserve(stream, received, 1)) {
		fail(stream, "no memory to receive");
		return false;
	}
	size = recv(stream->fd.fd, received->octets + received->end, received->room - received->end,
		    MSG_DONTWAIT);
	if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return false;
	if (size <= 0) {
		fail(stream, size ? strerror(errno) : "the peer closed the connection");
		return false;
	}
	received->end += (size_t)size;
	*budget -= (size_t)size < *budget ? (size_t)size : *budget;
	deliver(stream);
	return *budget && !stream->is_freed && !stream->reason[0];
}

static void go_down(struct stream *stream)
{
	close_socket(stream);
	stream->config.down(stream->config.data, stream->reason);
}

static int on_ready(struct osmo_fd *fd, unsigned int what)
{
	struct stream *stream = fd->data;
	size_t budget = STREAM_TURN_OCTETS;

	stream->in_callback = true;
	if (!stream->reason[0] && what & OSMO_FD_WRITE)
		flush(stream);
	if (!stream->reason[0] && !stream->is_freed && what & OSMO_FD_READ)
		while (receive(stream, &budget))
			continue;
	if (stream->reason[0] && !stream->is_freed)
		go_down(stream);
	stream->in_callback = false;
	if (stream->is_freed)
		talloc_free(stream);
	return 0;
}

static int on_talloc_free(struct stream *stream)
{
	close_socket(stream);
	return 0;
}

static void name_peer(struct stream *stream, int fd)
{
	struct address peer = { .size = sizeof(peer.at) };

	if (getpeername(fd, &peer.at.any, &peer.size) == 0)
		address_format(stream->peer, &peer);
}

enum err stream_open(struct stream **out, void *ctx, int fd, const struct stream_config *config,
		     struct fault *why)
{
	struct stream *stream = talloc_zero(ctx, struct stream);

	if (!stream) {
		close(fd);
		return err_set(why, ERR_MEMORY, NULL, "no memory for a connection");
	}
	stream->config = *config;
	set_options(fd);
	name_peer(stream, fd);
	osmo_fd_setup(&stream->fd, fd, OSMO_FD_READ, on_ready, stream, 0);
	if (osmo_fd_register(&stream->fd) < 0) {
		close(fd);
		talloc_free(stream);
		return err_set(why, ERR_IO, NULL, "cannot watch a socket: %s", strerror(errno));
	}
	talloc_set_destructor(stream, on_talloc_free);
	*out = stream;
	return ERR_OK;
}

uint64_t stream_accepted(const struct stream *stream)
{
	return stream->accepted;
}

uint64_t stream_handed_over(const struct stream *stream)
{
	return stream->handed_over;
}

void stream_cut(struct stream *stream, const char *reason)
{
	if (stream->fd.fd >= 0)
		fail(stream, reason);
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	close_socket(stream);
	stream->is_freed = true;
	if (!stream->in_callback)
		talloc_free(stream);
}

const char *stream_peer(const struct stream *stream)
{
	return stream->peer;
}
