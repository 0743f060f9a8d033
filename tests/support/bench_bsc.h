/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A BSC that says yes to everything at once, for what is measured from outside. */
#ifndef SUPPORT_BENCH_BSC_H
#define SUPPORT_BENCH_BSC_H

#include "wire/cbsp.h"

/* Ends the program with the sentence and errno's. */
void bench_die(const char *what);
int bench_connect(const char *local, unsigned int port);

void bench_bsc_answer(int fd, const struct cbsp_message *message);

struct bench_bsc {
	int fd;
	uint8_t in[65536];
	size_t size;
};
typedef void bench_bsc_fn(void *data, const struct cbsp_message *message);

/* Takes what has come: tells each whole message, then answers it. False if the peer has gone. */
bool bench_bsc_read(struct bench_bsc *bsc, bench_bsc_fn *seen, void *data);

#endif
