/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is wrong with links: each by itself, and with what another claims too. */
#include <stdlib.h>
#include <talloc.h>

#include "desk/config_parts.h"
#include "net/address.h"

static bool is_behind_the_broker(const struct carrier_link_config *c)
{
	return strcmp(c->protocol, "mqtt") == 0;
}

static bool is_server(const struct carrier_link_config *c)
{
	return !is_behind_the_broker(c) && c->role == CARRIER_ROLE_SERVER;
}

/* ---- one by itself ---------------------------------------------------------------------- */

static enum err check_nodes(const struct config_link *link, struct fault *why)
{
	const struct carrier_link_config *c = &link->link;

	for (size_t i = 0; i < link->node_count; i++) {
		const struct carrier_node_config *node = &link->nodes[i];

		if (!*node->address)
			return err_set(why, ERR_INPUT, NULL,
				       "link %s, node %s: 'remote ADDRESS' is missing", c->link,
				       node->node);
		if (c->role == CARRIER_ROLE_CLIENT && node->port == 0)
			return err_set(why, ERR_INPUT, NULL,
				       "link %s, node %s: role client needs a port", c->link,
				       node->node);
	}
	return ERR_OK;
}

static enum err check_link(const struct config *config, const struct config_link *link,
			   struct fault *why)
{
	const struct carrier_link_config *c = &link->link;

	if (!c->carrier)
		return err_set(why, ERR_INPUT, NULL, "link %s: 'carrier ID' is missing", c->link);
	if (link->node_count == 0)
		return err_set(why, ERR_INPUT, NULL, "link %s has no 'node'", c->link);
	if (is_behind_the_broker(c) && !config->broker.broker.address)
		return err_set(why, ERR_INPUT, NULL, "link %s: mqtt needs 'broker ADDRESS PORT'",
			       c->link);
	if (is_behind_the_broker(c))
		return ERR_OK;
	if (c->role == CARRIER_ROLE_SERVER && !c->local_address)
		return err_set(why, ERR_INPUT, NULL, "link %s: 'local ADDRESS PORT' is missing",
			       c->link);
	return check_nodes(link, why);
}

/* A node, and what must be no other's: its peer's address, or its name. */
struct claim {
	char peer[ADDRESS_TEXT_OCTETS];
	const char *node, *link;
};

static int by_peer(const void *a, const void *b)
{
	return strcmp(((const struct claim *)a)->peer, ((const struct claim *)b)->peer);
}

static int by_node(const void *a, const void *b)
{
	return strcmp(((const struct claim *)a)->node, ((const struct claim *)b)->node);
}

static size_t claim_peers(struct claim *claims, const struct config_link *link)
{
	size_t count = 0;

	for (size_t i = 0; i < link->node_count; i++) {
		const struct carrier_node_config *node = &link->nodes[i];
		/* A node that connects to us is known by its address alone. */
		uint16_t port = is_server(&link->link) ? 0 : node->port;
		struct address address;

		if (address_parse(&address, node->address, port, NULL) != ERR_OK)
			continue;
		claims[count].node = node->node;
		address_format(claims[count++].peer, &address);
	}
	return count;
}

static void find_same_peers(const struct config_link *link, const struct config_tell *tell)
{
	struct claim *claims = talloc_array(NULL, struct claim, (unsigned int)link->node_count + 1);
	size_t count = is_behind_the_broker(&link->link) ? 0 : claim_peers(claims, link);
	struct fault why;

	qsort(claims, count, sizeof(*claims), by_peer);
	for (size_t i = 1; i < count; i++) {
		if (by_peer(&claims[i - 1], &claims[i]) != 0)
			continue;
		err_set(&why, ERR_INPUT, NULL, "link %s: nodes %s and %s have one address, %s",
			link->link.link, claims[i - 1].node, claims[i].node, claims[i].peer);
		config_tell(tell, &why);
	}
	talloc_free(claims);
}

/* ---- two of them ------------------------------------------------------------------------ */

static bool is_any(const struct address *address)
{
	static const struct in6_addr any;

	return address->at.any.sa_family == AF_INET6
		       ? memcmp(&address->at.v6.sin6_addr, &any, sizeof(any)) == 0
		       : address->at.v4.sin_addr.s_addr == 0;
}

static bool is_same_place(const char *a, uint16_t a_port, const char *b, uint16_t b_port)
{
	struct address one, other;

	if (a_port == 0 || a_port != b_port || address_parse(&one, a, a_port, NULL) != ERR_OK ||
	    address_parse(&other, b, b_port, NULL) != ERR_OK)
		return false;
	return is_any(&one) || is_any(&other) || address_same_host(&one, &other);
}

static void find_same_port_of_link(const struct config *config, size_t at,
				   const struct config_tell *tell)
{
	const struct carrier_link_config *c = &config->links[at].link;
	struct fault why;

	for (size_t i = 0; i < at; i++) {
		const struct carrier_link_config *other = &config->links[i].link;

		if (!other->link || !is_server(other) || !other->local_address ||
		    !is_same_place(c->local_address, c->local_port, other->local_address,
				   other->local_port))
			continue;
		err_set(&why, ERR_INPUT, NULL, "links %s and %s both listen on %s %u", other->link,
			c->link, c->local_address, c->local_port);
		config_tell(tell, &why);
	}
}

static void find_same_port(const struct config *config, size_t at, const struct config_tell *tell)
{
	const struct carrier_link_config *c = &config->links[at].link;
	struct fault why;

	if (!is_server(c) || !c->local_address)
		return;
	find_same_port_of_link(config, at, tell);
	for (size_t i = 0; i < config->http_count; i++) {
		const struct intake_http_config *http = &config->http[i];

		if (!http->address ||
		    !is_same_place(c->local_address, c->local_port, http->address, http->port))
			continue;
		err_set(&why, ERR_INPUT, NULL, "link %s and http %s both listen on port %u",
			c->link, http->address, http->port);
		config_tell(tell, &why);
	}
}

static size_t count_nodes(const struct config *config)
{
	size_t count = 0;

	for (size_t i = 0; i < config->link_count; i++)
		count += config->links[i].node_count;
	return count;
}

/* Which of the two would carry the node's cells, nobody could say. */
static void find_same_nodes(const struct config *config, const struct config_tell *tell)
{
	struct claim *claims = talloc_array(NULL, struct claim,
					    (unsigned int)count_nodes(config) + 1);
	size_t count = 0;
	struct fault why;

	for (size_t i = 0; i < config->link_count; i++)
		for (size_t n = 0; n < config->links[i].node_count; n++) {
			claims[count].node = config->links[i].nodes[n].node;
			claims[count++].link = config->links[i].link.link;
		}
	qsort(claims, count, sizeof(*claims), by_node);
	for (size_t i = 1; i < count; i++) {
		if (by_node(&claims[i - 1], &claims[i]) != 0)
			continue;
		err_set(&why, ERR_INPUT, NULL, "links %s and %s both have a node %s",
			claims[i - 1].link, claims[i].link, claims[i].node);
		config_tell(tell, &why);
	}
	talloc_free(claims);
}

void config_link_faults(const struct config *config, const struct config_tell *tell)
{
	struct fault why;

	for (size_t i = 0; i < config->link_count; i++) {
		if (!config->links[i].link.link)
			continue;
		if (check_link(config, &config->links[i], &why) != ERR_OK)
			config_tell(tell, &why);
		find_same_peers(&config->links[i], tell);
		find_same_port(config, i, tell);
	}
	find_same_nodes(config, tell);
}
