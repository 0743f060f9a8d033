/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/config.h"

#include <errno.h>
#include <osmocom/vty/telnet_interface.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "base/version.h"
#include "desk/config_parts.h"
#include "notice/serial.h"

/* DEFUN gives every command all the parameters, and few commands need them all. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

struct config *config_now;
static void *config_ctx;
static bool words_stay; /* what runs points at them */

static struct cmd_node dispatcher_node = { .node = CONFIG_NODE_DISPATCHER,
					   .prompt = "%s(config-dispatcher)# ",
					   .vtysh = 1 };

const char *config_copy(const char *value)
{
	return talloc_strdup(config_ctx, value);
}

void config_replace(const char **text, const char *value)
{
	if (!words_stay)
		talloc_free((void *)(uintptr_t)*text);
	*text = config_copy(value);
}

DEFUN(cfg_dispatcher, cfg_dispatcher_cmd, "dispatcher", "Configure the dispatcher\n")
{
	vty->node = CONFIG_NODE_DISPATCHER;
	return CMD_SUCCESS;
}

DEFUN(cfg_profiles, cfg_profiles_cmd, "profiles DIRECTORY",
      "Folder of CAP profiles\nPath of the folder\n")
{
	config_replace(&config_now->profiles, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_register, cfg_register_cmd, "cell-register FILE",
      "Cell register made by 'cbctl cells import'\nPath of the file\n")
{
	config_replace(&config_now->cell_register, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_basis, cfg_basis_cmd, "basis .TEXT",
      "Sentence that says on what basis findings are made\nThe sentence\n")
{
	char *text = argv_concat(argv, argc, 0);

	config_replace(&config_now->basis, text);
	talloc_free(text);
	return CMD_SUCCESS;
}

DEFUN(cfg_internet, cfg_internet_cmd, "alerts-by-internet",
      "CAP alerts go over the internet channel too\n")
{
	config_now->alerts_by_internet = true;
	return CMD_SUCCESS;
}

DEFUN(cfg_no_internet, cfg_no_internet_cmd, "no alerts-by-internet",
      NO_STR "CAP alerts go over the internet channel too\n")
{
	config_now->alerts_by_internet = false;
	return CMD_SUCCESS;
}

bool config_codes_are_whole(const struct config *config)
{
	return config->serial_codes.first % 4 == 0 && (config->serial_codes.last + 1) % 4 == 0;
}

DEFUN(cfg_codes, cfg_codes_cmd, "serial-codes <0-1023> <0-1023>",
      "Message codes of serial numbers that are this dispatcher's\nFirst\nLast\n")
{
	unsigned long first = strtoul(argv[0], NULL, 10), last = strtoul(argv[1], NULL, 10);

	if (first > last) {
		vty_out(vty, "%% the first code is above the last%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	config_now->serial_codes.first = (uint16_t)first;
	config_now->serial_codes.last = (uint16_t)last;
	if (!config_codes_are_whole(config_now))
		vty_out(vty,
			"%% warning: for ETWS let FIRST and LAST + 1 be multiples of 4 (0 511, 512 "
			"1023)%s",
			VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(cfg_period, cfg_period_cmd, "repetition-period <2-3600>",
      "How often a broadcast is repeated where nothing else says so\nSeconds\n")
{
	config_now->repetition_period_s = (uint32_t)strtoul(argv[0], NULL, 10);
	return CMD_SUCCESS;
}

static int config_write(struct vty *vty)
{
	vty_out(vty, "dispatcher%s", VTY_NEWLINE);
	if (config_now->profiles)
		vty_out(vty, " profiles %s%s", config_now->profiles, VTY_NEWLINE);
	if (config_now->cell_register)
		vty_out(vty, " cell-register %s%s", config_now->cell_register, VTY_NEWLINE);
	if (config_now->basis)
		vty_out(vty, " basis %s%s", config_now->basis, VTY_NEWLINE);
	if (config_now->alerts_by_internet)
		vty_out(vty, " alerts-by-internet%s", VTY_NEWLINE);
	if (config_now->serial_codes.first > 0 ||
	    config_now->serial_codes.last < SERIAL_MESSAGE_CODE_MAX)
		vty_out(vty, " serial-codes %u %u%s", config_now->serial_codes.first,
			config_now->serial_codes.last, VTY_NEWLINE);
	if (config_now->repetition_period_s)
		vty_out(vty, " repetition-period %u%s", config_now->repetition_period_s,
			VTY_NEWLINE);
	config_http_write(vty);
	config_broker_write(vty);
	config_link_write(vty);
	return CMD_SUCCESS;
}

int config_written_by_the_parent(struct vty *vty)
{
	(void)vty;
	return CMD_SUCCESS;
}

static int go_parent(struct vty *vty)
{
	vty->node = vty->node == CONFIG_NODE_DISPATCHER ? CONFIG_NODE : CONFIG_NODE_DISPATCHER;
	vty->index = NULL;
	return vty->node;
}

static struct vty_app_info vty_info = {
	.name = "cbdispatchd",
	.version = VERSION,
	.copyright = "AGPL-3.0-or-later\r\n",
	.go_parent_cb = go_parent,
};

void config_install(int node, struct cmd_element *const *commands)
{
	for (; *commands; commands++)
		install_element(node, *commands);
}

void config_init(void *ctx, struct config *into)
{
	struct cmd_element *const commands[] = { &cfg_profiles_cmd,    &cfg_register_cmd,
						 &cfg_basis_cmd,       &cfg_period_cmd,
						 &cfg_codes_cmd,       &cfg_internet_cmd,
						 &cfg_no_internet_cmd, NULL };

	config_now = into;
	config_now->serial_codes.last = SERIAL_MESSAGE_CODE_MAX;
	config_ctx = ctx;
	vty_info.tall_ctx = ctx;
	vty_init(&vty_info);
	install_node(&dispatcher_node, config_write);
	install_element(CONFIG_NODE, &cfg_dispatcher_cmd);
	config_install(CONFIG_NODE_DISPATCHER, commands);
	config_http_init();
	config_link_init(ctx);
	config_broker_init();
	config_save_guard();
}

enum err config_read(const char *path, struct fault *why)
{
	if (access(path, R_OK) != 0)
		return err_set(why, errno == ENOENT ? ERR_ABSENT : ERR_IO, NULL, "%s: %s", path,
			       strerror(errno));
	if (vty_read_config_file(path, NULL) < 0)
		return err_set(why, ERR_INPUT, NULL,
			       "%s: the line above is no command of this place, or has a value "
			       "outside its range; docs/configuration.md says which there are",
			       path);
	return ERR_OK;
}

/* ---- what no start could make good ------------------------------------------------------ */

void config_tell(const struct config_tell *tell, const struct fault *why)
{
	(*tell->count)++;
	if (tell->fn)
		tell->fn(tell->data, why);
}

size_t config_faults(const struct config *config, config_tell_fn *tell, void *data)
{
	size_t count = 0;
	struct config_tell to = { tell, data, &count };
	struct fault why;

	if (config_broker_check(config, &why) != ERR_OK)
		config_tell(&to, &why);
	config_http_faults(config, &to);
	config_link_faults(config, &to);
	return count;
}

/* ---- what it runs by -------------------------------------------------------------------- */

const struct config *config_in_force(void *ctx, const struct config *config)
{
	struct config *copy = talloc_memdup(ctx, config, sizeof(*config));

	copy->http_count = copy->link_count = 0;
	if (!copy->repetition_period_s)
		copy->repetition_period_s = CONFIG_REPETITION_PERIOD_S;
	for (size_t i = 0; i < config->http_count; i++)
		if (config->http[i].address)
			copy->http[copy->http_count++] = config->http[i];
	copy->links = talloc_zero_array(copy, struct config_link,
					(unsigned int)config->link_count + 1);
	for (size_t i = 0; i < config->link_count; i++) {
		struct config_link *link = &copy->links[copy->link_count];

		if (!config->links[i].link.link)
			continue;
		*link = config->links[i];
		link->nodes = talloc_memdup(copy, link->nodes,
					    sizeof(*link->nodes) * link->node_count);
		link->link.nodes = link->nodes;
		if (!link->link.rhythm_s && !link->has_no_rhythm)
			link->link.rhythm_s = copy->repetition_period_s;
		copy->link_count++;
	}
	words_stay = true;
	return copy;
}

enum err config_listen(void *ctx, const char *address, uint16_t port, struct fault *why)
{
	if (telnet_init_dynif(ctx, NULL, address, port) < 0)
		return err_set(why, ERR_IO, NULL, "VTY on %s port %u", address, port);
	return ERR_OK;
}
