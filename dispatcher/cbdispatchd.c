/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cbdispatchd: start order, loop, stop order. */
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <osmocom/core/application.h>
#include <osmocom/core/select.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <talloc.h>
#include <unistd.h>

#include "base/version.h"
#include "desk/config.h"
#include "desk/desk.h"
#include "desk/preflight.h"
#include "net/log.h"
#include "wire/xml.h"

enum { VTY_PORT_DEFAULT = 4269 };

struct arguments {
	const char *config, *store, *profiles;
	int level;
	uint16_t vty_port;
	bool only_check;
};

/* ---- when to stop ------------------------------------------------------------------------ */

static bool stop_requested;

/* A second one does not wait for order. */
static void on_second_signal(int number)
{
	_exit(128 + number);
}

static sigset_t stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return set;
}

static void on_signal(struct osmo_signalfd *from, const struct signalfd_siginfo *which)
{
	sigset_t set = stop_signals();

	(void)from, (void)which;
	stop_requested = true;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/*
 * Signals come in as a descriptor of the loop: a handler's could fall between the last look at what
 * it has set and the sleep. Before any thread is made, so that none of them takes one.
 */
static bool listen_to_signals(void *ctx)
{
	sigset_t set = stop_signals();

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, on_second_signal);
	signal(SIGINT, on_second_signal);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return osmo_signalfd_setup(ctx, set, on_signal, NULL) != NULL;
}

/* ---- what it was called with ------------------------------------------------------------- */

static const char usage[] =
	"usage: cbdispatchd -c FILE --store F [--profiles DIR] [--check] [--vty-port N]\n"
	"                   [--debug]\n"
	"       cbdispatchd --help | --version\n";

static bool read_port(uint16_t *out, const char *text)
{
	uint64_t port;

	if (!slice_to_u64(slice_of(text), UINT16_MAX, &port)) {
		fprintf(stderr, "cbdispatchd: --vty-port %s: a port is 1 to 65535, 0 is none\n",
			text);
		return false;
	}
	*out = (uint16_t)port;
	return true;
}

/* What says something and ends. */
static void tell_and_exit(int option)
{
	if (option == 'h')
		fputs(usage, stdout);
	else
		puts("cbdispatchd " VERSION);
	exit(EX_OK);
}

static bool take_option(struct arguments *out, int option)
{
	switch (option) {
	case 'c':
		out->config = optarg;
		return true;
	case 's':
		out->store = optarg;
		return true;
	case 'p':
		out->profiles = optarg;
		return true;
	case 'v':
		return read_port(&out->vty_port, optarg);
	case 'k':
		out->only_check = true;
		return true;
	case 'd':
		out->level = LOGL_DEBUG;
		return true;
	case 'h':
	case 'V':
		tell_and_exit(option);
		return true;
	default:
		return false;
	}
}

static bool read_arguments(struct arguments *out, int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "store", required_argument, NULL, 's' },
		{ "profiles", required_argument, NULL, 'p' },
		{ "vty-port", required_argument, NULL, 'v' },
		{ "check", no_argument, NULL, 'k' },
		{ "debug", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*out = (struct arguments){ .level = LOGL_NOTICE, .vty_port = VTY_PORT_DEFAULT };
	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1)
		if (!take_option(out, option))
			return false;
	return out->config && (out->store || out->only_check) && optind == argc;
}

/* ---- running ----------------------------------------------------------------------------- */

static void complain(const char *what, const struct fault *why)
{
	fprintf(stderr, "cbdispatchd: %s: %s%s%s%s\n", what, why->text, why->clause[0] ? " (" : "",
		why->clause, why->clause[0] ? ")" : "");
}

/* A thousand nodes and as many clients: the default of 1024 descriptors is too few. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
			perror("cbdispatchd: RLIMIT_NOFILE");
	}
}

/*
 * Each commit takes and gives back tens of kilobytes in the ledger's thread. Left alone, its heap
 * grows and shrinks by single pages, a system call and a page fault each, between an alert and the
 * air.
 */
static void keep_heaps_in_hand(void)
{
	enum { PAD = 256 * 1024, TRIM = 4 * 1024 * 1024 };

	mallopt(M_TOP_PAD, PAD);
	mallopt(M_TRIM_THRESHOLD, TRIM);
}

static void tell_fault(void *data, const struct fault *why)
{
	complain(data, why);
}

static void tell_note(void *data, const struct fault *why)
{
	(void)data;
	printf("note: %s\n", why->text);
}

static int check(void *ctx, const struct config *config, const struct arguments *arguments)
{
	static char what[] = "check";
	const struct preflight about = { config, arguments->store, tell_fault, tell_note, what };
	size_t faults = config_faults(config, tell_fault, what) + preflight_faults(ctx, &about);

	printf("configuration: %zu links, %zu HTTP listeners; faults: %zu\n", config->link_count,
	       config->http_count, faults);
	return faults == 0 ? EX_OK : EX_CONFIG;
}

static int serve(void *ctx, const struct config *config, const struct arguments *arguments)
{
	static char what[] = "configuration";
	struct desk *desk;
	struct fault why;
	enum err err;

	if (config_faults(config, tell_fault, what) > 0)
		return EX_CONFIG;
	err = desk_open(&desk, ctx, config_in_force(ctx, config), arguments->store, &why);
	if (err != ERR_OK) {
		complain("cannot start", &why);
		return err == ERR_IO || err == ERR_FULL ? EX_IOERR : EX_UNAVAILABLE;
	}
	if (arguments->vty_port &&
	    config_listen(ctx, "127.0.0.1", arguments->vty_port, &why) != ERR_OK)
		complain("going on without", &why);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_MAIN, .stop = "ready" });
	while (!stop_requested)
		osmo_select_main(0);
	log_stop(LOGL_NOTICE, &(struct log_stop){ .area = LOG_AREA_MAIN, .stop = "stopping" });
	desk_close(desk);
	return EX_OK;
}

static int run(void *ctx, const struct arguments *arguments)
{
	static struct config config;
	struct fault why;

	config_init(ctx, &config);
	if (config_read(arguments->config, &why) != ERR_OK) {
		complain("configuration", &why);
		return EX_CONFIG;
	}
	if (arguments->profiles)
		config.profiles = arguments->profiles;
	if (!config.profiles)
		config.profiles = "/usr/share/cbdispatchd/cap-profiles";
	return arguments->only_check ? check(ctx, &config, arguments)
				     : serve(ctx, &config, arguments);
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	void *ctx;
	int status;

	if (!read_arguments(&arguments, argc, argv)) {
		fputs(usage, stderr);
		return EX_USAGE;
	}
	/* The store, its log and lock, and a configuration written back are nobody else's. */
	umask(S_IRWXG | S_IRWXO);
	ctx = talloc_named_const(NULL, 0, "cbdispatchd");
	raise_descriptor_limit();
	keep_heaps_in_hand();
	xml_begin();
	log_begin(ctx, arguments.level);
	if (listen_to_signals(ctx)) {
		status = run(ctx, &arguments);
	} else {
		fprintf(stderr, "cbdispatchd: cannot listen to signals: %s\n", strerror(errno));
		status = EX_OSERR;
	}
	log_end();
	xml_end();
	talloc_free(ctx);
	return status;
}
