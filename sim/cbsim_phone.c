/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "air_json.h"
#include "cbsim.h"
#include "net/clock.h"
#include "phone.h"

static void say_end(const struct air_line *line)
{
	static const char *const how[] = {
		[AIR_STOPPED] = "stopped",
		[AIR_ENDED] = "ended by itself",
		[AIR_LOST] = "lost by its BSC",
	};
	char at[UTC_TEXT_OCTETS];

	printf("%.16s  %s: id %u serial %04x is off the air (%s, %u broadcasts)\n",
	       utc_format(at, line->change.at, UTC_CHINA_OFFSET_MINUTES), line->cell,
	       line->message.message_identifier, line->message.serial_number,
	       how[line->change.kind], line->change.broadcasts);
}

static void hear(struct phone *phone, const struct air_line *line)
{
	if (line->change.kind != AIR_ON)
		say_end(line);
	else if (phone_receive(phone, &line->message, line->change.at))
		phone_draw(stdout, &line->message, line->cell, line->change.at);
	fflush(stdout);
}

/* `ahead`: of our clock, by how much the clocks are that the phone shows (a drill's). */
static void listen_to(FILE *from, const char *cell, struct span ahead)
{
	struct phone phone = { .shown = 0 };
	struct air_line line;
	struct fault why;
	char *text = NULL;
	size_t room = 0;

	while (getline(&text, &room, from) > 0) {
		if (air_json_read(&line, text, &why) != ERR_OK)
			fprintf(stderr, "cbsim: %s\n", why.text);
		else if (!cell || strcmp(cell, line.cell) == 0) {
			line.change.at = utc_add(line.change.at, ahead);
			hear(&phone, &line);
		}
	}
	free(text);
	printf("shown %u, suppressed as duplicates %u\n", phone.shown, phone.suppressed);
}

int cbsim_phone(int argc, char **argv)
{
	static const struct option options[] = { { "cell", required_argument, NULL, 'c' },
						 { "now", required_argument, NULL, 'n' },
						 {} };
	const char *cell = NULL;
	struct span ahead = { 0 };
	struct utc now;
	FILE *from = stdin;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c') {
			cell = optarg;
		} else if (option == 'n' &&
			   utc_parse(&now, NULL, slice_of(optarg), NULL) == ERR_OK) {
			ahead = utc_since(now, clock_now());
		} else {
			fprintf(stderr, "usage: %s\n", CBSIM_PHONE_USAGE);
			return CBSIM_USAGE;
		}
	}
	if (optind < argc && strcmp(argv[optind], "-") != 0)
		from = fopen(argv[optind], "r");
	if (!from) {
		perror(argv[optind]);
		return CBSIM_USAGE;
	}
	listen_to(from, cell, ahead);
	return CBSIM_DONE;
}
