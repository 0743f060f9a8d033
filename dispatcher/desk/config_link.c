/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <talloc.h>

#include "desk/config_parts.h"

/* DEFUN gives every command all the parameters, and few commands need them all. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static struct cmd_node link_node = { .node = CONFIG_NODE_LINK,
				     .prompt = "%s(config-link)# ",
				     .vtysh = 1 };

static struct config_link *link_of(struct vty *vty)
{
	return vty->index;
}

#define LINK_HELP "A link to a carrier\nName, unique\n"

static struct config_link *find(const char *name)
{
	for (size_t i = 0; i < config_now->link_count; i++)
		if (config_now->links[i].link.link &&
		    strcmp(config_now->links[i].link.link, name) == 0)
			return &config_now->links[i];
	return NULL;
}

DEFUN(cfg_link, cfg_link_cmd, "link NAME", LINK_HELP)
{
	struct config_link *found = find(argv[0]);

	if (!found && config_now->link_count == CONFIG_LINKS_MAX) {
		vty_out(vty, "%% at most %d links%s", CONFIG_LINKS_MAX, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (!found) {
		found = &config_now->links[config_now->link_count++];
		found->link.link = config_copy(argv[0]);
		found->link.protocol = "cbsp";
		found->link.role = CARRIER_ROLE_SERVER;
	}
	vty->index = found;
	vty->node = CONFIG_NODE_LINK;
	return CMD_SUCCESS;
}

/* The place stays, empty: another session of the VTY may be in it. */
DEFUN(cfg_no_link, cfg_no_link_cmd, "no link NAME", NO_STR LINK_HELP)
{
	struct config_link *link = find(argv[0]);

	if (!link) {
		vty_out(vty, "%% there is no link %s%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	talloc_free(link->nodes);
	*link = (struct config_link){ .link = { .link = NULL } };
	return CMD_SUCCESS;
}

DEFUN(cfg_link_carrier, cfg_link_carrier_cmd, "carrier ID",
      "Whose link it is\nIdentifier of the carrier in the registry\n")
{
	config_replace(&link_of(vty)->link.carrier, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_link_protocol, cfg_link_protocol_cmd, "protocol NAME",
      "Interface spoken on the link\nsuch as cbsp\n")
{
	if (!carrier_find(argv[0])) {
		vty_out(vty, "%% this program speaks no '%s'%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	link_of(vty)->link.protocol = carrier_find(argv[0])->protocol;
	return CMD_SUCCESS;
}

DEFUN(cfg_link_role, cfg_link_role_cmd, "role (client|server)",
      "Who connects\nWe connect to the nodes\nThe nodes connect to us\n")
{
	link_of(vty)->link.role = strcmp(argv[0], "client") == 0 ? CARRIER_ROLE_CLIENT
								 : CARRIER_ROLE_SERVER;
	return CMD_SUCCESS;
}

DEFUN(cfg_link_local, cfg_link_local_cmd, "local ADDRESS <0-65535>",
      "Where to listen (server), or what to bind (client)\nIP address\nTCP port, 0 for any\n")
{
	config_replace(&link_of(vty)->link.local_address, argv[0]);
	link_of(vty)->link.local_port = (uint16_t)strtoul(argv[1], NULL, 10);
	return CMD_SUCCESS;
}

DEFUN(cfg_link_keep_alive, cfg_link_keep_alive_cmd, "keep-alive <1-3600>",
      "How often the link is proved alive\nSeconds\n")
{
	link_of(vty)->link.keep_alive = SPAN_SECONDS(strtoul(argv[0], NULL, 10));
	return CMD_SUCCESS;
}

DEFUN(cfg_link_timeout, cfg_link_timeout_cmd, "answer-timeout <1-600>",
      "After how long silence counts as unknown\nSeconds\n")
{
	link_of(vty)->link.answer_timeout = SPAN_SECONDS(strtoul(argv[0], NULL, 10));
	return CMD_SUCCESS;
}

DEFUN(cfg_link_rhythm, cfg_link_rhythm_cmd, "rhythm <2-3600>",
      "How often every broadcast of its nodes repeats: a BSC has one period for all\nSeconds\n")
{
	link_of(vty)->link.rhythm_s = (uint32_t)strtoul(argv[0], NULL, 10);
	link_of(vty)->has_no_rhythm = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_link_extended, cfg_link_extended_cmd, "extended-channel",
      "Its cells have an extended channel: what is not of high priority goes there\n")
{
	link_of(vty)->link.has_extended_channel = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_link_extended, cfg_no_link_extended_cmd, "no extended-channel",
      NO_STR "Its cells have the basic channel alone\n")
{
	link_of(vty)->link.has_extended_channel = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_link_rhythm, cfg_no_link_rhythm_cmd, "no rhythm",
      NO_STR "Each broadcast repeats as its own message says\n")
{
	link_of(vty)->link.rhythm_s = 0;
	link_of(vty)->has_no_rhythm = true;
	return CMD_SUCCESS;
}

static struct carrier_node_config *node_for(struct config_link *link, const char *name)
{
	for (size_t i = 0; i < link->node_count; i++)
		if (strcmp(link->nodes[i].node, name) == 0)
			return &link->nodes[i];
	if (link->node_count == CONFIG_NODES_MAX)
		return NULL;
	link->nodes = talloc_realloc(config_now->links, link->nodes, struct carrier_node_config,
				     (unsigned int)link->node_count + 1);
	link->nodes[link->node_count] = (struct carrier_node_config){ .node = config_copy(name) };
	link->link.nodes = link->nodes;
	link->link.node_count = ++link->node_count;
	return &link->nodes[link->node_count - 1];
}

static int set_node(struct vty *vty, const char *name, const char *address, const char *port)
{
	struct carrier_node_config *node = node_for(link_of(vty), name);

	if (!node) {
		vty_out(vty, "%% at most %d nodes%s", CONFIG_NODES_MAX, VTY_NEWLINE);
		return CMD_WARNING;
	}
	config_replace(&node->address, address);
	node->port = (uint16_t)strtoul(port, NULL, 10);
	return CMD_SUCCESS;
}

#define NODE_HELP                                                                                  \
	"A node of the link: one BSC, one connection\nName as in the cell register\n"              \
	"Its address\nIP address to connect to, or to recognise it by\n"

DEFUN(cfg_link_node, cfg_link_node_cmd, "node NAME remote ADDRESS", NODE_HELP)
{
	return set_node(vty, argv[0], argv[1], "0");
}

DEFUN(cfg_link_node_alone, cfg_link_node_alone_cmd, "node NAME",
      "A node of the link: one recipient system behind the broker\n"
      "Name as in the cell register\n")
{
	return set_node(vty, argv[0], "", "0");
}

DEFUN(cfg_link_node_port, cfg_link_node_port_cmd, "node NAME remote ADDRESS <1-65535>",
      NODE_HELP "TCP port\n")
{
	return set_node(vty, argv[0], argv[1], argv[2]);
}

DEFUN(cfg_no_node, cfg_no_node_cmd, "no node NAME",
      NO_STR "A node of the link: one BSC, one connection\nName as in the cell register\n")
{
	struct config_link *link = link_of(vty);
	size_t kept = 0;

	for (size_t i = 0; i < link->node_count; i++)
		if (strcmp(link->nodes[i].node, argv[0]) != 0)
			link->nodes[kept++] = link->nodes[i];
	if (kept == link->node_count) {
		vty_out(vty, "%% this link has no node %s%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	link->link.node_count = link->node_count = kept;
	return CMD_SUCCESS;
}

static void write_nodes(struct vty *vty, const struct config_link *link)
{
	for (size_t i = 0; i < link->node_count; i++) {
		vty_out(vty, "  node %s", link->nodes[i].node);
		if (*link->nodes[i].address)
			vty_out(vty, " remote %s", link->nodes[i].address);
		if (link->nodes[i].port)
			vty_out(vty, " %u", link->nodes[i].port);
		vty_out(vty, "%s", VTY_NEWLINE);
	}
}

static void write_one(struct vty *vty, const struct config_link *link)
{
	const struct carrier_link_config *c = &link->link;

	vty_out(vty, " link %s%s", c->link, VTY_NEWLINE);
	if (c->carrier)
		vty_out(vty, "  carrier %s%s", c->carrier, VTY_NEWLINE);
	vty_out(vty, "  protocol %s%s", c->protocol, VTY_NEWLINE);
	if (strcmp(c->protocol, "mqtt") != 0)
		vty_out(vty, "  role %s%s", c->role == CARRIER_ROLE_CLIENT ? "client" : "server",
			VTY_NEWLINE);
	if (c->local_address)
		vty_out(vty, "  local %s %u%s", c->local_address, c->local_port, VTY_NEWLINE);
	if (c->keep_alive.us)
		vty_out(vty, "  keep-alive %lld%s", (long long)(c->keep_alive.us / 1000000),
			VTY_NEWLINE);
	if (c->answer_timeout.us)
		vty_out(vty, "  answer-timeout %lld%s", (long long)(c->answer_timeout.us / 1000000),
			VTY_NEWLINE);
	if (c->has_extended_channel)
		vty_out(vty, "  extended-channel%s", VTY_NEWLINE);
	if (link->has_no_rhythm)
		vty_out(vty, "  no rhythm%s", VTY_NEWLINE);
	else if (c->rhythm_s)
		vty_out(vty, "  rhythm %u%s", c->rhythm_s, VTY_NEWLINE);
	write_nodes(vty, link);
}

void config_link_write(struct vty *vty)
{
	for (size_t i = 0; i < config_now->link_count; i++)
		if (config_now->links[i].link.link)
			write_one(vty, &config_now->links[i]);
}

void config_link_init(void *ctx)
{
	struct cmd_element *const commands[] = {
		&cfg_link_carrier_cmd,	   &cfg_link_protocol_cmd,   &cfg_link_role_cmd,
		&cfg_link_local_cmd,	   &cfg_link_keep_alive_cmd, &cfg_link_timeout_cmd,
		&cfg_link_rhythm_cmd,	   &cfg_no_link_rhythm_cmd,  &cfg_link_extended_cmd,
		&cfg_no_link_extended_cmd, &cfg_link_node_cmd,	     &cfg_link_node_port_cmd,
		&cfg_link_node_alone_cmd,  &cfg_no_node_cmd,	     NULL
	};

	/* A fixed array: commands keep pointers to its rows while others are added. */
	config_now->links = talloc_zero_array(ctx, struct config_link, CONFIG_LINKS_MAX);
	install_node(&link_node, config_written_by_the_parent);
	install_element(CONFIG_NODE_DISPATCHER, &cfg_link_cmd);
	install_element(CONFIG_NODE_DISPATCHER, &cfg_no_link_cmd);
	config_install(CONFIG_NODE_LINK, commands);
}

const struct carrier_node_config *config_node(const struct config *from, struct slice node,
					      const struct config_link **link)
{
	for (size_t i = 0; i < from->link_count; i++) {
		for (size_t n = 0; n < from->links[i].node_count; n++) {
			if (!slice_is(node, from->links[i].nodes[n].node))
				continue;
			*link = &from->links[i];
			return &from->links[i].nodes[n];
		}
	}
	return NULL;
}
