/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/backlog.h"

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/timer.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/backlog_say.h"
#include "desk/contest.h"
#include "desk/nodes.h"
#include "desk/receipts.h"
#include "desk/room.h"
#include "net/log.h"
#include "notice/cbs.h"

/*
 * When something leaves, what was refused is sent again at once, and once more a little later: a
 * refusal and the stop that made room may be committed in either order. Where much leaves at once
 * it is not sent again for each of it.
 */
enum { NEXT_LOOK_S = 1 };

enum place {
	PLACE_STOP = 0,
	PLACE_GRAVE,
	PLACE_NORMAL,
	PLACE_BACKGROUND,
	PLACE_FED, /* those before it are fed, in this order; the others wait for something */
	PLACE_DOWN = PLACE_FED, /* for the node, and EVENT_RESTARTED, which orders it again */
	PLACE_REFUSED,		/* for room at the node */
	PLACE_COUNT
};

struct backlog_entry {
	struct llist_head entry;
	struct backlog_words words;
	struct backlog_node *node;
	enum place place;
	bool is_fresh; /* it has waited here since it was routed: no link ever had it */
};

struct backlog_node {
	const struct nodes_one *name;
	struct llist_head places[PLACE_COUNT];
	size_t waiting;	    /* in the places that are fed */
	bool is_full;	    /* said so in the log */
	unsigned int looks; /* for what was refused, still to come */
};

struct desk_backlog {
	struct backlog_node *nodes; /* by desk/nodes */
	size_t count;
	struct osmo_timer_list next_look;
};

/* ---- nodes ------------------------------------------------------------------------------ */

/* NULL: no link has that node any more. */
static struct backlog_node *find(const struct desk *desk, const char *link, const char *node)
{
	size_t index;

	return nodes_find(desk, slice_of(link), slice_of(node), &index)
		       ? &desk->backlog->nodes[index]
		       : NULL;
}

static struct backlog_node *node_of(const struct desk *desk, const struct delivery *delivery)
{
	size_t index;

	return nodes_of_delivery(desk, delivery, &index) ? &desk->backlog->nodes[index] : NULL;
}

static void look_again(void *data);

struct desk_backlog *backlog_new(struct desk *desk)
{
	struct desk_backlog *backlog = talloc_zero(desk, struct desk_backlog);
	size_t count = nodes_count(desk);

	backlog->count = count;
	backlog->nodes = talloc_zero_array(backlog, struct backlog_node, (unsigned int)count + 1);
	for (size_t i = 0; i < count; i++) {
		backlog->nodes[i].name = nodes_at(desk, i);
		for (int place = 0; place < PLACE_COUNT; place++)
			INIT_LLIST_HEAD(&backlog->nodes[i].places[place]);
	}
	osmo_timer_setup(&backlog->next_look, look_again, desk);
	return backlog;
}

void backlog_free(struct desk *desk)
{
	osmo_timer_del(&desk->backlog->next_look);
}

/* ---- entries ---------------------------------------------------------------------------- */

static void leave(struct backlog_entry *entry)
{
	entry->node->waiting -= entry->place < PLACE_FED;
	llist_del(&entry->entry);
}

static void enter(struct backlog_entry *entry, enum place place)
{
	entry->place = place;
	entry->node->waiting += place < PLACE_FED;
	llist_add_tail(&entry->entry, &entry->node->places[place]);
}

static void move_all(struct backlog_node *node, enum place from, enum place to)
{
	while (!llist_empty(&node->places[from])) {
		struct backlog_entry *entry = llist_first_entry(&node->places[from],
								struct backlog_entry, entry);

		leave(entry);
		enter(entry, to);
	}
}

static void make_slots(struct desk_case *c)
{
	if (c->backlog_size >= c->flow->delivery_count)
		return;
	c->backlog = talloc_realloc(c, c->backlog, struct backlog_entry *, c->flow->delivery_count);
	if (!c->backlog)
		abort();
	memset(c->backlog + c->backlog_size, 0,
	       (c->flow->delivery_count - c->backlog_size) * sizeof(*c->backlog));
	c->backlog_size = c->flow->delivery_count;
}

static struct backlog_entry *entry_of(struct desk_case *c, uint32_t delivery)
{
	return delivery < c->backlog_size ? c->backlog[delivery] : NULL;
}

static struct backlog_entry *make_entry(struct desk_case *c, uint32_t delivery,
					struct backlog_node *node)
{
	struct backlog_entry *entry;

	make_slots(c);
	entry = talloc_zero(c, struct backlog_entry);
	if (!entry)
		abort();
	*entry = (struct backlog_entry){ .words = { .c = c, .delivery = delivery }, .node = node };
	c->backlog[delivery] = entry;
	return entry;
}

static void drop(struct backlog_entry *entry)
{
	leave(entry);
	entry->words.c->backlog[entry->words.delivery] = NULL;
	talloc_free(entry);
}

