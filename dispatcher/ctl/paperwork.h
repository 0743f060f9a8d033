/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paperwork 补办手续 from the command line (art. 26). */
#ifndef CTL_PAPERWORK_H
#define CTL_PAPERWORK_H

#include "ctl/remote.h"

#define CTL_PAPERWORK_LIST_USAGE   "paperwork list [--state S] " REMOTE_USAGE
#define CTL_PAPERWORK_SHOW_USAGE   "paperwork show ID " REMOTE_USAGE
#define CTL_PAPERWORK_FILE_USAGE   "paperwork file ID FILE " REMOTE_USAGE
#define CTL_PAPERWORK_ACCEPT_USAGE "paperwork accept ID [--digest D] [--reason R] " REMOTE_USAGE
#define CTL_PAPERWORK_RETURN_USAGE "paperwork return ID --reason R [--digest D] " REMOTE_USAGE
#define CTL_PAPERWORK_NOT_RECOGNISED_USAGE                                                         \
	"paperwork not-recognised ID --reason R [--digest D] " REMOTE_USAGE

enum ctl_exit ctl_paperwork_list(int argc, char **argv);
/* What was filed, where it stands, and the draft of what the chain knows. */
enum ctl_exit ctl_paperwork_show(int argc, char **argv);
enum ctl_exit ctl_paperwork_file(int argc, char **argv);
/* Without --digest what was filed is shown first, and is what is accepted. */
enum ctl_exit ctl_paperwork_accept(int argc, char **argv);
enum ctl_exit ctl_paperwork_return(int argc, char **argv);
enum ctl_exit ctl_paperwork_not_recognised(int argc, char **argv);

#endif
