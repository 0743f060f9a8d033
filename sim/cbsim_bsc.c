/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <getopt.h>
#include <osmocom/core/select.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "cbsim.h"
#include "fleet.h"
#include "net/log.h"

struct play {
	struct fleet_config config;
	const char *connect, *out;
	uint16_t port;
	struct fleet *fleet;
	struct cbsim_input input;
};

enum option_letter {
	OPTION_CONNECT = 1,
	OPTION_PORT,
	OPTION_LISTEN,
	OPTION_COUNT,
	OPTION_FIRST,
	OPTION_CELLS,
	OPTION_PLMN,
	OPTION_LAC,
	OPTION_OUT,
	OPTION_DELAY,
	OPTION_SILENT,
	OPTION_REFUSE,
	OPTION_CAUSE,
	OPTION_OMIT,
	OPTION_CUT,
};

static const struct option options[] = {
	{ "connect", required_argument, NULL, OPTION_CONNECT },
	{ "port", required_argument, NULL, OPTION_PORT },
	{ "listen", required_argument, NULL, OPTION_LISTEN },
	{ "count", required_argument, NULL, OPTION_COUNT },
	{ "first", required_argument, NULL, OPTION_FIRST },
	{ "cells", required_argument, NULL, OPTION_CELLS },
	{ "plmn", required_argument, NULL, OPTION_PLMN },
	{ "lac", required_argument, NULL, OPTION_LAC },
	{ "out", required_argument, NULL, OPTION_OUT },
	{ "delay-ms", required_argument, NULL, OPTION_DELAY },
	{ "silent", no_argument, NULL, OPTION_SILENT },
	{ "refuse-every", required_argument, NULL, OPTION_REFUSE },
	{ "cause", required_argument, NULL, OPTION_CAUSE },
	{ "omit-every", required_argument, NULL, OPTION_OMIT },
	{ "cut-after", required_argument, NULL, OPTION_CUT },
	{},
};

static bool read_port(uint16_t *out, const char *text)
{
	uint32_t number;

	if (!cbsim_number(&number, text, UINT16_MAX))
		return false;
	*out = (uint16_t)number;
	return true;
}

static bool take_fault(struct bsc_faults *faults, int option, const char *value)
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
	case OPTION_REFUSE:
		faults->refuse_every = number;
		return true;
	case OPTION_CAUSE:
		faults->refuse_cause = (uint8_t)number;
		return number <= UINT8_MAX;
	case OPTION_OMIT:
		faults->omit_every = number;
		return true;
	case OPTION_CUT:
		faults->cut_after = number;
		return true;
	default:
		return false;
	}
}

static bool take_option(struct play *play, int option, const char *value)
{
	struct fleet_config *config = &play->config;

	switch (option) {
	case OPTION_CONNECT:
		play->connect = value;
		return true;
	case OPTION_PORT:
		return read_port(&play->port, value);
	case OPTION_LISTEN:
		return read_port(&config->local_port, value);
	case OPTION_COUNT:
		return cbsim_number(&config->count, value, FLEET_MAX);
	case OPTION_FIRST:
		config->first = value;
		return true;
	case OPTION_CELLS:
		return cbsim_number(&config->cells, value, FLEET_CELLS_MAX);
	case OPTION_PLMN:
		return cell_id_plmn_parse(&config->plmn, slice_of(value));
	case OPTION_LAC:
		return read_port(&config->first_lac, value);
	case OPTION_OUT:
		play->out = value;
		return true;
	default:
		return take_fault(&config->faults, option, value);
	}
}

static void obey(void *data, const char *line)
{
	struct play *play = data;
	struct fault why;

	if (fleet_obey(play->fleet, line, &why) != ERR_OK)
		fprintf(stderr, "cbsim: %s\n", why.text);
}

static enum err begin(struct play *play, void *ctx, struct fault *why)
{
	struct fleet_config *config = &play->config;
	enum err err;

	config->connects = play->connect != NULL;
	if (config->connects) {
		err = address_parse(&config->remote, play->connect, play->port, why);
		if (err != ERR_OK)
			return err;
	}
	config->to = play->out ? fopen(play->out, "a") : stdout;
	if (!config->to)
		return err_set(why, ERR_IO, NULL, "cannot write %s", play->out);
	return fleet_open(&play->fleet, ctx, config, why);
}

int cbsim_bsc(int argc, char **argv)
{
	struct play play = { .config = { .first = "127.1.0.1",
					 .count = 1,
					 .cells = 3,
					 .plmn = { 460, 0, false },
					 .first_lac = 9500 },
			     .port = 48049 };
	void *ctx = talloc_named_const(NULL, 0, "cbsim");
	struct fault why;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!take_option(&play, option, optarg)) {
			fprintf(stderr, "usage: %s\n", CBSIM_BSC_USAGE);
			return CBSIM_USAGE;
		}
	}
	if (!play.connect == !play.config.local_port) {
		fprintf(stderr, "usage: %s\n", CBSIM_BSC_USAGE);
		return CBSIM_USAGE;
	}
	log_begin(ctx, LOGL_NOTICE);
	if (begin(&play, ctx, &why) != ERR_OK) {
		fprintf(stderr, "cbsim: %s\n", why.text);
		return CBSIM_FAILED;
	}
	cbsim_listen(&play.input, &play, obey);
	cbsim_run();
	fleet_close(play.fleet);
	return CBSIM_DONE;
}
