/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbsim: simulated carriers and phones. What it can play is this list. */
#include <stdio.h>
#include <string.h>

#include "cbsim.h"

static const struct {
	const char *name, *usage;
	int (*play)(int argc, char **argv);
} plays[] = {
	{ "bsc", CBSIM_BSC_USAGE, cbsim_bsc },
	{ "phone", CBSIM_PHONE_USAGE, cbsim_phone },
	{ "mqtt-carrier", CBSIM_MQTT_CARRIER_USAGE, cbsim_mqtt_carrier },
};

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
