/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/config_nodes.h"

#include <stdlib.h>
#include <talloc.h>

struct place {
	const char *node, *link;
};

static int by_node(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->node, ((const struct place *)b)->node);
}

static struct place *places_of(const struct config *config, size_t *count)
{
	struct place *places;
	size_t room = 0;

	*count = 0;
	for (size_t i = 0; i < config->link_count; i++)
		room += config->links[i].node_count;
	places = talloc_array(NULL, struct place, (unsigned int)room + 1);
	if (!places)
		abort();
	for (size_t i = 0; i < config->link_count; i++)
		for (size_t n = 0; n < config->links[i].node_count; n++)
			places[(*count)++] = (struct place){ config->links[i].nodes[n].node,
							     config->links[i].link.link };
	return places;
}

enum err config_nodes_check(const struct config *config, struct fault *why)
{
	size_t count;
	struct place *places = places_of(config, &count);
	enum err err = ERR_OK;

	qsort(places, count, sizeof(*places), by_node);
	for (size_t i = 1; err == ERR_OK && i < count; i++)
		if (strcmp(places[i - 1].node, places[i].node) == 0)
			err = err_set(why, ERR_INPUT, NULL,
				      "node %s stands on link %s and on link %s: a node is on one "
				      "link, or its cells would belong to two peers",
				      places[i].node, places[i - 1].link, places[i].link);
	talloc_free(places);
	return err;
}
