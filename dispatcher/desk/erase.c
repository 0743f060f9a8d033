/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/erase.h"

#include <talloc.h>

#include "desk/backlog_say.h"
#include "desk/batch.h"
#include "desk/links.h"
#include "desk/nodes.h"
#include "desk/places.h"
#include "net/log.h"
#include "notice/person.h"

enum { REASON_OCTETS_MAX = 600 };

struct erasing {
	struct desk *desk;
	struct intake_call *call;
	size_t node;	     /* desk/nodes */
	size_t killed, left; /* left: the node took no more orders */
};

static void kill_one(void *data, struct desk_case *c, uint32_t delivery)
{
	struct erasing *erasing = data;
	const struct delivery *row = &c->flow->deliveries[delivery];
	struct fault why;

	if (!delivery_may_be_on_air(row) || row->cell_count == 0)
		return;
	if (backlog_say_off(erasing->desk, c, delivery, &why) == ERR_OK)
		erasing->killed++;
	else
		erasing->left++;
}

static void recorded(void *data, const struct ledger_outcome *how)
{
	struct erasing *erasing = data;
	const struct nodes_one *node = nodes_at(erasing->desk, erasing->node);
	struct fault why = how->why;
	enum err err = how->err;

	if (err == ERR_OK) {
		log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
							  .stop = "erase",
							  .link = node->link.at,
							  .node = node->node.at,
							  .why = "an operator's order" });
		places_visit_node(erasing->desk, erasing->node, kill_one, erasing);
		err = links_reset(erasing->desk, node->link, node->node, &why);
	}
	if (err != ERR_OK)
		intake_answer_fault(erasing->call, &why);
	else
		intake_answer_json(
			erasing->call, 202,
			slice_of(talloc_asprintf(erasing, "{\"killed\":%zu,\"left\":%zu}",
						 erasing->killed, erasing->left)));
	talloc_free(erasing);
}

static bool find_node(const struct desk *desk, struct slice name, size_t *index)
{
	for (size_t i = 0; i < nodes_count(desk); i++) {
		if (!slice_equal(nodes_at(desk, i)->node, name))
			continue;
		*index = i;
		return true;
	}
	return false;
}

static enum err may_erase(const struct desk *desk, struct slice name, struct slice reason,
			  size_t *index, struct fault *why)
{
	if (slice_says_nothing(reason) || reason.size > REASON_OCTETS_MAX)
		return err_set(why, ERR_INPUT, NULL, "`reason`: 1 to %d octets", REASON_OCTETS_MAX);
	if (!find_node(desk, name, index))
		return err_set(why, ERR_ABSENT, NULL, "no link has a node %.*s", SLICE_PRINT(name));
	return links_can_reset(desk, nodes_at(desk, *index)->link, nodes_at(desk, *index)->node,
			       why);
}

void erase_node(void *data, struct intake_call *call, struct slice name, struct slice reason)
{
	struct desk *desk = data;
	struct erasing *erasing;
	struct desk_record record;
	struct fault why;
	size_t index = 0;

	if (may_erase(desk, name, reason, &index, &why) != ERR_OK) {
		intake_answer_fault(call, &why);
		return;
	}
	erasing = talloc_zero(desk, struct erasing);
	*erasing = (struct erasing){ .desk = desk, .call = call, .node = index };
	record = (struct desk_record){
		.event = { .kind = EVENT_LINK_CHANGED,
			   .at = desk_now(),
			   .link_changed = {
				   .link = nodes_at(desk, index)->link,
				   .node = nodes_at(desk, index)->node,
				   .change = SLICE_LITERAL("erased"),
				   .reason = slice_of(talloc_asprintf(
					   erasing, "%s: %.*s", intake_call_principal(call)->person,
					   SLICE_PRINT(reason))),
			   } },
	};
	if (desk_batch_record(desk, &record, recorded, erasing, &why) == ERR_OK)
		return;
	intake_answer_fault(call, &why);
	talloc_free(erasing);
}
