/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/announce.h"

#include <talloc.h>

#include "net/log.h"

static void publish(struct desk *desk, const struct intake_live_event *event)
{
	for (size_t i = 0; i < desk->config->http_count; i++)
		if (desk->http[i])
			intake_http_live(desk->http[i], event);
}

/* One line a stop; receipts speak for themselves where they are collected. */
static void log_event(const struct flow *flow, enum event_kind kind)
{
	struct flow_counts counts = flow_count(flow);

	log_stop(kind == EVENT_RECEIPTS ? LOGL_INFO : LOGL_NOTICE,
		 &(struct log_stop){
			 .area = LOG_AREA_NOTICE,
			 .notice = flow->notice,
			 .stop = event_kind_name(kind),
			 .outcome = notice_state_name(flow->state),
			 .has_cells = kind == EVENT_ROUTED || kind == EVENT_RECEIPTS,
			 .cells = kind == EVENT_RECEIPTS ? counts.cells_ok : counts.cells,
			 .failed = counts.cells_failed,
		 });
}

void announce_events(struct desk *desk, const struct flow *flow, const struct announce_items *items)
{
	void *ctx = talloc_new(desk);
	const char *agency = slice_string(ctx, flow->received.agency);
	const char *authority = slice_string(ctx, flow->judged.authority);

	for (size_t i = 0; i < items->count; i++) {
		publish(desk, &(struct intake_live_event){
				      .sequence = items->first_sequence + i,
				      .kind = event_kind_name(items->items[i].kind),
				      .agency = agency,
				      .authority = authority,
				      .json = items->items[i].bytes,
			      });
		log_event(flow, items->items[i].kind);
	}
	talloc_free(ctx);
}

void announce_event(struct desk *desk, const struct announce_item *item, uint64_t sequence)
{
	publish(desk, &(struct intake_live_event){
			      .sequence = sequence,
			      .kind = event_kind_name(item->kind),
			      .json = item->bytes,
		      });
}

void announce_registry(struct desk *desk)
{
	for (size_t i = 0; i < desk->config->http_count; i++)
		if (desk->http[i])
			intake_http_sign_in_again(desk->http[i]);
}
