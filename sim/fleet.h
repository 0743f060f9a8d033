/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fleet: many simulated BSCs in one process, each under an address of its own (127.1.x.y), by
 * which the dispatcher knows them; and a line on standard input for what befalls them.
 */
#ifndef SIM_FLEET_H
#define SIM_FLEET_H

#include <stdio.h>

#include "bsc.h"

enum {
	FLEET_MAX = 4096,
	FLEET_CELLS_MAX = 1024,
};

struct fleet_config {
	bool connects;
	struct address remote; /* where they connect to */
	uint16_t local_port;   /* where they listen */
	const char *first;     /* the first one's address: the others follow */
	unsigned int count;
	unsigned int cells; /* of each */
	struct plmn plmn;
	uint16_t first_lac; /* one LAC each, CI from 1 */
	struct bsc_faults faults;
	FILE *to; /* lines of sim/air_json.h */
};

struct fleet;

/* BSCs are named bsc-001 and so on. */
enum err MUST_USE fleet_open(struct fleet **out, void *ctx, const struct fleet_config *config,
			     struct fault *why);
/* "restart NAME", "fail NAME", "drop NAME", "silence NAME", "speak NAME", "fill NAME", "empty
   NAME"; NAME may be "all". */
enum err MUST_USE fleet_obey(struct fleet *fleet, const char *line, struct fault *why);
void fleet_close(struct fleet *fleet);
unsigned int fleet_connected(const struct fleet *fleet);
struct bsc *fleet_bsc(struct fleet *fleet, unsigned int index);

#endif
