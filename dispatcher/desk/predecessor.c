/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/predecessor.h"

#include "desk/case.h"

bool predecessor_is_shown_again(const struct flow *flow)
{
	return flow->route_count > 0 && flow->lane != LANE_URGENT;
}

static bool is_alike(const struct route_message *message, const struct predecessor *wanted)
{
	return message->message_identifier == wanted->text->message_identifier &&
	       cell_id_plmn_equal(message->plmn, wanted->plmn) &&
	       slice_equal(message->language, wanted->text->language);
}

/* Of the new texts: how many could take the place of one that is like `wanted`. */
static size_t rivals(const struct predecessor *wanted)
{
	const struct content *content = &wanted->resolution->content;
	size_t count = 0;

	for (size_t i = 0; i < content->text_count; i++)
		count += content->texts[i].message_identifier == wanted->text->message_identifier &&
			 slice_equal(content->texts[i].language, wanted->text->language);
	return count;
}

struct found {
	const struct route_message *same, *only; /* in the same area; in any */
	bool has_several;			 /* areas, among those in any */
};

static void look_at(struct found *found, const struct route *route,
		    const struct predecessor *wanted)
{
	for (size_t i = 0; i < route->message_count; i++) {
		const struct route_message *message = &route->messages[i];

		if (!is_alike(message, wanted))
			continue;
		if (!found->same && digest_equal(&message->area, &wanted->area))
			found->same = message;
		found->has_several |= found->only &&
				      !digest_equal(&found->only->area, &message->area);
		found->only = found->only ? found->only : message;
	}
}

const struct route_message *predecessor_find(const struct predecessor *wanted)
{
	uint64_t notice = predecessor_is_shown_again(wanted->flow)
				  ? wanted->flow->notice
				  : wanted->resolution->follows_open;
	const struct desk_case *old = desk_case_find(wanted->resolution->desk, notice);
	struct found found = { NULL, NULL, rivals(wanted) > 1 };

	for (uint32_t r = old ? old->flow->route_count : 0; r-- > 0;)
		look_at(&found, &old->routes[r], wanted);
	if (found.same)
		return found.same;
	return found.has_several ? NULL : found.only;
}
