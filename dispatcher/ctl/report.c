/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "ctl/report_print.h"

/* ---- a file that is there when it is whole ----------------------------------------------- */

static char *part_of(const struct remote *remote)
{
	return talloc_asprintf(remote->ctx, "%s.part", remote->out);
}

static enum ctl_exit complain(const char *path)
{
	fprintf(stderr, "cbctl: %s: %s\n", path, strerror(errno));
	return CTL_USAGE;
}

/* Everything that is printed goes there. */
static enum ctl_exit begin_file(const struct remote *remote)
{
	if (!remote->out || freopen(part_of(remote), "wb", stdout))
		return CTL_DONE;
	return complain(remote->out);
}

static enum ctl_exit end_file(const struct remote *remote, enum ctl_exit result)
{
	const char *part;

	if (!remote->out)
		return result;
	part = part_of(remote);
	if (fflush(stdout) != 0 || ferror(stdout))
		result = complain(remote->out);
	if (result == CTL_DONE && rename(part, remote->out) != 0)
		result = complain(remote->out);
	if (result != CTL_DONE)
		remove(part);
	return result;
}

/* ---- page by page ------------------------------------------------------------------------ */

static const char *path_of(struct remote *remote, const char *rest, const char *cursor)
{
	return remote_notice_path(remote, remote->words[0],
				  talloc_asprintf(remote->ctx, "/report?%s%s%s", rest,
						  *cursor ? "&cursor=" : "", cursor));
}

/* The last line of an answer that ends before its rows do; absent where it is whole. */
static struct slice truncated_line(struct slice body)
{
	static const char mark[] = ",,,,,,,truncated,";
	size_t from = body.size > 2 ? body.size - 2 : 0;

	while (from > 0 && body.at[from - 1] != '\n')
		from--;
	if (!memmem(body.at + from, body.size - from, mark, sizeof(mark) - 1))
		return (struct slice){ NULL, 0 };
	return (struct slice){ body.at + from, body.size - from };
}

static const char *cursor_of_line(struct remote *remote, struct slice line)
{
	static const char mark[] = ",truncated,未完,";
	const char *at = memmem(line.at, line.size, mark, sizeof(mark) - 1);

	if (!at)
		return "";
	at += sizeof(mark) - 1;
	return talloc_strndup(remote->ctx, at, strspn(at, "0123456789"));
}

/* The rows of all pages, under one heading. */
static enum ctl_exit print_csv(struct remote *remote)
{
	const char *cursor = "";
	bool is_first = true;

	do {
		const char *path = path_of(remote, "format=csv", cursor);
		struct slice body = { NULL, 0 }, last;
		enum ctl_exit result = remote_get(remote, path, &body);
		const char *from;

		if (result != CTL_DONE)
			return result;
		last = truncated_line(body);
		from = is_first ? body.at : memchr(body.at, '\n', body.size);
		if (from)
			fwrite(from + !is_first, 1,
			       (size_t)((last.at ? last.at : body.at + body.size) - from) -
				       !is_first,
			       stdout);
		cursor = last.at ? cursor_of_line(remote, last) : "";
		is_first = false;
	} while (*cursor);
	return CTL_DONE;
}

/* The features of all pages in one collection; the area comes with each and is kept once. */
static void add_features(json_t *whole, const json_t *page)
{
	json_t *features = json_object_get(whole, "features"), *feature;
	size_t i;

	json_array_foreach(json_object_get(page, "features"), i, feature)
	{
		if (i > 0)
			json_array_append(features, feature);
	}
}

static enum ctl_exit get_page(struct remote *remote, const char *cursor, json_t **page)
{
	struct slice body = { NULL, 0 };
	enum ctl_exit result = remote_get(remote, path_of(remote, "format=geojson", cursor), &body);

	if (result != CTL_DONE)
		return result;
	*page = json_loadb(body.at, body.size, 0, NULL);
	if (*page)
		return CTL_DONE;
	fprintf(stderr, "cbctl: the answer is no JSON\n");
	return CTL_USAGE;
}

enum { DEGREES_DIGITS = 10 }; /* 180.000000 and one more */

static enum ctl_exit print_geojson(struct remote *remote)
{
	json_t *whole = NULL, *page;
	enum ctl_exit result = get_page(remote, "", &whole);

	while (result == CTL_DONE && json_object_get(whole, "cursor")) {
		result = get_page(remote, remote_text(remote, whole, "cursor"), &page);
		if (result != CTL_DONE)
			break;
		add_features(whole, page);
		json_object_del(whole, "cursor");
		if (json_object_get(page, "cursor"))
			json_object_set(whole, "cursor", json_object_get(page, "cursor"));
		json_decref(page);
	}
	if (result == CTL_DONE) {
		json_object_set_new(whole, "truncated", json_false());
		json_dumpf(whole, stdout, JSON_COMPACT | JSON_REAL_PRECISION(DEGREES_DIGITS));
		putchar('\n');
	}
	json_decref(whole);
	return result;
}

/* ---- one answer -------------------------------------------------------------------------- */

static enum ctl_exit print_one(struct remote *remote)
{
	struct http_client_ask ask = {
		.method = "GET",
		.path = path_of(remote, remote->json ? "format=json" : "format=json&cells=none",
				""),
	};
	json_t *answer = NULL;
	enum ctl_exit result;

	if (!ask.path)
		return CTL_USAGE;
	result = remote_ask(remote, &ask, &answer);
	if (result == CTL_DONE && !remote->json)
		report_print(remote, answer);
	if (result == CTL_DONE && json_is_true(json_object_get(answer, "truncated")))
		fprintf(stderr,
			"cbctl: there are more cells: ask with cursor=%s, or with --csv or "
			"--geojson\n",
			remote_text(remote, answer, "cursor"));
	json_decref(answer);
	return result;
}

static enum ctl_exit show(struct remote *remote)
{
	enum ctl_exit result;

	if (remote->json + remote->csv + remote->geojson > 1)
		return ctl_usage(CTL_REPORT_USAGE);
	result = begin_file(remote);
	if (result != CTL_DONE)
		return result;
	if (remote->csv)
		result = print_csv(remote);
	else
		result = remote->geojson ? print_geojson(remote) : print_one(remote);
	return end_file(remote, result);
}

REMOTE_COMMAND(ctl_report, CTL_REPORT_USAGE, REMOTE_CSV | REMOTE_GEOJSON | REMOTE_OUT, 1, show)
