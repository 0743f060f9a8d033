/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "net/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum err address_parse(struct address *out, const char *text, uint16_t port, struct fault *why)
{
	struct address v4 = { .size = sizeof(v4.at.v4) }, v6 = { .size = sizeof(v6.at.v6) };

	v4.at.v4.sin_family = AF_INET;
	v4.at.v4.sin_port = htons(port);
	v6.at.v6.sin6_family = AF_INET6;
	v6.at.v6.sin6_port = htons(port);
	if (!text || inet_pton(AF_INET, text, &v4.at.v4.sin_addr) == 1)
		*out = v4;
	else if (inet_pton(AF_INET6, text, &v6.at.v6.sin6_addr) == 1)
		*out = v6;
	else
		return err_set(why, ERR_INPUT, NULL, "\"%s\" is no IP address", text);
	return ERR_OK;
}

uint16_t address_port(const struct address *address)
{
	return ntohs(address->at.any.sa_family == AF_INET6 ? address->at.v6.sin6_port
							   : address->at.v4.sin_port);
}

/* Every host as 16 octets, IPv4 mapped into IPv6 (RFC 4291 2.5.5.2). */
static void host_octets(uint8_t host[16], const struct address *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (address->at.any.sa_family == AF_INET6) {
		memcpy(host, &address->at.v6.sin6_addr, 16);
		return;
	}
	memcpy(host, mapped, sizeof(mapped));
	memcpy(host + 12, &address->at.v4.sin_addr, 4);
}

bool address_same_host(const struct address *a, const struct address *b)
{
	uint8_t first[16], second[16];

	host_octets(first, a);
	host_octets(second, b);
	return memcmp(first, second, sizeof(first)) == 0;
}

const char *address_format(char *buf, const struct address *address)
{
	char host[INET6_ADDRSTRLEN] = "?";
	bool is_v6 = address->at.any.sa_family == AF_INET6;

	inet_ntop(is_v6 ? AF_INET6 : AF_INET,
		  is_v6 ? (const void *)&address->at.v6.sin6_addr
			: (const void *)&address->at.v4.sin_addr,
		  host, sizeof(host));
	snprintf(buf, ADDRESS_TEXT_OCTETS, is_v6 ? "[%s]:%u" : "%s:%u", host,
		 (unsigned int)address_port(address));
	return buf;
}

bool address_is_loopback(const struct address *address)
{
	static const uint8_t mapped[13] = { [10] = 0xff, [11] = 0xff, [12] = 127 };

	if (address->at.any.sa_family == AF_INET)
		return ntohl(address->at.v4.sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&address->at.v6.sin6_addr) ||
	       memcmp(&address->at.v6.sin6_addr, mapped, sizeof(mapped)) == 0;
}
