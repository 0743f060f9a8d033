/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * View: a flow as people and programs see it. The row of the read model is written in the
 * same commit as the event that changed it, so lists never know more or less than the chain.
 */
#ifndef DESK_VIEW_H
#define DESK_VIEW_H

#include "ledger/query.h"
#include "notice/flow.h"
#include "wire/text.h"

/* Texts on ctx. */
struct ledger_notice view_row(void *ctx, const struct flow *flow);

/*
 * Where the paperwork stands, and "draft":{... of what the chain knows of the flow, both objects
 * left open for the texts, which are documents.
 */
void view_paperwork(struct text *out, const struct flow *flow);
/* {"notice":"81","state":..,...}: GET /v1/notices/{id}. */
void view_summary(struct text *out, const struct flow *flow);

/* ,"because":{"zh":..,"en":..} of what waits for somebody; nothing of what does not. */
void view_because(struct text *out, const struct flow *flow);
/*
 * {"deliveries":[{"delivery":"81.0","node":..,"state":..,"cells":..},..]}: those of one carrier, or
 * all where it is absent.
 */
void view_deliveries(struct text *out, const struct flow *flow, struct slice carrier);

/* Folds one stored event, orders discarded. */
enum err MUST_USE view_fold(struct flow *flow, struct slice bytes, struct fault *why);

#endif
