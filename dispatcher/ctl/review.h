/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cbctl review: what a reviewer must see before deciding, on one page, readable at 3 a.m.;
 * attachment: what came with an application, as it is, to standard output; reply
 * and coordination-order: the letters that follow from the decision.
 */
#ifndef CTL_REVIEW_H
#define CTL_REVIEW_H

#include "ctl/remote.h"

#define CTL_REVIEW_USAGE	     "review " REMOTE_USAGE " ID"
#define CTL_ATTACHMENT_USAGE	     "attachment " REMOTE_USAGE " ID NUMBER >FILE"
#define CTL_REPLY_USAGE		     "reply " REMOTE_USAGE " ID"
#define CTL_COORDINATION_ORDER_USAGE "coordination-order " REMOTE_USAGE " ID"

enum ctl_exit ctl_review(int argc, char **argv);
enum ctl_exit ctl_attachment(int argc, char **argv);
enum ctl_exit ctl_reply(int argc, char **argv);
enum ctl_exit ctl_coordination_order(int argc, char **argv);

/* The sheet of that notice, not printed: json_decref() it. */
enum ctl_exit review_ask_sheet(struct remote *remote, const char *word, json_t **answer);
/* Title, window, texts and digest: what is agreed to. */
void review_print_content(struct remote *remote, const json_t *answer);

#endif
