/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/outage.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

struct node {
	const char *name; /* "link node" */
	uint8_t *octets;  /* packed cells, in order, each once */
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

static char *name_of(void *ctx, const char *link, const char *node)
{
	return talloc_asprintf(ctx, "%s %s", link, node);
}

static struct node *find(const struct desk *desk, const char *name)
{
	for (size_t i = 0; i < desk->outage->count; i++)
		if (strcmp(desk->outage->nodes[i]->name, name) == 0)
			return desk->outage->nodes[i];
	return NULL;
}

static struct node *find_or_add(struct desk *desk, const char *name)
{
	struct desk_outage *outage = desk->outage;
	struct node *node = find(desk, name);

	if (node)
		return node;
	outage->nodes = talloc_realloc(outage, outage->nodes, struct node *,
				       (unsigned int)outage->count + 1);
	node = outage->nodes[outage->count++] = talloc_zero(outage, struct node);
	node->name = talloc_strdup(node, name);
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

	if (count == 0 || before == 0) {
		node->count = 0;
		return before > 0;
	}
	back.octets = talloc_size(node, count * CELL_ID_OCTETS);
	if (!back.octets)
		abort();
	for (size_t i = 0; i < count; i++)
		cell_id_pack(back.octets + i * CELL_ID_OCTETS, &cells[i]);
	qsort(back.octets, count, CELL_ID_OCTETS, by_octets);
	for (size_t i = 0; i < node->count; i++) {
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
	struct node *node;
	char *name;

	if (!is_down && report->event != CARRIER_NODE_CELLS_UP)
		return false;
	name = name_of(desk, report->link, report->node);
	node = is_down ? find_or_add(desk, name) : find(desk, name);
	talloc_free(name);
	if (!node)
		return false;
	return is_down ? add(node, report->cells, report->cell_count)
		       : take_away(node, report->cells, report->cell_count);
}

struct outage_cells outage_of(const struct desk *desk, const char *link, const char *name)
{
	char *whole = name_of(desk->outage, link, name);
	const struct node *node = find(desk, whole);

	talloc_free(whole);
	return node ? cells_of(node) : (struct outage_cells){ NULL, 0 };
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
