/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/outage.h"

#include <osmocom/core/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "desk/batch.h"
#include "desk/nodes.h"
#include "desk/outage_known.h"
#include "desk/places.h"
#include "desk/reconcile.h"
#include "desk/shelf.h"
#include "ledger/query.h"
#include "net/clock.h"
#include "net/log.h"

/* One name, as it was said. */
struct word {
	struct cell_name name;
	bool is_down;
};

struct node {
	struct desk *desk;
	char *whole; /* "link node" */
	const char *link, *name;
	uint8_t *octets; /* packed cells, in order, each once: as told and stored */
	size_t count;
	struct outage_known *known; /* NULL: nobody has asked yet which cells it has */
	struct digest known_by;	    /* the register that says so */
	bool is_asking, must_record;
	struct word *words; /* said meanwhile */
	size_t word_count, word_room;
	uint64_t strange; /* names that fit none of its cells, since that was said last */
	struct span strange_again, next_look; /* clock_monotonic() */
	struct osmo_timer_list look;
};

struct desk_outage {
	struct node **nodes; /* those that ever said something; a few */
	size_t count;
};

static int stop_looking(struct desk_outage *outage)
{
	for (size_t i = 0; i < outage->count; i++)
		osmo_timer_del(&outage->nodes[i]->look);
	return 0;
}

struct desk_outage *outage_new(void *ctx)
{
	struct desk_outage *outage = talloc_zero(ctx, struct desk_outage);

	talloc_set_destructor(outage, stop_looking);
	return outage;
}

static char *name_of(void *ctx, const char *link, const char *node)
{
	return talloc_asprintf(ctx, "%s %s", link, node);
}

static struct node *find(const struct desk *desk, const char *name)
{
	for (size_t i = 0; i < desk->outage->count; i++)
		if (strcmp(desk->outage->nodes[i]->whole, name) == 0)
			return desk->outage->nodes[i];
	return NULL;
}

static void on_look(void *data);

static struct node *find_or_add(struct desk *desk, const char *name)
{
	struct desk_outage *outage = desk->outage;
	struct node *node = find(desk, name);
	const char *blank = strchr(name, ' ');

	if (node)
		return node;
	outage->nodes = talloc_realloc(outage, outage->nodes, struct node *,
				       (unsigned int)outage->count + 1);
	node = outage->nodes[outage->count++] = talloc_zero(outage, struct node);
	node->desk = desk;
	node->whole = talloc_strdup(node, name);
	node->link = talloc_strndup(node, name, blank ? (size_t)(blank - name) : strlen(name));
	node->name = blank ? node->whole + (blank + 1 - name) : "";
	osmo_timer_setup(&node->look, on_look, node);
	return node;
}

static struct log_stop line_of(const struct node *node, const char *outcome, const char *why)
{
	return (struct log_stop){ .area = LOG_AREA_LINK,
				  .stop = "link",
				  .link = node->link,
				  .node = node->name,
				  .outcome = outcome,
				  .why = why };
}

/* ---- sets of cells ---------------------------------------------------------------------- */

static int by_octets(const void *a, const void *b)
{
	return memcmp(a, b, CELL_ID_OCTETS);
}

bool outage_holds(struct outage_cells cells, const struct cell_id *cell)
{
	uint8_t octets[CELL_ID_OCTETS];

	cell_id_pack(octets, cell);
	return cells.count > 0 &&
	       bsearch(octets, cells.octets, cells.count, CELL_ID_OCTETS, by_octets) != NULL;
}

struct outage_cells outage_of(const struct desk *desk, const char *link, const char *name)
{
	char *whole = name_of(desk->outage, link, name);
	const struct node *node = find(desk, whole);

	talloc_free(whole);
	return node ? (struct outage_cells){ node->octets, node->count }
		    : (struct outage_cells){ NULL, 0 };
}

/* ---- what has changed ------------------------------------------------------------------- */

static void plan(struct node *node)
{
	int64_t rest = node->next_look.us - clock_monotonic().us;

	rest = rest > 0 ? rest : 0;
	osmo_timer_schedule(&node->look, (int)(rest / 1000000), (int)(rest % 1000000));
}

/* What the ledger did not take is told when it does. */
static void recorded(void *data, const struct ledger_outcome *how)
{
	struct node *node = data;
	struct log_stop line = line_of(node, err_name(how->err), how->why.text);

	if (how->err == ERR_OK || node->desk->is_stopping)
		return;
	log_stop(LOGL_ERROR, &line);
	node->must_record = true;
	plan(node);
}

/* What is known of its cells goes into the store with the event that changed it. */
static void record(struct node *node, const char *change, const char *reason)
{
	void *scratch = talloc_new(node);
	struct desk_record record = {
		.event = { .kind = EVENT_LINK_CHANGED,
			   .at = desk_now(),
			   .link_changed = { slice_of(node->link), slice_of(node->name),
					     slice_of(change), slice_of(reason) } },
		.state = LEDGER_STATE_OUTAGE,
		.state_key = outage_key(scratch, node->link, node->name),
		.state_value = outage_value(scratch, node->desk, node->link, node->name),
	};
	struct log_stop line = line_of(node, change, reason);
	struct ledger_outcome how;

	log_stop(LOGL_NOTICE, &line);
	how.err = desk_batch_record(node->desk, &record, recorded, node, &how.why);
	if (how.err != ERR_OK)
		recorded(node, &how);
	talloc_free(scratch);
}

