/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/suspensions.h"

#include <stdio.h>
#include <talloc.h>

#include "ctl/notices.h"

enum { ORDER_MAX = 64 << 10 };

static enum ctl_exit list(struct remote *remote)
{
	static const struct notices_columns columns = {
		"suspensions",
		{ "NO", "AGENCY", "FROM", "UNTIL", "LIFTED", "REASON" },
		{ "suspension", "agency", "from", "until", "lifted_at", "reason" },
		6,
		5,
	};

	return notices_print_table(remote, "/v1/suspensions", &columns);
}

static enum ctl_exit post(struct remote *remote, const char *path, struct slice body)
{
	json_t *answer = NULL;
	enum ctl_exit result = remote_send(remote, path, body, &answer);

	if (result == CTL_DONE && !remote->json)
		printf("suspension: %s\nagency: %s\nfrom: %s\n%s%s%s",
		       remote_text(remote, answer, "suspension"),
		       remote_text(remote, answer, "agency"), remote_text(remote, answer, "from"),
		       json_object_get(answer, "lifted_at") ? "lifted: " : "",
		       remote_text(remote, answer, "lifted_at"),
		       json_object_get(answer, "lifted_at") ? "\n" : "");
	json_decref(answer);
	return result;
}

static enum ctl_exit order(struct remote *remote)
{
	struct slice octets;
	enum ctl_exit result = remote_read(remote, remote->words[0], ORDER_MAX, &octets);

	return result == CTL_DONE ? post(remote, "/v1/suspensions", octets) : result;
}

static enum ctl_exit lift(struct remote *remote)
{
	struct slice body;
	uint64_t number;

	if (!remote_reason_of(remote, &number, &body))
		return ctl_usage(CTL_SUSPENSIONS_LIFT_USAGE);
	return post(remote,
		    talloc_asprintf(remote->ctx, "/v1/suspensions/%llu/lift",
				    (unsigned long long)number),
		    body);
}

REMOTE_COMMAND(ctl_suspensions_list, CTL_SUSPENSIONS_LIST_USAGE, 0, 0, list)
REMOTE_COMMAND(ctl_suspensions_order, CTL_SUSPENSIONS_ORDER_USAGE, 0, 1, order)
REMOTE_COMMAND(ctl_suspensions_lift, CTL_SUSPENSIONS_LIFT_USAGE, REMOTE_REASON, 1, lift)
