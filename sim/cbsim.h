/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The plays of cbsim: each is a main() of its own, with an exit status for scripts. */
#ifndef SIM_CBSIM_H
#define SIM_CBSIM_H

#include <osmocom/core/select.h>
#include <stdbool.h>
#include <stdint.h>

enum { CBSIM_DONE = 0, CBSIM_FAILED = 1, CBSIM_USAGE = 2 };

#define CBSIM_BSC_USAGE                                                                            \
	"cbsim bsc (--connect ADDRESS --port N | --listen N) [--count N] [--first ADDRESS]\n"      \
	"       [--cells N] [--plmn 460-00] [--lac N] [--out FILE] [--delay-ms N] [--silent]\n"    \
	"       [--refuse-every N --cause N] [--omit-every N] [--cut-after OCTETS]\n"              \
	"       (standard input: restart|fail|drop|silence|speak|fill|empty bsc-001|all)"
#define CBSIM_PHONE_USAGE "cbsim phone [--cell 460-00-2g-9500-1] [--now T] [FILE]"
#define CBSIM_MQTT_CARRIER_USAGE                                                                   \
	"cbsim mqtt-carrier --carrier ID [--connect ADDRESS] [--port N] [--out FILE]\n"            \
	"       [--user NAME] [--password-file FILE] [--tls-ca FILE] [--users N]\n"                \
	"       [--delay-ms N] [--silent] [--silent-first N] [--refuse] [--duplicates N]"
#define CBSIM_SMSC_USAGE                                                                           \
	"cbsim smsc [--listen ADDRESS] [--port N] [--password P] [--out FILE] [--version N]\n"     \
	"       [--per-second N] [--queue N] [--delay-ms N] [--late-every N --late-ms N]\n"        \
	"       [--drop-every N] [--refuse-every N --status N] [--fail-every N] [--cut-after N]\n" \
	"       [--congestion N] [--bind-status N] [--silent] [--dead] [--hex-ids]\n"              \
	"       [--receipts tlv|text|both] [--receipt-ms N] [--early-receipts] [--odd-receipts]\n" \
	"       [--twice-every N] [--undelivered-every N] [--window N] [--reordered]\n"            \
	"       (standard input: drop | unbind | set NAME N | on NAME | off NAME | receipts HOW)"

/* The number of an option, up to max. */
bool cbsim_number(uint32_t *out, const char *text, uint64_t max);
/* Lines of the standard input, without their end. What is longer than a line may be is left out. */
struct cbsim_input {
	struct osmo_fd fd;
	char line[256];
	size_t used;
	void *data;
	void (*obey)(void *data, const char *line);
};
void cbsim_listen(struct cbsim_input *input, void *data,
		  void (*obey)(void *data, const char *line));
/* Turns the loop until SIGTERM or SIGINT. */
void cbsim_run(void);

int cbsim_bsc(int argc, char **argv);
int cbsim_phone(int argc, char **argv);
int cbsim_mqtt_carrier(int argc, char **argv);
int cbsim_smsc(int argc, char **argv);

#endif
