/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Chain: the notices of one event as the national message tells them: every follow-up names the
 * chain's first message, whatever came in between, and never the one that is on the air now.
 */
#ifndef DESK_CHAIN_H
#define DESK_CHAIN_H

#include "desk/desk.h"

/*
 * The newest open notice numbered below `below` of the chain that the national message speaks
 * of; 0 if there is none, or if the alert is no national message. One that names what it follows
 * directly, or that notice itself, finds it too.
 */
uint64_t chain_newest(struct desk *desk, const struct alert *alert, uint64_t below);

#endif
