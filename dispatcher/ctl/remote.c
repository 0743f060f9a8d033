/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/remote.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "ctl/table.h"

enum { TOKEN_OCTETS_MAX = 4096 };

#define DEFAULT_URL "http://127.0.0.1:8080"

/* ---- options ------------------------------------------------------------------------------ */

enum { OPT_URL = 256, OPT_TOKEN_FILE, OPT_CA, OPT_JSON, OPT_OWN };

static const struct option options[] = {
	{ "url", required_argument, NULL, OPT_URL },
	{ "token-file", required_argument, NULL, OPT_TOKEN_FILE },
	{ "ca", required_argument, NULL, OPT_CA },
	{ "json", no_argument, NULL, OPT_JSON },
	/* The commands' own, in the order of enum remote_option. */
	{ "situation", required_argument, NULL, OPT_OWN },
	{ "reason", required_argument, NULL, OPT_OWN + 1 },
	{ "correction", required_argument, NULL, OPT_OWN + 2 },
	{ "digest", required_argument, NULL, OPT_OWN + 3 },
	{ "state", required_argument, NULL, OPT_OWN + 4 },
	{ "lane", required_argument, NULL, OPT_OWN + 5 },
	{ "after", required_argument, NULL, OPT_OWN + 6 },
	{ "deliveries", no_argument, NULL, OPT_OWN + 7 },
	{ "hit", required_argument, NULL, OPT_OWN + 8 },
	{ "to", required_argument, NULL, OPT_OWN + 9 },
	{ "reference", required_argument, NULL, OPT_OWN + 10 },
	{ "result", required_argument, NULL, OPT_OWN + 11 },
	{ "public-interest", required_argument, NULL, OPT_OWN + 12 },
	{ "period", required_argument, NULL, OPT_OWN + 13 },
	{ "csv", no_argument, NULL, OPT_OWN + 14 },
	{ "geojson", no_argument, NULL, OPT_OWN + 15 },
	{ "out", required_argument, NULL, OPT_OWN + 16 },
	{ NULL, 0, NULL, 0 },
};

struct given {
	const char *url, *token_file, *ca;
};

static bool take_own(struct remote *remote, const struct remote_form *form, int option)
{
	/* A flag where there is no text. */
	const struct {
		const char **text;
		bool *flag;
	} own[] = {
		{ &remote->situation, NULL },
		{ &remote->reason, NULL },
		{ &remote->correction, NULL },
		{ &remote->digest, NULL },
		{ &remote->state, NULL },
		{ &remote->lane, NULL },
		{ &remote->after, NULL },
		{ NULL, &remote->deliveries },
		{ &remote->hit, NULL },
		{ &remote->to, NULL },
		{ &remote->reference, NULL },
		{ &remote->result, NULL },
		{ &remote->public_interest, NULL },
		{ &remote->period, NULL },
		{ NULL, &remote->csv },
		{ NULL, &remote->geojson },
		{ &remote->out, NULL },
	};
	unsigned int n = (unsigned int)(option - OPT_OWN);

	if (!(form->takes & (1u << n)))
		return false;
	if (own[n].text)
		*own[n].text = optarg;
	else
		*own[n].flag = true;
	return true;
}

static bool take_option(struct remote *remote, const struct remote_form *form, struct given *given,
			int option)
{
	switch (option) {
	case OPT_URL:
		given->url = optarg;
		return true;
	case OPT_TOKEN_FILE:
		given->token_file = optarg;
		return true;
	case OPT_CA:
		given->ca = optarg;
		return true;
	case OPT_JSON:
		remote->json = true;
		return true;
	default:
		return option >= OPT_OWN && take_own(remote, form, option);
	}
}

static enum err find_token(struct remote *remote, const struct given *given, struct fault *why)
{
	char *octets = NULL;
	size_t size = 0;
	enum err err;

	if (!given->token_file) {
		remote->config.token = getenv("CBCTL_TOKEN");
		return ERR_OK;
	}
	err = ctl_read_file(remote->ctx, given->token_file, TOKEN_OCTETS_MAX, &octets, &size, why);
	if (err != ERR_OK)
		return err;
	octets[strcspn(octets, "\r\n")] = '\0';
	remote->config.token = octets;
	return ERR_OK;
}

