/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What must hold of the nodes of all links together. */
#ifndef DESK_CONFIG_NODES_H
#define DESK_CONFIG_NODES_H

#include "desk/config.h"

/* The cell register knows a node by its name alone: on two links it would name two peers. */
enum err MUST_USE config_nodes_check(const struct config *config, struct fault *why);

#endif
