/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/queue.h"

#include <stdio.h>
#include <talloc.h>

#include "ctl/notices.h"
#include "ctl/table.h"

struct utc queue_time_of(struct remote *remote, const json_t *object, const char *member)
{
	struct utc at = { 0 };

	if (utc_parse(&at, NULL, slice_of(remote_text(remote, object, member)), NULL) != ERR_OK)
		at.us = 0;
	return at;
}

char *queue_span_text(void *ctx, struct span span)
{
	long long minutes = span.us / 60000000;

	if (minutes >= 1440)
		return talloc_asprintf(ctx, "%lldd %lldh", minutes / 1440, minutes % 1440 / 60);
	if (minutes >= 60)
		return talloc_asprintf(ctx, "%lldh %lldm", minutes / 60, minutes % 60);
	return talloc_asprintf(ctx, "%lldm", minutes);
}

const char *queue_time_left(void *ctx, struct utc now, struct utc by)
{
	if (!utc_is_set(by))
		return "";
	if (!utc_before(now, by))
		return talloc_asprintf(ctx, "! -%s", queue_span_text(ctx, utc_since(now, by)));
	return queue_span_text(ctx, utc_since(by, now));
}

/* "03-30 09:00" in China. */
static const char *short_time(void *ctx, struct utc at)
{
	struct civil civil;

	if (!utc_is_set(at))
		return "";
	utc_to_civil(&civil, at, UTC_CHINA_OFFSET_MINUTES);
	return talloc_asprintf(ctx, "%02d-%02d %02d:%02d", civil.month, civil.day, civil.hour,
			       civil.minute);
}

enum { COLUMNS = 7 };

static void print_waiting(struct remote *remote, const json_t *answer)
{
	static const char *const titles[COLUMNS] = { "ID",	  "WAITS FOR", "WAITED", "LEFT",
						     "DECIDE BY", "LANE",      "TITLE" };
	struct utc now = queue_time_of(remote, answer, "now");
	struct table table;
	const json_t *row;
	size_t i;

	table_init(&table, remote->ctx, titles, COLUMNS, COLUMNS - 1);
	json_array_foreach(json_object_get(answer, "notices"), i, row)
	{
		struct utc by = queue_time_of(remote, row, "decide_by");
		struct utc since = queue_time_of(remote, row, "waits_since");

		table_add(&table, (const char *[]){
					  remote_text(remote, row, "notice"),
					  remote_text(remote, row, "waiting_for"),
					  queue_span_text(remote->ctx, utc_since(now, since)),
					  queue_time_left(remote->ctx, now, by),
					  short_time(remote->ctx, by),
					  remote_text(remote, row, "lane"),
					  remote_text(remote, row, "title"),
				  });
	}
	fputs(table_format(&table, TABLE_WIDTH), stdout);
}

static enum ctl_exit print_queue(struct remote *remote)
{
	char *path = talloc_asprintf(remote->ctx, "/v1/notices?waiting_for=any&limit=1000%s%s",
				     remote->lane ? "&lane=" : "",
				     remote->lane ? remote->lane : "");
	struct http_client_ask ask = { .method = "GET", .path = path };
	json_t *answer = NULL;
	enum ctl_exit result = remote_ask(remote, &ask, &answer);

	if (result == CTL_DONE && !remote->json) {
		print_waiting(remote, answer);
		if (json_object_get(answer, "cursor"))
			fprintf(stderr, "cbctl: more than 1000 wait; these are the first to be "
					"decided\n");
	}
	json_decref(answer);
	return result;
}

static const struct notices_columns state_columns = {
	"notices",
	{ "ID", "STATE", "LANE", "AGENCY", "RECEIVED", "TITLE" },
	{ "notice", "state", "lane", "agency", "received", "title" },
	6,
	5,
};

static enum ctl_exit print_state(struct remote *remote)
{
	char *path = talloc_asprintf(remote->ctx, "/v1/notices?limit=1000&state=%s%s%s",
				     remote->state, remote->lane ? "&lane=" : "",
				     remote->lane ? remote->lane : "");

	return notices_print_table(remote, path, &state_columns);
}

static enum ctl_exit queue(struct remote *remote)
{
	return remote->state ? print_state(remote) : print_queue(remote);
}

enum ctl_exit ctl_queue(int argc, char **argv)
{
	const struct remote_form form = { CTL_QUEUE_USAGE, REMOTE_STATE | REMOTE_LANE, 0 };

	return remote_run(argc, argv, &form, queue);
}
