/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a carrier answers on MQTT_RECEIPT_TOPIC, read strictly:
 *
 *	{"notice":"81","delivery":"81.3","serial":16400,"outcome":"accepted",
 *	 "received_at":"2026-.."}
 *
 * and, where it has them: "order_no" (of the order that is answered), "cells"
 * [{"cell":"460-00-5g-9548-7001","outcome":"refused"}], "cause" in words, "started", "finished",
 * "targeted", "submitted", "delivered", "failed", "unknown". Outcomes: accepted, on-air, delivered,
 * partial, refused, failed, unknown, stopped.
 */
#ifndef WIRE_MQTT_RECEIPT_JSON_H
#define WIRE_MQTT_RECEIPT_JSON_H

#include "notice/cell_id.h"
#include "notice/receipt.h"
#include "wire/fields.h"

#define MQTT_RECEIPT_TOPIC "cbd/v1/carriers/%s/receipts" /* of a carrier */

enum {
	MQTT_RECEIPT_OCTETS_MAX = 2 << 20, /* reading it is done within one turn of the loop */
	MQTT_RECEIPT_CELLS_MAX = 40000,
	MQTT_RECEIPT_CAUSE_OCTETS_MAX = 500,
};

struct mqtt_receipt_cell {
	struct cell_id cell;
	enum cell_outcome outcome;
};

struct mqtt_receipt {
	uint64_t notice;
	uint32_t delivery;
	uint16_t serial;
	struct slice order_no; /* may be absent */
	/* A message that devices have taken can still be taken back: delivered is read as on air,
	   with its count, so that a cancel goes out all the same. */
	enum receipt_outcome outcome;
	struct slice cause;
	const struct mqtt_receipt_cell *cells;
	size_t cell_count;
	struct utc received_at, started, finished;
	struct receipt_counts counts;
};

/* Everything hangs on ctx. ERR_INPUT, ERR_LIMIT; *out is untouched then. */
enum err MUST_USE mqtt_receipt_json_read(void *ctx, struct mqtt_receipt *out, struct slice json,
					 struct fault *why);

#endif