void backlog_forget(struct desk_case *c)
{
	for (uint32_t i = 0; i < c->backlog_size; i++)
		if (c->backlog[i])
			drop(c->backlog[i]);
	TALLOC_FREE(c->backlog);
	c->backlog_size = 0;
}

/* Where it waits for its turn (TS 48.049 8.2.8: 0 is high priority, 2 normal). */
static enum place place_of(const struct backlog_words *words)
{
	static const enum place of_rank[] = { PLACE_GRAVE, PLACE_NORMAL, PLACE_BACKGROUND };
	const struct route_delivery *row;
	const struct route *route;

	if (words->stops)
		return PLACE_STOP;
	if (!desk_case_delivery(words->c, words->delivery, &route, &row))
		return PLACE_BACKGROUND;
	return of_rank[cbs_rank(route->messages[row->message].category)];
}

/* A notification that was refused is not given later: what it was for is over by then. */
static bool is_primary(const struct backlog_words *words)
{
	const struct route_delivery *row;
	const struct route *route;

	return desk_case_delivery(words->c, words->delivery, &route, &row) &&
	       route->messages[row->message].is_primary;
}

static bool put_in_place(struct backlog_entry *entry)
{
	enum place place = place_of(&entry->words);

	if (entry->place == place)
		return false;
	leave(entry);
	enter(entry, place);
	return true;
}

/* ---- telling a node --------------------------------------------------------------------- */

/*
 * What can never be said is a receipt too: nothing is silent. Where the route itself cannot be
 * read (desk/recover), nobody knows what is on air.
 */
static void tell_refusal(struct desk *desk, const struct desk_case *c, uint32_t delivery,
			 const struct fault *why)
{
	receipts_add(desk, &(struct receipt){
				   .notice = c->flow->notice,
				   .delivery = delivery,
				   .outcome = c->is_damaged ? RECEIPT_UNKNOWN : RECEIPT_FAILED,
				   .cause_text = slice_of(why->text),
				   .at = desk_now(),
			   });
}

static struct backlog_entry *next_of(const struct backlog_node *node)
{
	for (int place = 0; place < PLACE_FED; place++)
		if (!llist_empty(&node->places[place]))
			return llist_first_entry(&node->places[place], struct backlog_entry, entry);
	return NULL;
}

static void log_node(const struct backlog_node *node, const char *outcome)
{
	char why[64];

	snprintf(why, sizeof(why), "%zu orders wait for this node", node->waiting);
	log_stop(LOGL_INFO, &(struct log_stop){ .area = LOG_AREA_LINK,
						.stop = "backlog",
						.link = node->name->link.at,
						.node = node->name->node.at,
						.outcome = outcome,
						.why = why });
}

static void is_full(struct backlog_node *node)
{
	if (!node->is_full)
		log_node(node, "begins");
	node->is_full = true;
}

static void is_empty(struct backlog_node *node)
{
	if (node->is_full)
		log_node(node, "ends");
	node->is_full = false;
}

static void is_down(struct backlog_node *node)
{
	for (int place = 0; place < PLACE_FED; place++)
		move_all(node, (enum place)place, PLACE_DOWN);
	node->is_full = false;
}

static void feed(struct desk *desk, struct backlog_node *node)
{
	struct backlog_entry *entry;
	struct fault why;

	/* The links are closed already: the next start orders it anew. */
	if (!desk->links)
		return;
	while ((entry = next_of(node))) {
		enum err err = backlog_say(desk, &entry->words, &why);

		/* Its stop was taken, the rest waits behind other stops. */
		if (err == ERR_FULL && put_in_place(entry))
			continue;
		if (err == ERR_FULL) {
			is_full(node);
			return;
		}
		/* It is told when it is up again (EVENT_RESTARTED). */
		if (err == ERR_STATE) {
			is_down(node);
			return;
		}
		if (err != ERR_OK)
			tell_refusal(desk, entry->words.c, entry->words.delivery, &why);
		drop(entry);
	}
	is_empty(node);
}

/* ---- what happens ----------------------------------------------------------------------- */

static void tell_unsent(struct desk *desk, struct backlog_entry *entry)
{
	receipts_add(desk, &(struct receipt){
				   .notice = entry->words.c->flow->notice,
				   .delivery = entry->words.delivery,
				   .outcome = RECEIPT_UNSENT,
				   .cause_text = SLICE_LITERAL("it was never handed over"),
				   .at = desk_now(),
			   });
	drop(entry);
}

static void merge(struct backlog_entry *entry, const struct order *order)
{
	entry->words.stops |= order->kind == ORDER_STOP;
	entry->words.sends |= order->kind == ORDER_SEND;
	entry->words.again |= order->again;
	put_in_place(entry);
}

