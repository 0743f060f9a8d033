/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/measures.h"

#include <stdio.h>

static enum ctl_exit post(struct remote *remote, const char *rest, struct text *body)
{
	json_t *answer = NULL;
	enum ctl_exit result;

	text_puts(body, "}");
	result = remote_post(remote, rest, text_slice(body), &answer);
	if (result == CTL_DONE && !remote->json) {
		const json_t *prohibition = json_object_get(answer, "prohibition");

		printf("notice: %s\nstate: %s\n", remote->words[0],
		       remote_text(remote, answer, "state"));
		if (prohibition)
			printf("prohibited content: %s\n",
			       remote_text(remote, prohibition, "state"));
	}
	json_decref(answer);
	return result;
}

static void begin_body(struct remote *remote, struct text *body)
{
	text_init(body, remote->ctx);
	text_puts(body, "{");
}

static enum ctl_exit withhold(struct remote *remote)
{
	struct text body;

	if (!remote->reason)
		return ctl_usage(CTL_WITHHOLD_USAGE);
	begin_body(remote, &body);
	remote_put_member(&body, "reason", remote->reason);
	return post(remote, "/withhold", &body);
}

static enum ctl_exit content_stop(struct remote *remote)
{
	struct text body;

	if (!remote->hit || !remote->reason)
		return ctl_usage(CTL_CONTENT_STOP_USAGE);
	begin_body(remote, &body);
	remote_put_member(&body, "hit", remote->hit);
	remote_put_member(&body, "reason", remote->reason);
	return post(remote, "/content-stop", &body);
}

static enum ctl_exit content_report(struct remote *remote)
{
	struct text body;

	if (!remote->to || !remote->reference)
		return ctl_usage(CTL_CONTENT_REPORT_USAGE);
	begin_body(remote, &body);
	remote_put_member(&body, "reported_to", remote->to);
	remote_put_member(&body, "reference", remote->reference);
	remote_put_member(&body, "result", remote->result);
	return post(remote, "/content-report", &body);
}

REMOTE_COMMAND(ctl_withhold, CTL_WITHHOLD_USAGE, REMOTE_REASON, 1, withhold)
REMOTE_COMMAND(ctl_content_stop, CTL_CONTENT_STOP_USAGE, REMOTE_HIT | REMOTE_REASON, 1,
	       content_stop)
REMOTE_COMMAND(ctl_content_report, CTL_CONTENT_REPORT_USAGE,
	       REMOTE_TO | REMOTE_REFERENCE | REMOTE_RESULT, 1, content_report)
