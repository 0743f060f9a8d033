/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Flow JSON: the members by which every face tells counts and deliveries. */
#ifndef WIRE_FLOW_JSON_H
#define WIRE_FLOW_JSON_H

#include "notice/flow.h"
#include "wire/text.h"

/* ,"deliveries":3,"deliveries_accepted":..,"cells_unknown":.. */
void flow_json_put_counts(struct text *out, const struct flow_counts *counts);

/* {"delivery":"81.0","node":..,"state":..,"cells":.. with the object left open. */
void flow_json_put_delivery(struct text *out, const struct flow *flow, uint32_t index);

#endif
