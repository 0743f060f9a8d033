/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the files of the configuration share: one file for each noun of the VTY's language, each
 * with its commands, the lines that write them back, and what is wrong with them.
 */
#ifndef DESK_CONFIG_PARTS_H
#define DESK_CONFIG_PARTS_H

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "desk/config.h"

enum config_node_number {
	CONFIG_NODE_DISPATCHER = _LAST_OSMOVTY_NODE + 1,
	CONFIG_NODE_HTTP,
	CONFIG_NODE_LINK,
	CONFIG_NODE_BROKER,
};

/* libosmovty hands commands nothing but the VTY: the one configuration has to be known. */
extern struct config *config_now;

/* A copy that lives as long as the configuration. */
const char *config_copy(const char *value);
/* Frees what was there, until config_in_force(): what runs points at it from then on. */
void config_replace(const char **text, const char *value);
/* A list that ends with NULL. */
void config_install(int node, struct cmd_element *const *commands);
/* libosmovty wants a writer for each node; the dispatcher's has written these. */
int config_written_by_the_parent(struct vty *vty);

struct config_tell {
	config_tell_fn *fn; /* may be NULL */
	void *data;
	size_t *count;
};
void config_tell(const struct config_tell *tell, const struct fault *why);

void config_http_init(void);
void config_http_faults(const struct config *config, const struct config_tell *tell);
void config_http_write(struct vty *vty);

void config_link_init(void *ctx);
void config_link_write(struct vty *vty);
void config_link_faults(const struct config *config, const struct config_tell *tell);

void config_broker_init(void);
void config_broker_write(struct vty *vty);
enum err MUST_USE config_broker_check(const struct config *config, struct fault *why);

/* libosmovty's `write file` writes whatever is there: it is asked through ours from now on. */
void config_save_guard(void);

#endif
