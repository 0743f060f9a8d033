/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire/audience_json.h"

#include "wire/member.h"

static void put_count(struct text *out, const char *name, const struct audience_count *count)
{
	text_printf(out, "\"%s\":{\"cells\":%zu,\"people\":%llu}", name, count->cells,
		    (unsigned long long)count->people);
}

static void put_rats(struct text *out, const struct audience *audience)
{
	const char *comma = "";

	text_puts(out, ",\"by_rat\":{");
	for (unsigned int rat = RAT_2G; rat < RAT_COUNT; rat++) {
		if (audience->of_rat[rat].cells == 0)
			continue;
		text_puts(out, comma);
		put_count(out, cell_id_rat_name((enum rat)rat), &audience->of_rat[rat]);
		comma = ",";
	}
	text_puts(out, "}");
}

static const struct {
	enum audience_status status;
	const char *member;
} reasons[] = {
	{ AUDIENCE_NO_NODE, "no_node" },
	{ AUDIENCE_NO_LINK, "no_link" },
	{ AUDIENCE_LINK_DOWN, "link_down" },
	{ AUDIENCE_CELL_DOWN, "cell_down" },
};

static void put_not_reached(struct text *out, const struct audience *audience)
{
	struct audience_count all = { 0 };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		all.cells += audience->of_status[reasons[i].status].cells;
		all.people += audience->of_status[reasons[i].status].people;
	}
	text_printf(out, ",\"not_reached\":{\"cells\":%zu,\"people\":%llu", all.cells,
		    (unsigned long long)all.people);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		text_puts(out, ",");
		put_count(out, reasons[i].member, &audience->of_status[reasons[i].status]);
	}
	text_puts(out, "}");
}

void audience_json_put(struct text *out, const struct audience *audience, bool with_status)
{
	text_printf(out, "\"cells\":%zu,\"nodes\":%zu,\"people\":%llu", audience->all.cells,
		    audience->nodes, (unsigned long long)audience->all.people);
	put_rats(out, audience);
	if (with_status)
		put_not_reached(out, audience);
}

/* ---- the fit ---------------------------------------------------------------------------- */

static void put_km2(struct text *out, const struct fit_number *number)
{
	text_printf(out, "\"km2\":%.3f,\"km2_error\":%.3f", number->value, number->error);
}

void audience_json_put_fit(struct text *out, const struct fit *fit)
{
	text_printf(out, ",\"measured\":%s", fit->is_measured ? "true" : "false");
	if (fit->cells_by_code > 0)
		member_put_number(out, "cells_by_code", fit->cells_by_code);
	if (!fit->is_measured)
		return;
	text_printf(out, ",\"area_km2\":%.3f,\"over\":{", fit->area_km2.value);
	put_km2(out, &fit->over_km2);
	text_printf(out, ",\"people\":%.0f,\"people_error\":%.0f},\"under\":{",
		    fit->over_people.value, fit->over_people.error);
	put_km2(out, &fit->under_km2);
	text_printf(out, ",\"share\":%.4f},\"silent\":{", fit->under_share);
	put_km2(out, &fit->silent_km2);
	text_puts(out, "}");
}

/* ---- codes ------------------------------------------------------------------------------ */

void audience_json_put_code(struct text *out, const struct area_code *code, enum cells_code reason)
{
	text_puts(out, "{\"value_name\":");
	text_put_json(out, code->value_name);
	member_put(out, "value", code->value);
	member_put(out, "reason",
		   slice_of(reason == CELLS_CODE_RESOLVED ? "no-cells" : cells_code_name(reason)));
	text_puts(out, "}");
}
