/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/erase.h"

#include <osmocom/core/linuxlist.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/backlog_say.h"
#include "desk/batch.h"
#include "desk/links.h"
#include "desk/nodes.h"
#include "desk/places.h"
#include "net/log.h"
#include "notice/person.h"

enum { REASON_OCTETS_MAX = 600 };

struct named {
	uint64_t notice;
	uint32_t delivery;
};

struct erasing {
	struct llist_head entry;
	struct desk *desk;
	struct intake_call *call; /* until it is recorded and answered */
	size_t node;		  /* desk/nodes */
	struct named *items;	  /* what it has of ours */
	size_t count, next, killed;
};

struct desk_erasings {
	struct llist_head list;
};

struct desk_erasings *erase_new(struct desk *desk)
{
	struct desk_erasings *erasings = talloc_zero(desk, struct desk_erasings);

	INIT_LLIST_HEAD(&erasings->list);
	return erasings;
}

static void say(const struct erasing *erasing, int level, const char *outcome, const char *why)
{
	const struct nodes_one *node = nodes_at(erasing->desk, erasing->node);

	log_stop(level, &(struct log_stop){ .area = LOG_AREA_LINK,
					    .stop = "erase",
					    .link = node->link.at,
					    .node = node->node.at,
					    .outcome = outcome,
					    .why = why });
}

static void end(struct erasing *erasing)
{
	llist_del(&erasing->entry);
	talloc_free(erasing);
}

/* ---- message by message ----------------------------------------------------------------- */

static void name_one(void *data, struct desk_case *c, uint32_t delivery)
{
	struct erasing *erasing = data;
	const struct delivery *row = &c->flow->deliveries[delivery];

	if (!delivery_may_be_on_air(row) || row->cell_count == 0)
		return;
	erasing->items = talloc_realloc(erasing, erasing->items, struct named,
					(unsigned int)erasing->count + 1);
	if (!erasing->items)
		abort();
	erasing->items[erasing->count++] = (struct named){ c->flow->notice, delivery };
}

/* False: the node takes no more orders for now. */
static bool kill_one(struct erasing *erasing, const struct named *named)
{
	struct desk_case *c = desk_case_find(erasing->desk, named->notice);
	struct fault why;
	enum err err;

	if (!c || !delivery_may_be_on_air(&c->flow->deliveries[named->delivery]))
		return true;
	err = backlog_say_off(erasing->desk, c, named->delivery, &why);
	erasing->killed += err == ERR_OK;
	return err != ERR_FULL;
}

/* With the last of them gone out the RESET goes right behind. */
static enum err go_on(struct erasing *erasing, struct fault *why)
{
	const struct nodes_one *node = nodes_at(erasing->desk, erasing->node);
	enum err err;

	while (erasing->next < erasing->count && kill_one(erasing, &erasing->items[erasing->next]))
		erasing->next++;
	if (erasing->next < erasing->count)
		return ERR_OK;
	err = links_reset(erasing->desk, node->link, node->node, why);
	if (err == ERR_OK)
		say(erasing, LOGL_NOTICE, "reset", NULL);
	return err;
}

static struct erasing *find(const struct desk *desk, size_t node)
{
	struct erasing *erasing;

	llist_for_each_entry (erasing, &desk->erasings->list, entry) {
		if (erasing->node == node)
			return erasing;
	}
	return NULL;
}

static struct erasing *find_by_name(const struct desk *desk, const char *link, const char *node)
{
	size_t index;

	return nodes_find(desk, slice_of(link), slice_of(node), &index) ? find(desk, index) : NULL;
}

void erase_has_room(struct desk *desk, const char *link, const char *node)
{
	struct erasing *erasing = find_by_name(desk, link, node);
	struct fault why;

	if (!erasing || erasing->call)
		return;
	if (go_on(erasing, &why) != ERR_OK)
		say(erasing, LOGL_ERROR, "failed", why.text);
	else if (erasing->next < erasing->count)
		return;
	end(erasing);
}

void erase_is_down(struct desk *desk, const char *link, const char *node)
{
	struct erasing *erasing = find_by_name(desk, link, node);

	if (!erasing || erasing->call)
		return;
	say(erasing, LOGL_ERROR, "failed", "it went down before it was empty: order it again");
	end(erasing);
}

/* ---- the order -------------------------------------------------------------------------- */

static void answer(struct erasing *erasing)
{
	char *json = talloc_asprintf(erasing, "{\"killed\":%zu,\"left\":%zu}", erasing->killed,
				     erasing->count - erasing->next);

	intake_answer_json(erasing->call, 202, slice_of(json));
}

static void recorded(void *data, const struct ledger_outcome *how)
{
	struct erasing *erasing = data;
	struct fault why = how->why;
	enum err err = how->err;

	if (err == ERR_OK) {
		say(erasing, LOGL_NOTICE, "ordered", "an operator's order");
		places_visit_node(erasing->desk, erasing->node, name_one, erasing);
		err = go_on(erasing, &why);
	}
	if (err != ERR_OK)
		intake_answer_fault(erasing->call, &why);
	else
		answer(erasing);
	erasing->call = NULL;
	if (err != ERR_OK || erasing->next == erasing->count)
		end(erasing);
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
	if (find(desk, *index))
		return err_set(why, ERR_STATE, NULL, "node %.*s is being emptied already",
			       SLICE_PRINT(name));
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
	erasing = talloc_zero(desk->erasings, struct erasing);
	*erasing = (struct erasing){ .desk = desk, .call = call, .node = index };
	llist_add_tail(&erasing->entry, &desk->erasings->list);
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
	end(erasing);
}
