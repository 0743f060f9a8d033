/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl live: events as they happen; comes back by itself where it left off. */
#ifndef CTL_LIVE_H
#define CTL_LIVE_H

#include "ctl/remote.h"

#define CTL_LIVE_USAGE "live " REMOTE_USAGE " [--after SEQUENCE]"

enum ctl_exit ctl_live(int argc, char **argv);

/* ---- the stream's text, apart for the tests ------------------------------------------------- */

enum { LIVE_LINE_OCTETS = 1 << 20 };

struct live_event {
	char *sequence, *kind, *json; /* on the reader's ctx until the callback returns */
};

struct live_text {
	void *ctx;
	char *line;
	size_t size;
	struct live_event event;
	void *data;
	void (*got)(void *data, const struct live_event *event);
};

void live_text_init(struct live_text *text, void *ctx, void *data,
		    void (*got)(void *data, const struct live_event *event));
/* False when a line is past all measure. */
bool live_text_take(struct live_text *text, struct slice piece);

#endif
