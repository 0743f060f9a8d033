/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "carriers/cbsp_link.h"

#include <osmocom/core/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "carriers/cbsp_node.h"
#include "net/log.h"
#include "net/stream_listen.h"

struct carrier_link {
	char *name;
	struct carrier_events events;
	struct osmo_tdef *timers;
	struct stream_listen *listener; /* server role */
	struct cbsp_node **nodes;	/* by name, once open */
	size_t node_count;
	struct osmo_timer_list strangers_rest; /* while it runs, whom we turn away is counted */
	uint64_t strangers;
};

enum { STRANGERS_REST_S = 60 };

static const struct osmo_tdef default_timers[] = {
	{ .T = CBSP_NODE_T_KEEP_ALIVE,
	  .default_val = 30,
	  .min_val = 1,
	  .max_val = 7200,
	  .desc = "Between two KEEP ALIVE (s)" },
	{ .T = CBSP_NODE_T_ANSWER,
	  .default_val = 10,
	  .min_val = 1,
	  .max_val = 300,
	  .desc = "For an answer, to an order or to KEEP ALIVE (s)" },
	{ .T = CBSP_NODE_T_RESTART,
	  .default_val = 1,
	  .max_val = 60,
	  .desc = "RESTARTs within this time are told as one (s)" },
	{ .T = CBSP_NODE_T_CHALLENGE,
	  .default_val = 3,
	  .min_val = 1,
	  .max_val = 60,
	  .desc = "For a sign of life when a second connection waits (s)" },
	{}
};

static struct osmo_tdef *timers_of_link(void *ctx)
{
	struct osmo_tdef *timers = talloc_memdup(ctx, default_timers, sizeof(default_timers));

	osmo_tdefs_reset(timers);
	return timers;
}

static struct slice name_of(const void *item)
{
	return slice_of(cbsp_node_config(*(struct cbsp_node *const *)item)->node);
}

static int compare_nodes(const void *a, const void *b)
{
	return slice_compare(name_of(a), name_of(b));
}

static int compare_name_with_node(const void *name, const void *node)
{
	return slice_compare(*(const struct slice *)name, name_of(node));
}

static struct cbsp_node *node_by_name(const struct carrier_link *link, struct slice name)
{
	struct cbsp_node **found = bsearch(&name, link->nodes, link->node_count,
					   sizeof(*link->nodes), compare_name_with_node);

	return found ? *found : NULL;
}

static struct cbsp_node *node_by_address(const struct carrier_link *link,
					 const struct address *peer)
{
	for (size_t i = 0; i < link->node_count; i++) {
		if (address_same_host(&cbsp_node_config(link->nodes[i])->peer, peer))
			return link->nodes[i];
	}
	return NULL;
}

static void tell_strangers(const struct carrier_link *link, const char *peer, const char *why)
{
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_LINK,
						  .stop = "accept",
						  .link = link->name,
						  .peer = peer,
						  .outcome = "refused",
						  .why = why });
}

static void on_strangers_rest(void *data)
{
	struct carrier_link *link = data;
	char why[80];

	if (link->strangers == 0)
		return;
	snprintf(why, sizeof(why), "%llu more in the last %d seconds",
		 (unsigned long long)link->strangers, STRANGERS_REST_S);
	tell_strangers(link, NULL, why);
	link->strangers = 0;
	osmo_timer_schedule(&link->strangers_rest, STRANGERS_REST_S, 0);
}

/* The first is told at once, the rest together: who knocks a thousand times fills no disk. */
static void turn_away(struct carrier_link *link, const struct address *peer)
{
	char text[ADDRESS_TEXT_OCTETS];

	if (osmo_timer_pending(&link->strangers_rest)) {
		link->strangers++;
		return;
	}
	osmo_timer_schedule(&link->strangers_rest, STRANGERS_REST_S, 0);
	tell_strangers(link, address_format(text, peer), "no node of this link has that address");
}

static void on_accepted(void *data, int fd, const struct address *peer)
{
	struct carrier_link *link = data;
	struct cbsp_node *node = node_by_address(link, peer);

	if (node) {
		cbsp_node_adopt(node, fd);
		return;
	}
	close(fd);
	turn_away(link, peer);
}

static enum err listen_for_nodes(struct carrier_link *link,
				 const struct carrier_link_config *config, struct fault *why)
{
	struct stream_listen_config listen_config = { .data = link, .accepted = on_accepted };
	enum err err = address_parse(&listen_config.local, config->local_address,
				     config->local_port, why);

	if (err != ERR_OK)
		return err;
	return stream_listen_open(&link->listener, link, &listen_config, why);
}

static enum err set_timer(struct osmo_tdef *timers, int number, struct span span, struct fault *why)
{
	if (!span.us)
		return ERR_OK;
	if (span.us < 0 ||
	    osmo_tdef_set(timers, number, (unsigned long)(span.us / 1000000), OSMO_TDEF_S) < 0)
		return err_set(why, ERR_LIMIT, NULL, "a timer of %lld s is out of range",
			       (long long)(span.us / 1000000));
	return ERR_OK;
}

