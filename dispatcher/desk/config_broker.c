/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

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

DEFUN(cfg_user, cfg_user_cmd, "user NAME", "Sign in at the broker\nUser name\n")
{
	config_replace(&broker()->user, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_password, cfg_password_cmd, "password-file FILE",
      "Password for the broker\nPath of a file whose first line it is\n")
{
	config_replace(&broker()->password_file, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_ca, cfg_ca_cmd, "tls-ca FILE",
      "Speak TLS, and know the broker by this authority\nPath of a PEM file\n")
{
	config_replace(&broker()->tls_ca, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_tls_certificate, cfg_tls_certificate_cmd, "tls-certificate FILE",
      "Our certificate for the broker\nPath of a PEM file\n")
{
	config_replace(&broker()->tls_certificate, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_tls_key, cfg_tls_key_cmd, "tls-key FILE",
      "Private key of our certificate\nPath of a PEM file\n")
{
	config_replace(&broker()->tls_key, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_client, cfg_client_cmd, "client-id ID",
      "What we are called at the broker\nEach connection adds to it\n")
{
	config_replace(&broker()->client_id, argv[0]);
	return CMD_SUCCESS;
}

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

static void write_text(struct vty *vty, const char *command, const char *value)
{
	if (value)
		vty_out(vty, "  %s %s%s", command, value, VTY_NEWLINE);
}

void config_broker_write(struct vty *vty)
{
	const struct mqtt_broker *b = broker();

	if (!b->address)
		return;
	vty_out(vty, " broker %s %u%s", b->address, b->port, VTY_NEWLINE);
	write_text(vty, "client-id", b->client_id);
	write_text(vty, "user", b->user);
	write_text(vty, "password-file", b->password_file);
	write_text(vty, "tls-ca", b->tls_ca);
	write_text(vty, "tls-certificate", b->tls_certificate);
	write_text(vty, "tls-key", b->tls_key);
	if (config_now->broker.alerts_in)
		vty_out(vty, "  alerts-in%s", VTY_NEWLINE);
	if (config_now->broker.urgent_by_mqtt)
		vty_out(vty, "  urgent-by-mqtt%s", VTY_NEWLINE);
}

void config_broker_init(void)
{
	struct cmd_element *const commands[] = { &cfg_user_cmd,
						 &cfg_password_cmd,
						 &cfg_ca_cmd,
						 &cfg_tls_certificate_cmd,
						 &cfg_tls_key_cmd,
						 &cfg_client_cmd,
						 &cfg_alerts_in_cmd,
						 &cfg_no_alerts_in_cmd,
						 &cfg_urgent_cmd,
						 &cfg_no_urgent_cmd,
						 NULL };

	install_node(&broker_node, config_written_by_the_parent);
	install_element(CONFIG_NODE_DISPATCHER, &cfg_broker_cmd);
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
