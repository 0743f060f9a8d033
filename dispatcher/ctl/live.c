/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/live.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "ctl/table.h"

enum { RETRIES_MAX = 30, SILENCE_SECONDS = 60 };

/* ---- text/event-stream (HTML Living Standard 9.2.6) ---------------------------------------- */

void live_text_init(struct live_text *text, void *ctx, void *data,
		    void (*got)(void *data, const struct live_event *event))
{
	*text = (struct live_text){ .ctx = ctx, .data = data, .got = got };
	text->line = talloc_size(ctx, LIVE_LINE_OCTETS);
}

static void set(struct live_text *text, char **member, struct slice value, bool is_more)
{
	char *old = *member;

	*member = old && is_more ? talloc_asprintf(text->ctx, "%s\n%.*s", old, SLICE_PRINT(value))
				 : slice_string(text->ctx, value);
	talloc_free(old);
}

static void end_event(struct live_text *text)
{
	if (text->event.json)
		text->got(text->data, &text->event);
	talloc_free(text->event.sequence);
	talloc_free(text->event.kind);
	talloc_free(text->event.json);
	text->event = (struct live_event){ NULL, NULL, NULL };
}

static bool take_field(struct slice line, const char *name, struct slice *value)
{
	size_t size = strlen(name);

	if (!slice_starts(line, name))
		return false;
	*value = (struct slice){ line.at + size, line.size - size };
	if (value->size > 0 && value->at[0] == ' ') {
		value->at++;
		value->size--;
	}
	return true;
}

static void take_line(struct live_text *text, struct slice line)
{
	struct slice value;

	if (line.size == 0)
		end_event(text);
	else if (take_field(line, "id:", &value))
		set(text, &text->event.sequence, value, false);
	else if (take_field(line, "event:", &value))
		set(text, &text->event.kind, value, false);
	else if (take_field(line, "data:", &value))
		set(text, &text->event.json, value, true);
}

bool live_text_take(struct live_text *text, struct slice piece)
{
	for (size_t i = 0; i < piece.size; i++) {
		if (piece.at[i] == '\n') {
			take_line(text, (struct slice){ text->line, text->size });
			text->size = 0;
		} else if (text->size == LIVE_LINE_OCTETS) {
			return false;
		} else if (piece.at[i] != '\r') {
			text->line[text->size++] = piece.at[i];
		}
	}
	return true;
}

/* ---- the command -------------------------------------------------------------------------- */

struct following {
	struct remote *remote;
	struct live_text text;
	char after[24]; /* sequence of the newest event seen; empty at first */
};

static void on_event(void *data, const struct live_event *event)
{
	struct following *f = data;
	char *json;

	if (event->sequence)
		snprintf(f->after, sizeof(f->after), "%s", event->sequence);
	if (event->kind && strcmp(event->kind, "resume") == 0)
		return;
	if (f->remote->json) {
		puts(event->json);
	} else {
		json = table_cut(NULL, event->json, 4096);
		printf("%s %s %s\n", event->sequence ? event->sequence : "-",
		       event->kind ? event->kind : "-", json);
		talloc_free(json);
	}
	fflush(stdout);
}

static bool on_piece(void *data, struct slice piece)
{
	struct following *f = data;

	return live_text_take(&f->text, piece);
}

/* CTL_DONE: it ended as streams do, and may be taken up again. */
static enum ctl_exit follow_once(struct following *f, enum err *err, struct fault *why)
{
	struct http_client_ask ask = { .method = "GET",
				       .path = "/v1/live",
				       .last_event_id = f->after[0] ? f->after : NULL,
				       .piece = on_piece,
				       .piece_data = f };
	struct http_client_answer answer = { .status = 0 };

	live_text_init(&f->text, f->remote->ctx, f, on_event);
	*err = http_client_ask(f->remote->ctx, &f->remote->config, &ask, &answer, why);
	talloc_free(f->text.line);
	if (answer.status == 0 || answer.status == 200 || answer.status == 503)
		return CTL_DONE;
	fprintf(stderr, "cbctl: the server says %u\n", answer.status);
	return CTL_USAGE;
}

static enum ctl_exit follow(struct following *f)
{
	char before[sizeof(f->after)];
	struct fault why = { ERR_OK, "", "" };
	enum err err = ERR_OK;
	unsigned int failures = 0;
	bool has_begun = false;

	while (failures < RETRIES_MAX) {
		enum ctl_exit result;

		memcpy(before, f->after, sizeof(before));
		result = follow_once(f, &err, &why);
		/* A first attempt that fails is a wrong address, not a break. */
		has_begun = has_begun || err == ERR_OK;
		if (result != CTL_DONE || err == ERR_DENIED || !has_begun)
			break;
		failures = strcmp(before, f->after) != 0 ? 0 : failures + 1;
		sleep(1);
	}
	return err == ERR_OK ? CTL_USAGE : ctl_fail(f->remote->config.url.host, &why);
}

enum ctl_exit ctl_live(int argc, char **argv)
{
	const struct remote_form form = { CTL_LIVE_USAGE, REMOTE_AFTER, 0 };
	struct following following = { .remote = NULL };
	struct remote remote;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	/* The server speaks every 15 s; a line that is silent for longer is dead. */
	remote.config.patience = SPAN_SECONDS(SILENCE_SECONDS);
	following.remote = &remote;
	if (remote.after)
		snprintf(following.after, sizeof(following.after), "%s", remote.after);
	result = follow(&following);
	remote_end(&remote);
	return result;
}
