/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Overlap: the operator's setting `planned_one_at_a_time`. Where it is set, a planned notice does
 * not leave while another planned one is on the air at one of its nodes: it waits in its window,
 * and expires honestly if that passes. Emergencies wait for nobody, and nobody waits for them; an
 * update does not wait for what it follows.
 */
#ifndef DESK_OVERLAP_H
#define DESK_OVERLAP_H

#include "desk/resolve.h"

/* The notice that it must wait for; 0. */
uint64_t overlap_find(struct desk *desk, const struct flow *flow,
		      const struct resolution *resolution);

#endif
