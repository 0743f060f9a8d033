/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writing the configuration back: never one that the next start would refuse. */
#include "desk/config_parts.h"

/* The table of nodes. libosmovty exports it without declaring it, and has no hook before it writes.
 */
extern vector cmdvec;

static int (*write_file)(struct cmd_element *, struct vty *, int, const char *[]);

static void say(void *data, const struct fault *why)
{
	struct vty *vty = data;

	vty_out(vty, "%% %s%s", why->text, VTY_NEWLINE);
}

static int write_what_starts(struct cmd_element *self, struct vty *vty, int argc,
			     const char *argv[])
{
	size_t faults = config_faults(config_now, say, vty);

	if (faults == 0)
		return write_file(self, vty, argc, argv);
	vty_out(vty, "%% nothing is written: with %s the next start would fail%s",
		faults == 1 ? "this" : "these", VTY_NEWLINE);
	return CMD_WARNING;
}

static struct cmd_element *find(const struct cmd_node *node, const char *string)
{
	for (unsigned int i = 0; i < vector_active(node->cmd_vector); i++) {
		struct cmd_element *element = vector_slot(node->cmd_vector, i);

		if (element && strcmp(element->string, string) == 0)
			return element;
	}
	return NULL;
}

void config_save_guard(void)
{
	/* All ways to say it are one function in the library. */
	static const char *const ways[] = { "write file [PATH]", "write file", "write memory",
					    "write", "copy running-config startup-config" };
	const struct cmd_node *node = vector_slot(cmdvec, ENABLE_NODE);

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct cmd_element *element = find(node, ways[i]);

		if (!element || element->func == write_what_starts)
			continue;
		write_file = element->func;
		element->func = write_what_starts;
	}
}
