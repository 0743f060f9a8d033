/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An audience and its fit as members of a JSON object, one hand for the daemon and for the command
 * that works without one:
 *	"cells":412,"nodes":3,"people":90000,"by_rat":{"4g":{"cells":412,"people":90000}}
 *	"not_reached":{"cells":2,"people":80,"no_node":{"cells":2,"people":80},..}
 *	"measured":true,"area_km2":..,"over":{..},"under":{..}
 */
#ifndef WIRE_AUDIENCE_JSON_H
#define WIRE_AUDIENCE_JSON_H

#include "notice/audience.h"
#include "notice/fit.h"
#include "wire/text.h"

/* Without a comma before. `with_status`: the statuses were looked at. */
void audience_json_put(struct text *out, const struct audience *audience, bool with_status);
/* The fit's members, each behind a comma. */
void audience_json_put_fit(struct text *out, const struct fit *fit);
/* {"value_name":"adcode","value":"440000","reason":"no-cells"} */
void audience_json_put_code(struct text *out, const struct area_code *code, enum cells_code reason);

#endif
