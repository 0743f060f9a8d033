/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl: the command line. What it can do is this list; ctl/<noun>.c is how. */
#include "ctl/cells.h"
#include "ctl/ctl.h"
#include "wire/xml.h"

static const struct ctl_command commands[] = {
	{ "cells", "import", CTL_CELLS_IMPORT_USAGE, ctl_cells_import },
	{ "cells", "in", CTL_CELLS_IN_USAGE, ctl_cells_in },
	{ NULL, NULL, NULL, NULL },
};

int main(int argc, char **argv)
{
	int status;

	xml_begin();
	status = ctl_run(commands, argc, argv);
	xml_end();
	return status;
}
