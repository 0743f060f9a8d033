/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a carrier or subscriber behind the broker is told, on MQTT_NOTICE_TOPIC:
 *
 *	{"action":"send","notice":"81","delivery":"81.3","order_no":"81.3.1","serial":16400,
 *	 "message_identifier":4371,"texts":[{"language":"zh-CN","text":".."}],
 *	 "areas":[{"adcode":"330100"},{"polygon":[[30.1,120.1],..]},
 *		  {"circle":{"at":[30.2,120.2],"radius_km":5}}],
 *	 "cells":["460-00-5g-9548-7001",..],"from":"2026-..","until":"2026-..",
 *	 "digest":"<64 hex>","realm":"live"}
 *
 * action: send, update (then "replaces" is the serial of the message that it takes the place of),
 * stop. Points are latitude, longitude, as in CAP. order_no is the same however often an order is
 * repeated, so that it is carried out once.
 */
#ifndef WIRE_MQTT_NOTICE_JSON_H
#define WIRE_MQTT_NOTICE_JSON_H

#include "base/digest.h"
#include "notice/route.h"
#include "wire/text.h"

#define MQTT_NOTICE_TOPIC "cbd/v1/carriers/%s/notices" /* of a carrier */

enum mqtt_notice_action {
	MQTT_NOTICE_NONE = 0,
	MQTT_NOTICE_SEND,
	MQTT_NOTICE_UPDATE,
	MQTT_NOTICE_STOP,
	MQTT_NOTICE_ACTION_COUNT
};

enum { MQTT_NOTICE_ORDER_OCTETS = 48 };

struct mqtt_notice {
	enum mqtt_notice_action action;
	uint64_t notice;
	uint32_t delivery;
	const struct route_message *message;
	const struct cell_id *cells;
	size_t cell_count;
	const struct area *areas;
	size_t area_count;
	struct utc from, until;
	struct digest content;
	const char *realm;
};

const char *mqtt_notice_action_name(enum mqtt_notice_action action);
/* "81.3.1": a send and an update are step 1 of a delivery, its stop is step 2. */
const char *mqtt_notice_order_no(char buf[MQTT_NOTICE_ORDER_OCTETS], uint64_t notice,
				 uint32_t delivery, enum mqtt_notice_action action);
void mqtt_notice_json_write(struct text *out, const struct mqtt_notice *notice);

#endif
