/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What happens on the air, as lines of JSON, which `cbsim bsc` writes and `cbsim phone` reads:
 *
 *	{"change":"on","at":"2026-..","bsc":"bsc-001","cell":"460-00-2g-9500-1",
 *	 "message_identifier":4371,"serial_number":16400,"dcs":72,"pages":["5c0f..",..],
 *	 "repetition_period":16,"number_of_broadcasts":120,"broadcasts":1}
 *
 * change: on, stopped, ended, lost. A page has as many octets as are used.
 */
#ifndef SIM_AIR_JSON_H
#define SIM_AIR_JSON_H

#include <stdio.h>

#include "air.h"

struct air_line {
	struct air_change change; /* its pointers point into this struct */
	struct air_message message;
	char bsc[64], cell[CELL_ID_TEXT_OCTETS];
};

void air_json_write(FILE *to, const char *bsc, const struct air_change *change);
/* ERR_INPUT if it is no such line. change.cell is NULL: the cell is in its text form. */
enum err MUST_USE air_json_read(struct air_line *out, const char *line, struct fault *why);

#endif
