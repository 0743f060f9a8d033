/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/bootstrap.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <talloc.h>

#include "base/version.h"
#include "ledger/store.h"
#include "net/clock.h"
#include "wire/event_bytes.h"
#include "wire/registry_json.h"

enum {
	TOKEN_OCTETS = 32, /* 256 random bits */
	TOKEN_TEXT_OCTETS = 2 * TOKEN_OCTETS + 1,
};

#define PROGRAM "cbdispatchd " VERSION

struct wanted {
	const char *path;
	enum ledger_realm realm;
	struct utc clock; /* drill: its first moment */
};

static void draw(void *octets, size_t size)
{
	if (getrandom(octets, size, 0) != (ssize_t)size)
		abort();
}

/* ---- the first registry: one administrator, whose token is shown once -------------------- */

static struct slice first_registry(void *ctx, const char *token)
{
	struct person admin = { .identifier = SLICE_LITERAL("admin"),
				.name = SLICE_LITERAL("First administrator"),
				.roles = PERSON_ROLE_ADMIN,
				.token_digest = digest_of_text(slice_of(token)),
				.has_token = true };
	struct registry registry = { .persons = &admin, .person_count = 1 };
	struct text json;

	text_init(&json, ctx);
	registry_json_write(&json, &registry);
	return text_slice(&json);
}

/* ---- the first events ------------------------------------------------------------------- */

static struct store_first_event packed(void *ctx, struct event *event, enum ledger_stream stream)
{
	struct text bytes;

	draw(event->identifier.octets, sizeof(event->identifier.octets));
	text_init(&bytes, ctx);
	event_bytes_pack(&bytes, event);
	return (struct store_first_event){ event->identifier, stream, event_kind_name(event->kind),
					   event->at, text_slice(&bytes) };
}

static enum err create(void *ctx, const struct wanted *wanted, const char *token, struct fault *why)
{
	bool drill = wanted->realm == LEDGER_REALM_DRILL;
	struct utc real = clock_now();
	struct utc begin = utc_is_set(wanted->clock) ? wanted->clock : real;
	struct slice registry = first_registry(ctx, token);
	char *offset = talloc_asprintf(ctx, "%lld", (long long)utc_since(begin, real).us);
	struct event created = { .kind = EVENT_STORE_CREATED,
				 .at = begin,
				 .store_created = { slice_of(drill ? "drill" : "live"),
						    SLICE_LITERAL(PROGRAM), wanted->clock } };
	struct event applied = { .kind = EVENT_REGISTRY_APPLIED,
				 .at = begin,
				 .registry_applied = { .person = SLICE_LITERAL("admin"),
						       .document = digest_of_text(registry),
						       .persons = 1 } };
	struct store_first_event events[] = { packed(ctx, &created, LEDGER_STREAM_STORE),
					      packed(ctx, &applied, LEDGER_STREAM_REGISTRY) };
	struct store_first_state states[] = {
		{ LEDGER_STATE_REGISTRY, { NULL, 0 }, registry },
		{ LEDGER_STATE_CLOCK, { NULL, 0 }, slice_of(offset) },
	};

	return store_create(
		&(struct store_creation){ wanted->path, wanted->realm, events, 2, states, 2 }, why);
}

/* ---- the command ------------------------------------------------------------------------ */

static bool read_realm(struct wanted *wanted, const char *text)
{
	wanted->realm = strcmp(text, "live") == 0    ? LEDGER_REALM_LIVE
			: strcmp(text, "drill") == 0 ? LEDGER_REALM_DRILL
						     : LEDGER_REALM_UNSET;
	return wanted->realm != LEDGER_REALM_UNSET;
}

static bool read_wanted(struct wanted *wanted, int argc, char **argv)
{
	static const struct option options[] = {
		{ "store", required_argument, NULL, 's' },
		{ "realm", required_argument, NULL, 'r' },
		{ "clock", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			wanted->path = optarg;
		else if (option == 'r' && !read_realm(wanted, optarg))
			return false;
		else if (option == 'c' &&
			 utc_parse(&wanted->clock, NULL, slice_of(optarg), NULL) != ERR_OK)
			return false;
		else if (option == '?')
			return false;
	}
	return wanted->path && wanted->realm != LEDGER_REALM_UNSET && optind == argc;
}

enum ctl_exit ctl_bootstrap(int argc, char **argv)
{
	struct wanted wanted = { 0 };
	uint8_t octets[TOKEN_OCTETS];
	char token[TOKEN_TEXT_OCTETS];
	struct fault why;
	void *ctx;
	enum err err;

	if (!read_wanted(&wanted, argc, argv))
		return ctl_usage(CTL_BOOTSTRAP_USAGE);
	if (utc_is_set(wanted.clock) && wanted.realm != LEDGER_REALM_DRILL) {
		err_set(&why, ERR_INPUT, NULL, "only a drill has a clock of its own");
		return ctl_fail("--clock", &why);
	}
	draw(octets, sizeof(octets));
	digest_hex(token, octets, sizeof(octets));
	ctx = talloc_new(NULL);
	err = create(ctx, &wanted, token, &why);
	talloc_free(ctx);
	if (err != ERR_OK)
		return ctl_fail(wanted.path, &why);
	printf("%s\n", token);
	fprintf(stderr,
		"The store %s was made. Above is the token of its first administrator; it is "
		"shown\n"
		"this once and kept nowhere.\n"
		"已创建存储%s。以上为首位管理员的令牌，仅显示这一次，系统不保存。\n",
		wanted.path, wanted.path);
	return CTL_DONE;
}
