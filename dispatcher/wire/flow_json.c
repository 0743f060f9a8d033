/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/flow_json.h"

#include "wire/member.h"

void flow_json_put_counts(struct text *out, const struct flow_counts *counts)
{
	member_put_number(out, "deliveries", counts->deliveries);
	member_put_number(out, "deliveries_accepted", counts->accepted);
	member_put_number(out, "deliveries_failed", counts->failed);
	member_put_number(out, "deliveries_unknown", counts->unknown);
	member_put_number(out, "deliveries_stopped", counts->stopped);
	member_put_number(out, "cells", counts->cells);
	member_put_number(out, "cells_ok", counts->cells_ok);
	member_put_number(out, "cells_failed", counts->cells_failed);
	member_put_number(out, "cells_unknown",
			  counts->cells - counts->cells_ok - counts->cells_failed -
				  counts->cells_taken_over);
	if (counts->cells_taken_over > 0)
		member_put_number(out, "cells_taken_over", counts->cells_taken_over);
}

static void put_receipt_counts(struct text *out, const struct receipt_counts *counts)
{
	static const struct receipt_counts none;

	if (receipt_counts_equal(counts, &none))
		return;
	member_put_number(out, "targeted", counts->targeted);
	member_put_number(out, "submitted", counts->submitted);
	member_put_number(out, "delivered", counts->delivered);
	member_put_number(out, "failed", counts->failed);
	member_put_number(out, "unknown", counts->unknown);
}

void flow_json_put_delivery(struct text *out, const struct flow *flow, uint32_t index)
{
	const struct delivery *delivery = &flow->deliveries[index];

	text_printf(out, "{\"delivery\":\"%llu.%u\",\"message\":%u",
		    (unsigned long long)flow->notice, index, delivery->message);
	member_put_text(out, "carrier", delivery->carrier);
	member_put_text(out, "link", delivery->link);
	member_put_text(out, "node", delivery->node);
	member_put_text(out, "state", slice_of(delivery_state_name(delivery->state)));
	member_put_number(out, "cells", delivery->cell_count);
	member_put_number(out, "cells_ok", delivery->cells_ok);
	member_put_number(out, "cells_failed", delivery->cells_failed);
	if (delivery->cells_stopped > 0)
		member_put_number(out, "cells_stopped", delivery->cells_stopped);
	if (delivery->cells_taken_over > 0)
		member_put_number(out, "cells_taken_over", delivery->cells_taken_over);
	member_put_number(out, "broadcasts", delivery->broadcasts);
	put_receipt_counts(out, &delivery->counts);
	if (delivery->cause_text.size)
		member_put_number(out, "cause", delivery->cause);
	member_put_text(out, "cause_text", delivery->cause_text);
	member_put_time(out, "changed", delivery->changed);
}
