/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Listeners: where people and programs come in by HTTP, as the configuration names them. One that
 * cannot open (its port is taken, its certificate not there yet) is logged and tried again; it
 * never stops the others, nor the links.
 */
#ifndef DESK_LISTENERS_H
#define DESK_LISTENERS_H

#include "desk/desk.h"

enum { DESK_LISTENER_RETRY_S = 5 };

void listeners_open(struct desk *desk, const struct intake_desk *faces);
size_t listeners_count(const struct desk *desk);		/* those that are open */
struct http_figures listeners_figures(const struct desk *desk); /* totals */
/* Nobody new gets in, and nothing is tried again. */
void listeners_quiesce(struct desk *desk);
void listeners_close(struct desk *desk);

#endif