static void tell_change(struct node *node, const struct outage_change *change)
{
	bool must_record = node->must_record;
	char reason[160];

	node->must_record = false;
	if (change->rose > 0) {
		snprintf(reason, sizeof(reason),
			 "%zu of its cells broadcast again, or are its cells no more; %zu do not",
			 change->rose, change->down_count);
		record(node, "cells-up", reason);
	}
	if (change->fell > 0 || (must_record && change->rose == 0)) {
		snprintf(reason, sizeof(reason),
			 "the node says that %zu more of its cells do not broadcast, %zu in all",
			 change->fell, change->down_count);
		record(node, "cells-down", reason);
	}
}

/* A mad node may name a million cells a minute that it does not have. */
static void tell_strange(struct node *node)
{
	struct span now = clock_monotonic();
	struct log_stop line = line_of(node, "strange", NULL);
	char why[120];

	if (node->strange == 0)
		return;
	if (now.us < node->strange_again.us) {
		clock_set_timer_at(&node->look, node->strange_again);
		return;
	}
	snprintf(why, sizeof(why), "it named cells that it does not have, %llu times",
		 (unsigned long long)node->strange);
	line.why = why;
	log_stop(LOGL_NOTICE, &line);
	node->strange = 0;
	node->strange_again.us = now.us + SPAN_SECONDS(OUTAGE_STRANGE_S).us;
}

static void settle(struct node *node)
{
	struct outage_change change;
	void *scratch = talloc_new(node);

	outage_known_settle(&change, scratch, node->known);
	talloc_free(node->octets);
	node->octets = talloc_steal(node, change.down);
	node->count = change.down_count;
	tell_change(node, &change);
	tell_strange(node);
	if (change.again_count > 0)
		reconcile_cells_down(node->desk,
				     &(struct reconcile_cells){ node->link, node->name,
								change.again, change.again_count });
	talloc_free(scratch);
}

/* ---- which cells it has ----------------------------------------------------------------- */

struct question {
	struct node *node;
	struct cell_register *cells; /* NULL: there is none */
	struct digest digest;
	char *name;
	struct cell_id *found; /* on found_on: another thread's */
	size_t count;
	void *found_on;
	bool has_failed;
};

static void keep_found(struct question *question, const struct register_answer *answer)
{
	size_t total = question->count + answer->cell_count;

	question->found = talloc_realloc(question->found_on, question->found, struct cell_id,
					 (unsigned int)total + 1);
	if (!question->found)
		abort();
	for (size_t i = 0; i < answer->cell_count; i++)
		question->found[question->count++] = answer->cells[i].id;
}

static bool serves(struct slice pool, const char *name)
{
	struct slice one;

	while (cells_node_next(&one, &pool))
		if (slice_is(one, name))
			return true;
	return false;
}

/* On the thread of what people look at. */
static void ask_register(void *job)
{
	struct question *question = job;
	const struct register_node *row;

	question->found_on = talloc_new(NULL);
	for (size_t i = 0; question->cells && (row = register_node_at(question->cells, i)); i++) {
		struct register_answer answer = { 0 };

		if (!serves(row->name, question->name))
			continue;
		if (register_cells_of_node(&answer, question->cells, row->name, NULL) == ERR_OK)
			keep_found(question, &answer);
		else
			question->has_failed = true;
		register_answer_free(&answer);
	}
}

/* Of the routes of other registers: what is the same is there already. */
static void add_routed(void *data, struct desk_case *c, uint32_t delivery)
{
	struct question *question = data;
	const struct route_delivery *row;
	const struct route *route;
	uint32_t r = 0;

	if (!desk_case_delivery(c, delivery, &route, &row))
		return;
	while (route != &c->routes[r])
		r++;
	if (!question->has_failed && question->cells &&
	    digest_equal(&c->flow->routes[r].cell_register, &question->digest))
		return;
	question->found = talloc_realloc(question->found_on, question->found, struct cell_id,
					 (unsigned int)(question->count + row->cell_count) + 1);
	if (!question->found)
		abort();
	memcpy(question->found + question->count, row->cells,
	       row->cell_count * sizeof(*row->cells));
	question->count += row->cell_count;
}

/* Where the register cannot say, what was told before is not taken back. */
static void add_told(struct question *question)
{
	const struct node *node = question->node;

	question->found = talloc_realloc(question->found_on, question->found, struct cell_id,
					 (unsigned int)(question->count + node->count) + 1);
	if (!question->found)
		abort();
	for (size_t i = 0; i < node->count; i++)
		if (cell_id_unpack(&question->found[question->count],
				   node->octets + i * CELL_ID_OCTETS))
			question->count++;
}

