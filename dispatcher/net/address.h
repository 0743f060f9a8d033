/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Address: where a peer is, as numbers. Names are never resolved here: asking a resolver can
 * block the loop, and a link that depends on one fails when it is needed most.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"

enum { ADDRESS_TEXT_OCTETS = 64 };

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at;
	socklen_t size;
};

/* "127.0.0.1" or "::1"; NULL is the wildcard of IPv4. ERR_INPUT if it is no address. */
enum err MUST_USE address_parse(struct address *out, const char *text, uint16_t port,
				struct fault *why);
uint16_t address_port(const struct address *address);
/* Same host, whatever the port; an IPv4 address written inside IPv6 is that IPv4 address. */
bool address_same_host(const struct address *a, const struct address *b);
bool address_is_loopback(const struct address *address);
/* "127.0.0.1:48049", "[::1]:48049"; buf has ADDRESS_TEXT_OCTETS; returns buf. */
const char *address_format(char *buf, const struct address *address);

#endif
