/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP babble: how much of what one peer says by itself goes into the log. What it says is heard
 * all the same; of a peer that says a thousand things a second the log has the first few of each
 * keep-alive period, and then how many it left out.
 */
#ifndef CARRIERS_CBSP_BABBLE_H
#define CARRIERS_CBSP_BABBLE_H

#include "net/log.h"

enum { CBSP_BABBLE_LINES_MAX = 20 };

struct cbsp_babble {
	unsigned int said;
	uint64_t left_out;
};

/* One more line; false: it is left out, and counted. */
bool cbsp_babble_may_say(struct cbsp_babble *babble);
/* A period is over: what was left out of it is told in that line. */
void cbsp_babble_end(struct cbsp_babble *babble, struct log_stop *line);

#endif