static enum ctl_exit settle(struct remote *remote, const struct given *given)
{
	const char *url = given->url ? given->url : getenv("CBCTL_URL");
	struct fault why;
	enum err err = http_url_parse(&remote->config.url, slice_of(url ? url : DEFAULT_URL), &why);

	remote->config.ca_file = given->ca;
	if (err == ERR_OK)
		err = find_token(remote, given, &why);
	if (err == ERR_OK)
		return CTL_DONE;
	remote_end(remote);
	return ctl_fail("options", &why);
}

enum ctl_exit remote_begin(struct remote *out, int argc, char **argv,
			   const struct remote_form *form)
{
	struct given given = { NULL, NULL, NULL };
	int option;

	*out = (struct remote){ .ctx = talloc_named_const(NULL, 0, "cbctl") };
	optind = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (take_option(out, form, &given, option))
			continue;
		remote_end(out);
		return ctl_usage(form->usage);
	}
	out->words = argv + optind;
	out->word_count = argc - optind;
	if (out->word_count == form->words)
		return settle(out, &given);
	remote_end(out);
	return ctl_usage(form->usage);
}

void remote_end(struct remote *remote)
{
	talloc_free(remote->ctx);
	remote->ctx = NULL;
}

char *remote_notice_path(struct remote *remote, const char *word, const char *rest)
{
	uint64_t number;

	if (slice_to_u64(slice_of(word), INT64_MAX, &number) && number > 0)
		return talloc_asprintf(remote->ctx, "/v1/notices/%" PRIu64 "%s", number, rest);
	fprintf(stderr, "cbctl: \"%s\" is no notice's id\n", word);
	return NULL;
}

/* ---- answers ------------------------------------------------------------------------------ */

const char *remote_text(struct remote *remote, const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);

	if (json_is_string(value))
		return talloc_strdup(remote->ctx, json_string_value(value));
	if (json_is_integer(value))
		return talloc_asprintf(remote->ctx, "%" JSON_INTEGER_FORMAT,
				       json_integer_value(value));
	return json_is_true(value) ? "yes" : json_is_false(value) ? "no" : "";
}

static void print_sentence(const char *text)
{
	char *shown = text && *text ? table_cut(NULL, text, 4096) : NULL;

	if (shown)
		printf("    %s\n", shown);
	talloc_free(shown);
}

void remote_print_findings(const json_t *answer)
{
	const json_t *finding;
	size_t i;

	json_array_foreach(json_object_get(answer, "findings"), i, finding)
	{
		const char *article = json_string_value(json_object_get(finding, "article"));
		const char *effect = json_string_value(json_object_get(finding, "effect"));
		const char *rule = json_string_value(json_object_get(finding, "rule"));

		printf("  %s: %s%s%s\n", effect ? effect : "?", rule ? rule : "?",
		       article ? ", " : "", article ? article : "");
		print_sentence(json_string_value(json_object_get(finding, "zh")));
		print_sentence(json_string_value(json_object_get(finding, "en")));
		print_sentence(json_string_value(json_object_get(finding, "suggestion")));
	}
}

/* Judged and refused is 1; what never came to be judged is 2. */
static enum ctl_exit exit_of(unsigned int status)
{
	if (status < 300)
		return CTL_DONE;
	return status == 403 || status == 409 || status == 422 ? CTL_REFUSED : CTL_USAGE;
}

static void print_refusal(unsigned int status, const json_t *answer)
{
	static const char *const members[] = { "zh", "en", "detail" };

	fprintf(stderr, "cbctl: the server says %u\n", status);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		print_sentence(json_string_value(json_object_get(answer, members[i])));
	remote_print_findings(answer);
}

static void print_raw(struct slice body)
{
	if (body.size == 0)
		return;
	fwrite(body.at, 1, body.size, stdout);
	if (body.at[body.size - 1] != '\n')
		putchar('\n');
}

enum ctl_exit remote_ask(struct remote *remote, const struct http_client_ask *ask, json_t **answer)
{
	struct http_client_answer got;
	struct fault why;
	enum ctl_exit result;
	json_t *body;

	if (http_client_ask(remote->ctx, &remote->config, ask, &got, &why) != ERR_OK)
		return ctl_fail(remote->config.url.host, &why);
	result = exit_of(got.status);
	body = json_loadb(got.body.at ? got.body.at : "", got.body.size, JSON_REJECT_DUPLICATES,
			  NULL);
	if (remote->json)
		print_raw(got.body);
	else if (result != CTL_DONE)
		print_refusal(got.status, body);
	if (answer)
		*answer = body;
	else
		json_decref(body);
	return result;
}

