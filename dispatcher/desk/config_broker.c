/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/utils.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "desk/config_parts.h"
#include "net/address.h"

/* DEFUN gives every command all the parameters, and few commands need them all. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static struct cmd_node broker_node = { .node = CONFIG_NODE_BROKER,
				       .prompt = "%s(config-broker)# ",
				       .vtysh = 1 };

static struct mqtt_broker *broker(void)
{
	return &config_now->broker.broker;
}

DEFUN(cfg_broker, cfg_broker_cmd, "broker ADDRESS <1-65535>",
      "The MQTT broker\nIP address; without TLS on loopback only\nTCP port\n")
{
	config_replace(&broker()->address, argv[0]);
	broker()->port = (uint16_t)strtoul(argv[1], NULL, 10);
	if (!broker()->client_id)
		config_replace(&broker()->client_id, "cbdispatchd");
	vty->node = CONFIG_NODE_BROKER;
	return CMD_SUCCESS;
}

/* ---- its texts -------------------------------------------------------------------------- */

struct text_command {
	struct cmd_element element;
	size_t offset; /* in struct mqtt_broker */
};

static const char **text_of(const struct text_command *command)
{
	return (const char **)(void *)((char *)broker() + command->offset);
}

static int set_text(struct cmd_element *self, struct vty *vty, int argc, const char *argv[])
{
	config_replace(text_of(container_of(self, struct text_command, element)), argv[0]);
	return CMD_SUCCESS;
}

/* clang-format off */
#define TEXT(member, command, help)                                                                \
	{ { .string = (command), .func = set_text, .doc = (help) },                                \
	  offsetof(struct mqtt_broker, member) }
/* clang-format on */

static struct text_command texts[] = {
	TEXT(client_id, "client-id ID",
	     "What we are called at the broker\nEach connection adds to it\n"),
	TEXT(user, "user NAME", "Sign in at the broker\nUser name\n"),
	TEXT(password_file, "password-file FILE",
	     "Password for the broker\nPath of a file whose first line it is\n"),
	TEXT(tls_ca, "tls-ca FILE",
	     "Speak TLS, and know the broker by this authority\nPath of a PEM file\n"),
	TEXT(tls_certificate, "tls-certificate FILE",
	     "Our certificate for the broker\nPath of a PEM file\n"),
	TEXT(tls_key, "tls-key FILE", "Private key of our certificate\nPath of a PEM file\n"),
};

/* ---- what comes in by it ---------------------------------------------------------------- */

DEFUN(cfg_alerts_in, cfg_alerts_in_cmd, "alerts-in",
      "Take CAP alerts from cbd/v1/alerts/<agency>\n")
{
	config_now->broker.alerts_in = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_alerts_in, cfg_no_alerts_in_cmd, "no alerts-in",
      NO_STR "Take CAP alerts from cbd/v1/alerts/<agency>\n")
{
	config_now->broker.alerts_in = false;
	return CMD_SUCCESS;
}

DEFUN(cfg_urgent, cfg_urgent_cmd, "urgent-by-mqtt",
      "Let what came by MQTT leave in the urgent lane without the duty officer\n")
{
	config_now->broker.urgent_by_mqtt = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_urgent, cfg_no_urgent_cmd, "no urgent-by-mqtt",
      NO_STR "Let what came by MQTT leave in the urgent lane without the duty officer\n")
{
	config_now->broker.urgent_by_mqtt = false;
	return CMD_SUCCESS;
}

/* ---- all of it -------------------------------------------------------------------------- */

void config_broker_write(struct vty *vty)
{
	const struct mqtt_broker *b = broker();

	if (!b->address)
		return;
	vty_out(vty, " broker %s %u%s", b->address, b->port, VTY_NEWLINE);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (*text_of(&texts[i]))
			vty_out(vty, "  %.*s %s%s", (int)strcspn(texts[i].element.string, " "),
				texts[i].element.string, *text_of(&texts[i]), VTY_NEWLINE);
	if (config_now->broker.alerts_in)
		vty_out(vty, "  alerts-in%s", VTY_NEWLINE);
	if (config_now->broker.urgent_by_mqtt)
		vty_out(vty, "  urgent-by-mqtt%s", VTY_NEWLINE);
}

void config_broker_init(void)
{
	struct cmd_element *const commands[] = { &cfg_alerts_in_cmd, &cfg_no_alerts_in_cmd,
						 &cfg_urgent_cmd, &cfg_no_urgent_cmd, NULL };

	install_node(&broker_node, config_written_by_the_parent);
	install_element(CONFIG_NODE_DISPATCHER, &cfg_broker_cmd);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		install_element(CONFIG_NODE_BROKER, &texts[i].element);
	config_install(CONFIG_NODE_BROKER, commands);
}

enum err config_broker_check(const struct config *config, struct fault *why)
{
	const struct mqtt_broker *b = &config->broker.broker;
	struct address address;
	enum err err;

	if (!b->address)
		return ERR_OK;
	err = address_parse(&address, b->address, b->port, why);
	if (err != ERR_OK)
		return err_prefix(why, err, "broker");
	/* A password on a plain line is anybody's who listens. */
	if (!b->tls_ca && !address_is_loopback(&address))
		return err_set(why, ERR_INPUT, NULL, "broker %s is not loopback: it needs 'tls-ca'",
			       b->address);
	if (!b->tls_certificate != !b->tls_key)
		return err_set(why, ERR_INPUT, NULL,
			       "broker: 'tls-certificate' and 'tls-key' go together");
	if (b->password_file && !b->user)
		return err_set(why, ERR_INPUT, NULL, "broker: 'password-file' needs 'user'");
	return ERR_OK;
}
