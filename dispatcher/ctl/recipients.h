/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl recipients: who is in which group and area, without a daemon. */
#ifndef CTL_RECIPIENTS_H
#define CTL_RECIPIENTS_H

#include "ctl/ctl.h"

#define CTL_RECIPIENTS_IMPORT_USAGE                                                                \
	"recipients import FILE.csv... --recipients F [--prefixes FILE | --no-prefixes]\n"         \
	"                   [--ported FILE] [--tolerate] [--json]"
#define CTL_RECIPIENTS_SHOW_USAGE "recipients show --recipients F [--json]"
#define CTL_RECIPIENTS_COUNT_USAGE                                                                 \
	"recipients count --recipients F [--group NAME]... [--adcode N]... [--carrier NAME]\n"     \
	"                   [--without-opted-out] [--json]"

/*
 * Each bad line is told on standard error, with --json as one object a line on standard output,
 * before the object of the whole. CTL_REFUSED: nothing was taken.
 */
enum ctl_exit ctl_recipients_import(int argc, char **argv);
enum ctl_exit ctl_recipients_show(int argc, char **argv);
enum ctl_exit ctl_recipients_count(int argc, char **argv);

#endif
