/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBSP link (TS 48.049): a carrier's 2G base station controllers. In the client role we connect to
 * every BSC (the standard's way); in the server role the BSCs connect to us and are recognised
 * by their source address, each node having one of its own.
 *
 * What the interface cannot do is refused with ERR_LIMIT or ERR_INPUT before anything is
 * sent: cells that are not 2G, more pages than a PDU holds, a period past 4095. More cells than an
 * answer can name go out in several PDUs under the same numbers.
 */
#ifndef CARRIERS_CBSP_LINK_H
#define CARRIERS_CBSP_LINK_H

#include "carriers/carrier.h"

extern const struct carrier_ops cbsp_link_ops;

#endif
