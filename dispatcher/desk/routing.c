/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/routing.h"

#include <stdlib.h>
#include <talloc.h>

#include "desk/fan_out.h"
#include "desk/links.h"
#include "desk/nodes.h"
#include "desk/numbering.h"
#include "desk/reach.h"
#include "desk/resolve_channel.h"
#include "desk/tally.h"
#include "notice/cbs.h"
#include "notice/page.h"
#include "wire/route_bytes.h"

struct routing {
	struct desk_batch *batch;
	const struct resolution *resolution;
	enum routing_part part;
	void *ctx; /* of the route: moves to the case with it */
	struct route_message messages[ROUTE_MESSAGES_MAX];
	size_t message_count;
	size_t text_of[ROUTE_MESSAGES_MAX]; /* which of the content's texts a message is */
	struct page_set sets[READING_TEXTS_MAX];
	struct route_delivery *deliveries;
	size_t delivery_count, delivery_room;
	uint64_t cells, people, unreachable;
	bool tells_areas; /* somebody is told the areas themselves */
};

/* What goes over the internet belongs to no PLMN, and has numbers of its own. */
static const struct plmn no_plmn;

/* ---- messages --------------------------------------------------------------------------- */

static enum err make_pages(struct routing *routing, struct fault *why)
{
	const struct content *content = &routing->resolution->content;

