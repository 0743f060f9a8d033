/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/config.h"

#include <osmocom/vty/command.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>
#include <talloc.h>

#include "desk/config_nodes.h"

/* DEFUN gives every command all the parameters, and few commands need them all. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* libosmovty hands commands nothing but the VTY: the one configuration has to be known. */
static struct config *config;
static void *config_ctx;

enum {
	NODE_DISPATCHER = _LAST_OSMOVTY_NODE + 1,
	NODE_HTTP,
	NODE_LINK,
};

static struct cmd_node dispatcher_node = { .node = NODE_DISPATCHER,
					   .prompt = "%s(config-dispatcher)# ",
					   .vtysh = 1 };
static struct cmd_node http_node = { .node = NODE_HTTP, .prompt = "%s(config-http)# ", .vtysh = 1 };
static struct cmd_node link_node = { .node = NODE_LINK, .prompt = "%s(config-link)# ", .vtysh = 1 };

static void replace(const char **text, const char *value)
{
	talloc_free((void *)(uintptr_t)*text);
	*text = talloc_strdup(config_ctx, value);
}

DEFUN(cfg_dispatcher, cfg_dispatcher_cmd, "dispatcher", "Configure the dispatcher\n")
{
	vty->node = NODE_DISPATCHER;
	return CMD_SUCCESS;
}

