/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stream listener: one listening TCP socket. Its backlog is STREAM_LISTEN_BACKLOG, because
 * after a power cut a thousand nodes come at once. When the process runs out of descriptors it
 * rests for a second instead of spinning. A listener that cannot open is an error of its own and
 * touches no other.
 */
#ifndef NET_STREAM_LISTEN_H
#define NET_STREAM_LISTEN_H

#include "net/address.h"

enum {
	STREAM_LISTEN_BACKLOG = 1024,
	STREAM_LISTEN_TURN = 64, /* connections taken in one turn of the loop */
};

struct stream_listen;

struct stream_listen_config {
	struct address local; /* port 0: the kernel chooses */
	void *data;
	/* From the loop: the callee owns fd, and closes it if it knows nobody at that address. */
	void (*accepted)(void *data, int fd, const struct address *peer);
};

/* ERR_IO with the system's words: the port is taken, say. Freed by talloc_free(). */
enum err MUST_USE stream_listen_open(struct stream_listen **out, void *ctx,
				     const struct stream_listen_config *config, struct fault *why);
/* Where it listens, with the port that the kernel chose. */
const struct address *stream_listen_address(const struct stream_listen *listener);

#endif
