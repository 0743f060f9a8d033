/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preflight: everything that a start would read, read beforehand, beside a daemon that may be
 * running on the same store. Whether a port is free is not asked: the running one has it.
 */
#ifndef DESK_PREFLIGHT_H
#define DESK_PREFLIGHT_H

#include "desk/config.h"

/*
 * Tells each fault and returns how many there are; config_faults() are told by their own. `store`
 * NULL is one of them. `note` is told what is only odd.
 */
struct preflight {
	const struct config *config;
	const char *store;
	config_tell_fn *fault, *note;
	void *data;
};
size_t preflight_faults(void *ctx, const struct preflight *about);

#endif
