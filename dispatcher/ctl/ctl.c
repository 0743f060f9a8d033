/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/ctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#define PROFILES_HERE	   "cap-profiles"
#define PROFILES_INSTALLED "/usr/share/cbdispatchd/cap-profiles"

static void print_all(const struct ctl_command *commands, FILE *out)
{
	fputs("usage: cbctl COMMAND ...\n", out);
	for (const struct ctl_command *c = commands; c->noun; c++)
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

int ctl_run(const struct ctl_command *commands, int argc, char **argv)
{
	const struct ctl_command *command;
	int words;

	if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_all(commands, argc < 2 ? stderr : stdout);
		return argc < 2 ? CTL_USAGE : CTL_DONE;
	}
	command = find(commands, argc, argv);
	if (!command) {
		fprintf(stderr, "cbctl: no command \"%s%s%s\"\n", argv[1], argc > 2 ? " " : "",
			argc > 2 ? argv[2] : "");
		print_all(commands, stderr);
		return CTL_USAGE;
	}
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

const char *ctl_profiles(void)
{
	return access(PROFILES_HERE, R_OK) == 0 ? PROFILES_HERE : PROFILES_INSTALLED;
}
