/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/versions.h"

#include <stdio.h>

#include "wire/application_json.h"

static bool read_application(struct remote *remote, struct slice *out)
{
	struct fault why;
	char *octets;
	size_t size;

	if (ctl_read_file(remote->ctx, remote->words[1], APPLICATION_JSON_OCTETS_MAX, &octets,
			  &size, &why) != ERR_OK) {
		ctl_fail(remote->words[1], &why);
		return false;
	}
	*out = (struct slice){ octets, size };
	return true;
}

/* Posts, and says where the notice stands. */
static enum ctl_exit post(struct remote *remote, const char *rest, struct slice body)
{
	json_t *answer = NULL;
	enum ctl_exit result = remote_post(remote, rest, body, &answer);

	if (result == CTL_DONE && !remote->json)
		printf("notice: %s\nstate: %s\nversion: %s\ndigest: %s\n", remote->words[0],
		       remote_text(remote, answer, "state"), remote_text(remote, answer, "version"),
		       remote_text(remote, answer, "digest"));
	json_decref(answer);
	return result;
}

static enum ctl_exit adjust(struct remote *remote)
{
	struct slice application;
	struct text body;

	if (!remote->situation || !remote->reason)
		return ctl_usage(CTL_AGREE_ADJUSTED_USAGE);
	if (!read_application(remote, &application))
		return CTL_USAGE;
	text_init(&body, remote->ctx);
	text_puts(&body, "{\"decision\":\"agree-adjusted\"");
	remote_put_member(&body, "situation", remote->situation);
	remote_put_member(&body, "reason", remote->reason);
	remote_put_member(&body, "digest", remote->digest);
	text_puts(&body, ",\"application\":");
	text_put(&body, application.at, application.size);
	text_puts(&body, "}");
	return post(remote, "/decisions", text_slice(&body));
}

static enum ctl_exit resubmit(struct remote *remote)
{
	struct slice application;

	if (!read_application(remote, &application))
		return CTL_USAGE;
	return post(remote, "/versions", application);
}

static enum ctl_exit find_digest(struct remote *remote)
{
	struct http_client_ask ask = { .method = "GET" };
	bool as_json = remote->json;
	json_t *answer = NULL;
	enum ctl_exit result;

	ask.path = remote_notice_path(remote, remote->words[0], "");
	if (!ask.path)
		return CTL_USAGE;
	remote->json = false;
	result = remote_ask(remote, &ask, &answer);
	remote->json = as_json;
	if (result == CTL_DONE)
		remote->digest = remote_text(remote, answer, "digest");
	json_decref(answer);
	return result;
}

static enum ctl_exit confirm(struct remote *remote)
{
	enum ctl_exit result = remote->digest ? CTL_DONE : find_digest(remote);
	struct text body;

	if (result != CTL_DONE)
		return result;
	text_init(&body, remote->ctx);
	text_puts(&body, "{");
	remote_put_member(&body, "digest", remote->digest);
	text_puts(&body, "}");
	return post(remote, "/confirm", text_slice(&body));
}

enum ctl_exit ctl_agree_adjusted(int argc, char **argv)
{
	const struct remote_form form = { CTL_AGREE_ADJUSTED_USAGE,
					  REMOTE_SITUATION | REMOTE_REASON | REMOTE_DIGEST, 2 };

	return remote_run(argc, argv, &form, adjust);
}

enum ctl_exit ctl_confirm(int argc, char **argv)
{
	return remote_run(argc, argv, &(struct remote_form){ CTL_CONFIRM_USAGE, REMOTE_DIGEST, 1 },
			  confirm);
}

enum ctl_exit ctl_resubmit(int argc, char **argv)
{
	return remote_run(argc, argv, &(struct remote_form){ CTL_RESUBMIT_USAGE, 0, 2 }, resubmit);
}