void backlog_order(struct desk *desk, struct desk_case *c, const struct order *order)
{
	const struct delivery *delivery = &c->flow->deliveries[order->delivery];
	struct backlog_node *node = node_of(desk, delivery);
	struct backlog_entry *entry = entry_of(c, order->delivery);
	struct fault why;

	if (!node) {
		err_set(&why, ERR_ABSENT, NULL, "no link has this node any more");
		tell_refusal(desk, c, order->delivery, &why);
		return;
	}
	if (entry && delivery->state == DELIVERY_STOPPING && entry->is_fresh) {
		tell_unsent(desk, entry);
		return;
	}
	if (!entry) {
		entry = make_entry(c, order->delivery, node);
		entry->is_fresh = order->kind == ORDER_SEND && !order->again;
		enter(entry, PLACE_DOWN);
	}
	merge(entry, order);
	feed(desk, node);
}

void backlog_has_room(struct desk *desk, const char *link, const char *node)
{
	struct backlog_node *found = find(desk, link, node);

	if (found)
		feed(desk, found);
}

void backlog_is_down(struct desk *desk, const char *link, const char *node)
{
	struct backlog_node *found = find(desk, link, node);

	if (found)
		is_down(found);
}

size_t backlog_waiting(const struct desk *desk, const char *link, const char *node)
{
	const struct desk_backlog *backlog = desk->backlog;
	const struct backlog_node *found;
	size_t waiting = 0;

	if (link) {
		found = find(desk, link, node);
		return found ? found->waiting : 0;
	}
	for (size_t i = 0; i < backlog->count; i++)
		waiting += backlog->nodes[i].waiting;
	return waiting;
}

/* ---- room for what was refused ---------------------------------------------------------- */

void backlog_note_refused(struct desk *desk, struct desk_case *c)
{
	for (uint32_t i = 0; i < c->flow->delivery_count; i++) {
		const struct delivery *delivery = &c->flow->deliveries[i];
		bool is_refused = delivery_wants_room(delivery);
		struct backlog_entry *entry = entry_of(c, i);
		struct backlog_node *node;

		if (entry && entry->place == PLACE_REFUSED && !is_refused)
			drop(entry);
		if (entry || !is_refused)
			continue;
		node = node_of(desk, delivery);
		if (node)
			enter(make_entry(c, i, node), PLACE_REFUSED);
	}
}

/*
 * The gravest first. What has no room by all we know is not asked for again, unless it is an alert
 * of the gravest: that is worth the octets.
 */
static void offer(struct desk *desk, struct backlog_node *node, enum place place)
{
	struct backlog_entry *entry, *next;

	llist_for_each_entry_safe (entry, next, &node->places[PLACE_REFUSED], entry) {
		struct backlog_words words = entry->words;

		words.stops = false;
		if (place_of(&words) != place || is_primary(&words) ||
		    contest_must_wait(desk, words.c, words.delivery))
			continue;
		if (room_claim(desk, words.c, words.delivery) || place == PLACE_GRAVE)
			merge(entry, &(struct order){ .kind = ORDER_SEND, .again = true });
	}
}

static void try_refused(struct desk *desk, struct backlog_node *node)
{
	for (int place = PLACE_GRAVE; place < PLACE_FED; place++)
		offer(desk, node, (enum place)place);
	room_settle(desk);
	feed(desk, node);
}

void backlog_made_room(struct desk *desk, const struct delivery *left)
{
	struct backlog_node *node = node_of(desk, left);

	if (!node)
		return;
	if (!delivery_must_be_on(left))
		contest_new_hope(desk, (size_t)(node - desk->backlog->nodes));
	if (node->looks == 0)
		try_refused(desk, node);
	if (node->looks < 2)
		node->looks++;
	if (!osmo_timer_pending(&desk->backlog->next_look))
		osmo_timer_schedule(&desk->backlog->next_look, NEXT_LOOK_S, 0);
}

static void offer_one(struct desk *desk, struct backlog_entry *entry)
{
	struct backlog_node *node = entry->node;

	merge(entry, &(struct order){ .kind = ORDER_SEND, .again = true });
	feed(desk, node);
}

void backlog_offer(struct desk *desk, struct desk_case *c, uint32_t delivery)
{
	struct backlog_entry *entry = entry_of(c, delivery);

	if (entry && entry->place == PLACE_REFUSED)
		offer_one(desk, entry);
}

void backlog_give_back(struct desk *desk, const struct delivery *where)
{
	struct backlog_node *node = node_of(desk, where);

	if (!node)
		return;
	for (int place = PLACE_GRAVE; place < PLACE_FED; place++)
		offer(desk, node, (enum place)place);
	room_settle(desk);
	feed(desk, node);
}

static void look_again(void *data)
{
	struct desk *desk = data;
	bool is_over = true;

	for (size_t i = 0; i < desk->backlog->count; i++) {
		struct backlog_node *node = &desk->backlog->nodes[i];

		if (node->looks == 0)
			continue;
		node->looks--;
		is_over = is_over && node->looks == 0;
		try_refused(desk, node);
	}
	if (!is_over)
		osmo_timer_schedule(&desk->backlog->next_look, NEXT_LOOK_S, 0);
}
