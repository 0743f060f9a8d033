/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_babble.h"

#include <stdio.h>

bool cbsp_babble_may_say(struct cbsp_babble *babble)
{
	if (babble->said < CBSP_BABBLE_LINES_MAX) {
		babble->said++;
		return true;
	}
	babble->left_out++;
	return false;
}

void cbsp_babble_end(struct cbsp_babble *babble, struct log_stop *line)
{
	uint64_t left_out = babble->left_out;
	char why[80];

	*babble = (struct cbsp_babble){ 0 };
	if (left_out == 0)
		return;
	snprintf(why, sizeof(why), "it said too much: %llu lines were left out",
		 (unsigned long long)left_out);
	line->why = why;
	log_stop(LOGL_NOTICE, line);
}