static enum err read_address(struct cbsp_node_config *out, const struct carrier_link_config *config,
			     const struct carrier_node_config *node, struct fault *why)
{
	enum err err = address_parse(&out->peer, node->address, node->port, why);

	if (err == ERR_OK && out->has_local)
		err = address_parse(&out->local, config->local_address, config->local_port, why);
	return err == ERR_OK ? ERR_OK : err_prefix(why, err, "node %s", node->node);
}

static enum err open_node(struct carrier_link *link, const struct carrier_link_config *config,
			  const struct carrier_node_config *node, struct fault *why)
{
	struct cbsp_node_config node_config = {
		.link = link->name,
		.node = talloc_strdup(link, node->node),
		.connects = config->role == CARRIER_ROLE_CLIENT,
		.has_local = config->role == CARRIER_ROLE_CLIENT && config->local_address,
		.rhythm_s = config->rhythm_s,
		.timers = link->timers,
		.events = &link->events,
	};
	enum err err = read_address(&node_config, config, node, why);

	if (err != ERR_OK)
		return err;
	if (!node_config.connects && node_by_address(link, &node_config.peer))
		return err_set(why, ERR_CONFLICT, NULL, "node %s: %s is another node's address",
			       node->node, node->address);
	err = cbsp_node_open(&link->nodes[link->node_count], link, &node_config, why);
	if (err == ERR_OK)
		link->node_count++;
	return err;
}

static enum err open_parts(struct carrier_link *link, const struct carrier_link_config *config,
			   struct fault *why)
{
	enum err err = set_timer(link->timers, CBSP_NODE_T_KEEP_ALIVE, config->keep_alive, why);

	if (err == ERR_OK)
		err = set_timer(link->timers, CBSP_NODE_T_ANSWER, config->answer_timeout, why);
	for (size_t i = 0; err == ERR_OK && i < config->node_count; i++)
		err = open_node(link, config, &config->nodes[i], why);
	if (link->node_count)
		qsort(link->nodes, link->node_count, sizeof(*link->nodes), compare_nodes);
	if (err == ERR_OK && config->role == CARRIER_ROLE_SERVER)
		err = listen_for_nodes(link, config, why);
	return err;
}

static void link_close(struct carrier_link *link)
{
	TALLOC_FREE(link->listener);
	osmo_timer_del(&link->strangers_rest);
	for (size_t i = 0; i < link->node_count; i++)
		cbsp_node_close(link->nodes[i]);
	talloc_free(link);
}

static enum err link_open(struct carrier_link **out, void *ctx,
			  const struct carrier_link_config *config,
			  const struct carrier_events *events, struct fault *why)
{
	struct carrier_link *link = talloc_zero(ctx, struct carrier_link);
	enum err err;

	if (!link)
		return err_set(why, ERR_MEMORY, NULL, "no memory for a link");
	cbsp_node_register();
	link->name = talloc_strdup(link, config->link);
	link->events = *events;
	link->timers = timers_of_link(link);
	osmo_timer_setup(&link->strangers_rest, on_strangers_rest, link);
	link->nodes = talloc_zero_size(link, (config->node_count + 1) * sizeof(*link->nodes));
	err = open_parts(link, config, why);
	if (err != ERR_OK) {
		link_close(link);
		return err_prefix(why, err, "link %s", config->link);
	}
	*out = link;
	return ERR_OK;
}

static enum err give_order(struct carrier_link *link, enum cbsp_job_kind kind,
			   const struct carrier_order *order, struct fault *why)
{
	struct cbsp_node *node = node_by_name(link, order->delivery->node);

	if (!node)
		return err_set(why, ERR_ABSENT, NULL, "link %s has no node %.*s", link->name,
			       SLICE_PRINT(order->delivery->node));
	return cbsp_node_order(node, kind, order, why);
}

static enum err link_send(struct carrier_link *link, const struct carrier_order *order,
			  struct fault *why)
{
	return give_order(link, CBSP_JOB_WRITE, order, why);
}

static enum err link_stop(struct carrier_link *link, const struct carrier_order *order,
			  struct fault *why)
{
	return give_order(link, CBSP_JOB_KILL, order, why);
}

static enum err link_query(struct carrier_link *link, const struct carrier_order *order,
			   struct fault *why)
{
	return give_order(link, CBSP_JOB_QUERY, order, why);
}

static enum err link_reset(struct carrier_link *link, struct slice name, struct fault *why)
{
	struct cbsp_node *node = node_by_name(link, name);

	if (!node)
		return err_set(why, ERR_ABSENT, NULL, "link %s has no node %.*s", link->name,
			       SLICE_PRINT(name));
	return cbsp_node_reset(node, why);
}

static size_t link_nodes(const struct carrier_link *link, struct carrier_node_state *rows,
			 size_t capacity)
{
	for (size_t i = 0; i < link->node_count && i < capacity; i++)
		cbsp_node_state(link->nodes[i], &rows[i]);
	return link->node_count;
}

const struct carrier_ops cbsp_link_ops = {
	.protocol = "cbsp",
	.rats = 1u << RAT_2G,
	.takes_parts = true,
	.open = link_open,
	.send = link_send,
	.stop = link_stop,
	.query = link_query,
	.reset = link_reset,
	.nodes = link_nodes,
	.close = link_close,
};
