/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <osmocom/core/select.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "cbsim.h"
#include "net/log.h"
#include "smsc.h"
#include "smsc_json.h"

struct play {
	struct smsc_config config;
	const char *listen, *out;
	uint32_t port;
	FILE *to;
	struct smsc *smsc;
	struct cbsim_input input;
};

/* ---- options that are numbers: of the faults ------------------------------------------- */

#define AT(member) offsetof(struct smsc_faults, member)

static const struct setting {
	const char *name;
	size_t at;
	uint32_t max;
	bool is_span; /* in milliseconds */
} settings[] = {
	{ "version", AT(version), 255, false },
	{ "per-second", AT(per_second), 1000000, false },
	{ "queue", AT(queue), 1000000, false },
	{ "window", AT(window), 100000, false },
	{ "refuse-every", AT(refuse_every), INT32_MAX, false },
	{ "status", AT(refuse_status), INT32_MAX, false },
	{ "fail-every", AT(fail_every), INT32_MAX, false },
	{ "drop-every", AT(drop_every), INT32_MAX, false },
	{ "late-every", AT(late_every), INT32_MAX, false },
	{ "twice-every", AT(twice_every), INT32_MAX, false },
	{ "undelivered-every", AT(undelivered_every), INT32_MAX, false },
	{ "cut-after", AT(cut_after), INT32_MAX, false },
	{ "congestion", AT(congestion_state), 100, false },
	{ "bind-status", AT(bind_status), INT32_MAX, false },
	{ "delay-ms", AT(delay), INT32_MAX, true },
	{ "late-ms", AT(late), INT32_MAX, true },
	{ "receipt-ms", AT(receipt_delay), INT32_MAX, true },
};

static const struct word {
	const char *name;
	size_t at;
} words[] = {
	{ "silent", AT(is_silent) },
	{ "dead", AT(is_dead) },
	{ "early-receipts", AT(early_receipts) },
	{ "odd-receipts", AT(odd_receipts) },
	{ "reordered", AT(reordered) },
	{ "hex-ids", AT(hex_ids) },
};

enum {
	SETTINGS = sizeof(settings) / sizeof(settings[0]),
	WORDS = sizeof(words) / sizeof(words[0])
};

static bool set_number(struct smsc_faults *faults, const char *name, const char *value)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		uint8_t *member = (uint8_t *)faults + settings[i].at;
		uint32_t number;

		if (strcmp(settings[i].name, name) != 0)
			continue;
		if (!cbsim_number(&number, value, settings[i].max))
			return false;
		if (settings[i].is_span)
			*(struct span *)(void *)member = SPAN_MS(number);
		else
			*(uint32_t *)(void *)member = number;
		return true;
	}
	return false;
}

static bool set_word(struct smsc_faults *faults, const char *name, bool is_on)
{
	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(words[i].name, name) != 0)
			continue;
		*(bool *)(void *)((uint8_t *)faults + words[i].at) = is_on;
		return true;
	}
	return false;
}

static bool set_manner(struct smsc_faults *faults, const char *value)
{
	static const char *const names[] = { "tlv", "text", "both" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], value) != 0)
			continue;
		faults->receipt = (enum smsc_receipt)i;
		return true;
	}
	return false;
}

/* ---- what befalls it -------------------------------------------------------------------- */

/* "drop", "unbind", "set NAME NUMBER", "on NAME", "off NAME", "receipts tlv|text|both" */
static bool obey(struct play *play, const char *line)
{
	struct smsc_faults *faults = smsc_faults(play->smsc);
	char verb[32] = "", name[32] = "", value[32] = "";

	if (sscanf(line, "%31s %31s %31s", verb, name, value) < 1)
		return true;
	if (strcmp(verb, "drop") == 0)
		smsc_drop(play->smsc);
	else if (strcmp(verb, "unbind") == 0)
		smsc_unbind(play->smsc);
	else if (strcmp(verb, "set") == 0)
		return set_number(faults, name, value);
	else if (strcmp(verb, "on") == 0 || strcmp(verb, "off") == 0)
		return set_word(faults, name, verb[1] == 'n');
	else if (strcmp(verb, "receipts") == 0)
		return set_manner(faults, name);
	else
		return false;
	return true;
}

static void on_line(void *data, const char *line)
{
	if (!obey(data, line))
		fprintf(stderr, "cbsim: nobody knows how to %s\n", line);
}

static void on_taken(void *data, const struct smsc_taken *taken)
{
	struct play *play = data;

	smsc_json_write(play->to, taken);
}

/* ---- its beginning ---------------------------------------------------------------------- */

static const char *name_of(const char *argument)
{
	return strncmp(argument, "--", 2) == 0 ? argument + 2 : NULL;
}

/* How many arguments it took; 0: not understood. */
static int take_option(struct play *play, const char *name, const char *value)
{
	struct smsc_faults *faults = &play->config.faults;

	if (set_word(faults, name, true))
		return 1;
	if (!value)
		return 0;
	if (strcmp(name, "listen") == 0)
		play->listen = value;
	else if (strcmp(name, "out") == 0)
		play->out = value;
	else if (strcmp(name, "password") == 0)
		play->config.password = value;
	else if (strcmp(name, "port") == 0)
		return cbsim_number(&play->port, value, UINT16_MAX) ? 2 : 0;
	else if (strcmp(name, "receipts") == 0)
		return set_manner(faults, value) ? 2 : 0;
	else
		return set_number(faults, name, value) ? 2 : 0;
	return 2;
}

static bool take_options(struct play *play, int argc, char **argv)
{
	for (int i = 1, taken; i < argc; i += taken) {
		const char *name = name_of(argv[i]);

		taken = name ? take_option(play, name, i + 1 < argc ? argv[i + 1] : NULL) : 0;
		if (taken == 0)
			return false;
	}
	return true;
}

static enum err begin(struct play *play, void *ctx, struct fault *why)
{
	char text[ADDRESS_TEXT_OCTETS];
	enum err err = address_parse(&play->config.local, play->listen, (uint16_t)play->port, why);

	if (err != ERR_OK)
		return err;
	play->to = play->out ? fopen(play->out, "a") : stdout;
	if (!play->to)
		return err_set(why, ERR_IO, NULL, "cannot write %s", play->out);
	play->config.data = play;
	play->config.taken = on_taken;
	err = smsc_open(&play->smsc, ctx, &play->config, why);
	if (err == ERR_OK)
		fprintf(stderr, "listens at %s\n", address_format(text, smsc_address(play->smsc)));
	return err;
}

int cbsim_smsc(int argc, char **argv)
{
	struct play play = { .config.faults.version = SMPP_VERSION_5_0,
			     .listen = "127.0.0.1",
			     .port = 2775 };
	struct fault why;
	void *ctx;

	if (!take_options(&play, argc, argv)) {
		fprintf(stderr, "usage: %s\n", CBSIM_SMSC_USAGE);
		return CBSIM_USAGE;
	}
	ctx = talloc_named_const(NULL, 0, "cbsim");
	log_begin(ctx, LOGL_NOTICE);
	if (begin(&play, ctx, &why) != ERR_OK) {
		fprintf(stderr, "cbsim: %s\n", why.text);
		return CBSIM_FAILED;
	}
	cbsim_listen(&play.input, &play, on_line);
	cbsim_run();
	smsc_close(play.smsc);
	return CBSIM_DONE;
}
