/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice/route.h"

#include <string.h>

bool route_message_same_number(const struct route_message *a, const struct route_message *b)
{
	return a->message_identifier == b->message_identifier &&
	       a->serial_number == b->serial_number && a->is_primary == b->is_primary &&
	       cell_id_plmn_equal(a->plmn, b->plmn);
}

bool route_message_same_kind(const struct route_message *a, const struct route_message *b)
{
	return a->message_identifier == b->message_identifier && a->is_primary == b->is_primary &&
	       cell_id_plmn_equal(a->plmn, b->plmn) && slice_equal(a->language, b->language);
}

static bool same_pages(const struct route_message *a, const struct route_message *b)
{
	if (a->dcs != b->dcs || a->page_count != b->page_count)
		return false;
	for (size_t i = 0; i < a->page_count; i++)
		if (a->pages[i].used != b->pages[i].used ||
		    memcmp(a->pages[i].octets, b->pages[i].octets, ROUTE_PAGE_OCTETS) != 0)
			return false;
	return true;
}

bool route_message_same_broadcast(const struct route_message *a, const struct route_message *b)
{
	return route_message_same_kind(a, b) && slice_equal(a->text, b->text) && same_pages(a, b) &&
	       a->category == b->category && a->repetition_period_s == b->repetition_period_s;
}

bool route_message_is_kept(const struct route_message *message)
{
	return message->replaces && message->replaced_serial == message->serial_number;
}
