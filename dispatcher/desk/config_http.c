/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

#include "desk/config_parts.h"
#include "net/address.h"

/* DEFUN gives every command all the parameters, and few commands need them all. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static struct cmd_node http_node = { .node = CONFIG_NODE_HTTP,
				     .prompt = "%s(config-http)# ",
				     .vtysh = 1 };

#define HTTP_HELP "Listen for HTTP here\nIP address; plain HTTP on loopback only\nTCP port\n"

static struct intake_http_config *find(const char *address, uint16_t port)
{
	for (size_t i = 0; i < config_now->http_count; i++)
		if (config_now->http[i].address && config_now->http[i].port == port &&
		    strcmp(config_now->http[i].address, address) == 0)
			return &config_now->http[i];
	return NULL;
}

DEFUN(cfg_http, cfg_http_cmd, "http ADDRESS <1-65535>", HTTP_HELP)
{
	uint16_t port = (uint16_t)strtoul(argv[1], NULL, 10);
	struct intake_http_config *http = find(argv[0], port);

	if (!http && config_now->http_count == CONFIG_HTTP_MAX) {
		vty_out(vty,
			"%% at most %d HTTP listeners; the place of one that was taken away is "
			"free after the next start%s",
			CONFIG_HTTP_MAX, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (!http) {
		http = &config_now->http[config_now->http_count++];
		http->address = config_copy(argv[0]);
		http->port = port;
	}
	vty->index = http;
	vty->node = CONFIG_NODE_HTTP;
	return CMD_SUCCESS;
}

/* The place stays, empty: another session of the VTY may be in it. */
DEFUN(cfg_no_http, cfg_no_http_cmd, "no http ADDRESS <1-65535>", NO_STR HTTP_HELP)
{
	struct intake_http_config *http = find(argv[0], (uint16_t)strtoul(argv[1], NULL, 10));

	if (!http) {
		vty_out(vty, "%% there is no http %s %s%s", argv[0], argv[1], VTY_NEWLINE);
		return CMD_WARNING;
	}
	*http = (struct intake_http_config){ .address = NULL };
	return CMD_SUCCESS;
}

DEFUN(cfg_certificate, cfg_certificate_cmd, "certificate FILE",
      "TLS certificate chain\nPath of a PEM file\n")
{
	config_replace(&((struct intake_http_config *)vty->index)->certificate_file, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_key, cfg_key_cmd, "key FILE", "TLS private key\nPath of a PEM file\n")
{
	config_replace(&((struct intake_http_config *)vty->index)->key_file, argv[0]);
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

static void write_one(struct vty *vty, const struct intake_http_config *http)
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

void config_http_write(struct vty *vty)
{
	for (size_t i = 0; i < config_now->http_count; i++)
		if (config_now->http[i].address)
			write_one(vty, &config_now->http[i]);
}

void config_http_init(void)
{
	struct cmd_element *const commands[] = { &cfg_certificate_cmd,	&cfg_key_cmd,
						 &cfg_document_max_cmd, &cfg_rate_cmd,
						 &cfg_per_address_cmd,	NULL };

	install_node(&http_node, config_written_by_the_parent);
	install_element(CONFIG_NODE_DISPATCHER, &cfg_http_cmd);
	install_element(CONFIG_NODE_DISPATCHER, &cfg_no_http_cmd);
	config_install(CONFIG_NODE_HTTP, commands);
}

/* ---- what is wrong with them ------------------------------------------------------------ */

static enum err check_one(const struct intake_http_config *http, struct fault *why)
{
	struct address address;
	enum err err = address_parse(&address, http->address, http->port, why);

	if (err != ERR_OK)
		return err_prefix(why, err, "http");
	if (!http->certificate_file != !http->key_file)
		return err_set(why, ERR_INPUT, NULL,
			       "http %s %u: 'certificate' and 'key' go together", http->address,
			       http->port);
	/* A bearer token on a plain line is anybody's who listens. */
	if (!http->certificate_file && !address_is_loopback(&address))
		return err_set(why, ERR_INPUT, NULL,
			       "http %s %u is not loopback: it needs 'certificate' and 'key'",
			       http->address, http->port);
	return ERR_OK;
}

void config_http_faults(const struct config *config, const struct config_tell *tell)
{
	size_t there = 0;
	struct fault why;

	for (size_t i = 0; i < config->http_count; i++) {
		there += config->http[i].address != NULL;
		if (config->http[i].address && check_one(&config->http[i], &why) != ERR_OK)
			config_tell(tell, &why);
	}
	if (there > 0)
		return;
	err_set(&why, ERR_INPUT, NULL, "no 'http ADDRESS PORT': nobody could come in");
	config_tell(tell, &why);
}
