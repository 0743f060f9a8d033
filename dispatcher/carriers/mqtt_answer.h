/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MQTT answer: which order a receipt speaks of, and what it says of it. */
#ifndef CARRIERS_MQTT_ANSWER_H
#define CARRIERS_MQTT_ANSWER_H

#include "carriers/mqtt_order.h"
#include "wire/mqtt_receipt_json.h"

/* Its serial is that order's and, where the receipt names an order, it is this one. */
bool mqtt_answer_fits(const struct mqtt_order *order, const struct mqtt_receipt *said);
/* It says what the newest receipt of that order has said; else it is the newest from now on. */
bool mqtt_answer_is_repeated(struct mqtt_order *order, const struct mqtt_receipt *said);
/* Fills in all but the order's numbers and the time; cells and cause hang on ctx. */
void mqtt_answer_judge(struct receipt *out, void *ctx, const struct mqtt_order *order,
		       const struct mqtt_receipt *said);

#endif
