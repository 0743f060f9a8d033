/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support/bench_bsc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

void bench_die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(2);
}

int bench_connect(const char *local, unsigned int port)
{
	struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	to.sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	if (fd < 0 || inet_pton(AF_INET, local, &from.sin_addr) != 1 ||
	    bind(fd, (struct sockaddr *)&from, sizeof(from)) < 0 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		bench_die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

void bench_bsc_answer(int fd, const struct cbsp_message *message)
{
	struct cbsp_message reply = { 0 };
	uint8_t out[32768];
	size_t size;

	if (message->type == CBSP_WRITE_REPLACE) {
		reply.type = CBSP_WRITE_REPLACE_COMPLETE;
		reply.has_new_serial_number = reply.has_cells = true;
		reply.new_serial_number = message->new_serial_number;
		reply.cells = message->cells;
		reply.cell_count = message->cell_count;
		reply.has_channel = true;
	} else if (message->type == CBSP_KILL) {
		reply.type = CBSP_KILL_COMPLETE;
		reply.has_old_serial_number = reply.has_cells = reply.has_channel = true;
		reply.old_serial_number = message->old_serial_number;
		reply.cells = message->cells;
		reply.cell_count = message->cell_count;
	} else if (message->type == CBSP_KEEP_ALIVE) {
		reply.type = CBSP_KEEP_ALIVE_COMPLETE;
	} else {
		return;
	}
	reply.has_message_identifier = message->has_message_identifier;
	reply.message_identifier = message->message_identifier;
	if (cbsp_pack(out, sizeof(out), &size, &reply, NULL) == ERR_OK)
		(void)!write(fd, out, size);
}

/* The octets of one whole message, or 0. */
static size_t take(struct bench_bsc *bsc, size_t at, bench_bsc_fn *seen, void *data)
{
	struct cbsp_message *message;
	void *ctx = talloc_new(NULL);
	size_t total = 0;

	if (bsc->size - at < 4 || cbsp_need(bsc->in + at, bsc->size - at, &total, NULL) != ERR_OK ||
	    total > bsc->size - at)
		total = 0;
	if (total > 0 && cbsp_unpack(&message, ctx, bsc->in + at, total, NULL) == ERR_OK) {
		seen(data, message);
		bench_bsc_answer(bsc->fd, message);
	}
	talloc_free(ctx);
	return total;
}

bool bench_bsc_read(struct bench_bsc *bsc, bench_bsc_fn *seen, void *data)
{
	ssize_t got = recv(bsc->fd, bsc->in + bsc->size, sizeof(bsc->in) - bsc->size, 0);
	size_t at = 0, total;

	if (got <= 0)
		return false;
	bsc->size += (size_t)got;
	while ((total = take(bsc, at, seen, data)) > 0)
		at += total;
	memmove(bsc->in, bsc->in + at, bsc->size - at);
	bsc->size -= at;
	return true;
}
