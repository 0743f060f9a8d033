/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preloaded into a daemon: while the file that FAIL_WRITES names is there, what is written to a
 * file whose name holds "store.db" fails with EIO.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool must_fail(int fd)
{
	const char *flag = getenv("FAIL_WRITES");
	char link[64], target[512];
	ssize_t size;

	if (!flag || access(flag, F_OK) != 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	size = readlink(link, target, sizeof(target) - 1);
	if (size < 0)
		return false;
	target[size] = '\0';
	return strstr(target, "store.db") != NULL;
}

/* clang-format off */
#define FAILING(name, parameters, arguments)                                                       \
	ssize_t name parameters;                                                                   \
	ssize_t name parameters                                                                    \
	{                                                                                          \
		static ssize_t(*real) parameters;                                                  \
		if (!real)                                                                         \
			real = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name);                     \
		if (must_fail(fd)) {                                                               \
			errno = EIO;                                                               \
			return -1;                                                                 \
		}                                                                                  \
		return real arguments;                                                             \
	}
/* clang-format on */

FAILING(write, (int fd, const void *octets, size_t size), (fd, octets, size))
FAILING(pwrite, (int fd, const void *octets, size_t size, off_t at), (fd, octets, size, at))
FAILING(pwrite64, (int fd, const void *octets, size_t size, off64_t at), (fd, octets, size, at))
