/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stream client: keeps trying to connect to one address. Each pause after a failure doubles, from
 * 1 to 30 seconds, jittered; it falls back to 1 second only when the owner says that the peer
 * has proved itself, so that a peer which accepts and then closes (osmo-bsc does so with a second
 * connection) is not called every second.
 */
#ifndef NET_STREAM_CLIENT_H
#define NET_STREAM_CLIENT_H

#include "net/address.h"

struct stream_client;

struct stream_client_config {
	struct address remote, local;
	bool has_local; /* bind before connecting */
	void *data;
	/* From the loop: a connected socket, the owner's from now on. */
	void (*connected)(void *data, int fd);
	/* From the loop: an attempt failed; the next one is planned already. */
	void (*failed)(void *data, const char *reason);
};

/* The first attempt is made on the next turn of the loop. Freed by talloc_free(). */
enum err MUST_USE stream_client_open(struct stream_client **out, void *ctx,
				     const struct stream_client_config *config, struct fault *why);
/* The connection that was handed over is gone: try again after a pause. */
void stream_client_retry(struct stream_client *client);
/* The peer speaks the protocol: the next pause is the shortest again. */
void stream_client_proven(struct stream_client *client);

#endif
