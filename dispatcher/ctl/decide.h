/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbctl agree, unsuitable, out-of-scope, return, order-urgent, cancel: one person's word on a
   notice. */
#ifndef CTL_DECIDE_H
#define CTL_DECIDE_H

#include "ctl/remote.h"

#define CTL_MARK_USAGE	       " [--digest D] [--public-interest yes|no]"
#define CTL_AGREE_USAGE	       "agree " REMOTE_USAGE CTL_MARK_USAGE " ID"
#define CTL_DECIDE_OPTIONS     REMOTE_USAGE CTL_MARK_USAGE " --situation TEXT --reason TEXT ID"
#define CTL_UNSUITABLE_USAGE   "unsuitable " CTL_DECIDE_OPTIONS
#define CTL_OUT_OF_SCOPE_USAGE "out-of-scope " CTL_DECIDE_OPTIONS
#define CTL_RETURN_USAGE       "return " CTL_DECIDE_OPTIONS
#define CTL_ORDER_URGENT_USAGE "order-urgent " CTL_DECIDE_OPTIONS
#define CTL_CANCEL_USAGE       "cancel " REMOTE_USAGE " --reason TEXT [--correction TEXT] ID"

enum ctl_exit ctl_agree(int argc, char **argv);
enum ctl_exit ctl_unsuitable(int argc, char **argv);
enum ctl_exit ctl_out_of_scope(int argc, char **argv);
enum ctl_exit ctl_return(int argc, char **argv);
enum ctl_exit ctl_order_urgent(int argc, char **argv);
enum ctl_exit ctl_cancel(int argc, char **argv);

#endif
