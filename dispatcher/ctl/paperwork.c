/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/paperwork.h"

#include <stdio.h>
#include <talloc.h>

#include "ctl/notices.h"

enum { FORM_MAX = 64 << 10 };

static enum ctl_exit list(struct remote *remote)
{
	static const struct notices_columns columns = {
		"notices",
		{ "ID", "PAPERWORK", "DUE", "OVERDUE", "AGENCY", "TITLE" },
		{ "notice", "paperwork", "paperwork_due", "paperwork_overdue", "agency", "title" },
		6,
		5,
	};

	return notices_print_table(remote,
				   talloc_asprintf(remote->ctx, "/v1/paperwork?limit=1000%s%s",
						   remote->state ? "&state=" : "",
						   remote->state ? remote->state : ""),
				   &columns);
}

static enum ctl_exit show(struct remote *remote)
{
	return notices_print(remote, remote_notice_path(remote, remote->words[0], "/paperwork"));
}

/* ---- doing ------------------------------------------------------------------------------ */

static enum ctl_exit post(struct remote *remote, const char *rest, struct slice body)
{
	json_t *answer = NULL;
	enum ctl_exit result = remote_post(remote, rest, body, &answer);

	if (result == CTL_DONE && !remote->json)
		printf("notice: %s\npaperwork: %s\n", remote->words[0],
		       remote_text(remote, json_object_get(answer, "paperwork"), "state"));
	json_decref(answer);
	return result;
}

static enum ctl_exit file(struct remote *remote)
{
	struct fault why;
	char *octets;
	size_t size;

	if (ctl_read_file(remote->ctx, remote->words[1], FORM_MAX, &octets, &size, &why) != ERR_OK)
		return ctl_fail(remote->words[1], &why);
	return post(remote, "/paperwork", (struct slice){ octets, size });
}

static enum ctl_exit settle(struct remote *remote, const char *outcome)
{
	struct text body;

	text_init(&body, remote->ctx);
	text_puts(&body, "{");
	remote_put_member(&body, "outcome", outcome);
	remote_put_member(&body, "reason", remote->reason);
	text_puts(&body, "}");
	return post(remote, "/paperwork/decisions", text_slice(&body));
}

static enum ctl_exit accept(struct remote *remote)
{
	return settle(remote, "accepted");
}

static enum ctl_exit give_back(struct remote *remote)
{
	return remote->reason ? settle(remote, "returned") : ctl_usage(CTL_PAPERWORK_RETURN_USAGE);
}

static enum ctl_exit not_recognised(struct remote *remote)
{
	return remote->reason ? settle(remote, "not-recognised")
			      : ctl_usage(CTL_PAPERWORK_NOT_RECOGNISED_USAGE);
}

REMOTE_COMMAND(ctl_paperwork_list, CTL_PAPERWORK_LIST_USAGE, REMOTE_STATE, 0, list)
REMOTE_COMMAND(ctl_paperwork_show, CTL_PAPERWORK_SHOW_USAGE, 0, 1, show)
REMOTE_COMMAND(ctl_paperwork_file, CTL_PAPERWORK_FILE_USAGE, 0, 2, file)
REMOTE_COMMAND(ctl_paperwork_accept, CTL_PAPERWORK_ACCEPT_USAGE, REMOTE_REASON, 1, accept)
REMOTE_COMMAND(ctl_paperwork_return, CTL_PAPERWORK_RETURN_USAGE, REMOTE_REASON, 1, give_back)
REMOTE_COMMAND(ctl_paperwork_not_recognised, CTL_PAPERWORK_NOT_RECOGNISED_USAGE, REMOTE_REASON, 1,
	       not_recognised)
