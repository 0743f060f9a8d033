/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/outage.h"

#include <stdlib.h>
#include <talloc.h>

struct node {
	const char *key; /* "link node" */
	uint8_t *octets; /* packed cells, in order, each once */
	size_t count;
};

struct desk_outage {
	struct node **nodes; /* those that ever said something; a few */
	size_t count;
};

struct desk_outage *outage_new(void *ctx)
{
	return talloc_zero(ctx, struct desk_outage);
}

struct slice outage_key(void *ctx, const char *link, const char *node)
{
	return slice_of(talloc_asprintf(ctx, "%s %s", link, node));
}

static struct node *find(const struct desk *desk, struct slice key)
{
	for (size_t i = 0; i < desk->outage->count; i++)
		if (slice_is(key, desk->outage->nodes[i]->key))
			return desk->outage->nodes[i];
	return NULL;
}

static struct node *find_or_add(struct desk *desk, struct slice key)
{
	struct desk_outage *outage = desk->outage;
	struct node *node = find(desk, key);

	if (node)
		return node;
	outage->nodes = talloc_realloc(outage, outage->nodes, struct node *,
				       (unsigned int)outage->count + 1);
	node = outage->nodes[outage->count++] = talloc_zero(outage, struct node);
	node->key = slice_string(node, key);
	return node;
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

static struct outage_cells cells_of(const struct node *node)
{
	return (struct outage_cells){ node->octets, node->count };
}

static void drop_doubles(struct node *node)
{
	size_t kept = 0;

	for (size_t i = 0; i < node->count; i++) {
		const uint8_t *octets = node->octets + i * CELL_ID_OCTETS;

		if (kept > 0 && by_octets(node->octets + (kept - 1) * CELL_ID_OCTETS, octets) == 0)
			continue;
		memmove(node->octets + kept++ * CELL_ID_OCTETS, octets, CELL_ID_OCTETS);
	}
	node->count = kept;
}

static bool add(struct node *node, const struct cell_id *cells, size_t count)
{
	size_t before = node->count;

	node->octets = talloc_realloc_size(node, node->octets,
					   (node->count + count) * CELL_ID_OCTETS);
	if (!node->octets)
		abort();
	for (size_t i = 0; i < count && node->count < OUTAGE_CELLS_MAX; i++)
		if (!outage_holds((struct outage_cells){ node->octets, before }, &cells[i]))
			cell_id_pack(node->octets + node->count++ * CELL_ID_OCTETS, &cells[i]);
	qsort(node->octets, node->count, CELL_ID_OCTETS, by_octets);
	drop_doubles(node);
	return node->count != before;
}

/* Named ones, or all where none is named. */
static bool take_away(struct node *node, const struct cell_id *cells, size_t count)
{
	size_t before = node->count, kept = 0;
	struct node back = { 0 };

	if (count > 0)
		back.octets = talloc_size(node, count * CELL_ID_OCTETS);
	for (size_t i = 0; i < count; i++)
		cell_id_pack(back.octets + i * CELL_ID_OCTETS, &cells[i]);
	qsort(back.octets, count, CELL_ID_OCTETS, by_octets);
	for (size_t i = 0; count > 0 && i < node->count; i++) {
		const uint8_t *octets = node->octets + i * CELL_ID_OCTETS;

		if (!bsearch(octets, back.octets, count, CELL_ID_OCTETS, by_octets))
			memmove(node->octets + kept++ * CELL_ID_OCTETS, octets, CELL_ID_OCTETS);
	}
	talloc_free(back.octets);
	node->count = kept;
	return kept != before;
}

/* ---- what is said ----------------------------------------------------------------------- */

bool outage_learn(struct desk *desk, const struct carrier_report *report)
{
	bool is_down = report->event == CARRIER_NODE_CELLS_DOWN;
	struct slice key;
	struct node *node;

	if (!is_down && report->event != CARRIER_NODE_RESTARTED)
		return false;
	key = outage_key(desk, report->link, report->node);
	node = is_down ? find_or_add(desk, key) : find(desk, key);
	talloc_free((void *)(uintptr_t)key.at);
	if (!node)
		return false;
	return is_down ? add(node, report->cells, report->cell_count)
		       : take_away(node, report->cells, report->cell_count);
}

struct outage_cells outage_of(const struct desk *desk, const char *link, const char *name)
{
	struct slice key = outage_key(desk->outage, link, name);
	const struct node *node = find(desk, key);

	talloc_free((void *)(uintptr_t)key.at);
	return node ? cells_of(node) : (struct outage_cells){ NULL, 0 };
}

struct slice outage_value(const struct desk *desk, const char *link, const char *node)
{
	struct outage_cells cells = outage_of(desk, link, node);

	return (struct slice){ (const char *)cells.octets, cells.count * CELL_ID_OCTETS };
}

enum err outage_load(struct desk *desk, struct slice key, struct slice value, struct fault *why)
{
	struct node *node;

	if (value.size % CELL_ID_OCTETS != 0)
		return err_set(why, ERR_INPUT, NULL, "the cells that are down at %.*s: %zu octets",
			       SLICE_PRINT(key), value.size);
	node = find_or_add(desk, key);
	node->octets = talloc_memdup(node, value.at, value.size);
	node->count = value.size / CELL_ID_OCTETS;
	return ERR_OK;
}