/* What it quotes may not steer the terminal; its lines stay as long as they are. */
static void print_lines(struct remote *remote, struct slice text)
{
	struct slice rest = text;

	while (rest.size > 0) {
		const char *end = memchr(rest.at, '\n', rest.size);
		size_t size = end ? (size_t)(end - rest.at) : rest.size;
		char *line = slice_string(remote->ctx, (struct slice){ rest.at, size });

		puts(table_cut(remote->ctx, line, SIZE_MAX / 2));
		size += end ? 1 : 0;
		rest = (struct slice){ rest.at + size, rest.size - size };
	}
}

typedef void print_fn(struct remote *remote, struct slice body);

static void print_octets(struct remote *remote, struct slice body)
{
	(void)remote;
	fwrite(body.at, 1, body.size, stdout);
}

/* What is not JSON is a problem all the same where it is refused. */
enum ctl_exit remote_get(struct remote *remote, const char *path, struct slice *body)
{
	struct http_client_ask ask = { .method = "GET", .path = path };
	struct http_client_answer got;
	struct fault why;
	enum ctl_exit result;
	json_t *problem;

	if (!path)
		return CTL_USAGE;
	if (http_client_ask(remote->ctx, &remote->config, &ask, &got, &why) != ERR_OK)
		return ctl_fail(remote->config.url.host, &why);
	result = exit_of(got.status);
	if (result == CTL_DONE) {
		*body = got.body;
		return result;
	}
	problem = json_loadb(got.body.at ? got.body.at : "", got.body.size, 0, NULL);
	print_refusal(got.status, problem);
	json_decref(problem);
	return result;
}

static enum ctl_exit get(struct remote *remote, const char *path, print_fn *print)
{
	struct slice body = { NULL, 0 };
	enum ctl_exit result = remote_get(remote, path, &body);

	if (result == CTL_DONE)
		print(remote, body);
	return result;
}

enum ctl_exit remote_print_text(struct remote *remote, const char *path)
{
	return get(remote, path, print_lines);
}

enum ctl_exit remote_print_octets(struct remote *remote, const char *path)
{
	return get(remote, path, print_octets);
}

enum ctl_exit remote_send(struct remote *remote, const char *path, struct slice body,
			  json_t **answer)
{
	struct http_client_ask ask = {
		.method = "POST", .path = path, .media_type = "application/json", .body = body
	};

	*answer = NULL;
	return ask.path ? remote_ask(remote, &ask, answer) : CTL_USAGE;
}

enum ctl_exit remote_post(struct remote *remote, const char *rest, struct slice body,
			  json_t **answer)
{
	return remote_send(remote, remote_notice_path(remote, remote->words[0], rest), body,
			   answer);
}

enum ctl_exit remote_read(struct remote *remote, const char *path, size_t max, struct slice *out)
{
	struct fault why;
	char *octets;

	if (ctl_read_file(remote->ctx, path, max, &octets, &out->size, &why) != ERR_OK)
		return ctl_fail(path, &why);
	out->at = octets;
	return CTL_DONE;
}

bool remote_reason_of(struct remote *remote, uint64_t *number, struct slice *body)
{
	struct text json;

	if (!remote->reason || !slice_to_u64(slice_of(remote->words[0]), INT64_MAX, number))
		return false;
	text_init(&json, remote->ctx);
	text_puts(&json, "{");
	remote_put_member(&json, "reason", remote->reason);
	text_puts(&json, "}");
	*body = text_slice(&json);
	return true;
}

void remote_put_member(struct text *body, const char *name, const char *value)
{
	if (!value)
		return;
	if (body->at[body->size - 1] != '{')
		text_puts(body, ",");
	text_printf(body, "\"%s\":", name);
	text_put_json(body, slice_of(value));
}

enum ctl_exit remote_run(int argc, char **argv, const struct remote_form *form, remote_fn *what)
{
	struct remote remote;
	enum ctl_exit result = remote_begin(&remote, argc, argv, form);

	if (result != CTL_DONE)
		return result;
	result = what(&remote);
	remote_end(&remote);
	return result;
}

bool remote_says_yes(const char *to_what)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return true;
	fprintf(stderr, "cbctl: %s? [y/N] ", to_what);
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}