static void hear(struct node *node, const struct word *word)
{
	node->strange += !outage_known_hear(node->known, &word->name, word->is_down);
}

static void answered(void *job)
{
	struct question *question = job;
	struct node *node = question->node;
	size_t index;

	if (nodes_find(node->desk, slice_of(node->link), slice_of(node->name), &index))
		places_visit_node(node->desk, index, add_routed, question);
	if (!question->cells || question->has_failed)
		add_told(question);
	talloc_free(node->known);
	node->known = outage_known_new(node, question->found, question->count, node->octets,
				       node->count);
	node->known_by = question->digest;
	node->is_asking = false;
	for (size_t i = 0; i < node->word_count; i++)
		hear(node, &node->words[i]);
	TALLOC_FREE(node->words);
	node->word_count = node->word_room = 0;
	talloc_free(question->found_on);
	talloc_free(question);
	plan(node);
}

static void ask(struct node *node)
{
	struct question *question = talloc_zero(node, struct question);
	const struct shelf_register *in_force = shelf_in_force(node->desk);
	struct ledger_work work = { ask_register, answered, LEDGER_FOR_PEOPLE };
	struct fault why;

	question->node = node;
	question->cells = in_force->for_people;
	question->digest = in_force->digest;
	question->name = talloc_strdup(question, node->name);
	node->is_asking = ledger_query_run(node->desk->ledger, &work, question, &why) == ERR_OK;
	if (!node->is_asking)
		talloc_free(question); /* too much is asked: the next look asks */
}

static bool is_known(const struct node *node)
{
	return node->known && !node->is_asking && node->word_count == 0 &&
	       digest_equal(&node->known_by, &shelf_in_force(node->desk)->digest);
}

static void on_look(void *data)
{
	struct node *node = data;

	if (node->is_asking || node->desk->is_stopping)
		return; /* the answer plans the next */
	node->next_look.us = clock_monotonic().us + SPAN_SECONDS(OUTAGE_PAUSE_S).us;
	if (is_known(node)) {
		settle(node);
		return;
	}
	ask(node);
	if (!node->is_asking)
		plan(node);
	else
		node->next_look.us = 0;
}

/* ---- what is said ----------------------------------------------------------------------- */

static void keep(struct node *node, const struct word *word)
{
	if (node->word_count == OUTAGE_WAITING_MAX) {
		node->strange++;
		return;
	}
	if (node->word_count == node->word_room) {
		node->word_room = node->word_room ? node->word_room * 2 : 64;
		node->words = talloc_realloc(node, node->words, struct word,
					     (unsigned int)node->word_room);
		if (!node->words)
			abort();
	}
	node->words[node->word_count++] = *word;
}

void outage_hear(struct desk *desk, const struct carrier_report *report)
{
	bool is_down = report->event == CARRIER_NODE_CELLS_DOWN;
	struct node *node;
	char *name;

	if (!is_down && report->event != CARRIER_NODE_CELLS_UP)
		return;
	name = name_of(desk, report->link, report->node);
	/* Said with each connection: news only where some were down. */
	node = is_down ? find_or_add(desk, name) : find(desk, name);
	talloc_free(name);
	for (size_t i = 0; node && i < report->name_count; i++) {
		const struct word word = { report->names[i], is_down };

		if (is_known(node))
			hear(node, &word);
		else
			keep(node, &word);
	}
	if (node)
		plan(node);
}

/* ---- in the store ----------------------------------------------------------------------- */

struct slice outage_key(void *ctx, const char *link, const char *node)
{
	struct digest *digest = talloc(ctx, struct digest);
	char *name = name_of(digest, link, node);

	*digest = digest_of_text(slice_of(name));
	talloc_free(name);
	return digest_slice(digest);
}

struct slice outage_value(void *ctx, const struct desk *desk, const char *link, const char *node)
{
	struct outage_cells cells = outage_of(desk, link, node);
	size_t head = strlen(link) + strlen(node) + 2, size = cells.count * CELL_ID_OCTETS;
	char *value;

	if (cells.count == 0)
		return (struct slice){ NULL, 0 };
	value = talloc_size(ctx, head + size + 1);
	if (!value)
		abort();
	snprintf(value, head + 1, "%s %s\n", link, node);
	memcpy(value + head, cells.octets, size);
	return (struct slice){ value, head + size };
}

enum err outage_load(struct desk *desk, struct slice value, struct fault *why)
{
	const char *end = value.at ? memchr(value.at, '\n', value.size) : NULL;
	size_t head = end ? (size_t)(end + 1 - value.at) : 0;
	struct node *node;
	char *name;

	if (!end || (value.size - head) % CELL_ID_OCTETS != 0)
		return err_set(why, ERR_INPUT, NULL, "cells that are down cannot be read");
	name = talloc_strndup(desk, value.at, head - 1);
	node = find_or_add(desk, name);
	talloc_free(name);
	node->octets = talloc_memdup(node, end + 1, value.size - head);
	node->count = (value.size - head) / CELL_ID_OCTETS;
	return ERR_OK;
}
