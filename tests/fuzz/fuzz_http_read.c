/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A server's answer, in pieces whose size its first octet chooses; the body must end. */
#include <stdlib.h>
#include <string.h>

#include "net/http_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

struct script {
	const uint8_t *at;
	size_t left, piece;
};

static ssize_t read_script(void *data, char *into, size_t octets)
{
	struct script *script = data;
	size_t size = script->left < script->piece ? script->left : script->piece;

	size = size < octets ? size : octets;
	memcpy(into, script->at, size);
	script->at += size;
	script->left -= size;
	return (ssize_t)size;
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static struct http_reader reader;
	struct script script = { octets + 1, size - 1, 0 };
	struct http_head head;
	struct fault why;
	size_t got = 1, total = 0;
	char some[100];

	if (size == 0)
		return 0;
	script.piece = octets[0] + 1u;
	http_read_init(&reader, (struct http_source){ &script, read_script });
	if (http_read_head(&reader, &head, &why) != ERR_OK)
		return 0;
	while (got > 0 && http_read_body(&reader, some, sizeof(some), &got, &why) == ERR_OK)
		total += got;
	if (total > size)
		abort();
	return 0;
}
