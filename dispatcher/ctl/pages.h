/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl pages: what a text becomes on air, octet for octet. */
#ifndef CTL_PAGES_H
#define CTL_PAGES_H

#include "ctl/ctl.h"

#define CTL_PAGES_USAGE "pages [--language L] [--json] TEXT|-"

/* One line for the text, then one for each page; CTL_REFUSED where the text cannot be sent. */
enum ctl_exit ctl_pages(int argc, char **argv);

#endif
