/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cbctl text check: what chapter 4 says of a text, without a daemon: its length, the sending body's
 * name and number where they are given, links, and the words of the country's list.
 */
#ifndef CTL_TEXT_H
#define CTL_TEXT_H

#include "ctl/ctl.h"

#define CTL_TEXT_CHECK_USAGE                                                                       \
	"text check [--lane L] [--sender NAME]... [--phone N]... [--signature S] [--basis S]\n"    \
	"                   [--profiles DIR] [--json] TEXT|- | --lines"

/*
 * One text: the argument, or all of standard input for "-". --lines: one text a line of standard
 * input, one answer a line. CTL_REFUSED where one is refused or held, CTL_USAGE where one cannot
 * be read.
 */
enum ctl_exit ctl_text_check(int argc, char **argv);

#endif
