/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Remote: what every command that talks to the daemon shares: --url, --token-file, --ca, --json
 * (CBCTL_URL and CBCTL_TOKEN, the token itself, stand in for the first two), one request, its
 * answer, and the exit status that the answer means.
 */
#ifndef CTL_REMOTE_H
#define CTL_REMOTE_H

#include <jansson.h>

#include "ctl/ctl.h"
#include "net/http_client.h"
#include "wire/text.h"

#define REMOTE_USAGE "[--url U] [--token-file F] [--ca F] [--json]"

enum remote_option {
	/* bits: what a command takes beyond the common ones */
	REMOTE_SITUATION = 1 << 0,
	REMOTE_REASON = 1 << 1,
	REMOTE_CORRECTION = 1 << 2,
	REMOTE_DIGEST = 1 << 3,
	REMOTE_STATE = 1 << 4,
	REMOTE_LANE = 1 << 5,
	REMOTE_AFTER = 1 << 6,
	REMOTE_DELIVERIES = 1 << 7,
	REMOTE_HIT = 1 << 8,
	REMOTE_TO = 1 << 9,
	REMOTE_REFERENCE = 1 << 10,
	REMOTE_RESULT = 1 << 11,
	REMOTE_PUBLIC_INTEREST = 1 << 12,
	REMOTE_PERIOD = 1 << 13,
	REMOTE_CSV = 1 << 14,
	REMOTE_GEOJSON = 1 << 15,
	REMOTE_OUT = 1 << 16,
};

struct remote {
	void *ctx;
	struct http_client_config config;
	bool json;
	const char *situation, *reason, *correction, *digest, *state, *lane, *after;
	const char *hit, *to, *reference, *result, *public_interest, *period, *out;
	bool deliveries, csv, geojson;
	char **words; /* what is left of argv */
	int word_count;
};

struct remote_form {
	const char *usage;
	unsigned int takes; /* enum remote_option */
	int words;	    /* that must be left behind the options */
};
/*
 * Reads the options. On CTL_DONE the caller ends with remote_end(); anything else was said on
 * standard error already.
 */
enum ctl_exit remote_begin(struct remote *out, int argc, char **argv,
			   const struct remote_form *form);
void remote_end(struct remote *remote);

/* The word as a notice's number in a path: "/v1/notices/81/cancel", or NULL with a sentence said.
 */
char *remote_notice_path(struct remote *remote, const char *word, const char *rest);

/*
 * Asks. With --json the answer is printed as it came; a refusal is printed for people
 * otherwise. *answer (may be NULL) is the parsed body, json_decref() it; NULL if it is none, and
 * untouched where no answer came.
 */
enum ctl_exit remote_ask(struct remote *remote, const struct http_client_ask *ask, json_t **answer);

/* The body as it came, on remote->ctx; a refusal is printed for people. path NULL: said already. */
enum ctl_exit remote_get(struct remote *remote, const char *path, struct slice *body);

/* GET of text for people: printed line by line, on CTL_DONE, without what steers a terminal. */
enum ctl_exit remote_print_text(struct remote *remote, const char *path);
/* The same for octets: written to standard output as they are. */
enum ctl_exit remote_print_octets(struct remote *remote, const char *path);

/* The body as JSON to that path (NULL: it was wrong, and said so); *answer is NULL without one. */
enum ctl_exit remote_send(struct remote *remote, const char *path, struct slice body,
			  json_t **answer);
/* The same to /v1/notices/<first word><rest>. */
enum ctl_exit remote_post(struct remote *remote, const char *rest, struct slice body,
			  json_t **answer);
/* "name":"value" into a JSON object that is begun, with its comma; nothing where value is NULL. */
/* A file of the command line as it is. CTL_DONE, or it was said why not. */
enum ctl_exit remote_read(struct remote *remote, const char *path, size_t max, struct slice *out);
/* {"reason":...} of --reason, and the number of a record, which is the first word: false without.
 */
bool remote_reason_of(struct remote *remote, uint64_t *number, struct slice *body);

void remote_put_member(struct text *body, const char *name, const char *value);

/* remote_begin(), `what`, remote_end(). */
typedef enum ctl_exit remote_fn(struct remote *remote);
enum ctl_exit remote_run(int argc, char **argv, const struct remote_form *form, remote_fn *what);

/* A command that is a remote_fn and nothing more. */
#define REMOTE_COMMAND(name, usage, takes, words, what)                                            \
	enum ctl_exit name(int argc, char **argv)                                                  \
	{                                                                                          \
		return remote_run(argc, argv, &(struct remote_form){ usage, takes, words }, what); \
	}

/* At a terminal a person says yes to what was just shown ("agree to this"); a script has said so by
   calling. */
bool remote_says_yes(const char *to_what);
/* Findings of an answer, one a line and language. */
void remote_print_findings(const json_t *answer);
/* A member as text, "" if it is not there; numbers as digits. On remote->ctx, not the JSON's. */
const char *remote_text(struct remote *remote, const json_t *object, const char *member);

#endif
