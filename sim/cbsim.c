/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbsim: simulated carriers and phones. What it can play is this list. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

static int on_input(struct osmo_fd *fd, unsigned int what)
{
	struct cbsim_input *input = fd->data;
	size_t room = sizeof(input->line) - 1 - input->used;
	ssize_t size = read(fd->fd, input->line + input->used, room);
	char *end;

	(void)what;
	if (size <= 0) { /* nobody there to tell us more; go on */
		osmo_fd_unregister(fd);
		return 0;
	}
	input->used += (size_t)size;
	input->line[input->used] = '\0';
	while ((end = strchr(input->line, '\n'))) {
		*end++ = '\0';
		input->obey(input->data, input->line);
		input->used -= (size_t)(end - input->line);
		memmove(input->line, end, input->used + 1);
	}
	if (input->used == sizeof(input->line) - 1)
		input->used = 0;
	return 0;
}

void cbsim_listen(struct cbsim_input *input, void *data, void (*obey)(void *data, const char *line))
{
	input->data = data;
	input->obey = obey;
	osmo_fd_setup(&input->fd, STDIN_FILENO, OSMO_FD_READ, on_input, input, 0);
	osmo_fd_register(&input->fd);
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
