/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Broker: what the desk itself says and hears by MQTT: cbd/v1/status and cbd/v1/audit-head
 * (retained), alerts in and their answers. Carriers' links have connections of their own.
 */
#ifndef DESK_BROKER_H
#define DESK_BROKER_H

#include "desk/desk.h"
#include "wire/text.h"

enum {
	DESK_BROKER_TICK_S = 1,	   /* how soon a new head of the chain is out */
	DESK_BROKER_STATUS_S = 30, /* how old a status may be */
};

/* NULL where none is configured, or it cannot be used: the log says why. */
struct desk_broker *broker_open(struct desk *desk, const struct intake_desk *faces);
/* No more alerts are taken in; answers still go out. */
void broker_quiesce(struct desk *desk);
void broker_close(struct desk *desk);

struct broker_figures {
	bool is_up;
	uint64_t connections, published;
	struct intake_mqtt_figures in;
};
struct broker_figures broker_figures(const struct desk *desk);

/* {"address":..,"up":true,..}; nothing where none is configured. */
void broker_json(struct text *out, const struct desk *desk);

#endif
