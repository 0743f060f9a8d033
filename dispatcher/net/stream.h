/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stream: one TCP connection on the osmocom loop, in either direction, that carries messages
 * which say their own length. net/stream_client.h keeps one up, net/stream_listen.h takes them in.
 *
 * Promises:
 *  - no call blocks, no callback is made from inside a call;
 *  - stream_write() tries the socket at once when nothing is queued: a warning does not wait for
 *    the next turn of the loop;
 *  - what waits is bounded by transmit_max octets: past it ERR_FULL and nothing is queued;
 *  - what is received is bounded by receive_max octets: a peer that announces more, or whose
 *    octets cannot be framed, is cut, and down() says why;
 *  - one peer gets a bounded share of each turn of the loop;
 *  - a peer that takes nothing for STREAM_USER_TIMEOUT_MS is down.
 *
 * libosmo-netif's osmo_stream is not used: its transmit queue has no bound, it writes only on
 * the next turn, its listener has a backlog of 10 (1,000 nodes coming back in bursts of 50 lost
 * 245 connections), and it does not tell when an octet has been handed to the kernel.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <stddef.h>

#include "net/address.h"

enum {
	STREAM_USER_TIMEOUT_MS = 20000,
	STREAM_TURN_OCTETS = 65536, /* read from one peer in one turn of the loop */
};

struct stream;

struct stream_config {
	size_t transmit_max, receive_max; /* octets */
	void *data;
	/*
	 * How long is the message that begins here? *total is left 0 while too little is there
	 * to say. An error cuts the peer.
	 */
	enum err (*need)(const uint8_t *octets, size_t size, size_t *total, struct fault *why);
	/* One whole message, lent for the call. */
	void (*message)(void *data, const uint8_t *octets, size_t size);
	/* The connection is gone and the stream is closed already; stream_free() it here or later.
	 */
	void (*down)(void *data, const char *reason);
	/* Some of what waited has been handed to the kernel. May be NULL. */
	void (*progress)(void *data);
};

/* Takes over a connected socket; registers it. The fd is closed on failure, too. */
enum err MUST_USE stream_open(struct stream **out, void *ctx, int fd,
			      const struct stream_config *config, struct fault *why);

/* ERR_STATE: it is down, or about to be. ERR_FULL: nothing was queued. */
enum err MUST_USE stream_write(struct stream *stream, const void *octets, size_t size,
			       struct fault *why);

/* Octets accepted by stream_write(), and those of them handed to the kernel, since it opened. */
uint64_t stream_accepted(const struct stream *stream);
uint64_t stream_handed_over(const struct stream *stream);

/* Ends the connection from the loop: down() comes later, with that reason. */
void stream_cut(struct stream *stream, const char *reason);

/*
 * Closes at once, without down(). Allowed inside the stream's own callbacks; freeing the talloc
 * parent is not. NULL is fine.
 */
void stream_free(struct stream *stream);

const char *stream_peer(const struct stream *stream);

#endif
