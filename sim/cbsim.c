/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbsim: simulated carriers and phones. What it can play is this list. */
#include <osmocom/core/select.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cbsim.h"

static const struct {
	const char *name, *usage;
	int (*play)(int argc, char **argv);
} plays[] = {
	{ "bsc", CBSIM_BSC_USAGE, cbsim_bsc },
	{ "phone", CBSIM_PHONE_USAGE, cbsim_phone },
	{ "mqtt-carrier", CBSIM_MQTT_CARRIER_USAGE, cbsim_mqtt_carrier },
	{ "smsc", CBSIM_SMSC_USAGE, cbsim_smsc },
};

bool cbsim_number(uint32_t *out, const char *text, uint64_t max)
{
	uint64_t number;

	if (!slice_to_u64(slice_of(text), max, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

static void on_signal(int number)
{
	(void)number;
	osmo_select_shutdown_request();
}

void cbsim_run(void)
{
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	signal(SIGPIPE, SIG_IGN);
	while (!osmo_select_shutdown_requested())
		osmo_select_main(0);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(plays) / sizeof(plays[0]); i++) {
		if (strcmp(plays[i].name, argv[1]) == 0)
			return plays[i].play(argc - 1, argv + 1);
	}
	for (size_t i = 0; i < sizeof(plays) / sizeof(plays[0]); i++)
		fprintf(stderr, "usage: %s\n", plays[i].usage);
	return CBSIM_USAGE;
}
