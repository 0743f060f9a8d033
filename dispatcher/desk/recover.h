/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Recover: what the ledger remembers becomes the desk's memory again: open notices with their
 * routes and deliveries, keys, serial numbers, the registry, the drill clock. The history of
 * closed notices is not read. A notice whose rows cannot be read is folded again from its events;
 * one whose route is lost is marked. Neither keeps the others waiting.
 */
#ifndef DESK_RECOVER_H
#define DESK_RECOVER_H

#include "desk/desk.h"

enum err MUST_USE recover_load(struct desk *desk, struct fault *why);

#endif
