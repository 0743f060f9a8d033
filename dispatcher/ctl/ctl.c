/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/ctl.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "base/version.h"

#define PROFILES_HERE	   "cap-profiles"
#define PROFILES_INSTALLED "/usr/share/cbdispatchd/cap-profiles"

static bool has_noun(const struct ctl_command *commands, const char *noun)
{
	for (const struct ctl_command *c = commands; c->noun; c++)
		if (strcmp(c->noun, noun) == 0)
			return true;
	return false;
}

/* Those of one noun, or all where there is none of that name. */
static void print_usages(const struct ctl_command *commands, const char *noun, FILE *out)
{
	bool is_one = noun && has_noun(commands, noun);

	fputs(is_one ? "usage:\n" : "usage: cbctl COMMAND ...\n", out);
	for (const struct ctl_command *c = commands; c->noun; c++)
		if (!is_one || strcmp(c->noun, noun) == 0)
			fprintf(out, "  cbctl %s\n", c->usage);
}

static const struct ctl_command *find(const struct ctl_command *commands, int argc, char **argv)
{
	for (const struct ctl_command *c = commands; c->noun; c++) {
		if (strcmp(c->noun, argv[1]) != 0)
			continue;
		if (!c->verb || (argc > 2 && strcmp(c->verb, argv[2]) == 0))
			return c;
	}
	return NULL;
}

static bool asks_for_help(int argc, char **argv, int from)
{
	for (int i = from; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static int print_unknown(const struct ctl_command *commands, int argc, char **argv)
{
	if (!has_noun(commands, argv[1]))
		fprintf(stderr, "cbctl: no command \"%s\"\n", argv[1]);
	else if (argc > 2)
		fprintf(stderr, "cbctl: no command \"%s %s\"\n", argv[1], argv[2]);
	else
		fprintf(stderr, "cbctl: %s what?\n", argv[1]);
	print_usages(commands, argv[1], stderr);
	return CTL_USAGE;
}

int ctl_run(const struct ctl_command *commands, int argc, char **argv)
{
	const struct ctl_command *command;
	int words;

	if (argc < 2) {
		print_usages(commands, NULL, stderr);
		return CTL_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("cbctl " VERSION);
		return CTL_DONE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_usages(commands, argc > 2 ? argv[2] : NULL, stdout);
		return CTL_DONE;
	}
	command = find(commands, argc, argv);
	if (command && asks_for_help(argc, argv, 2)) {
		printf("usage: cbctl %s\n", command->usage);
		return CTL_DONE;
	}
	if (!command && asks_for_help(argc, argv, 2)) {
		print_usages(commands, argv[1], stdout);
		return CTL_DONE;
	}
	if (!command)
		return print_unknown(commands, argc, argv);
	words = command->verb ? 2 : 1;
	return command->run(argc - words, argv + words);
}

enum ctl_exit ctl_fail(const char *what, const struct fault *why)
{
	fprintf(stderr, "cbctl: %s: %s%s%s%s\n", what, why->text, why->clause[0] ? " (" : "",
		why->clause, why->clause[0] ? ")" : "");
	return CTL_USAGE;
}

enum ctl_exit ctl_usage(const char *usage)
{
	fprintf(stderr, "usage: cbctl %s\n", usage);
	return CTL_USAGE;
}

static enum err read_all(void *ctx, FILE *file, size_t max, char **octets, size_t *size)
{
	size_t capacity = 65536, used = 0;
	char *buffer = talloc_size(ctx, capacity + 1);

	while (buffer) {
		used += fread(buffer + used, 1, capacity - used, file);
		if (used < capacity || used > max)
			break;
		capacity *= 2;
		buffer = talloc_realloc_size(ctx, buffer, capacity + 1);
	}
	if (!buffer)
		return ERR_MEMORY;
	if (ferror(file) || used > max) {
		talloc_free(buffer);
		return ferror(file) ? ERR_IO : ERR_LIMIT;
	}
	buffer[used] = '\0';
	*octets = buffer;
	*size = used;
	return ERR_OK;
}

enum err ctl_read_file(void *ctx, const char *path, size_t max, char **octets, size_t *size,
		       struct fault *why)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	enum err err;

	if (!file)
		return err_set(why, ERR_IO, NULL, "%s: %s", path, strerror(errno));
	errno = 0;
	err = read_all(ctx, file, max, octets, size);
	if (err == ERR_LIMIT)
		err_set(why, err, NULL, "%s: larger than %zu octets", path, max);
	else if (err != ERR_OK)
		err_set(why, err, NULL, "%s: %s", path, strerror(errno));
	if (file != stdin)
		fclose(file);
	return err;
}

static bool program_folder(char *buf, size_t octets)
{
	ssize_t size = readlink("/proc/self/exe", buf, octets - 1);
	char *slash;

	if (size <= 0)
		return false;
	buf[size] = '\0';
	slash = strrchr(buf, '/');
	if (slash)
		*slash = '\0';
	return slash;
}

/* A clone that was built has them beside build/, a prefix under share/. */
const char *ctl_profiles(void)
{
	static const char *const beside[] = { "../cap-profiles",
					      "../share/cbdispatchd/cap-profiles" };
	static char found[PATH_MAX];
	const char *said = getenv("CBD_PROFILES");
	char program[PATH_MAX / 2];

	if (said && *said)
		return said;
	if (access(PROFILES_HERE, R_OK) == 0)
		return PROFILES_HERE;
	for (size_t i = 0;
	     program_folder(program, sizeof(program)) && i < sizeof(beside) / sizeof(beside[0]);
	     i++) {
		snprintf(found, sizeof(found), "%s/%s", program, beside[i]);
		if (access(found, R_OK) == 0)
			return found;
	}
	return PROFILES_INSTALLED;
}
