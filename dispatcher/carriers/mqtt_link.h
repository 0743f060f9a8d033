/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MQTT link: a carrier or subscriber that takes its notices from the broker: app push and 5G
 * message services (art. 28), and carriers that chose MQTT as the transport for cell broadcast.
 *
 * One link is one connection to the broker, so that one carrier's trouble is nobody else's. Its
 * nodes (usually one: the recipient system) are up while the broker is reached and has granted the
 * subscription to the receipts. Whether the recipient is there, only its receipts say.
 *
 * The ledger is the outbox: a lost connection drops what was on its way, and on reconnection the
 * desk names again what must be on or off, under the same order numbers.
 */
#ifndef CARRIERS_MQTT_LINK_H
#define CARRIERS_MQTT_LINK_H

#include "carriers/carrier.h"

extern const struct carrier_ops mqtt_link_ops;

#endif
