/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/complaints.h"

#include <stdio.h>
#include <talloc.h>

#include "ctl/notices.h"

enum { RECORD_MAX = 64 << 10 };

static enum ctl_exit list(struct remote *remote)
{
	static const struct notices_columns columns = {
		"complaints",
		{ "NO", "MATTER", "COUNT", "AGENCY", "NOTICE", "AT", "STRUCK", "SOURCE" },
		{ "complaint", "matter", "count", "agency", "notice", "at", "struck_at", "source" },
		8,
		7,
	};

	return notices_print_table(remote, "/v1/complaints", &columns);
}

static enum ctl_exit post(struct remote *remote, const char *path, struct slice body)
{
	json_t *answer = NULL;
	enum ctl_exit result = remote_send(remote, path, body, &answer);

	if (result == CTL_DONE && !remote->json)
		printf("complaint: %s\nmatter: %s\nagency: %s\ncount: %s\n%s%s%s",
		       remote_text(remote, answer, "complaint"),
		       remote_text(remote, answer, "matter"), remote_text(remote, answer, "agency"),
		       remote_text(remote, answer, "count"),
		       json_object_get(answer, "struck_at") ? "struck: " : "",
		       remote_text(remote, answer, "struck_at"),
		       json_object_get(answer, "struck_at") ? "\n" : "");
	json_decref(answer);
	return result;
}

static enum ctl_exit record(struct remote *remote)
{
	struct slice octets;
	enum ctl_exit result = remote_read(remote, remote->words[0], RECORD_MAX, &octets);

	return result == CTL_DONE ? post(remote, "/v1/complaints", octets) : result;
}

static enum ctl_exit strike(struct remote *remote)
{
	struct slice body;
	uint64_t number;

	if (!remote_reason_of(remote, &number, &body))
		return ctl_usage(CTL_COMPLAINTS_STRIKE_USAGE);
	return post(remote,
		    talloc_asprintf(remote->ctx, "/v1/complaints/%llu/strike",
				    (unsigned long long)number),
		    body);
}

REMOTE_COMMAND(ctl_complaints_list, CTL_COMPLAINTS_LIST_USAGE, 0, 0, list)
REMOTE_COMMAND(ctl_complaints_record, CTL_COMPLAINTS_RECORD_USAGE, 0, 1, record)
REMOTE_COMMAND(ctl_complaints_strike, CTL_COMPLAINTS_STRIKE_USAGE, REMOTE_REASON, 1, strike)
