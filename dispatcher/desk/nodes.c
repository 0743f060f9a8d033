/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/nodes.h"

#include <stdlib.h>
#include <talloc.h>

#include "notice/cbs.h"

struct desk_nodes {
	struct nodes_one *items; /* sorted by link, then node */
	size_t count;
};

static int compare_nodes(const void *a, const void *b)
{
	const struct nodes_one *x = a, *y = b;
	int by_link = slice_compare(x->link, y->link);

	return by_link ? by_link : slice_compare(x->node, y->node);
}

static void add_link(struct desk_nodes *nodes, const struct carrier_link_config *link)
{
	uint32_t capacity = link->rhythm_s ? cbs_period_units(link->rhythm_s, 0) : 0;

	if (strcmp(link->protocol, "cbsp") != 0)
		capacity = 0;
	for (size_t i = 0; i < link->node_count; i++)
		nodes->items[nodes->count++] = (struct nodes_one){
			.link = slice_of(link->link),
			.node = slice_of(link->nodes[i].node),
			.capacity = capacity,
		};
}

struct desk_nodes *nodes_new(struct desk *desk)
{
	struct desk_nodes *nodes = talloc_zero(desk, struct desk_nodes);
	size_t count = 0;

	for (size_t i = 0; i < desk->config->link_count; i++)
		count += desk->config->links[i].link.node_count;
	nodes->items = talloc_zero_array(nodes, struct nodes_one, (unsigned int)count + 1);
	for (size_t i = 0; i < desk->config->link_count; i++)
		add_link(nodes, &desk->config->links[i].link);
	qsort(nodes->items, count, sizeof(*nodes->items), compare_nodes);
	return nodes;
}

size_t nodes_count(const struct desk *desk)
{
	return desk->nodes->count;
}

const struct nodes_one *nodes_at(const struct desk *desk, size_t index)
{
	return &desk->nodes->items[index];
}

bool nodes_find(const struct desk *desk, struct slice link, struct slice node, size_t *index)
{
	const struct nodes_one key = { .link = link, .node = node };
	const struct nodes_one *found = bsearch(&key, desk->nodes->items, desk->nodes->count,
						sizeof(key), compare_nodes);

	if (found)
		*index = (size_t)(found - desk->nodes->items);
	return found != NULL;
}

bool nodes_of_delivery(const struct desk *desk, const struct delivery *delivery, size_t *index)
{
	return nodes_find(desk, delivery->link, delivery->node, index);
}
