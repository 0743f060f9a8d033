/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/paperwork.h"

#include <stdio.h>
#include <talloc.h>

#include "ctl/notices.h"
#include "ctl/table.h"

enum { FORM_MAX = 64 << 10, INDENT = 2 };

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

/* ---- what was filed --------------------------------------------------------------------- */

static void print_wrapped(struct remote *remote, const char *text)
{
	fputs(table_wrap(remote->ctx, text, TABLE_WIDTH, INDENT), stdout);
}

static void print_differences(struct remote *remote, const json_t *filed)
{
	const json_t *list = json_object_get(filed, "differs"), *row;
	size_t i;

	if (json_array_size(list) == 0)
		puts("  与系统记录无不一致 / nothing differs from the draft");
	json_array_foreach(list, i, row)
	{
		print_wrapped(remote, talloc_asprintf(remote->ctx,
						      "! %s (%s): 记录 draft \"%s\", 报送 filed "
						      "\"%s\"",
						      remote_text(remote, row, "zh"),
						      remote_text(remote, row, "member"),
						      remote_text(remote, row, "draft"),
						      remote_text(remote, row, "filed")));
	}
}

static void print_filed(struct remote *remote, const json_t *answer)
{
	const json_t *filed = json_object_get(answer, "filed");
	const json_t *form = json_object_get(filed, "form");
	json_t *value;
	const char *name;

	if (!filed)
		return;
	printf("FILED 补办手续  by %s, %s, filing %s\n", remote_text(remote, filed, "by"),
	       remote_text(remote, filed, "at"), remote_text(remote, filed, "filings"));
	if (json_is_true(json_object_get(filed, "is_missing")))
		puts("  ! 报送原文缺失 / what was filed cannot be read");
	json_object_foreach((json_t *)form, name, value)
	{
		print_wrapped(remote, talloc_asprintf(remote->ctx, "%s: %s", name,
						      remote_text(remote, form, name)));
	}
	if (form)
		print_differences(remote, filed);
	printf("  digest: %s\n", remote_text(remote, filed, "digest"));
}

/* *answer: json_decref() it. */
static enum ctl_exit ask(struct remote *remote, json_t **answer)
{
	const char *path = remote_notice_path(remote, remote->words[0], "/paperwork");

	if (!path)
		return CTL_USAGE;
	return remote_ask(remote, &(struct http_client_ask){ .method = "GET", .path = path },
			  answer);
}

static enum ctl_exit show(struct remote *remote)
{
	json_t *answer = NULL;
	enum ctl_exit result = ask(remote, &answer);

	if (result == CTL_DONE && !remote->json) {
		print_filed(remote, answer);
		json_object_del(answer, "filed");
		notices_print_members(remote, answer);
	}
	json_decref(answer);
	return result;
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
	struct slice octets;
	enum ctl_exit result = remote_read(remote, remote->words[1], FORM_MAX, &octets);

	return result == CTL_DONE ? post(remote, "/paperwork", octets) : result;
}

static enum ctl_exit settle(struct remote *remote, const char *outcome)
{
	struct text body;

	text_init(&body, remote->ctx);
	text_puts(&body, "{");
	remote_put_member(&body, "outcome", outcome);
	remote_put_member(&body, "reason", remote->reason);
	remote_put_member(&body, "digest", remote->digest);
	text_puts(&body, "}");
	return post(remote, "/paperwork/decisions", text_slice(&body));
}

/* Nobody accepts what they have not seen: what is shown is exactly what is accepted. */
static enum ctl_exit show_first(struct remote *remote)
{
	bool json = remote->json;
	json_t *answer = NULL;
	enum ctl_exit result;

	if (remote->digest)
		return CTL_DONE;
	remote->json = false;
	result = ask(remote, &answer);
	remote->json = json;
	if (result == CTL_DONE && json_object_get(answer, "filed"))
		remote->digest = remote_text(remote, json_object_get(answer, "filed"), "digest");
	/* JSON is for programs, which are not asked. */
	if (result == CTL_DONE && remote->digest && !json) {
		print_filed(remote, answer);
		if (!remote_says_yes("accept this")) {
			fputs("cbctl: not accepted\n", stderr);
			result = CTL_REFUSED;
		}
	}
	json_decref(answer);
	return result;
}

static enum ctl_exit accept(struct remote *remote)
{
	enum ctl_exit result = show_first(remote);

	return result == CTL_DONE ? settle(remote, "accepted") : result;
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
REMOTE_COMMAND(ctl_paperwork_accept, CTL_PAPERWORK_ACCEPT_USAGE, REMOTE_REASON | REMOTE_DIGEST, 1,
	       accept)
REMOTE_COMMAND(ctl_paperwork_return, CTL_PAPERWORK_RETURN_USAGE, REMOTE_REASON | REMOTE_DIGEST, 1,
	       give_back)
REMOTE_COMMAND(ctl_paperwork_not_recognised, CTL_PAPERWORK_NOT_RECOGNISED_USAGE,
	       REMOTE_REASON | REMOTE_DIGEST, 1, not_recognised)
