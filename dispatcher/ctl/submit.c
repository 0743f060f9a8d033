/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/submit.h"

#include <stdio.h>
#include <string.h>

#include "ctl/reach.h"

enum { DOCUMENT_MAX = 16 << 20 };

/* What a document is shows in its first octet: CAP begins with <, an application with {. */
static const char *media_of(struct slice document)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct slice text = document;

	if (slice_starts(text, mark))
		text = (struct slice){ text.at + 3, text.size - 3 };
	text = slice_trim(text);
	if (text.size == 0)
		return NULL;
	return text.at[0] == '<'   ? "application/cap+xml"
	       : text.at[0] == '{' ? "application/json"
				   : NULL;
}

static const struct {
	const char *member, *label;
} shown[] = {
	{ "notice", "notice" },
	{ "state", "state" },
	{ "acceptance_number", "acceptance number" },
	{ "lane", "lane" },
	{ "verdict", "verdict" },
	{ "earliest_send", "earliest sending" },
};

static void print_answer(struct remote *remote, const json_t *answer)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		const char *text = remote_text(remote, answer, shown[i].member);

		if (*text)
			printf("%s: %s\n", shown[i].label, text);
	}
	remote_print_findings(answer);
	reach_print(remote, json_object_get(answer, "audience"));
}

/* Held is not sent: a script that goes on must know. */
static bool is_held(struct remote *remote, const json_t *answer)
{
	static const char *const words[] = { "held", "hold", "duty-officer", "refuse", "refused" };
	const char *state = remote_text(remote, answer, "state");
	const char *verdict = remote_text(remote, answer, "verdict");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(state, words[i]) == 0 || strcmp(verdict, words[i]) == 0)
			return true;
	return false;
}

static enum ctl_exit send_document(struct remote *remote, struct slice document, bool for_good)
{
	const char *media = media_of(document);
	struct http_client_ask ask = { .method = "POST", .media_type = media, .body = document };
	json_t *answer = NULL;
	enum ctl_exit result;

	if (!media) {
		fprintf(stderr, "cbctl: %s is neither CAP XML nor JSON\n", remote->words[0]);
		return CTL_USAGE;
	}
	ask.path = remote->geojson			    ? "/v1/checks?format=geojson"
		   : !for_good				    ? "/v1/checks"
		   : strcmp(media, "application/json") == 0 ? "/v1/requests"
							    : "/v1/alerts";
	remote->json |= remote->geojson;
	result = remote_ask(remote, &ask, &answer);
	if (result == CTL_DONE && !remote->json)
		print_answer(remote, answer);
	if (result == CTL_DONE && is_held(remote, answer))
		result = CTL_REFUSED;
	json_decref(answer);
	return result;
}

static enum ctl_exit run(int argc, char **argv, const char *usage, bool for_good)
{
	const struct remote_form form = { .usage = usage,
					  .takes = for_good ? 0 : REMOTE_GEOJSON,
					  .words = 1 };
	struct remote remote;
	struct fault why;
	char *octets = NULL;
	size_t size = 0;
	enum ctl_exit result = remote_begin(&remote, argc, argv, &form);

	if (result != CTL_DONE)
		return result;
	if (ctl_read_file(remote.ctx, remote.words[0], DOCUMENT_MAX, &octets, &size, &why) ==
	    ERR_OK)
		result = send_document(&remote, (struct slice){ octets, size }, for_good);
	else
		result = ctl_fail("document", &why);
	remote_end(&remote);
	return result;
}

enum ctl_exit ctl_submit(int argc, char **argv)
{
	return run(argc, argv, CTL_SUBMIT_USAGE, true);
}

enum ctl_exit ctl_check(int argc, char **argv)
{
	return run(argc, argv, CTL_CHECK_USAGE, false);
}
