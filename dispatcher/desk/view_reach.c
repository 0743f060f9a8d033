/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/view_reach.h"

#include "wire/member.h"

static void put_digest(struct text *out, const char *name, const struct digest *digest)
{
	char hex[DIGEST_HEX_OCTETS];

	text_printf(out, ",\"%s\":\"%s\"", name, digest_hex(hex, digest->octets, DIGEST_OCTETS));
}

void view_reach(struct text *out, const struct flow *flow)
{
	static const struct digest none;
	const struct event_reach *reach = &flow->reach;

	if (!digest_equal(&flow->judged.cell_register, &none))
		put_digest(out, "judged_with", &flow->judged.cell_register);
	if (flow->route_count == 0 && !flow->is_unreached)
		return;
	text_printf(out, ",\"reach\":{\"compared\":%s", reach->is_compared ? "true" : "false");
	member_put_number(out, "cells", reach->cells);
	member_put_number(out, "people", reach->people);
	member_put_number(out, "judged_cells", reach->judged_cells);
	member_put_number(out, "judged_people", reach->judged_people);
	if (reach->is_compared) {
		member_put_number(out, "cells_added", reach->added);
		member_put_number(out, "cells_gone", reach->gone);
	}
	put_digest(out, "cell_register", &reach->cell_register);
	put_digest(out, "judged_with", &reach->judged_with);
	text_puts(out, "}");
}
