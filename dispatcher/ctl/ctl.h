/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every cbctl command is made of: a name, a usage line, a function, and the exit
 * statuses that scripts rely on. cbctl.c is the list of commands; ctl/<noun>.c holds them.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stddef.h>

#include "base/err.h"

enum ctl_exit {
	CTL_DONE = 0,	      /* done, accepted */
	CTL_REFUSED = 1,      /* the input was judged and refused, or held */
	CTL_USAGE = 2,	      /* usage, unreadable input, daemon not reachable */
	CTL_UNDETERMINED = 3, /* not determinable: no calendar for that year, say */
};

struct ctl_command {
	const char *noun;  /* "cap" */
	const char *verb;  /* "check"; NULL when the noun stands alone */
	const char *usage; /* "cap check [--profile NAME] [--json] FILE..." */
	/* argv[0] is the verb (or noun); getopt_long() works as in any main(). */
	enum ctl_exit (*run)(int argc, char **argv);
};

/* Finds the command that argv names and runs it; prints the usage of all if there is none. */
int ctl_run(const struct ctl_command *commands, int argc, char **argv);

/* "cbctl: <what>: <fault> (clause)" on standard error; returns CTL_USAGE for a caller's return. */
enum ctl_exit ctl_fail(const char *what, const struct fault *why);
/* Prints "usage: cbctl ..." on standard error; returns CTL_USAGE. */
enum ctl_exit ctl_usage(const char *usage);

/*
 * A whole file, or standard input for "-", at most `max` octets. *octets is talloc'd on ctx
 * and has a NUL after its *size octets. ERR_IO, ERR_LIMIT.
 */
enum err MUST_USE ctl_read_file(void *ctx, const char *path, size_t max, char **octets,
				size_t *size, struct fault *why);

/*
 * The folder of profiles and of the country's data: $CBD_PROFILES, else ./cap-profiles, else
 * beside the folder of the program or under its prefix, else the one installed.
 */
const char *ctl_profiles(void);

#endif