DEFUN(cfg_profiles, cfg_profiles_cmd, "profiles DIRECTORY",
      "Folder of CAP profiles\nPath of the folder\n")
{
	replace(&config->profiles, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_register, cfg_register_cmd, "cell-register FILE",
      "Cell register made by 'cbctl cells import'\nPath of the file\n")
{
	replace(&config->cell_register, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_basis, cfg_basis_cmd, "basis .TEXT",
      "Sentence that says on what basis findings are made\nThe sentence\n")
{
	char *text = argv_concat(argv, argc, 0);

	replace(&config->basis, text);
	talloc_free(text);
	return CMD_SUCCESS;
}

DEFUN(cfg_period, cfg_period_cmd, "repetition-period <2-3600>",
      "How often a broadcast is repeated where nothing else says so\nSeconds\n")
{
	config->repetition_period_s = (uint32_t)strtoul(argv[0], NULL, 10);
	return CMD_SUCCESS;
}

/* ---- http ------------------------------------------------------------------------------- */

DEFUN(cfg_http, cfg_http_cmd, "http ADDRESS <1-65535>",
      "Listen for HTTP here\nIP address; plain HTTP on loopback only\nTCP port\n")
{
	uint16_t port = (uint16_t)strtoul(argv[1], NULL, 10);
	struct intake_http_config *http = NULL;

	for (size_t i = 0; i < config->http_count; i++)
		if (config->http[i].port == port && strcmp(config->http[i].address, argv[0]) == 0)
			http = &config->http[i];
	if (!http && config->http_count == CONFIG_HTTP_MAX) {
		vty_out(vty, "%% at most %d HTTP listeners%s", CONFIG_HTTP_MAX, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (!http) {
		http = &config->http[config->http_count++];
		http->address = talloc_strdup(config_ctx, argv[0]);
		http->port = port;
	}
	vty->index = http;
	vty->node = NODE_HTTP;
	return CMD_SUCCESS;
}

DEFUN(cfg_certificate, cfg_certificate_cmd, "certificate FILE",
      "TLS certificate chain\nPath of a PEM file\n")
{
	replace(&((struct intake_http_config *)vty->index)->certificate_file, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_key, cfg_key_cmd, "key FILE", "TLS private key\nPath of a PEM file\n")
{
	replace(&((struct intake_http_config *)vty->index)->key_file, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_document_max, cfg_document_max_cmd, "document-max <1024-16777216>",
      "Largest document taken\nOctets\n")
{
	((struct intake_http_config *)vty->index)->document_max = strtoul(argv[0], NULL, 10);
	return CMD_SUCCESS;
}

DEFUN(cfg_rate, cfg_rate_cmd, "rate <1-100000>",
      "Documents a second that one person may submit\nNumber\n")
{
	((struct intake_http_config *)vty->index)->rate_per_second = (unsigned int)strtoul(
		argv[0], NULL, 10);
	return CMD_SUCCESS;
}

DEFUN(cfg_per_address, cfg_per_address_cmd, "connections-per-address <1-65535>",
      "Connections that one address may have open\nNumber\n")
{
	((struct intake_http_config *)vty->index)->per_address_max = (unsigned int)strtoul(
		argv[0], NULL, 10);
	return CMD_SUCCESS;
}

/* ---- links ------------------------------------------------------------------------------ */

static struct config_link *link_of(struct vty *vty)
{
	return vty->index;
}

DEFUN(cfg_link, cfg_link_cmd, "link NAME", "A link to a carrier\nName, unique\n")
{
	struct config_link *found = NULL;

	for (size_t i = 0; i < config->link_count; i++)
		if (strcmp(config->links[i].link.link, argv[0]) == 0)
			found = &config->links[i];
	if (!found && config->link_count == CONFIG_LINKS_MAX) {
		vty_out(vty, "%% at most %d links%s", CONFIG_LINKS_MAX, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (!found) {
		found = &config->links[config->link_count++];
		found->link.link = talloc_strdup(config_ctx, argv[0]);
		found->link.protocol = "cbsp";
		found->link.role = CARRIER_ROLE_SERVER;
	}
	vty->index = found;
	vty->node = NODE_LINK;
	return CMD_SUCCESS;
}

DEFUN(cfg_link_carrier, cfg_link_carrier_cmd, "carrier ID",
      "Whose link it is\nIdentifier of the carrier in the registry\n")
{
	replace(&link_of(vty)->link.carrier, argv[0]);
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
	replace(&link_of(vty)->link.local_address, argv[0]);
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

static struct carrier_node_config *node_for(struct config_link *link, const char *name)
{
	for (size_t i = 0; i < link->node_count; i++)
		if (strcmp(link->nodes[i].node, name) == 0)
			return &link->nodes[i];
	if (link->node_count == CONFIG_NODES_MAX)
		return NULL;
	link->nodes = talloc_realloc(config_ctx, link->nodes, struct carrier_node_config,
				     (unsigned int)link->node_count + 1);
	link->nodes[link->node_count] = (struct carrier_node_config){ .node = talloc_strdup(
									      config_ctx, name) };
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
	replace(&node->address, address);
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

DEFUN(cfg_link_node_port, cfg_link_node_port_cmd, "node NAME remote ADDRESS <1-65535>",
      NODE_HELP "TCP port\n")
{
	return set_node(vty, argv[0], argv[1], argv[2]);
}

/* ---- write file ------------------------------------------------------------------------- */

static void write_http(struct vty *vty, const struct intake_http_config *http)
{
	vty_out(vty, " http %s %u%s", http->address, http->port, VTY_NEWLINE);
	if (http->certificate_file)
		vty_out(vty, "  certificate %s%s", http->certificate_file, VTY_NEWLINE);
	if (http->key_file)
		vty_out(vty, "  key %s%s", http->key_file, VTY_NEWLINE);
	if (http->document_max)
		vty_out(vty, "  document-max %zu%s", http->document_max, VTY_NEWLINE);
	if (http->rate_per_second)
		vty_out(vty, "  rate %u%s", http->rate_per_second, VTY_NEWLINE);
	if (http->per_address_max)
		vty_out(vty, "  connections-per-address %u%s", http->per_address_max, VTY_NEWLINE);
}

static void write_nodes(struct vty *vty, const struct config_link *link)
{
	for (size_t i = 0; i < link->node_count; i++) {
		vty_out(vty, "  node %s remote %s", link->nodes[i].node, link->nodes[i].address);
		if (link->nodes[i].port)
			vty_out(vty, " %u", link->nodes[i].port);
		vty_out(vty, "%s", VTY_NEWLINE);
	}
}

static void write_link(struct vty *vty, const struct config_link *link)
{
	const struct carrier_link_config *c = &link->link;

	vty_out(vty, " link %s%s", c->link, VTY_NEWLINE);
	if (c->carrier)
		vty_out(vty, "  carrier %s%s", c->carrier, VTY_NEWLINE);
	vty_out(vty, "  protocol %s%s", c->protocol, VTY_NEWLINE);
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
	write_nodes(vty, link);
}

static int config_write(struct vty *vty)
{
	vty_out(vty, "dispatcher%s", VTY_NEWLINE);
	if (config->profiles)
		vty_out(vty, " profiles %s%s", config->profiles, VTY_NEWLINE);
	if (config->cell_register)
		vty_out(vty, " cell-register %s%s", config->cell_register, VTY_NEWLINE);
	if (config->basis)
		vty_out(vty, " basis %s%s", config->basis, VTY_NEWLINE);
	if (config->repetition_period_s)
		vty_out(vty, " repetition-period %u%s", config->repetition_period_s, VTY_NEWLINE);
	for (size_t i = 0; i < config->http_count; i++)
		write_http(vty, &config->http[i]);
	for (size_t i = 0; i < config->link_count; i++)
		write_link(vty, &config->links[i]);
	return CMD_SUCCESS;
}

/* libosmovty wants a writer for each node; the parent has written these. */
static int written_by_the_parent(struct vty *vty)
{
	(void)vty;
	return CMD_SUCCESS;
}

static int go_parent(struct vty *vty)
{
	vty->node = vty->node == NODE_DISPATCHER ? CONFIG_NODE : NODE_DISPATCHER;
	vty->index = NULL;
	return vty->node;
}

static struct vty_app_info vty_info = {
	.name = "cbdispatchd",
	.version = "0.1.0",
	.copyright = "AGPL-3.0-or-later\r\n",
	.go_parent_cb = go_parent,
};

static void install(int node, struct cmd_element *const *commands)
{
	for (; *commands; commands++)
		install_element(node, *commands);
}

void config_init(void *ctx, struct config *into)
{
	struct cmd_element *const top[] = { &cfg_profiles_cmd,
					    &cfg_register_cmd,
					    &cfg_basis_cmd,
					    &cfg_period_cmd,
					    &cfg_http_cmd,
					    &cfg_link_cmd,
					    NULL };
	struct cmd_element *const http[] = { &cfg_certificate_cmd,  &cfg_key_cmd,
					     &cfg_document_max_cmd, &cfg_rate_cmd,
					     &cfg_per_address_cmd,  NULL };
	struct cmd_element *const link[] = {
		&cfg_link_carrier_cmd, &cfg_link_protocol_cmd,	 &cfg_link_role_cmd,
		&cfg_link_local_cmd,   &cfg_link_keep_alive_cmd, &cfg_link_timeout_cmd,
		&cfg_link_node_cmd,    &cfg_link_node_port_cmd,	 NULL
	};

	config = into;
	config_ctx = ctx;
	/* A fixed array: commands keep pointers to its rows while others are added. */
	config->links = talloc_zero_array(ctx, struct config_link, CONFIG_LINKS_MAX);
	vty_info.tall_ctx = ctx;
	vty_init(&vty_info);
	install_node(&dispatcher_node, config_write);
	install_node(&http_node, written_by_the_parent);
	install_node(&link_node, written_by_the_parent);
	install_element(CONFIG_NODE, &cfg_dispatcher_cmd);
	install(NODE_DISPATCHER, top);
	install(NODE_HTTP, http);
	install(NODE_LINK, link);
}

static enum err check_link(const struct config_link *link, struct fault *why)
{
	const struct carrier_link_config *c = &link->link;

	if (!c->carrier)
		return err_set(why, ERR_INPUT, NULL, "link %s: 'carrier ID' is missing", c->link);
	if (link->node_count == 0)
		return err_set(why, ERR_INPUT, NULL, "link %s has no 'node'", c->link);
	if (c->role == CARRIER_ROLE_SERVER && !c->local_address)
		return err_set(why, ERR_INPUT, NULL, "link %s: 'local ADDRESS PORT' is missing",
			       c->link);
	for (size_t i = 0; i < link->node_count; i++)
		if (c->role == CARRIER_ROLE_CLIENT && link->nodes[i].port == 0)
			return err_set(why, ERR_INPUT, NULL,
				       "link %s, node %s: role client needs a port", c->link,
				       link->nodes[i].node);
	return ERR_OK;
}

enum err config_read(struct config *into, const char *path, struct fault *why)
{
	enum err err = ERR_OK;

	if (vty_read_config_file(path, NULL) < 0)
		return err_set(why, ERR_INPUT, NULL, "%s: cannot be read as a configuration", path);
	for (size_t i = 0; err == ERR_OK && i < into->link_count; i++)
		err = check_link(&into->links[i], why);
	if (err == ERR_OK)
		err = config_nodes_check(into, why);
	if (err == ERR_OK && into->http_count == 0)
		err = err_set(why, ERR_INPUT, NULL, "no 'http ADDRESS PORT': nobody could come in");
	return err == ERR_OK ? err : err_prefix(why, err, "%s", path);
}

enum err config_listen(void *ctx, const char *address, uint16_t port, struct fault *why)
{
	if (telnet_init_dynif(ctx, NULL, address, port) < 0)
		return err_set(why, ERR_IO, NULL, "VTY on %s port %u", address, port);
	return ERR_OK;
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
