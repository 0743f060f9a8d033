/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "ctl/table.h"
#include "wire/text.h"

enum { REGISTRY_MAX = 64 << 20, DAYS_MAX = 3660 };

/* ---- links -------------------------------------------------------------------------------- */

static const char *const titles[] = {
	"LINK", "CARRIER", "PROTOCOL", "NODE", "UP", "SINCE", "PEER"
};

static void add_link(struct remote *remote, struct table *table, const json_t *link)
{
	const json_t *node, *nodes = json_object_get(link, "nodes");
	const char *name = remote_text(remote, link, "link");
	const char *carrier = remote_text(remote, link, "carrier");
	const char *protocol = remote_text(remote, link, "protocol");
	size_t i;

	if (json_array_size(nodes) == 0) {
		const char *texts[] = {
			name, carrier, protocol, "", "no", "", remote_text(remote, link, "reason")
		};

		table_add(table, texts);
	}
	json_array_foreach(nodes, i, node)
	{
		const char *texts[] = { name,
					carrier,
					protocol,
					remote_text(remote, node, "node"),
					remote_text(remote, node, "up"),
					remote_text(remote, node, "since"),
					remote_text(remote, node, "peer") };

		table_add(table, texts);
	}
}

static void add_broker(struct remote *remote, struct table *table, const json_t *broker)
{
	const char *address = remote_text(remote, broker, "address");
	const char *texts[] = {
		"(broker)",
		"",
		"mqtt",
		"",
		remote_text(remote, broker, "up"),
		remote_text(remote, broker, "since"),
		json_is_true(json_object_get(broker, "up"))
			? talloc_asprintf(remote->ctx, "%s:%s", address,
					  remote_text(remote, broker, "port"))
			: remote_text(remote, broker, "reason"),
	};

	if (broker)
		table_add(table, texts);
}

enum ctl_exit ctl_links(int argc, char **argv)
{
	const struct remote_form form = { CTL_LINKS_USAGE, 0, 0 };
	struct http_client_ask ask = { .method = "GET", .path = "/v1/links" };
	struct remote remote;
	struct table table;
	json_t *answer = NULL, *link;
	size_t i;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	result = remote_ask(&remote, &ask, &answer);
	table_init(&table, remote.ctx, titles, sizeof(titles) / sizeof(titles[0]), 6);
	json_array_foreach(json_object_get(answer, "links"), i, link)
	{
		add_link(&remote, &table, link);
	}
	add_broker(&remote, &table, json_object_get(answer, "broker"));
	if (result == CTL_DONE && !remote.json)
		fputs(table_format(&table, TABLE_WIDTH), stdout);
	json_decref(answer);
	remote_end(&remote);
	return result;
}

/* ---- what changes something --------------------------------------------------------------- */

static enum ctl_exit post(struct remote *remote, const char *path, struct slice body)
{
	struct http_client_ask ask = {
		.method = "POST", .path = path, .media_type = "application/json", .body = body
	};
	enum ctl_exit result = remote_ask(remote, &ask, NULL);

	if (result == CTL_DONE && !remote->json)
		puts("done");
	return result;
}

enum ctl_exit ctl_links_reset(int argc, char **argv)
{
	const struct remote_form form = { CTL_LINKS_RESET_USAGE, REMOTE_REASON, 1 };
	struct remote remote;
	struct text body;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	text_init(&body, remote.ctx);
	text_puts(&body, "{");
	remote_put_member(&body, "node", remote.words[0]);
	remote_put_member(&body, "reason", remote.reason);
	text_puts(&body, "}");
	result = remote.reason ? post(&remote, "/v1/links/reset", text_slice(&body))
			       : ctl_usage(form.usage);
	remote_end(&remote);
	return result;
}

enum ctl_exit ctl_registry_apply(int argc, char **argv)
{
	const struct remote_form form = { CTL_REGISTRY_APPLY_USAGE, 0, 1 };
	struct remote remote;
	struct fault why;
	char *octets = NULL;
	size_t size = 0;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	if (ctl_read_file(remote.ctx, remote.words[0], REGISTRY_MAX, &octets, &size, &why) ==
	    ERR_OK)
		result = post(&remote, "/v1/registry", (struct slice){ octets, size });
	else
		result = ctl_fail("registry", &why);
	remote_end(&remote);
	return result;
}

enum ctl_exit ctl_cells_swap(int argc, char **argv)
{
	const struct remote_form form = { CTL_CELLS_SWAP_USAGE, 0, 1 };
	struct remote remote;
	struct text body;
	char *whole;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	/* The daemon's working directory is not ours. */
	whole = realpath(remote.words[0], NULL);
	text_init(&body, remote.ctx);
	text_puts(&body, "{\"path\":");
	text_put_json(&body, slice_of(whole ? whole : remote.words[0]));
	text_puts(&body, "}");
	result = post(&remote, "/v1/cells", text_slice(&body));
	free(whole);
	remote_end(&remote);
	return result;
}

enum ctl_exit ctl_clock_advance(int argc, char **argv)
{
	const struct remote_form form = { CTL_CLOCK_ADVANCE_USAGE, 0, 1 };
	struct remote remote;
	struct text body;
	uint64_t days;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	if (slice_to_u64(slice_of(remote.words[0]), DAYS_MAX, &days) && days > 0) {
		text_init(&body, remote.ctx);
		text_printf(&body, "{\"days\":%u}", (unsigned int)days);
		result = post(&remote, "/v1/clock/advance", text_slice(&body));
	} else {
		result = ctl_usage(CTL_CLOCK_ADVANCE_USAGE);
	}
	remote_end(&remote);
	return result;
}
