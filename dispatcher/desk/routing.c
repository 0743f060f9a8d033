/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/routing.h"

#include <talloc.h>

#include "desk/reach.h"
#include "desk/serials.h"
#include "notice/cbs.h"
#include "notice/page.h"
#include "wire/route_bytes.h"

enum { REPETITION_PERIOD_S = 30 };

struct routing {
	struct desk_batch *batch;
	const struct resolution *resolution;
	void *ctx; /* of the route: moves to the case with it */
	struct route_message messages[ROUTE_MESSAGES_MAX];
	size_t message_count;
	size_t text_of[ROUTE_MESSAGES_MAX]; /* which of the content's texts a message is */
	struct page_set sets[READING_TEXTS_MAX];
	struct route_delivery *deliveries;
	size_t delivery_count;
	uint64_t cells, people, unreachable;
};

static struct slice copy(void *ctx, struct slice text)
{
	return (struct slice){ talloc_strndup(ctx, text.at ? text.at : "", text.size), text.size };
}

/* ---- messages --------------------------------------------------------------------------- */

static enum err make_pages(struct routing *routing, struct fault *why)
{
	const struct content *content = &routing->resolution->content;

	for (size_t i = 0; i < content->text_count; i++) {
		enum err err = page_make(&routing->sets[i], content->texts[i].text,
					 (struct slice){ NULL, 0 }, why);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

/* What makes two messages of one PLMN the same one: its number, its language, its area. */
struct identity {
	struct plmn plmn;
	const struct content_text *text;
	struct digest area;
};

static bool is_alike(const struct route_message *message, const struct identity *wanted)
{
	return message->message_identifier == wanted->text->message_identifier &&
	       message->plmn.mcc == wanted->plmn.mcc && message->plmn.mnc == wanted->plmn.mnc &&
	       slice_equal(message->language, wanted->text->language);
}

/* Of the new texts: how many could take the place of one that is like `wanted`. */
static size_t rivals(const struct routing *routing, const struct identity *wanted)
{
	const struct content *content = &routing->resolution->content;
	size_t count = 0;

	for (size_t i = 0; i < content->text_count; i++)
		count += content->texts[i].message_identifier == wanted->text->message_identifier &&
			 slice_equal(content->texts[i].language, wanted->text->language);
	return count;
}

/*
 * What the followed notice has on air under the same identifier in the same language: for the same
 * area, or whatever its area if there is one on either side. Where several speak to several
 * places, one that moved is a new message: a phone must not take the one for the other.
 */
static const struct route_message *predecessor(const struct routing *routing,
					       const struct identity *wanted)
{
	const struct desk_case *old = desk_case_find(routing->resolution->desk,
						     routing->resolution->follows_open);
	const struct route_message *only = NULL;
	bool has_several = rivals(routing, wanted) > 1;

	for (uint32_t r = 0; old && r < old->flow->route_count; r++) {
		const struct route *route = &old->routes[r];

		for (size_t i = 0; i < route->message_count; i++) {
			const struct route_message *message = &route->messages[i];

			if (!is_alike(message, wanted))
				continue;
			if (digest_equal(&message->area, &wanted->area))
				return message;
			has_several |= only && !digest_equal(&only->area, &message->area);
			only = only ? only : message;
		}
	}
	return has_several ? NULL : only;
}

static uint32_t period_of(const struct resolution *resolution)
{
	if (resolution->reading.repetition_period_s)
		return resolution->reading.repetition_period_s;
	if (resolution->desk->config->repetition_period_s)
		return resolution->desk->config->repetition_period_s;
	return REPETITION_PERIOD_S;
}

static enum err add_message(struct routing *routing, struct plmn plmn, size_t text_index,
			    struct fault *why)
{
	const struct resolution *resolution = routing->resolution;
	const struct content_text *text = &resolution->content.texts[text_index];
	struct identity identity = { plmn, text,
				     area_set_digest(&resolution->content.sets[text->set]) };
	const struct route_message *old = predecessor(routing, &identity);
	struct route_message *message = &routing->messages[routing->message_count];
	struct serials_wanted wanted = {
		.plmn = plmn,
		.message_identifier = text->message_identifier,
		.updates = old != NULL,
		.previous = old ? old->serial_number : 0,
		.now = desk_now(),
		.until = resolution->judged.expires,
	};

	if (routing->message_count == ROUTE_MESSAGES_MAX)
		return err_set(why, ERR_LIMIT, NULL, "more than %d messages (languages x PLMNs)",
			       ROUTE_MESSAGES_MAX);
	*message = (struct route_message){
		.language = copy(routing->ctx, text->language),
		.text = copy(routing->ctx, text->text),
		.area = identity.area,
		.plmn = plmn,
		.message_identifier = text->message_identifier,
		.replaces = old != NULL,
		.replaced_serial = wanted.previous,
		.category = resolution->reading.category,
		.dcs = routing->sets[text_index].dcs,
		.repetition_period_s = period_of(resolution),
		.pages = talloc_memdup(routing->ctx, routing->sets[text_index].pages,
				       sizeof(struct route_page) * routing->sets[text_index].count),
		.page_count = routing->sets[text_index].count,
	};
	routing->text_of[routing->message_count++] = text_index;
	return serials_take(resolution->desk->serials, routing->batch, &wanted,
			    &message->serial_number, why);
}

/* The index of that text's message in that PLMN, made when it is first needed. */
static enum err message_for(struct routing *routing, struct plmn plmn, size_t text_index,
			    uint32_t *index, struct fault *why)
{
	for (size_t i = 0; i < routing->message_count; i++) {
		const struct route_message *message = &routing->messages[i];

		if (routing->text_of[i] != text_index || message->plmn.mcc != plmn.mcc ||
		    message->plmn.mnc != plmn.mnc)
			continue;
		*index = (uint32_t)i;
		return ERR_OK;
	}
	*index = (uint32_t)routing->message_count;
	return add_message(routing, plmn, text_index, why);
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
		if (reach_holds(&run->cells[i], set))
			list.ids[list.count++] = run->cells[i].id;
	return list;
}

static enum err add_delivery(struct routing *routing, const struct run *run, size_t text_index,
			     const struct cell_list *cells, struct fault *why)
{
	uint32_t message = 0;
	enum err err = message_for(routing, run->cells[0].id.plmn, text_index, &message, why);

	if (err == ERR_OK && routing->delivery_count == ROUTE_DELIVERIES_MAX)
		err = err_set(why, ERR_LIMIT, NULL, "more than %d deliveries",
			      ROUTE_DELIVERIES_MAX);
	if (err != ERR_OK)
		return err;
	routing->deliveries[routing->delivery_count++] = (struct route_delivery){
		message,
		copy(routing->ctx, slice_of(run->link->link.carrier)),
		copy(routing->ctx, slice_of(run->link->link.link)),
		copy(routing->ctx, run->cells[0].node),
		cells->ids,
		cells->count,
	};
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
	for (size_t t = 0; err == ERR_OK && t < content->text_count; t++)
		if (lists[content->texts[t].set].count > 0)
			err = add_delivery(routing, run, t, &lists[content->texts[t].set], why);
	return err;
}

static enum err add_run(struct routing *routing, const struct cell *cells, size_t count,
			struct fault *why)
{
	struct run run = { cells, count, NULL };

	if (cells->node.size == 0 ||
	    !config_node(routing->resolution->desk->config, cells->node, &run.link)) {
		routing->unreachable += count;
		return ERR_OK;
	}
	for (size_t i = 0; i < count; i++)
		routing->people += cells[i].people;
	routing->cells += count;
	return add_texts(routing, &run, why);
}

static bool same_run(const struct cell *a, const struct cell *b)
{
	return slice_equal(a->node, b->node) && a->id.plmn.mcc == b->id.plmn.mcc &&
	       a->id.plmn.mnc == b->id.plmn.mnc;
}

static enum err add_cells(struct routing *routing, enum routing_part part, struct fault *why)
{
	const struct resolution *resolution = routing->resolution;
	size_t total = resolution->cells.cell_count;

	for (size_t from = 0, to; from < total; from = to) {
		enum err err;

		to = from + 1;
		if (!is_wanted(resolution, from, part))
			continue;
		while (to < total && is_wanted(resolution, to, part) &&
		       same_run(&resolution->cells.cells[from], &resolution->cells.cells[to]))
			to++;
		err = add_run(routing, &resolution->cells.cells[from], to - from, why);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

/* ---- the event -------------------------------------------------------------------------- */

static const struct route *finished(const struct routing *routing)
{
	const struct resolution *resolution = routing->resolution;
	struct route *route = talloc_zero(routing->ctx, struct route);

	*route = (struct route){
		talloc_memdup(routing->ctx, routing->messages,
			      sizeof(struct route_message) * routing->message_count),
		routing->message_count,
		routing->deliveries,
		routing->delivery_count,
		resolution->judged.begins,
		resolution->judged.expires,
		routing->people,
	};
	return route;
}

static void describe(struct event_routed *out, const struct routing *routing,
		     const struct route *route)
{
	struct event_routed_delivery *deliveries = talloc_zero_array(
		routing->ctx, struct event_routed_delivery,
		(unsigned int)route->delivery_count + 1);
	struct event_routed_number *numbers = talloc_zero_array(
		routing->ctx, struct event_routed_number, (unsigned int)route->message_count + 1);

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
		};
	*out = (struct event_routed){
		.content = routing->resolution->judged.content,
		.first_delivery = desk_batch_flow(routing->batch)->delivery_count,
		.deliveries = deliveries,
		.delivery_count = route->delivery_count,
		.numbers = numbers,
		.number_count = route->message_count,
		.cells = routing->cells,
		.people = routing->people,
		.unreachable_cells = routing->unreachable,
	};
}

static enum err record(struct routing *routing, struct fault *why)
{
	const struct route *route = finished(routing);
	struct event event = { .kind = EVENT_ROUTED, .at = desk_now() };
	struct text document;

	describe(&event.routed, routing, route);
	text_init(&document, routing->ctx);
	route_bytes_pack(&document, route);
	event.routed.document = desk_batch_document(routing->batch, "route", text_slice(&document));
	desk_batch_route(routing->batch, route, routing->ctx);
	return desk_batch_event(routing->batch, &event, why);
}

enum err routing_add(struct desk_batch *batch, const struct resolution *resolution,
		     enum routing_part part, struct fault *why)
{
	struct routing *routing = talloc_zero(desk_batch_ctx(batch), struct routing);
	size_t most = (resolution->cells.cell_count + 1) * (resolution->content.text_count + 1);
	enum err err;

	routing->batch = batch;
	routing->resolution = resolution;
	routing->ctx = talloc_new(routing);
	if (most > ROUTE_DELIVERIES_MAX)
		most = ROUTE_DELIVERIES_MAX;
	routing->deliveries = talloc_array(routing->ctx, struct route_delivery, (unsigned int)most);
	err = make_pages(routing, why);
	if (err == ERR_OK)
		err = add_cells(routing, part, why);
	if (err == ERR_OK)
		err = record(routing, why);
	return err;
}