	if (!resolve_channel_has(routing->resolution, CHANNEL_CELL_BROADCAST))
		return ERR_OK;
	for (size_t i = 0; i < content->text_count; i++) {
		enum err err = page_make(&routing->sets[i], content->texts[i].text,
					 (struct slice){ NULL, 0 }, why);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static uint32_t period_of(const struct resolution *resolution)
{
	if (resolution->reading.repetition_period_s)
		return resolution->reading.repetition_period_s;
	return resolution->desk->config->repetition_period_s;
}

/* What follows an urgent one goes as that did, whatever its own gravity. */
static uint8_t category_of(const struct resolution *resolution)
{
	return resolution->judged.lane == LANE_URGENT ? CBS_CATEGORY_HIGH
						      : resolution->reading.category;
}

static void add_pages(struct routing *routing, struct route_message *message,
		      const struct page_set *set)
{
	message->dcs = set->dcs;
	message->pages = talloc_memdup(routing->ctx, set->pages,
				       sizeof(struct route_page) * set->count);
	message->page_count = set->count;
}

/* The jurisdiction divides it: the other part leaves under another route, or has left. */
static bool is_part(const struct routing *routing)
{
	return routing->part != ROUTING_ALL &&
	       routing->resolution->inside_count < routing->resolution->cells.cell_count;
}

/* What a message is made of: a text of the content, or the notification that goes before it. */
struct source {
	size_t text;
	bool is_primary;
};

static enum err add_message(struct routing *routing, struct plmn plmn, const struct source *source,
			    struct fault *why)
{
	const struct resolution *resolution = routing->resolution;
	const struct content_text *text = &resolution->content.texts[source->text];
	struct route_message *message = &routing->messages[routing->message_count];
	struct predecessor wanted = { resolution, desk_batch_flow(routing->batch), message,
				      is_part(routing) };

	if (routing->message_count == ROUTE_MESSAGES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d messages (languages x PLMNs)",
			       ROUTE_MESSAGES_MAX);
	*message = (struct route_message){
		.language = slice_copy(routing->ctx, text->language),
		.text = slice_copy(routing->ctx,
				   source->is_primary ? (struct slice){ NULL, 0 } : text->text),
		.is_primary = source->is_primary,
		.warning_type = source->is_primary ? cbs_warning_of(text->message_identifier) : 0,
		.area = area_set_digest(&resolution->content.sets[text->set]),
		.plmn = plmn,
		.message_identifier = text->message_identifier,
		.category = category_of(resolution),
		.repetition_period_s = period_of(resolution),
	};
	if (cell_id_plmn_is_set(plmn) && !source->is_primary)
		add_pages(routing, message, &routing->sets[source->text]);
	routing->text_of[routing->message_count++] = source->text;
	return numbering_give(routing->batch, &wanted, message, why);
}

/* The index of that text's message in that PLMN, made when it is first needed. */
static enum err message_for(struct routing *routing, struct plmn plmn, const struct source *source,
			    uint32_t *index, struct fault *why)
{
	for (size_t i = 0; i < routing->message_count; i++) {
		const struct route_message *message = &routing->messages[i];

		if (routing->text_of[i] != source->text ||
		    message->is_primary != source->is_primary ||
		    !cell_id_plmn_equal(message->plmn, plmn))
			continue;
		*index = (uint32_t)i;
		return ERR_OK;
	}
	*index = (uint32_t)routing->message_count;
	return add_message(routing, plmn, source, why);
}

/* ---- deliveries ------------------------------------------------------------------------- */

static bool is_wanted(const struct resolution *resolution, size_t index, enum routing_part part)
{
	bool inside = index < resolution->inside_count;

	return part == ROUTING_ALL || inside == (part == ROUTING_INSIDE);
}

/* Cells of one node and one PLMN, one after the other. */
struct run {
	const struct cell *cells;
	size_t count;
	const struct config_link *link;
};

struct cell_list {
	struct cell_id *ids;
	size_t count;
};

/* Those of the run that one set of areas reaches. */
static struct cell_list cells_in_set(struct routing *routing, const struct run *run, size_t set)
{
	struct cell_list list = {
		talloc_array(routing->ctx, struct cell_id, (unsigned int)run->count), 0
	};

	for (size_t i = 0; i < run->count; i++)
		if (reach_holds(&run->cells[i], set) &&
		    links_serves(run->link, run->cells[i].id.rat))
			list.ids[list.count++] = run->cells[i].id;
	return list;
}

static enum err add_delivery(struct routing *routing, const struct run *run,
			     const struct source *source, const struct cell_list *cells,
			     struct fault *why)
{
	struct route_delivery before = { 0 };
	uint32_t message = 0;
	enum err err = message_for(routing, run->cells[0].id.plmn, source, &message, why);

	if (err == ERR_OK && routing->delivery_count == ROUTE_DELIVERIES_MAX)
		err = err_set(why, ERR_LIMIT, NULL, "more than %d deliveries",
			      ROUTE_DELIVERIES_MAX);
	if (err != ERR_OK)
		return err;
	if (routing->delivery_count > 0)
		before = routing->deliveries[routing->delivery_count - 1];
	routing->deliveries[routing->delivery_count++] = (struct route_delivery){
		message,
		slice_share(routing->ctx, slice_of(run->link->link.carrier), before.carrier),
		slice_share(routing->ctx, slice_of(run->link->link.link), before.link),
		slice_copy(routing->ctx, run->cells[0].node),
		cells->ids,
		cells->count,
		run->link->link.has_extended_channel &&
			cbs_goes_extended(routing->messages[message].category),
	};
	return ERR_OK;
}

/* It sounds at once, before any text, and once: an update only changes what is read. */
static bool needs_primary(const struct routing *routing, const struct run *run, size_t text_index)
{
	const struct resolution *resolution = routing->resolution;

	return cbs_is_etws(resolution->content.texts[text_index].message_identifier) &&
	       resolution->judged.lane == LANE_URGENT &&
	       resolution->judged.relation == NOTICE_RELATION_NONE &&
	       strcmp(run->link->link.protocol, "cbsp") == 0 &&
	       !predecessor_is_shown_again(desk_batch_flow(routing->batch));
}

static enum err add_primary(struct routing *routing, const struct run *run,
			    const struct cell_list *lists, struct fault *why)
{
	const struct content *content = &routing->resolution->content;

	for (size_t t = 0; t < content->text_count; t++)
		if (lists[content->texts[t].set].count > 0 && needs_primary(routing, run, t))
			return add_delivery(routing, run, &(struct source){ t, true },
					    &lists[content->texts[t].set], why);
	return ERR_OK;
}

/* One delivery for each text that has cells in the run, and those alone (art. 27). */
static enum err add_texts(struct routing *routing, const struct run *run, struct fault *why)
{
	const struct content *content = &routing->resolution->content;
	struct cell_list lists[READING_TEXTS_MAX];
	enum err err = ERR_OK;

	for (size_t i = 0; i < content->set_count; i++)
		lists[i] = cells_in_set(routing, run, i);
	err = add_primary(routing, run, lists, why);
	for (size_t t = 0; err == ERR_OK && t < content->text_count; t++)
		if (lists[content->texts[t].set].count > 0)
			err = add_delivery(routing, run, &(struct source){ t, false },
					   &lists[content->texts[t].set], why);
	return err;
}

static enum err add_run(struct routing *routing, const struct cell *cells, size_t count,
			struct fault *why)
{
	const struct desk *desk = routing->resolution->desk;
	struct run run = { cells, count, NULL };

	if (cells->node.size == 0 || !config_node(desk->config, cells->node, &run.link) ||
	    channel_of_link(desk, run.link) != CHANNEL_CELL_BROADCAST) {
		routing->unreachable += count;
		return ERR_OK;
	}
	for (size_t i = 0; i < count; i++) {
		bool is_served = links_serves(run.link, cells[i].id.rat);

		routing->people += is_served ? cells[i].people : 0;
		routing->cells += is_served;
		routing->unreachable += !is_served;
	}
	routing->tells_areas |= strcmp(run.link->link.protocol, "mqtt") == 0;
	return add_texts(routing, &run, why);
}

static bool same_run(const struct cell *a, const struct cell *b)
{
	return slice_equal(a->node, b->node) && cell_id_plmn_equal(a->id.plmn, b->id.plmn);
}

/* runs NULL: only counts them. */
static size_t find_runs(struct fan_out_run *runs, const struct resolution *resolution,
			enum routing_part part)
{
	const struct cell *cells = resolution->cells.cells;
	size_t total = resolution->cells.cell_count, count = 0;

	for (size_t from = 0, to; from < total; from = to) {
		to = from + 1;
		if (!is_wanted(resolution, from, part))
			continue;
		while (to < total && is_wanted(resolution, to, part) &&
		       same_run(&cells[from], &cells[to]))
			to++;
		if (runs)
			runs[count] = (struct fan_out_run){ &cells[from], to - from, 0 };
		count++;
	}
	return count;
}

static enum err add_cells(struct routing *routing, enum routing_part part, struct fault *why)
{
	const struct resolution *resolution = routing->resolution;
	size_t count = find_runs(NULL, resolution, part);
	struct fan_out_run *runs = talloc_array(routing, struct fan_out_run,
						(unsigned int)count + 1);
	enum err err = ERR_OK;

	find_runs(runs, resolution, part);
	fan_out_sort(runs, count, resolution->areas, resolution->area_count);
	for (size_t i = 0; i < count && err == ERR_OK; i++)
		err = add_run(routing, runs[i].cells, runs[i].count, why);
	talloc_free(runs);
	return err;
}

/* ---- over the internet ------------------------------------------------------------------ */

/*
 * A subscriber is told the whole area as it was approved, so it is told when the whole of it may
 * be: while a part outside the jurisdiction waits for the duty officer, nothing goes to it.
 */
static bool is_internet_wanted(const struct resolution *resolution, enum routing_part part)
{
	bool has_outside = resolution->inside_count < resolution->cells.cell_count;

	return resolve_channel_has(resolution, CHANNEL_INTERNET) &&
	       (part == ROUTING_ALL || has_outside == (part == ROUTING_OUTSIDE));
}

static enum err add_subscriber(struct routing *routing, const struct config_link *link,
			       const char *node, struct fault *why)
{
	routing->tells_areas = true;
	for (size_t t = 0; t < routing->resolution->content.text_count; t++) {
		uint32_t message = 0;
		enum err err = message_for(routing, no_plmn, &(struct source){ t, false }, &message,
					   why);

		if (err != ERR_OK)
			return err;
		routing->deliveries[routing->delivery_count++] = (struct route_delivery){
			.message = message,
			.carrier = slice_copy(routing->ctx, slice_of(link->link.carrier)),
			.link = slice_copy(routing->ctx, slice_of(link->link.link)),
			.node = slice_copy(routing->ctx, slice_of(node)),
		};
	}
	return ERR_OK;
}

static enum err add_subscribers(struct routing *routing, struct fault *why)
{
	const struct desk *desk = routing->resolution->desk;
	size_t texts = routing->resolution->content.text_count;

	for (size_t i = 0; i < desk->config->link_count; i++) {
		const struct config_link *link = &desk->config->links[i];

		if (channel_of_link(desk, link) != CHANNEL_INTERNET)
			continue;
		for (size_t n = 0; n < link->node_count; n++) {
			enum err err;

			if (routing->delivery_count + texts > routing->delivery_room)
				return err_set(why, ERR_LIMIT, NULL, "more than %zu deliveries",
					       routing->delivery_room);
			err = add_subscriber(routing, link, link->nodes[n].node, why);
			if (err != ERR_OK)
				return err;
		}
	}
	return ERR_OK;
}

/* ---- the areas -------------------------------------------------------------------------- */

/* Of one set after the other; each message names those of its own text. */
static void tell_areas(struct routing *routing, struct route *route)
{
	const struct resolution *resolution = routing->resolution;
	uint32_t from[READING_TEXTS_MAX], next = 0;

	for (size_t i = 0; i < resolution->content.set_count; i++) {
		from[i] = next;
		next += (uint32_t)resolution->content.sets[i].count;
	}
	for (size_t i = 0; i < routing->message_count; i++) {
		size_t set = resolution->content.texts[routing->text_of[i]].set;

		routing->messages[i].area_from = from[set];
		routing->messages[i].area_count = (uint32_t)resolution->content.sets[set].count;
	}
	route->areas = area_copy(routing->ctx, resolution->areas, resolution->area_count);
	route->area_count = resolution->area_count;
}

/* ---- the event -------------------------------------------------------------------------- */

static const struct route *finished(struct routing *routing)
{
	const struct resolution *resolution = routing->resolution;
	struct route *route = talloc_zero(routing->ctx, struct route);

	if (routing->tells_areas)
		tell_areas(routing, route);
	/* There was room for whatever may have come; what did is kept for as long as the notice. */
	routing->deliveries = talloc_realloc(routing->ctx, routing->deliveries,
					     struct route_delivery,
					     (unsigned int)routing->delivery_count + 1);
	if (!routing->deliveries)
		abort();
	*route = (struct route){
		.areas = route->areas,
		.area_count = route->area_count,
		.messages = talloc_memdup(routing->ctx, routing->messages,
					  sizeof(struct route_message) * routing->message_count),
		.message_count = routing->message_count,
		.deliveries = routing->deliveries,
		.delivery_count = routing->delivery_count,
		.begins = resolution->judged.begins,
		.expires = resolution->judged.expires,
		.people = routing->people,
	};
	return route;
}

static void describe(struct event_routed *out, const struct routing *routing,
		     const struct route *route)
{
	struct event_routed_delivery *deliveries = talloc_zero_array(
		routing, struct event_routed_delivery, (unsigned int)route->delivery_count + 1);
	struct event_routed_number *numbers = talloc_zero_array(
		routing, struct event_routed_number, (unsigned int)route->message_count + 1);

	for (size_t i = 0; i < route->delivery_count; i++) {
		const struct route_delivery *row = &route->deliveries[i];

		deliveries[i] = (struct event_routed_delivery){ row->message, row->carrier,
								row->link, row->node,
								(uint32_t)row->cell_count };
	}
	for (size_t i = 0; i < route->message_count; i++)
		numbers[i] = (struct event_routed_number){
			route->messages[i].plmn,
			route->messages[i].message_identifier,
			route->messages[i].serial_number,
			route_message_is_kept(&route->messages[i]),
		};
	*out = (struct event_routed){
		.content = routing->resolution->judged.content,
		.is_repeat = predecessor_is_shown_again(desk_batch_flow(routing->batch)),
		.first_delivery = desk_batch_flow(routing->batch)->delivery_count,
		.deliveries = deliveries,
		.delivery_count = route->delivery_count,
		.numbers = numbers,
		.number_count = route->message_count,
		.cells = routing->cells,
		.people = routing->people,
		.unreachable_cells = routing->unreachable,
		.reach = routing->resolution->reach,
	};
}

static enum err record(struct routing *routing, struct fault *why)
{
	const struct route *route = finished(routing);
	struct event event = { .kind = EVENT_ROUTED, .at = desk_now() };
	struct text document;

	describe(&event.routed, routing, route);
	text_init(&document, routing);
	route_bytes_pack(&document, route);
	event.routed.document = desk_batch_document(routing->batch, "route", text_slice(&document));
	desk_batch_route(routing->batch, route, routing->ctx);
	tally_add(routing->batch, routing->resolution, routing->part);
	return desk_batch_event(routing->batch, &event, why);
}

static void make_room(struct routing *routing)
{
	const struct resolution *resolution = routing->resolution;
	size_t nodes = resolution->cells.cell_count + 1 + nodes_count(resolution->desk);

	routing->delivery_room = nodes * (resolution->content.text_count + 2);
	if (routing->delivery_room > ROUTE_DELIVERIES_MAX)
		routing->delivery_room = ROUTE_DELIVERIES_MAX;
	routing->deliveries = talloc_array(routing->ctx, struct route_delivery,
					   (unsigned int)routing->delivery_room);
}

enum err routing_add(struct desk_batch *batch, const struct resolution *resolution,
		     enum routing_part part, struct fault *why)
{
	struct routing *routing = talloc_zero(desk_batch_ctx(batch), struct routing);
	enum err err;

	routing->batch = batch;
	routing->resolution = resolution;
	routing->part = part;
	routing->ctx = talloc_new(routing);
	make_room(routing);
	err = make_pages(routing, why);
	if (err == ERR_OK && resolve_channel_has(resolution, CHANNEL_CELL_BROADCAST))
		err = add_cells(routing, part, why);
	if (err == ERR_OK && is_internet_wanted(resolution, part))
		err = add_subscribers(routing, why);
	if (err == ERR_OK)
		err = record(routing, why);
	return err;
}
