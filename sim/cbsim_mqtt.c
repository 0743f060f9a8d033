/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cbsim.h"
#include "net/log.h"
#include "subscriber.h"

struct play {
	struct subscriber_config config;
	struct mqtt_broker broker;
	const char *out;
};

enum option_letter {
	OPTION_CONNECT = 1,
	OPTION_PORT,
	OPTION_CARRIER,
	OPTION_OUT,
	OPTION_USER,
	OPTION_PASSWORD,
	OPTION_CA,
	OPTION_DELAY,
	OPTION_SILENT,
	OPTION_SILENT_FIRST,
	OPTION_REFUSE,
	OPTION_DUPLICATES,
	OPTION_USERS,
};

static const struct option options[] = {
	{ "connect", required_argument, NULL, OPTION_CONNECT },
	{ "port", required_argument, NULL, OPTION_PORT },
	{ "carrier", required_argument, NULL, OPTION_CARRIER },
	{ "out", required_argument, NULL, OPTION_OUT },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "password-file", required_argument, NULL, OPTION_PASSWORD },
	{ "tls-ca", required_argument, NULL, OPTION_CA },
	{ "delay-ms", required_argument, NULL, OPTION_DELAY },
	{ "silent", no_argument, NULL, OPTION_SILENT },
	{ "silent-first", required_argument, NULL, OPTION_SILENT_FIRST },
	{ "refuse", no_argument, NULL, OPTION_REFUSE },
	{ "duplicates", required_argument, NULL, OPTION_DUPLICATES },
	{ "users", required_argument, NULL, OPTION_USERS },
	{},
};

static bool take_fault(struct subscriber_faults *faults, int option, const char *value)
{
	uint32_t number = 0;

	if (value && !cbsim_number(&number, value, INT32_MAX))
		return false;
	switch (option) {
	case OPTION_DELAY:
		faults->delay = SPAN_MS(number);
		return true;
	case OPTION_SILENT:
		faults->is_silent = true;
		return true;
	case OPTION_SILENT_FIRST:
		faults->silent_first = number;
		return true;
	case OPTION_REFUSE:
		faults->refuses = true;
		return true;
	case OPTION_DUPLICATES:
		faults->duplicates = number;
		return true;
	default:
		return false;
	}
}

static bool take_number(struct play *play, int option, const char *value)
{
	uint32_t number;

	if (!cbsim_number(&number, value, option == OPTION_PORT ? UINT16_MAX : UINT32_MAX))
		return false;
	if (option == OPTION_PORT)
		play->broker.port = (uint16_t)number;
	else
		play->config.users = number;
	return true;
}

static bool take_option(struct play *play, int option, const char *value)
{
	switch (option) {
	case OPTION_CONNECT:
		play->broker.address = value;
		return true;
	case OPTION_PORT:
	case OPTION_USERS:
		return take_number(play, option, value);
	case OPTION_CARRIER:
		play->config.carrier = value;
		return true;
	case OPTION_OUT:
		play->out = value;
		return true;
	case OPTION_USER:
		play->broker.user = value;
		return true;
	case OPTION_PASSWORD:
		play->broker.password_file = value;
		return true;
	case OPTION_CA:
		play->broker.tls_ca = value;
		return true;
	default:
		return take_fault(&play->config.faults, option, value);
	}
}

/* What an earlier run carried out is not carried out again. */
static void read_memory(struct subscriber *subscriber, const char *path)
{
	FILE *from = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;

	if (!from)
		return;
	while (getline(&line, &room, from) > 0)
		subscriber_remember(subscriber, line);
	free(line);
	fclose(from);
}

static int run(struct play *play, void *ctx)
{
	struct subscriber *subscriber;
	struct fault why;

	if (!play->out)
		play->config.people = stdout;
	else if (!(play->config.to = fopen(play->out, "a"))) {
		perror(play->out);
		return CBSIM_FAILED;
	}
	if (subscriber_open(&subscriber, ctx, &play->config, &why) != ERR_OK) {
		fprintf(stderr, "cbsim: %s\n", why.text);
		return CBSIM_FAILED;
	}
	if (play->out)
		read_memory(subscriber, play->out);
	cbsim_run();
	subscriber_close(subscriber);
	return CBSIM_DONE;
}

int cbsim_mqtt_carrier(int argc, char **argv)
{
	struct play play = { .broker = {
				     .address = "127.0.0.1", .port = 1883, .client_id = "cbsim" } };
	void *ctx = talloc_named_const(NULL, 0, "cbsim");
	int option;

	play.config.broker = &play.broker;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!take_option(&play, option, optarg))
			goto usage;
	}
	if (!play.config.carrier || optind < argc)
		goto usage;
	log_begin(ctx, LOGL_NOTICE);
	return run(&play, ctx);
usage:
	fprintf(stderr, "usage: %s\n", CBSIM_MQTT_CARRIER_USAGE);
	return CBSIM_USAGE;
}
